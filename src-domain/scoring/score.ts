import { addExposures, expose, type Exposure } from './exposure.ts'
import {
  add,
  clampToUnit,
  compare,
  divide,
  isZero,
  multiply,
  rounded,
  subtract,
  sum,
  zero,
  type Fraction,
  type TenThousandths,
} from './fraction.ts'
import { scoreIndicator, type IndicatorResult, type IndicatorState } from './indicator-score.ts'
import type { OfficerInputs } from './inputs.ts'
import { indicatorIds, type Dimension, type IndicatorId, type Scheme } from './scheme.ts'

/** Changes whenever the same inputs and scheme would give another result; part of every snapshot. */
export const engineVersion = '1'

export type ScoreStatus = 'scored' | 'observe_only' | 'outcome_missing' | 'process_missing' | 'invalid_input'

/** One indicator as printed. Everything but `id`, `state`, `indicative` and `meanFrom` in units of 1e-4. */
export type IndicatorFigures = {
  readonly id: IndicatorId
  readonly state: IndicatorState
  readonly good: TenThousandths | null
  readonly due: TenThousandths | null
  readonly raw: TenThousandths | null
  readonly credit: TenThousandths | null
  /** Points that it can give at most, after the weight of what is not applicable was spread; before the audit factor. */
  readonly weight: TenThousandths
  /** What it gives to the total. */
  readonly points: TenThousandths
  readonly smallSample: {
    readonly shrunk: TenThousandths
    readonly n: TenThousandths
    readonly reliability: TenThousandths
    readonly indicative: boolean
    readonly low: TenThousandths
    readonly high: TenThousandths
    readonly meanFrom: 'station' | 'prior'
  } | null
}

/** Figures in units of 1e-4, each rounded once from the exact value: a printed total is not the sum of printed points. */
export type Score = {
  readonly status: ScoreStatus
  readonly scheme: string
  readonly indicators: readonly IndicatorFigures[]
  readonly auditRate: TenThousandths
  readonly auditFactor: TenThousandths
  readonly process: TenThousandths | null
  readonly outcome: TenThousandths | null
  readonly processPoints: TenThousandths | null
  readonly outcomePoints: TenThousandths | null
  /** Of 100; null unless `status` is scored. */
  readonly total: TenThousandths | null
}

/** The score of one officer for a period that was served in one piece. */
export function scoreOfficer(inputs: OfficerInputs, scheme: Scheme): Score {
  return scoreExposure(expose(inputs), scheme)
}

/** The score of one officer for a period in parts (a beat each, a change of duty). The order of the parts does not matter. */
export function scoreParts(parts: readonly [OfficerInputs, ...OfficerInputs[]], scheme: Scheme): Score {
  return scoreExposure(parts.map(expose).reduce(addExposures), scheme)
}

export function scoreExposure(exposure: Exposure, scheme: Scheme): Score {
  const results = indicatorIds.map((id) => scoreIndicator(id, exposure.indicators[id], scheme))
  const audit = auditOf(exposure, scheme)
  const parts = {
    process: dimensionOf('process', results, scheme, audit.factor),
    outcome: dimensionOf('outcome', results, scheme, null),
  }
  const outcome = tooMuchMissing(results, scheme) ? null : parts.outcome.mean
  const process = parts.process.mean
  const processPoints = process && multiply(scheme.points.process, process)
  const outcomePoints = outcome && multiply(scheme.points.outcome, outcome)
  const status = statusOf(exposure, scheme, outcome, process)
  const total = status === 'scored' && processPoints && outcomePoints ? add(processPoints, outcomePoints) : null
  return {
    status,
    scheme: scheme.scheme,
    indicators: results.map((result) => figures(result, parts[scheme.indicators[result.id].dimension], scheme)),
    auditRate: rounded(audit.rate),
    auditFactor: rounded(audit.factor),
    process: process && rounded(process),
    outcome: outcome && rounded(outcome),
    processPoints: processPoints && rounded(processPoints),
    outcomePoints: outcomePoints && rounded(outcomePoints),
    total: total && rounded(total),
  }
}

/** Observed for too short a time comes first: nothing else is said about an officer of a few weeks. */
function statusOf(exposure: Exposure, scheme: Scheme, outcome: Fraction | null, process: Fraction | null): ScoreStatus {
  if (compare(exposure.dutyDays, scheme.fewestDutyDays) < 0) return 'observe_only'
  if (outcome === null) return 'outcome_missing'
  return process === null ? 'process_missing' : 'scored'
}

