import { add, compare, divide, half, multiply, sum, type Fraction } from './fraction.ts'
import type { Mark, OfficerInputs } from './inputs.ts'
import { indicatorIds, type IndicatorId } from './scheme.ts'

/** What happened and what was due, in units that add up over parts of a period, beats and assignments. */
export type Events = {
  readonly good: Fraction
  readonly due: Fraction
  /** People or cases behind `due`; fewer or more than it where answers are weighted. */
  readonly answers: Fraction
  readonly squaredWeights: Fraction
  readonly stationMean: Fraction | null
}

export type Exposure = {
  readonly dutyDays: Fraction
  readonly audit: { readonly passed: Fraction; readonly drawn: Fraction }
  readonly indicators: Readonly<Record<IndicatorId, Mark | Events>>
}

/** Targets are scaled by f = duty days / working days: who was on leave owes less. */
export function expose(inputs: OfficerInputs): Exposure {
  const f = divide(inputs.dutyDays, inputs.workingDays)
  const { P1, P2, P3, P4, O1, O2, O3, O4, O5, O6 } = inputs
  return {
    dutyDays: inputs.dutyDays,
    audit: inputs.audit,
    indicators: {
      P1: from(P1, (x) => events(x.valid, multiply(multiply(x.perWeek, x.workingWeeks), f))),
      P2: from(P2, (x) => events(x.timely, x.changes)),
      P3: from(P3, (x) => events(x.filled, x.required)),
      P4: from(P4, (x) => events(x.done, multiply(x.planned, f))),
      O1: from(O1, (x) => {
        const good = add(x.satisfied, multiply(half, x.fairly))
        const plain = events(good, sum([x.satisfied, x.fairly, x.dissatisfied]), x.stationMean)
        return x.weighted ? { ...plain, ...x.weighted } : plain
      }),
      O2: from(O2, (x) => events(x.held, x.closed, x.stationMean)),
      O3: from(O3, (x) => events(x.onTime, x.due, x.stationMean)),
      O4: from(O4, (x) => events(x.observed, x.expected)),
      O5: from(O5, (x) => events(x.onTime, x.due, x.stationMean)),
      O6: from(O6, (x) => events(x.reached, x.assigned)),
    },
  }
}

function from<T extends object>(given: Mark | T, make: (value: T) => Events): Mark | Events {
  return typeof given === 'string' ? given : make(given)
}

/** Unweighted: every case is one answer of weight 1. */
function events(good: Fraction, due: Fraction, stationMean: Fraction | null = null): Events {
  return { good, due, answers: due, squaredWeights: due, stationMean }
}

/**
 * Two parts of a period as one, for an officer who changed beat or duty. Figures of one part count although the other has none;
 * a part that should have been submitted and was not decides for both.
 *
 * @throws RangeError when the parts carry different station means: it is frozen once per period
 */
export function addExposures(a: Exposure, b: Exposure): Exposure {
  return {
    dutyDays: add(a.dutyDays, b.dutyDays),
    audit: { passed: add(a.audit.passed, b.audit.passed), drawn: add(a.audit.drawn, b.audit.drawn) },
    indicators: Object.fromEntries(
      indicatorIds.map((id) => [id, addEvents(a.indicators[id], b.indicators[id])]),
    ) as Exposure['indicators'],
  }
}

/** From weakest to strongest: what stands when two parts differ. */
const strength = ['NOT_APPLICABLE', 'SOURCE_MISSING', 'counted', 'NOT_SUBMITTED']

function addEvents(a: Mark | Events, b: Mark | Events): Mark | Events {
  if (typeof a !== 'string' && typeof b !== 'string')
    return {
      good: add(a.good, b.good),
      due: add(a.due, b.due),
      answers: add(a.answers, b.answers),
      squaredWeights: add(a.squaredWeights, b.squaredWeights),
      stationMean: oneMean(a.stationMean, b.stationMean),
    }
  return rank(a) >= rank(b) ? a : b
}

function rank(value: Mark | Events): number {
  return strength.indexOf(typeof value === 'string' ? value : 'counted')
}

function oneMean(a: Fraction | null, b: Fraction | null): Fraction | null {
  if (a !== null && b !== null && compare(a, b) !== 0) throw new RangeError('two station means for one period')
  return a ?? b
}
