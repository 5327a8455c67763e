import { compare, divide, isZero, sum, type Fraction } from './fraction.ts'
import { effectiveN } from './interval.ts'
import { indicatorIds, type IndicatorId } from './scheme.ts'
import { readStrictJson, type JsonProblem, type JsonTree } from './strict-json.ts'
import { TreeReader, type NumberRule, type Place, type Problem } from './tree-reader.ts'

/** Why an indicator has no figures. */
export const marks = ['NOT_APPLICABLE', 'SOURCE_MISSING', 'NOT_SUBMITTED'] as const
export type Mark = (typeof marks)[number]

type Fields<K extends string> = Readonly<Record<K, Fraction>>
/** The pooled rate of the station's other officers, frozen for the period; null: too few of them, the scheme's prior is taken. */
type WithMean = { readonly stationMean: Fraction | null }

/**
 * Satisfaction. Counts of answers or, for weighted answers, sums of weights together with the number of answers and the sum of
 * squared weights (for Kish's effective n).
 */
export type Satisfaction = Fields<'satisfied' | 'fairly' | 'dissatisfied'> &
  WithMean & { readonly weighted: Fields<'answers' | 'squaredWeights'> | null }

/** What one officer's score is computed from, for a period or a part of one. Days, counts and sums, exactly as the file has them. */
export type OfficerInputs = {
  readonly workingDays: Fraction
  readonly dutyDays: Fraction
  readonly P1: Mark | Fields<'valid' | 'perWeek' | 'workingWeeks'>
  readonly P2: Mark | Fields<'timely' | 'changes'>
  readonly P3: Mark | Fields<'filled' | 'required'>
  readonly P4: Mark | Fields<'done' | 'planned'>
  readonly audit: Fields<'passed' | 'drawn'>
  readonly O1: Mark | Satisfaction
  readonly O2: Mark | (Fields<'held' | 'closed'> & WithMean)
  readonly O3: Mark | (Fields<'onTime' | 'due'> & WithMean)
  readonly O4: Mark | Fields<'observed' | 'expected'>
  readonly O5: Mark | (Fields<'onTime' | 'due'> & WithMean)
  readonly O6: Mark | Fields<'reached' | 'assigned'>
}

export type InputsReading =
  | { readonly ok: true; readonly inputs: OfficerInputs }
  | { readonly ok: false; readonly json: JsonProblem }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const count: NumberRule = { whole: true }
const amount: NumberRule = {}
/** Exact pooled sums are carried as whole numbers: {sum: 287, n: 364}. */
const pooledSum: NumberRule = { most: String(Number.MAX_SAFE_INTEGER) }
/** For people who keep several files; no figure depends on them. */
const labels = ['officer', 'period', 'scheme', 'note']

/**
 * Reads one officer's inputs. Every problem is gathered. A file that holds them under the key `inputs`, as a worked example does, is
 * taken too.
 */
export function readInputs(text: string): InputsReading {
  const reading = readStrictJson(text)
  if (!reading.ok) return { ok: false, json: reading.problem }
  const read = new TreeReader()
  const inputs = inputsOf(read, unwrapped(reading.tree))
  return read.problems.length > 0 ? { ok: false, problems: read.problems } : { ok: true, inputs }
}

function unwrapped(tree: JsonTree): JsonTree {
  const inner: JsonTree | undefined = tree instanceof Map ? tree.get('inputs') : undefined
  return inner ?? tree
}