/** p = (passed + m * prior) / (drawn + m), A = clamp((p - none) / (full - none)). */
function auditOf({ audit }: Exposure, scheme: Scheme): { readonly rate: Fraction; readonly factor: Fraction } {
  const { m, prior, none, full } = scheme.audit
  const rate = divide(add(audit.passed, multiply(m, prior)), add(audit.drawn, m))
  return { rate, factor: clampToUnit(divide(subtract(rate, none), subtract(full, none))) }
}

type DimensionResult = {
  /** Points of the dimension per unit of weight that counts: above 1 where weight was spread. */
  readonly perWeight: Fraction
  readonly factor: Fraction | null
  /** 0..1, after the audit factor; null: nothing counts. */
  readonly mean: Fraction | null
}

/** The weighted mean over what counts: the weight of the rest is spread inside the dimension. */
function dimensionOf(
  dimension: Dimension,
  results: readonly IndicatorResult[],
  scheme: Scheme,
  factor: Fraction | null,
): DimensionResult {
  const weights: Fraction[] = []
  const earned: Fraction[] = []
  for (const { id, credit } of results) {
    const { weight, dimension: own } = scheme.indicators[id]
    if (own !== dimension || credit === null) continue
    weights.push(weight)
    earned.push(multiply(weight, credit))
  }
  const weight = sum(weights)
  if (isZero(weight)) return { perWeight: zero, factor, mean: null }
  const mean = divide(sum(earned), weight)
  return {
    perWeight: divide(scheme.points[dimension], weight),
    factor,
    mean: factor === null ? mean : multiply(factor, mean),
  }
}

/** 不予评定: without this much of the outcome the rest would stand for what nobody measured. */
function tooMuchMissing(results: readonly IndicatorResult[], scheme: Scheme): boolean {
  const missing = results
    .filter(({ id, credit }) => scheme.indicators[id].dimension === 'outcome' && credit === null)
    .map(({ id }) => scheme.indicators[id].weight)
  return compare(sum(missing), multiply(scheme.mostOutcomeMissing, scheme.points.outcome)) > 0
}

function figures(result: IndicatorResult, dimension: DimensionResult, scheme: Scheme): IndicatorFigures {
  const { id, state, events, raw, credit, smallSample } = result
  const weight = credit === null ? zero : multiply(scheme.indicators[id].weight, dimension.perWeight)
  const given = multiply(weight, credit ?? zero)
  return {
    id,
    state,
    good: events && rounded(events.good),
    due: events && rounded(events.due),
    raw: raw && rounded(raw),
    credit: credit && rounded(credit),
    weight: rounded(weight),
    points: rounded(dimension.factor === null ? given : multiply(given, dimension.factor)),
    smallSample: smallSample && {
      shrunk: rounded(smallSample.shrunk),
      n: rounded(smallSample.n),
      reliability: rounded(smallSample.reliability),
      indicative: smallSample.indicative,
      low: rounded(smallSample.interval.low),
      high: rounded(smallSample.interval.high),
      meanFrom: smallSample.meanFrom,
    },
  }
}

/**
 * The figures as `score` prints them: credits by indicator (one without figures is left out), satisfaction also raw, shrunk and with
 * its reliability. Decimals with at most 4 places.
 */
export function resultsOf(score: Score): Readonly<Record<string, number | null>> {
  const results: Record<string, number | null> = {}
  const put = (key: string, value: TenThousandths | null): void => {
    results[key] = value === null ? null : value / 10_000
  }
  for (const { id, credit, raw, smallSample } of score.indicators) {
    if (id === 'O1') {
      put('auditRate', score.auditRate)
      put('auditFactor', score.auditFactor)
      if (smallSample !== null) {
        put('O1raw', raw)
        put('O1shrunk', smallSample.shrunk)
        put('O1reliability', smallSample.reliability)
      }
    }
    if (credit !== null) put(id, credit)
  }
  put('process', score.process)
  put('outcome', score.outcome)
  put('processPoints', score.processPoints)
  put('outcomePoints', score.outcomePoints)
  put('total', score.total)
  return results
}
