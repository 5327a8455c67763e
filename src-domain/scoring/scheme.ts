import { compare, sum, type Fraction } from './fraction.ts'
import { readStrictJson, type JsonProblem } from './strict-json.ts'
import { TreeReader, type Place, type Problem } from './tree-reader.ts'

export const processIndicators = ['P1', 'P2', 'P3', 'P4'] as const
export const outcomeIndicators = ['O1', 'O2', 'O3', 'O4', 'O5', 'O6'] as const
export const indicatorIds = [...processIndicators, ...outcomeIndicators] as const
export type IndicatorId = (typeof indicatorIds)[number]
export type Dimension = 'process' | 'outcome'

/** Linear from 0 at `none` to 1 at `full`; `none` is the greater one where less is better (O4). */
export type Credit = { readonly none: Fraction; readonly full: Fraction }
/** Pulls a small sample towards the station: weight `m` at the mean of the others, or at `prior` where there are too few others. */
export type Shrink = { readonly m: Fraction; readonly prior: Fraction }

export type IndicatorScheme = {
  readonly id: IndicatorId
  readonly name: { readonly zh: string; readonly en: string }
  readonly dimension: Dimension
  readonly from: readonly string[]
  /** Points of 100. */
  readonly weight: Fraction
  /** null: the ratio itself, at most 1. */
  readonly credit: Credit | null
  readonly shrink: Shrink | null
}

/** A scheme as issued: every number that a score depends on, besides the counts. Source: design of the assessment, scheme 1.0.0. */
export type Scheme = {
  readonly scheme: string
  readonly points: Readonly<Record<Dimension, Fraction>>
  readonly indicators: Readonly<Record<IndicatorId, IndicatorScheme>>
  readonly visitsPerWeek: Fraction
  /** Share of fields that may be declared missing and still count as filled, per officer and book. */
  readonly declaredMissingShare: Fraction
  readonly fewestAnswers: Fraction
  readonly relapseDays: number
  readonly recordWithinWorkingDays: number
  readonly smoothing: Fraction
  readonly audit: Shrink & Credit
  readonly indicativeBelow: Fraction
  /** Standard normal quantile of the interval, 1.959964 for 95%. */
  readonly z: Fraction
  readonly fewestContributors: number
  readonly mostOutcomeMissing: Fraction
  readonly fewestDutyDays: Fraction
  readonly backlogExemptDays: number
  readonly sample: SampleScheme
}

export type SampleScheme = {
  readonly size: number
  readonly fewestPerStratum: number
  readonly poolBelow: Fraction
  readonly flaggedFactor: number
  readonly lateDays: number
  readonly lateShare: Fraction
  readonly burstEntries: number
  readonly burstMinutes: number
}

export type SchemeReading =
  | { readonly ok: true; readonly scheme: Scheme }
  | { readonly ok: false; readonly json: JsonProblem }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const withCredit: readonly IndicatorId[] = ['P2', 'P3', 'O1', 'O2', 'O3', 'O4', 'O5']
const shrunk: readonly IndicatorId[] = ['O1', 'O2', 'O3', 'O5']
const ownKeys: Partial<Record<IndicatorId, readonly string[]>> = {
  P1: ['perWeek'],
  P3: ['declaredMissingShare'],
  O1: ['fewestAnswers'],
  O2: ['relapseDays', 'recordWithinWorkingDays'],
  O4: ['smoothing'],
}
const share = { most: '1' } as const
const days = { whole: true, most: '366' } as const

/**
 * Reads a scheme and checks its bounds: exactly these ten indicators, weights that sum to 30 and 70, none < full (the other way round
 * for O4), shares in 0..1, and no fewer than 10 answers or 3 contributors, because those two protect people and not the score.
 */