function inputsOf(read: TreeReader, tree: JsonTree): OfficerInputs {
  const root = read.root(tree, ['workingDays', 'dutyDays', 'audit', ...indicatorIds], labels)
  const workingDays = read.number(root, 'workingDays', { most: '366' })
  if (root.tree.has('workingDays') && isZero(workingDays)) read.note(root, 'workingDays', 'no-working-days')
  const audit = new Figures(read, read.object(root, 'audit', ['passed', 'drawn']))

  /** One of the marks, or what `make` reads from the object. */
  const indicator = <T>(
    id: IndicatorId,
    keys: readonly string[],
    optional: readonly string[],
    make: (own: Figures) => T,
  ) =>
    marks.find((mark) => mark === root.tree.get(id)) ?? make(new Figures(read, read.object(root, id, keys, optional)))
  const plain = <K extends string>(id: IndicatorId, rules: Readonly<Record<K, NumberRule>>) =>
    indicator(id, Object.keys(rules), [], (own) => own.numbers(rules))
  const part = <G extends string, A extends string>(id: IndicatorId, good: G, all: A) =>
    indicator(id, [good, all], [], (own) => own.part(good, all))
  const partWithMean = <G extends string, A extends string>(id: IndicatorId, good: G, all: A) =>
    indicator(id, [good, all, 'stationMean'], [], (own) => ({ ...own.part(good, all), stationMean: own.mean() }))

  return {
    workingDays,
    dutyDays: read.number(root, 'dutyDays', { most: '366' }),
    P1: plain('P1', { valid: count, perWeek: amount, workingWeeks: amount }),
    P2: part('P2', 'timely', 'changes'),
    P3: part('P3', 'filled', 'required'),
    P4: plain('P4', { done: count, planned: amount }),
    audit: audit.part('passed', 'drawn'),
    O1: indicator('O1', ['satisfied', 'fairly', 'dissatisfied', 'stationMean'], weightKeys, (own) =>
      own.satisfaction(),
    ),
    O2: partWithMean('O2', 'held', 'closed'),
    O3: partWithMean('O3', 'onTime', 'due'),
    O4: plain('O4', { observed: count, expected: amount }),
    O5: partWithMean('O5', 'onTime', 'due'),
    O6: plain('O6', { reached: count, assigned: count }),
  }
}

const weightKeys = ['answers', 'squaredWeights']

/** The figures of one indicator. */
class Figures {
  private readonly read: TreeReader
  private readonly place: Place

  constructor(read: TreeReader, place: Place) {
    this.read = read
    this.place = place
  }

  numbers<K extends string>(rules: Readonly<Record<K, NumberRule>>): Fields<K> {
    const entries = Object.entries<NumberRule>(rules).map(([key, rule]) => [
      key,
      this.read.number(this.place, key, rule),
    ])
    return Object.fromEntries(entries) as Fields<K>
  }

  /** `good` events among `all` events. */
  part<G extends string, A extends string>(good: G, all: A, rule: NumberRule = count): Fields<G | A> {
    const values = this.numbers({ [good]: rule, [all]: rule } as Record<G | A, NumberRule>)
    if (compare(values[good], values[all]) > 0) this.read.note(this.place, good, 'more-than-all', all)
    return values
  }

  /** A number, null, or, where the mean has no short decimal, {sum, n}. */
  mean(): Fraction | null {
    const given = this.place.tree.get('stationMean')
    if (given === null) return null
    if (!(given instanceof Map)) return this.read.number(this.place, 'stationMean', { most: '1' })
    const place = this.read.object(this.place, 'stationMean', ['sum', 'n'])
    const pooled = new Figures(this.read, place).part('sum', 'n', pooledSum)
    if (!isZero(pooled.n)) return divide(pooled.sum, pooled.n)
    if (place.tree.has('n')) this.read.note(place, 'n', 'too-small', '0')
    return null
  }

  satisfaction(): Satisfaction {
    const isWeighted = weightKeys.some((key) => this.place.tree.has(key))
    const rule = isWeighted ? amount : count
    const sums = this.numbers({ satisfied: rule, fairly: rule, dissatisfied: rule })
    const stationMean = this.mean()
    if (!isWeighted) return { ...sums, stationMean, weighted: null }
    const weighted = this.numbers({ answers: count, squaredWeights: amount })
    this.checkWeights(sum(Object.values(sums)), weighted.answers, weighted.squaredWeights)
    return { ...sums, stationMean, weighted }
  }

  /** Where there are answers there are weights, and Kish's effective n is at most their number. */
  private checkWeights(weights: Fraction, answers: Fraction, squaredWeights: Fraction): void {
    const nothing = [weights, answers, squaredWeights].filter(isZero).length
    if (nothing === 1 || nothing === 2) this.read.note(this.place, '', 'half-weighted')
    else if (compare(effectiveN(weights, squaredWeights), answers) > 0)
      this.read.note(this.place, 'squaredWeights', 'too-small')
  }
}
