import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addExposures, expose } from './exposure.ts'
import { scoreExposure, scoreOfficer, scoreParts, type Score } from './score.ts'
import { indicatorIds } from './scheme.ts'
import { inputsOf, rawInputs, scheme100, variant, type RawInputs } from '../../tests/support/score-inputs.ts'

const scheme = scheme100()
const n = (max = 400) => fc.nat({ max })
const mean = fc.option(
  fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
  { nil: null },
)
/** `good` of `all`, so that good <= all. */
const among = (good: string, all: string, extra: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc
    .record({ good: n(), rest: n(), ...extra })
    .map(({ good: g, rest, ...more }) => ({ [good]: g, [all]: g + rest, ...more }))

const figures = {
  P1: fc.record({
    valid: n(),
    perWeek: fc.constant(10),
    workingWeeks: fc.integer({ min: 1, max: 130 }).map((t) => t / 10),
  }),
  P2: among('timely', 'changes'),
  P3: among('filled', 'required'),
  P4: fc.record({ done: n(50), planned: n(50) }),
  audit: among('passed', 'drawn'),
  O1: fc.record({ satisfied: n(60), fairly: n(60), dissatisfied: n(60), stationMean: mean }),
  O2: among('held', 'closed', { stationMean: mean }),
  O3: among('onTime', 'due', { stationMean: mean }),
  O4: fc.record({ observed: n(60), expected: fc.integer({ min: 0, max: 240 }).map((quarters) => quarters / 4) }),
  O5: among('onTime', 'due', { stationMean: mean }),
  O6: fc.record({ reached: n(), assigned: n() }),
}
const mark = fc.constantFrom('NOT_APPLICABLE', 'SOURCE_MISSING', 'NOT_SUBMITTED')
const anyInputs: fc.Arbitrary<RawInputs> = fc
  .record({
    days: fc.tuple(n(70), n(70)),
    ...figures,
    marks: fc.array(fc.tuple(fc.constantFrom(...indicatorIds), mark), { maxLength: 3 }),
  })
  .map(({ days: [a, b], marks, ...rest }) => ({
    workingDays: Math.max(a, b, 1),
    dutyDays: Math.min(a, b),
    ...rest,
    ...Object.fromEntries(marks),
  }))

const score = (raw: RawInputs): Score => scoreOfficer(inputsOf(raw), scheme)
type Figures = Record<string, number>
type Pair = readonly [number, number]
const PLANNED_A_DAY = 12
/** One more event that speaks for the officer, for every indicator. */
const better: Record<string, (x: Figures) => Figures> = {
  P1: (x) => ({ ...x, valid: x['valid']! + 1 }),
  P2: (x) => ({ ...x, timely: x['timely']! + 1, changes: x['changes']! + 1 }),
  P3: (x) => ({ ...x, filled: x['filled']! + 1, required: x['required']! + 1 }),
  P4: (x) => ({ ...x, done: x['done']! + 1 }),
  audit: (x) => ({ passed: x['passed']! + 1, drawn: x['drawn']! + 1 }),
  O1: (x) => ({ ...x, satisfied: x['satisfied']! + 1 }),
  O2: (x) => ({ ...x, held: x['held']! + 1, closed: x['closed']! + 1 }),
  O3: (x) => ({ ...x, onTime: x['onTime']! + 1, due: x['due']! + 1 }),
  O4: (x) => ({ ...x, observed: x['observed']! - 1 }),
  O5: (x) => ({ ...x, onTime: x['onTime']! + 1, due: x['due']! + 1 }),
  O6: (x) => ({ ...x, reached: x['reached']! + 1 }),
}

describe('for any officer', () => {
  it('a good event never costs anything', () => {
    fc.assert(
      fc.property(anyInputs, fc.constantFrom(...Object.keys(better)), (raw, id) => {
        const before = raw[id]
        if (typeof before === 'string' || (id === 'O4' && (before as Figures)['observed'] === 0)) return
        const first = score(raw)
        const second = score({ ...raw, [id]: better[id]!(before as Figures) })
        if (first.total === null || second.total === null) return
        // What was not due before may become due: the weight then comes from the others, which is no monotone change.
        const states = (given: Score) => given.indicators.map((each) => each.state).join()
        if (states(first) !== states(second)) return
        expect(second.total).toBeGreaterThanOrEqual(first.total)
        for (const [i, each] of first.indicators.entries())
          expect(second.indicators[i]?.credit ?? 0).toBeGreaterThanOrEqual(each.credit ?? 0)
      }),
      { numRuns: 600 },
    )
  })

  it('no credit exceeds 1, no dimension its points, no total 100', () => {
    fc.assert(
      fc.property(anyInputs, (raw) => {
        const given = score(raw)
        for (const each of given.indicators) {
          expect(each.credit ?? 0).toBeGreaterThanOrEqual(0)
          expect(each.credit ?? 0).toBeLessThanOrEqual(10_000)
          const sample = each.smallSample
          if (sample)
            expect(0 <= sample.low && sample.low <= (each.raw ?? -1) && (each.raw ?? 2) <= sample.high).toBe(true)
        }
        expect(given.processPoints ?? 0).toBeLessThanOrEqual(300_000)
        expect(given.outcomePoints ?? 0).toBeLessThanOrEqual(700_000)
        expect(given.total ?? 0).toBeLessThanOrEqual(1_000_000)
        expect(given.total === null).toBe(given.status !== 'scored')
      }),
    )
  })

  it('the weights of what counts always make up the whole dimension', () => {
    fc.assert(
      fc.property(anyInputs, (raw) => {
        const given = score(raw)
        for (const [dimension, points] of [
          ['P', 300_000],
          ['O', 700_000],
        ] as const) {
          const own = given.indicators.filter((each) => each.id.startsWith(dimension))
          const counts = own.filter((each) => each.credit !== null)
          const weights = own.reduce((all, each) => all + each.weight, 0)
          expect(Math.abs(weights - (counts.length === 0 ? 0 : points))).toBeLessThanOrEqual(own.length)
        }
      }),
    )
  })

  it('the order of keys, of the scheme and of parts changes nothing', () => {
    fc.assert(
      fc.property(anyInputs, anyInputs, anyInputs, fc.nat(), (a, b, c, seed) => {
        const turned = Object.fromEntries(
          Object.entries(a).sort(([x], [y]) => ((x.charCodeAt(1) * seed) % 7) - ((y.charCodeAt(1) * seed) % 7)),
        )
        expect(score(turned)).toEqual(score(a))
        const backwards = variant((raw) => {
          raw.indicators = Object.fromEntries(Object.entries(raw.indicators).reverse()) as typeof raw.indicators
        })
        expect(scoreOfficer(inputsOf(a), backwards)).toEqual(score(a))
        const [x, y, z] = [a, b, c].map((raw) => expose(inputsOf(withMeans(raw))))
        const one = scoreExposure(addExposures(addExposures(x!, y!), z!), scheme)
        expect(scoreExposure(addExposures(z!, addExposures(y!, x!)), scheme)).toEqual(one)
      }),
      { numRuns: 200 },
    )
  })

  it('splitting a period and summing exposures agrees with the period in one piece', () => {
    const days = fc.tuple(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 33 }))
    const shares = fc.array(n(100), { minLength: 22, maxLength: 22 })
    fc.assert(
      fc.property(anyInputs, days, days, shares, (given, working, duty, dealt) => {
        const on: Pair = [Math.min(working[0], duty[0]), Math.min(working[1], duty[1])]
        const workingDays = working[0] + working[1]
        const whole: RawInputs = { ...withMeans(given), workingDays, dutyDays: on[0] + on[1] }
        // A plan and weeks are proportional to the days that they are made for.
        if (typeof whole['P1'] !== 'string') whole['P1'] = { ...(whole['P1'] as object), workingWeeks: workingDays / 5 }
        if (typeof whole['P4'] !== 'string') whole['P4'] = { done: 40, planned: PLANNED_A_DAY * workingDays }
        const [first, second] = partsOf(whole, working, on, dealt)
        expect(scoreParts([inputsOf(first), inputsOf(second)], scheme)).toEqual(score(whole))
      }),
      { numRuns: 300 },
    )
  })

  it('a longer sample pulls less and never leaves the span between the raw rate and the mean', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 2, max: 9 }),
        (good, rest, times) => {
          const at = (k: number) =>
            score(rawInputs({ O5: { onTime: good * k, due: (good + rest) * k, stationMean: 0.9 } })).indicators[8]!
          const [small, large] = [at(1), at(times)]
          const distance = (each: typeof small) => Math.abs((each.smallSample?.shrunk ?? 0) - (each.raw ?? 0))
          expect(distance(large)).toBeLessThanOrEqual(distance(small) + 1)
          expect(large.smallSample!.reliability).toBeGreaterThan(small.smallSample!.reliability)
        },
      ),
    )
  })

  it('the total is the exact sum, rounded once', () => {
    fc.assert(
      fc.property(anyInputs, (raw) => {
        const { total, processPoints, outcomePoints } = score(raw)
        if (total === null) return
        // Two roundings of half a unit each lie between the sum of the printed points and the total.
        expect(Math.abs((processPoints ?? 0) + (outcomePoints ?? 0) - total)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

/** One frozen mean per indicator, so that parts can be added. */
function withMeans(raw: RawInputs): RawInputs {
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) =>
      typeof value === 'object' && value !== null && 'stationMean' in value
        ? [key, { ...value, stationMean: 0.8 }]
        : [key, value],
    ),
  )
}

/** The count that cannot be more than another one of its indicator. */
const limited: Readonly<Record<string, readonly [good: string, all: string]>> = {
  P2: ['timely', 'changes'],
  P3: ['filled', 'required'],
  audit: ['passed', 'drawn'],
  O2: ['held', 'closed'],
  O3: ['onTime', 'due'],
  O5: ['onTime', 'due'],
}
/** Not dealt out: the same in both parts. */
const frozen = ['stationMean', 'perWeek']

/** Both parts of a period: events are dealt out in any way, plans and weeks by working days. */
function partsOf(whole: RawInputs, days: Pair, on: Pair, shares: readonly number[]): [RawInputs, RawInputs] {
  const parts: [RawInputs, RawInputs] = [
    { workingDays: days[0], dutyDays: on[0] },
    { workingDays: days[1], dutyDays: on[1] },
  ]
  let next = 0
  const deal = (value: number): Pair => {
    const first = Math.floor((value * shares[next++ % shares.length]!) / 100)
    return [first, value - first]
  }
  for (const [id, value] of Object.entries(whole)) {
    if (typeof value === 'number') continue
    const dealt = typeof value === 'string' ? [value, value] : dealFigures(id, value as Figures, days, deal)
    parts[0][id] = dealt[0]
    parts[1][id] = dealt[1]
  }
  return parts
}

function dealFigures(id: string, figures: Figures, days: Pair, deal: (value: number) => Pair): [Figures, Figures] {
  const dealt: [Figures, Figures] = [{}, {}]
  const put = (key: string, [first, second]: Pair): void => {
    dealt[0][key] = first
    dealt[1][key] = second
  }
  const [good, all] = limited[id] ?? []
  for (const [key, value] of Object.entries(figures)) {
    if (frozen.includes(key)) put(key, [value, value])
    else if (key === 'workingWeeks') put(key, [days[0] / 5, days[1] / 5])
    else if (key === 'planned') put(key, [PLANNED_A_DAY * days[0], PLANNED_A_DAY * days[1]])
    else if (key !== all) put(key, deal(value))
  }
  if (good !== undefined && all !== undefined) {
    const others = deal(figures[all]! - figures[good]!)
    put(all, [dealt[0][good]! + others[0], dealt[1][good]! + others[1]])
  }
  return dealt
}
