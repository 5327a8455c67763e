import { describe, expect, it } from 'vitest'
import { resultsOf, scoreOfficer, scoreParts, type Score } from './score.ts'
import { inputsOf, rawInputs, scheme100, variant, type RawInputs } from '../../tests/support/score-inputs.ts'

const allProcess = ['P1', 'P2', 'P3', 'P4']
const allOutcome = ['O1', 'O2', 'O3', 'O4', 'O5', 'O6']
const marked = (ids: readonly string[], mark: string): RawInputs => Object.fromEntries(ids.map((id) => [id, mark]))
const score = (changes: RawInputs = {}, scheme = scheme100()): Score =>
  scoreOfficer(inputsOf(rawInputs(changes)), scheme)
const results = (changes: RawInputs = {}) => resultsOf(score(changes))
const stateOf = (given: Score, id: string) => given.indicators.find((each) => each.id === id)?.state

describe('what is missing', () => {
  it('leaves the dimension mean as it is when one of four equal indicators is not applicable', () => {
    const equal = { P2: { timely: 95, changes: 100 }, P3: { filled: 98, required: 100 }, P4: { done: 24, planned: 24 } }
    const full = { ...equal, P1: { valid: 200, perWeek: 10, workingWeeks: 13.2 } }
    expect(results(full)['process']).toBe(0.6923)
    for (const id of allProcess) expect(results({ ...full, [id]: 'NOT_APPLICABLE' })['process']).toBe(0.6923)
  })

  it('treats a missing source as not applicable in the sum and names it', () => {
    const missing = score({ O3: 'SOURCE_MISSING' })
    expect(stateOf(score({ O3: 'NOT_APPLICABLE' }), 'O3')).toBe('not_applicable')
    expect(missing.total).toBe(score({ O3: 'NOT_APPLICABLE' }).total)
    expect(stateOf(missing, 'O3')).toBe('source_missing')
    expect(resultsOf(missing)).not.toHaveProperty('O3')
  })

  it('counts what was not submitted as 0', () => {
    const late = score({ P3: 'NOT_SUBMITTED' })
    expect(resultsOf(late)['P3']).toBe(0)
    expect(stateOf(late, 'P3')).toBe('not_submitted')
    expect(late.process).toBe(score({ P3: { filled: 0, required: 500 } }).process)
  })

  it('gives no score without the third-party evaluation: 25 of 70 is more than 35%', () => {
    for (const mark of ['NOT_APPLICABLE', 'SOURCE_MISSING']) {
      const without = score({ O1: mark, O6: { reached: 1, assigned: 1 } })
      expect(without.status).toBe('outcome_missing')
      expect(without.total).toBeNull()
      expect(without.outcome).toBeNull()
      expect(without.outcomePoints).toBeNull()
      expect(without.processPoints).toBe(184_964)
    }
  })

  it('still scores when exactly 35% of the outcome is missing', () => {
    const bounds = variant((scheme) => {
      scheme.indicators.O1.weight = 24.5
      scheme.indicators.O2.weight = 15.5
    })
    const rest = { O1: 'SOURCE_MISSING', O6: { reached: 1, assigned: 2 } }
    expect(score(rest, bounds).status).toBe('scored')
    expect(score({ O2: 'NOT_APPLICABLE', O3: 'NOT_APPLICABLE' }).status).toBe('outcome_missing')
  })

  it('scores a third-party evaluation that was not submitted as 0 instead of withholding the score', () => {
    expect(score({ O1: 'NOT_SUBMITTED' })).toMatchObject({ status: 'scored' })
  })

  it('gives no score without any process indicator', () => {
    const without = score(marked(allProcess, 'NOT_APPLICABLE'))
    expect(without).toMatchObject({ status: 'process_missing', total: null, process: null, processPoints: null })
    expect(without.outcomePoints).toBe(532_177)
  })

  it('gives no score when everything is missing', () => {
    const nothing = score(marked([...allProcess, ...allOutcome], 'SOURCE_MISSING'))
    expect(nothing).toMatchObject({ status: 'outcome_missing', total: null, process: null, outcome: null })
    expect(resultsOf(nothing)['total']).toBeNull()
    expect(Object.keys(resultsOf(nothing))).toEqual([
      ...['auditRate', 'auditFactor', 'process', 'outcome', 'processPoints', 'outcomePoints', 'total'],
    ])
  })

  it('takes nothing due as not applicable, whatever the indicator', () => {
    const nothingDue = {
      P1: { valid: 0, perWeek: 10, workingWeeks: 0 },
      P2: { timely: 0, changes: 0 },
      P3: { filled: 0, required: 0 },
      P4: { done: 0, planned: 0 },
      O2: { held: 0, closed: 0, stationMean: 0.85 },
      O3: { onTime: 0, due: 0, stationMean: null },
      O5: { onTime: 0, due: 0, stationMean: 0.9 },
      O6: { reached: 0, assigned: 0 },
    }
    for (const [id, figures] of Object.entries(nothingDue)) {
      const given = score({ [id]: figures })
      expect(stateOf(given, id), id).toBe('not_applicable')
      expect(given.total, id).toBe(score({ [id]: 'NOT_APPLICABLE' }).total)
    }
  })

  it('scores preventable incidents where none was expected', () => {
    // (0 + 10) / (0 + 10) = 1, two thirds of the way from 1.30 to .85.
    expect(results({ O4: { observed: 0, expected: 0 } })['O4']).toBe(0.6667)
  })

  it('never shows a figure from fewer than 10 answers', () => {
    const nine = score({ O1: { satisfied: 9, fairly: 0, dissatisfied: 0, stationMean: 0.87 } })
    expect(stateOf(nine, 'O1')).toBe('source_missing')
    expect(nine).toMatchObject({ status: 'outcome_missing', total: null })
    expect(resultsOf(nine)).not.toHaveProperty('O1raw')
    expect(score({ O1: { satisfied: 10, fairly: 0, dissatisfied: 0, stationMean: 0.87 } }).status).toBe('scored')
    expect(score({ O1: { satisfied: 0, fairly: 0, dissatisfied: 0, stationMean: 0.87 } }).status).toBe(
      'outcome_missing',
    )
  })
})

