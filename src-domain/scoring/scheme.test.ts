import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { rounded } from './fraction.ts'
import { indicatorIds, readScheme } from './scheme.ts'
import { builtInScheme, schemeVersions } from './schemes.ts'
import { schemeWith, scheme100, type RawScheme } from '../../tests/support/score-inputs.ts'

function problemsOf(change: (scheme: RawScheme) => void): string[] {
  const reading = schemeWith(change)
  if (reading.ok) return []
  if ('json' in reading) return [reading.json.reason]
  return reading.problems.map(({ at, reason, bound }) => `${at} ${reason}${bound === undefined ? '' : ` ${bound}`}`)
}

const anything = (scheme: RawScheme): Record<string, Record<string, unknown>> =>
  scheme as unknown as Record<string, Record<string, unknown>>

describe('scheme 1.0.0', () => {
  it('is the same from the catalog and from its file, digit for digit', async () => {
    const text = await readFile(new URL('../../resources/catalogs/schemes/1.0.0.json', import.meta.url), 'utf8')
    expect(readScheme(text)).toEqual({ ok: true, scheme: scheme100() })
    expect(schemeVersions).toEqual(['1.0.0'])
    expect(builtInScheme('9.9.9')).toBeNull()
  })

  it('has the weights, bounds and thresholds of the design', () => {
    const { indicators, ...rest } = scheme100()
    const weights = indicatorIds.map((id) => rounded(indicators[id].weight) / 1e4)
    expect(weights).toEqual([8, 8, 6, 8, 25, 15, 10, 6, 8, 6])
    const bounds = indicatorIds.map((id) => indicators[id].credit)
    expect(bounds.map((each) => each && [rounded(each.none) / 1e4, rounded(each.full) / 1e4])).toEqual([
      ...[null, [0.5, 0.95], [0.8, 0.98], null],
      ...[[0.6, 0.9], [0.6, 0.95], [0.5, 0.95], [1.3, 0.85], [0.7, 0.98], null],
    ])
    const shrinks = indicatorIds.map((id) => indicators[id].shrink)
    expect(shrinks.map((each) => each && [rounded(each.m) / 1e4, rounded(each.prior) / 1e4])).toEqual([
      ...[null, null, null, null],
      ...[[30, 0.85], [20, 0.85], [20, 0.8], null, [20, 0.9], null],
    ])
    expect(rest).toMatchObject({
      fewestContributors: 3,
      relapseDays: 90,
      recordWithinWorkingDays: 3,
      backlogExemptDays: 30,
      sample: { size: 12, fewestPerStratum: 3, flaggedFactor: 2, lateDays: 3 },
    })
    expect(rounded(rest.smoothing)).toBe(100_000)
    expect(rounded(rest.declaredMissingShare)).toBe(2000)
  })
})

