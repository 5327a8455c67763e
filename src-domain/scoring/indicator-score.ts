import { add, clampToUnit, compare, divide, isZero, multiply, subtract, zero, type Fraction } from './fraction.ts'
import type { Events } from './exposure.ts'
import type { Mark } from './inputs.ts'
import { effectiveN, wilsonInterval, type Interval } from './interval.ts'
import type { Credit, IndicatorId, Scheme } from './scheme.ts'

export type IndicatorState = 'counted' | 'not_applicable' | 'source_missing' | 'not_submitted'

/** What stands beside a rate that was pulled towards the station: how much of it is the officer's own. */
export type SmallSample = {
  readonly shrunk: Fraction
  /** n / (n + m). */
  readonly reliability: Fraction
  /** Too unreliable to lean on: 仅供参考. */
  readonly indicative: boolean
  /** On the raw rate. */
  readonly interval: Interval
  readonly n: Fraction
  readonly meanFrom: 'station' | 'prior'
}

export type IndicatorResult = {
  readonly id: IndicatorId
  readonly state: IndicatorState
  readonly events: Events | null
  /** good / due as measured. */
  readonly raw: Fraction | null
  readonly smallSample: SmallSample | null
  /** 0..1; null: its weight is spread. */
  readonly credit: Fraction | null
}

const states: Readonly<Record<Mark, IndicatorState>> = {
  NOT_APPLICABLE: 'not_applicable',
  SOURCE_MISSING: 'source_missing',
  NOT_SUBMITTED: 'not_submitted',
}

/**
 * The credit of one indicator. Nothing due is not applicable. Fewer answers than the scheme asks for is a missing source, because a
 * figure from nine people would say who said what.
 */
export function scoreIndicator(id: IndicatorId, given: Mark | Events, scheme: Scheme): IndicatorResult {
  if (typeof given === 'string') return without(id, states[given])
  if (id === 'O1' && compare(given.answers, scheme.fewestAnswers) < 0) return without(id, 'source_missing')
  if (id === 'O4') {
    const ratio = divide(add(given.good, scheme.smoothing), add(given.due, scheme.smoothing))
    return { ...counted(id, given, null), credit: creditOf(ratio, scheme.indicators.O4.credit) }
  }
  if (isZero(given.due)) return without(id, 'not_applicable')

  const raw = divide(given.good, given.due)
  const smallSample = shrink(id, given, raw, scheme)
  return {
    ...counted(id, given, raw),
    smallSample,
    credit: creditOf(smallSample?.shrunk ?? raw, scheme.indicators[id].credit),
  }
}

function without(id: IndicatorId, state: IndicatorState): IndicatorResult {
  return { id, state, events: null, raw: null, smallSample: null, credit: state === 'not_submitted' ? zero : null }
}

function counted(id: IndicatorId, events: Events, raw: Fraction | null): Omit<IndicatorResult, 'credit'> {
  return { id, state: 'counted', events, raw, smallSample: null }
}

function creditOf(value: Fraction, credit: Credit | null): Fraction {
  if (credit === null) return clampToUnit(value)
  return clampToUnit(divide(subtract(value, credit.none), subtract(credit.full, credit.none)))
}

/** (n * raw + m * mu) / (n + m). */
function shrink(id: IndicatorId, events: Events, raw: Fraction, scheme: Scheme): SmallSample | null {
  const rule = scheme.indicators[id].shrink
  if (rule === null) return null
  const n = effectiveN(events.due, events.squaredWeights)
  const mean = events.stationMean ?? rule.prior
  const reliability = divide(n, add(n, rule.m))
  return {
    shrunk: divide(add(multiply(n, raw), multiply(rule.m, mean)), add(n, rule.m)),
    reliability,
    indicative: compare(reliability, scheme.indicativeBelow) < 0,
    interval: wilsonInterval(raw, n, scheme.z),
    n,
    meanFrom: events.stationMean === null ? 'prior' : 'station',
  }
}