describe('small samples', () => {
  it('takes the prior of the scheme where the station has too few others', () => {
    expect(results({ O2: { held: 27, closed: 31, stationMean: null } })['O2']).toBe(0.7507)
    const prior = score({ O5: { onTime: 46, due: 50, stationMean: null } })
    expect(prior.indicators.find((each) => each.id === 'O5')?.smallSample?.meanFrom).toBe('prior')
    expect(prior.total).toBe(score().total)
  })

  it('takes a mean that has no short decimal as a fraction', () => {
    const third = { sum: 1, n: 3 }
    // (10 + 20 / 3) / 30 = 5 / 9
    const given = score({ O3: { onTime: 10, due: 10, stationMean: third } })
    expect(given.indicators.find((each) => each.id === 'O3')?.smallSample?.shrunk).toBe(5556)
  })

  it('leans on weighted answers by their effective number', () => {
    // 20 answers, half of weight 2 and half of weight 1: n_eff = 30² / 50 = 18.
    const weighted = { satisfied: 20, fairly: 10, dissatisfied: 0, answers: 20, squaredWeights: 50, stationMean: 0.87 }
    const O1 = score({ O1: weighted }).indicators.find((each) => each.id === 'O1')
    expect(O1).toMatchObject({ good: 250_000, due: 300_000, raw: 8333 })
    // (18 * 25/30 + 30 * .87) / 48
    expect(O1?.smallSample).toMatchObject({ n: 180_000, reliability: 3750, shrunk: 8563 })
    const plain = { satisfied: 15, fairly: 3, dissatisfied: 2, stationMean: 0.87 }
    const sameWeights = { ...plain, answers: 20, squaredWeights: 20 }
    expect(score({ O1: sameWeights })).toEqual(score({ O1: plain }))
  })

  it('counts people, not weights, when it protects them', () => {
    const nine = { satisfied: 27, fairly: 0, dissatisfied: 0, answers: 9, squaredWeights: 81, stationMean: 0.87 }
    expect(stateOf(score({ O1: nine }), 'O1')).toBe('source_missing')
  })

  it('labels a reliability of exactly .7 as firm', () => {
    const m = variant((scheme) => {
      scheme.indicators.O5.shrink.m = 30
    })
    const at = (due: number) =>
      scoreOfficer(inputsOf(rawInputs({ O5: { onTime: due, due, stationMean: 0.9 } })), m).indicators.find(
        (each) => each.id === 'O5',
      )?.smallSample?.indicative
    expect(at(70)).toBe(false)
    expect(at(69)).toBe(true)
  })
})

describe('the audit factor', () => {
  it('takes a period without a sample at the prior rate: no discount', () => {
    expect(score({ audit: { passed: 0, drawn: 0 } })).toMatchObject({ auditRate: 9500, auditFactor: 10_000 })
  })

  it('is never above 1 nor below 0, and touches the process dimension only', () => {
    const perfect = score({ audit: { passed: 1000, drawn: 1000 } })
    expect(perfect.auditFactor).toBe(10_000)
    const hopeless = score({ audit: { passed: 0, drawn: 32 } })
    expect(hopeless).toMatchObject({ auditFactor: 0, process: 0, processPoints: 0 })
    expect(hopeless.status).toBe('scored')
    expect(hopeless.outcomePoints).toBe(perfect.outcomePoints)
  })
})

