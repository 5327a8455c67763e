import { describe, expect, it } from 'vitest'
import { readInputs } from './inputs.ts'
import { example, rawInputs } from '../../tests/support/score-inputs.ts'

function problemsOf(raw: unknown): string[] {
  const reading = readInputs(JSON.stringify(raw))
  if (reading.ok) return []
  if ('json' in reading) return [reading.json.reason]
  return reading.problems.map(({ at, reason, bound }) => `${at} ${reason}${bound === undefined ? '' : ` ${bound}`}`)
}

describe('the inputs of a score', () => {
  it('are read from the example alone and from a file that holds it among other things', () => {
    expect(problemsOf(rawInputs())).toEqual([])
    expect(problemsOf(example)).toEqual([])
    expect(problemsOf({ ...rawInputs(), officer: '031207', period: '2025Q3', scheme: '1.0.0', note: '' })).toEqual([])
  })

  it.each([
    ['a negative count', { P2: { timely: -1, changes: 250 } }, ['P2.timely negative']],
    ['a negative number of passed entries', { audit: { passed: -1, drawn: 32 } }, ['audit.passed negative']],
    [
      'a negative answer',
      { O1: { satisfied: -1, fairly: 4, dissatisfied: 2, stationMean: 0.87 } },
      ['O1.satisfied negative'],
    ],
    [
      'an unknown figure of satisfaction',
      { O1: { satisfied: 1, fairly: 4, dissatisfied: 2, stationMean: 0.87, neutral: 1 } },
      ['O1.neutral unknown-key'],
    ],
    [
      'an unknown figure of resolution',
      { O2: { held: 1, closed: 1, stationMean: 0.8, open: 1 } },
      ['O2.open unknown-key'],
    ],
    ['an unknown figure of timeliness', { P2: { timely: 1, changes: 1, late: 0 } }, ['P2.late unknown-key']],
    [
      'a number of answers that is no whole one',
      { O1: { satisfied: 18, fairly: 0, dissatisfied: 0, stationMean: 0.87, answers: 18.5, squaredWeights: 18 } },
      ['O1.answers not-whole'],
    ],
    [
      'answers without squares',
      { O1: { satisfied: 18, fairly: 0, dissatisfied: 0, stationMean: 0.87, answers: 18, squaredWeights: 0 } },
      ['O1 half-weighted'],
    ],
    [
      'squares without answers',
      { O1: { satisfied: 0, fairly: 0, dissatisfied: 0, stationMean: 0.87, answers: 0, squaredWeights: 2 } },
      ['O1 half-weighted'],
    ],
    ['half a visit', { P1: { valid: 0.5, perWeek: 10, workingWeeks: 13.2 } }, ['P1.valid not-whole']],
    ['text for a number', { P4: { done: '15', planned: 24 } }, ['P4.done not-a-number']],
    ['null for a number', { P4: { done: null, planned: 24 } }, ['P4.done not-a-number']],
    ['a list for a number', { dutyDays: [] }, ['dutyDays not-a-number']],
    ['a missing figure', { P4: { done: 15 } }, ['P4.planned missing']],
    ['an unknown figure', { P4: { done: 15, planned: 24, plan: 1 } }, ['P4.plan unknown-key']],
    ['an unknown mark', { O6: 'NOT_KNOWN' }, ['O6 not-an-object']],
    ['null for an indicator', { O6: null }, ['O6 not-an-object']],
    ['a list for an indicator', { O6: [1, 2] }, ['O6 not-an-object']],
    ['a mark for the audit', { audit: 'NOT_APPLICABLE' }, ['audit not-an-object']],
    ['more timely than changed', { P2: { timely: 251, changes: 250 } }, ['P2.timely more-than-all changes']],
    ['more filled than asked for', { P3: { filled: 2, required: 1 } }, ['P3.filled more-than-all required']],
    ['more passed than drawn', { audit: { passed: 33, drawn: 32 } }, ['audit.passed more-than-all drawn']],
    ['more held than closed', { O2: { held: 2, closed: 1, stationMean: 0.8 } }, ['O2.held more-than-all closed']],
    ['more on time than due', { O5: { onTime: 2, due: 1, stationMean: 0.8 } }, ['O5.onTime more-than-all due']],
    ['a mean above 1', { O3: { onTime: 1, due: 1, stationMean: 80 } }, ['O3.stationMean too-large 1']],
    ['a mean that is none', { O3: { onTime: 1, due: 1, stationMean: 'high' } }, ['O3.stationMean not-a-number']],
    ['no mean at all', { O3: { onTime: 1, due: 1 } }, ['O3.stationMean missing']],
    [
      'a mean of nobody',
      { O3: { onTime: 1, due: 1, stationMean: { sum: 0, n: 0 } } },
      ['O3.stationMean.n too-small 0'],
    ],
    ['half a mean', { O3: { onTime: 1, due: 1, stationMean: { sum: 0 } } }, ['O3.stationMean.n missing']],
    [
      'a mean above its own n',
      { O3: { onTime: 1, due: 1, stationMean: { sum: 3, n: 2 } } },
      ['O3.stationMean.sum more-than-all n'],
    ],
    ['a period without working days', { workingDays: 0, dutyDays: 0 }, ['workingDays no-working-days']],
    ['more duty days than a year has', { dutyDays: 367 }, ['dutyDays too-large 366']],
    ['a period of years', { workingDays: 367 }, ['workingDays too-large 366']],
    [
      'an impossible count',
      { P1: { valid: 1e12, perWeek: 10, workingWeeks: 13.2 } },
      ['P1.valid too-large 1000000000'],
    ],
    [
      'weights without their squares',
      { O1: { satisfied: 12, fairly: 4, dissatisfied: 2, stationMean: 0.87, answers: 18 } },
      ['O1 half-weighted'],
    ],
    [
      'weights of nobody',
      { O1: { satisfied: 12, fairly: 4, dissatisfied: 2, stationMean: 0.87, answers: 0, squaredWeights: 0 } },
      ['O1 half-weighted'],
    ],
    [
      'squares that cannot be',
      { O1: { satisfied: 12, fairly: 4, dissatisfied: 2, stationMean: 0.87, answers: 18, squaredWeights: 17 } },
      ['O1.squaredWeights too-small'],
    ],
    [
      'parts of unweighted answers',
      { O1: { satisfied: 12.5, fairly: 4, dissatisfied: 2, stationMean: 0.87 } },
      ['O1.satisfied not-whole'],
    ],
  ])('refuse %s', (_what, changes, problems) => {
    expect(problemsOf(rawInputs(changes))).toEqual(problems)
  })

  it('accept a period with nothing in it and weighted answers of nobody', () => {
    const nobody = { satisfied: 0, fairly: 0, dissatisfied: 0, stationMean: null, answers: 0, squaredWeights: 0 }
    expect(problemsOf(rawInputs({ O1: nobody, audit: { passed: 0, drawn: 0 }, dutyDays: 0 }))).toEqual([])
  })

  it('take pooled sums as large as a number keeps exactly', () => {
    const stationMean = { sum: 8_000_000_000_000_001, n: 9_000_000_000_000_001 }
    expect(problemsOf(rawInputs({ O3: { onTime: 1, due: 1, stationMean } }))).toEqual([])
  })

  it('name every missing key at once', () => {
    expect(problemsOf({}).length).toBe(13)
    expect(problemsOf([])).toEqual([' not-an-object'])
    expect(problemsOf('NaN')).toContain(' not-an-object')
    expect(problemsOf({ inputs: {} })).toContain('workingDays missing')
  })

  it('take numbers as written and refuse those that no station has', () => {
    const text = (valid: string) => JSON.stringify(rawInputs()).replace('"valid":81', `"valid":${valid}`)
    expect(readInputs(text('8.1e1'))).toMatchObject({ ok: true })
    expect(readInputs(text('-0'))).toMatchObject({ ok: true })
    expect(readInputs(text('1e400'))).toMatchObject({ problems: [{ at: 'P1.valid', reason: 'too-large' }] })
    expect(readInputs(text('NaN'))).toMatchObject({ ok: false, json: { reason: 'not-json' } })
  })
})