export function readScheme(text: string): SchemeReading {
  const reading = readStrictJson(text)
  if (!reading.ok) return { ok: false, json: reading.problem }
  const read = new TreeReader()
  const root = read.root(reading.tree, ['scheme', 'dimensions', 'indicators', 'audit', 'honesty', 'period', 'sample'])

  const dimensions = read.object(root, 'dimensions', ['process', 'outcome'])
  const points = {
    process: read.number(dimensions, 'process', { least: '30', most: '30' }),
    outcome: read.number(dimensions, 'outcome', { least: '70', most: '70' }),
  }
  const listed = read.object(root, 'indicators', indicatorIds)
  const places = byId((id) => read.object(listed, id, keysOf(id)))
  const indicators = byId((id) => indicator(read, places[id], id))
  weightsSum(read, listed, indicators, 'process', points.process)
  weightsSum(read, listed, indicators, 'outcome', points.outcome)

  const audit = read.object(root, 'audit', ['m', 'prior', 'none', 'full'])
  const honesty = read.object(root, 'honesty', ['indicativeBelow', 'z', 'fewestContributors', 'mostOutcomeMissing'])
  const period = read.object(root, 'period', ['fewestDutyDays', 'backlogExemptDays'])
  const scheme: Scheme = {
    scheme: version(read, root),
    points,
    indicators,
    visitsPerWeek: read.number(places.P1, 'perWeek', { least: '0.1', most: '100' }),
    declaredMissingShare: read.number(places.P3, 'declaredMissingShare', share),
    fewestAnswers: read.number(places.O1, 'fewestAnswers', { whole: true, least: '10', most: '1000' }),
    relapseDays: whole(read.number(places.O2, 'relapseDays', days)),
    recordWithinWorkingDays: whole(read.number(places.O2, 'recordWithinWorkingDays', days)),
    smoothing: read.number(places.O4, 'smoothing', { least: '0.1', most: '1000' }),
    audit: { ...shrinkOf(read, audit), ...creditOf(read, audit, false) },
    indicativeBelow: read.number(honesty, 'indicativeBelow', share),
    z: read.number(honesty, 'z', { least: '1', most: '5' }),
    fewestContributors: whole(read.number(honesty, 'fewestContributors', { whole: true, least: '3', most: '100' })),
    mostOutcomeMissing: read.number(honesty, 'mostOutcomeMissing', share),
    fewestDutyDays: read.number(period, 'fewestDutyDays', days),
    backlogExemptDays: whole(read.number(period, 'backlogExemptDays', days)),
    sample: sampleOf(read, read.object(root, 'sample', sampleKeys)),
  }
  return read.problems.length > 0 ? { ok: false, problems: read.problems } : { ok: true, scheme }
}

function byId<T>(make: (id: IndicatorId) => T): Record<IndicatorId, T> {
  return Object.fromEntries(indicatorIds.map((id) => [id, make(id)])) as Record<IndicatorId, T>
}

function version(read: TreeReader, root: Place): string {
  const text = read.text(root, 'scheme')
  if (text !== '' && !/^\d{1,4}\.\d{1,4}\.\d{1,4}$/.test(text)) read.note(root, 'scheme', 'not-text')
  return text
}

function keysOf(id: IndicatorId): string[] {
  return [
    ...['name', 'from', 'weight'],
    ...(withCredit.includes(id) ? ['credit'] : []),
    ...(shrunk.includes(id) ? ['shrink'] : []),
    ...(ownKeys[id] ?? []),
  ]
}

function indicator(read: TreeReader, place: Place, id: IndicatorId): IndicatorScheme {
  const name = read.object(place, 'name', ['zh', 'en'])
  return {
    id,
    name: { zh: read.text(name, 'zh'), en: read.text(name, 'en') },
    dimension: id.startsWith('P') ? 'process' : 'outcome',
    from: read.texts(place, 'from'),
    weight: read.number(place, 'weight', { least: '0.1', most: '70' }),
    credit: withCredit.includes(id)
      ? creditOf(read, read.object(place, 'credit', ['none', 'full']), id === 'O4')
      : null,
    shrink: shrunk.includes(id) ? shrinkOf(read, read.object(place, 'shrink', ['m', 'prior'])) : null,
  }
}

function creditOf(read: TreeReader, place: Place, falls: boolean): Credit {
  const bounds = { most: falls ? '10' : '1' }
  const none = read.number(place, 'none', bounds)
  const full = read.number(place, 'full', bounds)
  const order = compare(none, full)
  const isKnown = place.tree.has('none') && place.tree.has('full')
  if (isKnown && (falls ? order <= 0 : order >= 0)) read.note(place, '', 'credit-order')
  return { none, full }
}

function shrinkOf(read: TreeReader, place: Place): Shrink {
  return {
    m: read.number(place, 'm', { whole: true, least: '1', most: '1000' }),
    prior: read.number(place, 'prior', share),
  }
}

function weightsSum(
  read: TreeReader,
  listed: Place,
  indicators: Readonly<Record<IndicatorId, IndicatorScheme>>,
  dimension: Dimension,
  points: Fraction,
): void {
  const weights = Object.values(indicators).filter((one) => one.dimension === dimension)
  if (compare(sum(weights.map((one) => one.weight)), points) !== 0)
    read.note(listed, '', 'weights-sum', dimension === 'process' ? 'P 30' : 'O 70')
}

const sampleKeys = [
  ...['size', 'fewestPerStratum', 'poolBelow', 'flaggedFactor'],
  ...['lateDays', 'lateShare', 'burstEntries', 'burstMinutes'],
]

function sampleOf(read: TreeReader, place: Place): SampleScheme {
  const count = (key: string, least: string, most: string): number =>
    whole(read.number(place, key, { whole: true, least, most }))
  return {
    size: count('size', '1', '1000'),
    fewestPerStratum: count('fewestPerStratum', '1', '100'),
    poolBelow: read.number(place, 'poolBelow', { most: '100' }),
    flaggedFactor: count('flaggedFactor', '1', '10'),
    lateDays: count('lateDays', '1', '31'),
    lateShare: read.number(place, 'lateShare', share),
    burstEntries: count('burstEntries', '2', '10000'),
    burstMinutes: count('burstMinutes', '1', '1440'),
  }
}

/** Of a value that was read by a rule for whole numbers. */
function whole(value: Fraction): number {
  return Number(value.num)
}