describe('a part of the period', () => {
  it('only observes an officer with fewer than 20 duty days', () => {
    expect(score({ dutyDays: 19 })).toMatchObject({ status: 'observe_only', total: null })
    expect(score({ dutyDays: 19.5 }).status).toBe('observe_only')
    expect(score({ dutyDays: 20 }).status).toBe('scored')
    expect(score({ dutyDays: 0 }).status).toBe('observe_only')
  })

  it('says that first, whatever else is missing', () => {
    expect(score({ dutyDays: 3, ...marked([...allProcess, ...allOutcome], 'NOT_APPLICABLE') }).status).toBe(
      'observe_only',
    )
  })

  it('lowers the targets of an officer who was on leave', () => {
    // 10 a week for 13.2 weeks, half of the days: 66 visits.
    const half = { dutyDays: 33, P1: { valid: 66, perWeek: 10, workingWeeks: 13.2 }, P4: { done: 12, planned: 24 } }
    expect(results(half)).toMatchObject({ P1: 1, P4: 1 })
  })

  it('asks more of an officer who was on duty at weekends too', () => {
    // 79 duty days in 66 working days: 158 visits.
    expect(results({ dutyDays: 79, P1: { valid: 79, perWeek: 10, workingWeeks: 13.2 } })).toMatchObject({ P1: 0.5 })
  })

  it('scores an officer who changed beat twice as the sum of three parts', () => {
    const part = (workingDays: number, valid: number, O6: unknown) =>
      inputsOf(
        rawInputs({
          workingDays,
          dutyDays: workingDays,
          P1: { valid, perWeek: 10, workingWeeks: workingDays / 5 },
          O6,
        }),
      )
    const whole = scoreParts(
      [part(20, 30, 'NOT_APPLICABLE'), part(15, 20, 'SOURCE_MISSING'), part(10, 25, { reached: 5, assigned: 10 })],
      scheme100(),
    )
    expect(whole.status).toBe('scored')
    // 75 of 90 visits; three times 46 of 50 services: (138 + 18) / 170.
    expect(resultsOf(whole)).toMatchObject({ P1: 0.8333, O6: 0.5, O5: 0.7773 })
  })

  it('takes the mean of the station from whichever part has it', () => {
    const of = (stationMean: unknown) => inputsOf(rawInputs({ O2: { held: 1, closed: 2, stationMean } }))
    const meanFrom = (...parts: Parameters<typeof scoreParts>[0]) =>
      scoreParts(parts, scheme100()).indicators.find((each) => each.id === 'O2')?.smallSample?.meanFrom
    expect(meanFrom(of(0.5), of(0.5))).toBe('station')
    expect(meanFrom(of(0.5), of(null))).toBe('station')
    expect(meanFrom(of(null), of(0.5))).toBe('station')
    expect(meanFrom(of(null), of(null))).toBe('prior')
  })

  it.each([
    ['NOT_APPLICABLE', 'SOURCE_MISSING', 'source_missing'],
    ['NOT_APPLICABLE', 'NOT_SUBMITTED', 'not_submitted'],
    ['SOURCE_MISSING', 'NOT_SUBMITTED', 'not_submitted'],
    ['NOT_APPLICABLE', 'NOT_APPLICABLE', 'not_applicable'],
    ['SOURCE_MISSING', { reached: 1, assigned: 2 }, 'counted'],
    ['NOT_APPLICABLE', { reached: 1, assigned: 2 }, 'counted'],
  ])('with %s in one part and %j in the other is %s', (first, second, state) => {
    const [a, b] = [first, second].map((O6) => inputsOf(rawInputs({ O6 })))
    expect(stateOf(scoreParts([a!, b!], scheme100()), 'O6')).toBe(state)
    expect(stateOf(scoreParts([b!, a!], scheme100()), 'O6')).toBe(state)
  })

  it('refuses two means for one period', () => {
    const other = inputsOf(rawInputs({ O2: { held: 1, closed: 2, stationMean: 0.5 } }))
    expect(() => scoreParts([inputsOf(rawInputs()), other], scheme100())).toThrow(RangeError)
  })

  it('does not let a submitted part hide one that was not submitted', () => {
    const missing = inputsOf(rawInputs({ O5: 'NOT_SUBMITTED' }))
    for (const parts of [[missing, inputsOf(rawInputs())] as const, [inputsOf(rawInputs()), missing] as const])
      expect(stateOf(scoreParts([...parts], scheme100()), 'O5')).toBe('not_submitted')
  })
})

describe('credits at their bounds', () => {
  it.each([
    ['P2', { timely: 50, changes: 100 }, 0],
    ['P2', { timely: 95, changes: 100 }, 1],
    ['P2', { timely: 100, changes: 100 }, 1],
    ['P2', { timely: 10, changes: 100 }, 0],
    ['P3', { filled: 98, required: 100 }, 1],
    ['P3', { filled: 89, required: 100 }, 0.5],
    ['O4', { observed: 3, expected: 0 }, 0],
    ['O4', { observed: 7, expected: 10 }, 1],
    ['O4', { observed: 0, expected: 100 }, 1],
    ['O6', { reached: 12, assigned: 10 }, 1],
    ['P1', { valid: 0, perWeek: 10, workingWeeks: 13.2 }, 0],
    ['P4', { done: 30, planned: 24 }, 1],
  ])('%s of %j is %d', (id, figures, credit) => {
    expect(results({ [id]: figures })[id]).toBe(credit)
  })
})