describe('a scheme file', () => {
  it('may be a variant within its bounds', () => {
    expect(
      problemsOf((scheme) => {
        scheme.scheme = '1.1.0'
        scheme.indicators.O1.weight = 24.5
        scheme.indicators.O2.weight = 15.5
        scheme.indicators.O1.shrink.m = 40
        scheme.indicators.O4.credit = { none: 1.2, full: 0.9 }
        scheme.honesty.mostOutcomeMissing = 0
      }),
    ).toEqual([])
  })

  it.each<[string, (scheme: RawScheme) => void, string[]]>([
    ['process weights of 29.9', (s) => (s.indicators.P1.weight = 7.9), ['indicators weights-sum P 30']],
    ['outcome weights of 70.0001', (s) => (s.indicators.O6.weight = 6.0001), ['indicators weights-sum O 70']],
    [
      'a weight of 0',
      (s) => ((s.indicators.P1.weight = 0), (s.indicators.P2.weight = 16)),
      ['indicators.P1.weight too-small 0.1'],
    ],
    [
      'a negative weight',
      (s) => ((s.indicators.P1.weight = -2), (s.indicators.P2.weight = 18)),
      ['indicators.P1.weight too-small 0.1'],
    ],
    [
      'bounds in the wrong order',
      (s) => (s.indicators.P2.credit = { none: 0.95, full: 0.5 }),
      ['indicators.P2.credit credit-order'],
    ],
    ['equal bounds', (s) => (s.indicators.O5.credit = { none: 0.7, full: 0.7 }), ['indicators.O5.credit credit-order']],
    [
      'O4 the way of the others',
      (s) => (s.indicators.O4.credit = { none: 0.85, full: 1.3 }),
      ['indicators.O4.credit credit-order'],
    ],
    [
      'O4 with equal bounds',
      (s) => (s.indicators.O4.credit = { none: 1, full: 1 }),
      ['indicators.O4.credit credit-order'],
    ],
    ['audit bounds in the wrong order', (s) => (s.audit.none = 0.96), ['audit credit-order']],
    ['a bound above 1', (s) => (s.indicators.P3.credit.full = 1.1), ['indicators.P3.credit.full too-large 1']],
    ['a negative bound', (s) => (s.indicators.P3.credit.none = -0.1), ['indicators.P3.credit.none negative']],
    ['no shrinkage', (s) => (s.indicators.O1.shrink.m = 0), ['indicators.O1.shrink.m too-small 1']],
    ['a prior above 1', (s) => (s.indicators.O1.shrink.prior = 1.5), ['indicators.O1.shrink.prior too-large 1']],
    [
      'another balance of process and outcome',
      (s) => (s.dimensions = { process: 40, outcome: 60 }),
      [
        'dimensions.process too-large 30',
        'dimensions.outcome too-small 70',
        'indicators weights-sum P 30',
        'indicators weights-sum O 70',
      ],
    ],
    [
      'figures from nine answers',
      (s) => (s.indicators.O1.fewestAnswers = 9),
      ['indicators.O1.fewestAnswers too-small 10'],
    ],
    ['means of two colleagues', (s) => (s.honesty.fewestContributors = 2), ['honesty.fewestContributors too-small 3']],
    ['a share above 1', (s) => (s.honesty.mostOutcomeMissing = 35), ['honesty.mostOutcomeMissing too-large 1']],
    ['a name that is no version', (s) => (s.scheme = 'newest'), ['scheme not-text']],
    ['an empty version', (s) => (s.scheme = ''), ['scheme not-text']],
    ['half a day', (s) => (s.period.backlogExemptDays = 1.5), ['period.backlogExemptDays not-whole']],
    ['a sample of nothing', (s) => (s.sample.size = 0), ['sample.size too-small 1']],
    [
      'an indicator too few',
      (s) => delete anything(s)['indicators']!['O6'],
      ['indicators.O6 missing', 'indicators weights-sum O 70'],
    ],
    [
      'an indicator too many',
      (s) => (anything(s)['indicators']!['O7'] = s.indicators.O6),
      ['indicators.O7 unknown-key'],
    ],
    [
      'credit for what is capped',
      (s) => (anything(s.indicators as never)['O6']!['credit'] = { none: 0, full: 1 }),
      ['indicators.O6.credit unknown-key'],
    ],
    ['a part that is missing', (s) => delete anything(s)['audit'], ['audit missing']],
    ['a part that is a list', (s) => (anything(s)['sample'] = [] as never), ['sample not-an-object']],
    [
      'sources that are no list',
      (s) => (anything(s.indicators as never)['P1']!['from'] = 'L06'),
      ['indicators.P1.from not-a-list'],
    ],
    [
      'a source that is no text',
      (s) => (anything(s.indicators as never)['P1']!['from'] = ['L06', 7]),
      ['indicators.P1.from[1] not-text'],
    ],
    ['no name', (s) => (s.indicators.P1.name.zh = ''), ['indicators.P1.name.zh not-text']],
  ])('with %s is refused', (_what, change, problems) => {
    expect(problemsOf(change)).toEqual(problems)
  })

  it.each<[string, number | string, string]>([
    ['indicators.P1.perWeek', 0, 'too-small 0.1'],
    ['indicators.P1.perWeek', 101, 'too-large 100'],
    ['indicators.P3.declaredMissingShare', 1.1, 'too-large 1'],
    ['indicators.O1.fewestAnswers', 10.5, 'not-whole'],
    ['indicators.O1.shrink.m', 30.5, 'not-whole'],
    ['indicators.O2.relapseDays', 367, 'too-large 366'],
    ['indicators.O2.recordWithinWorkingDays', -1, 'negative'],
    ['indicators.O4.smoothing', 0, 'too-small 0.1'],
    ['indicators.O4.smoothing', 1001, 'too-large 1000'],
    ['indicators.O4.credit.none', 11, 'too-large 10'],
    ['audit.m', 0, 'too-small 1'],
    ['audit.prior', 1.1, 'too-large 1'],
    ['audit.full', 'high', 'not-a-number'],
    ['honesty.indicativeBelow', 2, 'too-large 1'],
    ['honesty.z', 0.5, 'too-small 1'],
    ['honesty.z', 6, 'too-large 5'],
    ['honesty.fewestContributors', 3.5, 'not-whole'],
    ['honesty.fewestContributors', 101, 'too-large 100'],
    ['period.fewestDutyDays', 367, 'too-large 366'],
    ['sample.size', 1.5, 'not-whole'],
    ['sample.fewestPerStratum', 0, 'too-small 1'],
    ['sample.poolBelow', 101, 'too-large 100'],
    ['sample.flaggedFactor', 0, 'too-small 1'],
    ['sample.lateDays', 0, 'too-small 1'],
    ['sample.lateShare', 1.5, 'too-large 1'],
    ['sample.burstEntries', 1, 'too-small 2'],
    ['sample.burstMinutes', 0, 'too-small 1'],
    ['dimensions.process', 20, 'too-small 30'],
    ['dimensions.outcome', 80, 'too-large 70'],
    ['indicators.P2.name.zh', 7, 'not-text'],
    ['indicators.P2.name.en', '', 'not-text'],
    ['indicators.P2.name', 'Timeliness', 'not-an-object'],
    ['scheme', 'v1.0.0', 'not-text'],
    ['scheme', '1.0.0-rc', 'not-text'],
  ])('with %s %j is refused: %s', (at, value, problem) => {
    const problems = problemsOf((scheme) => {
      const path = at.split('.')
      const last = path.pop() ?? ''
      const place = path.reduce<Record<string, unknown>>(
        (each, key) => each[key] as Record<string, unknown>,
        anything(scheme),
      )
      place[last] = value
    })
    expect(problems).toContain(`${at} ${problem}`)
  })

  it('may have a version of several digits, and names what is missing in an indicator', () => {
    expect(problemsOf((scheme) => (scheme.scheme = '12.345.67'))).toEqual([])
    expect(problemsOf((scheme) => delete anything(scheme.indicators as never)['O2']!['credit'])).toEqual([
      'indicators.O2.credit missing',
    ])
    expect(problemsOf((scheme) => delete anything(scheme.indicators.O2 as never)['credit']!['full'])).toEqual([
      'indicators.O2.credit.full missing',
    ])
  })

  it('that is no JSON is refused with the place', () => {
    expect(readScheme('{')).toEqual({ ok: false, json: { reason: 'not-json', line: 1, column: 2 } })
    expect(readScheme('[]').ok).toBe(false)
    expect(readScheme('{}')).toMatchObject({
      problems: expect.arrayContaining([{ at: 'indicators', reason: 'missing' }]),
    })
  })
})
