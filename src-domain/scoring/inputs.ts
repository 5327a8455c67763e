import { compare, divide, isZero, sum, type Fraction } from './fraction.ts'
import { effectiveN } from './interval.ts'
import { indicatorIds, type IndicatorId } from './scheme.ts'
import { readStrictJson, type JsonObject, type JsonProblem, type JsonTree } from './strict-json.ts'
import { TreeReader, type NumberRule, type Problem } from './tree-reader.ts'

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
  const inner = tree instanceof Map ? (tree as JsonObject).get('inputs') : undefined
  return inner ?? tree
}

function inputsOf(read: TreeReader, tree: JsonTree): OfficerInputs {
  const root = read.object(tree, '', ['workingDays', 'dutyDays', 'audit', ...indicatorIds], labels)
  const workingDays = read.number(root, '', 'workingDays', { most: '366' })
  const dutyDays = read.number(root, '', 'dutyDays', { most: '366' })
  if (root.has('workingDays') && isZero(workingDays)) read.note('workingDays', 'no-working-days')

  const audit = root.has('audit') ? read.object(root.get('audit'), 'audit', ['passed', 'drawn']) : new Map()
  const judged = fields(read, audit, 'audit', { passed: count, drawn: count })
  notMore(read, 'audit.passed', judged.passed, judged.drawn, 'drawn')

  const at = new Indicators(read, root)
  return {
    workingDays,
    dutyDays,
    P1: at.plain('P1', { valid: count, perWeek: amount, workingWeeks: amount }),
    P2: at.part('P2', 'timely', 'changes'),
    P3: at.part('P3', 'filled', 'required'),
    P4: at.plain('P4', { done: count, planned: amount }),
    audit: judged,
    O1: at.satisfaction(),
    O2: at.partWithMean('O2', 'held', 'closed'),
    O3: at.partWithMean('O3', 'onTime', 'due'),
    O4: at.plain('O4', { observed: count, expected: amount }),
    O5: at.partWithMean('O5', 'onTime', 'due'),
    O6: at.plain('O6', { reached: count, assigned: count }),
  }
}

/** One method per form of an indicator. */
class Indicators {
  private readonly read: TreeReader
  private readonly root: JsonObject

  constructor(read: TreeReader, root: JsonObject) {
    this.read = read
    this.root = root
  }

  plain<K extends string>(id: IndicatorId, rules: Readonly<Record<K, NumberRule>>): Mark | Fields<K> {
    return this.marked(id, Object.keys(rules), [], (tree) => fields(this.read, tree, id, rules))
  }

  /** `good` events among `all` events. */
  part<G extends string, A extends string>(id: IndicatorId, good: G, all: A): Mark | Fields<G | A> {
    return this.marked(id, [good, all], [], (tree) => this.counted(tree, id, good, all))
  }

  partWithMean<G extends string, A extends string>(
    id: IndicatorId,
    good: G,
    all: A,
  ): Mark | (Fields<G | A> & WithMean) {
    return this.marked(id, [good, all, 'stationMean'], [], (tree) => ({
      ...this.counted(tree, id, good, all),
      stationMean: mean(this.read, tree, id),
    }))
  }

  satisfaction(): Mark | Satisfaction {
    const extra = ['answers', 'squaredWeights']
    return this.marked('O1', ['satisfied', 'fairly', 'dissatisfied', 'stationMean'], extra, (tree) => {
      const isWeighted = extra.some((key) => tree.has(key))
      const rule = isWeighted ? amount : count
      const sums = fields(this.read, tree, 'O1', { satisfied: rule, fairly: rule, dissatisfied: rule })
      const stationMean = mean(this.read, tree, 'O1')
      if (!isWeighted) return { ...sums, stationMean, weighted: null }
      const weighted = fields(this.read, tree, 'O1', { answers: count, squaredWeights: amount })
      if (extra.some((key) => !tree.has(key))) this.read.note('O1', 'half-weighted')
      else checkWeights(this.read, sum(Object.values(sums)), weighted)
      return { ...sums, stationMean, weighted }
    })
  }

  private marked<T>(
    id: IndicatorId,
    keys: readonly string[],
    optional: readonly string[],
    whole: (tree: JsonObject) => T,
  ): Mark | T {
    const tree = this.root.get(id)
    const mark = marks.find((each) => each === tree)
    if (mark !== undefined) return mark
    return whole(tree === undefined ? new Map() : this.read.object(tree, id, keys, optional))
  }

  private counted<G extends string, A extends string>(
    tree: JsonObject,
    id: IndicatorId,
    good: G,
    all: A,
  ): Fields<G | A> {
    const values = fields(this.read, tree, id, { [good]: count, [all]: count } as Record<G | A, NumberRule>)
    notMore(this.read, `${id}.${good}`, values[good], values[all], all)
    return values
  }
}

function fields<K extends string>(
  read: TreeReader,
  tree: JsonObject,
  at: string,
  rules: Readonly<Record<K, NumberRule>>,
): Fields<K> {
  const entries = Object.entries<NumberRule>(rules).map(([key, rule]) => [key, read.number(tree, at, key, rule)])
  return Object.fromEntries(entries) as Fields<K>
}

/** A number, null, or, where the mean has no short decimal, {sum, n}. */
function mean(read: TreeReader, tree: JsonObject, at: string): Fraction | null {
  const given = tree.get('stationMean')
  if (given === undefined || given === null) return null
  if (!(given instanceof Map)) return read.number(tree, at, 'stationMean', { most: '1' })
  const place = `${at}.stationMean`
  const pooled = fields(read, read.object(given, place, ['sum', 'n']), place, { sum: pooledSum, n: pooledSum })
  notMore(read, `${place}.sum`, pooled.sum, pooled.n, 'n')
  if (!isZero(pooled.n)) return divide(pooled.sum, pooled.n)
  if (given.has('n')) read.note(`${place}.n`, 'too-small', '0')
  return null
}

/** Kish: (sum w)² / sum w² is at most the number of answers, and nothing weighs less than nothing. */
function checkWeights(read: TreeReader, weights: Fraction, given: Fields<'answers' | 'squaredWeights'>): void {
  const { answers, squaredWeights } = given
  if (isZero(answers) !== isZero(weights) || isZero(answers) !== isZero(squaredWeights))
    read.note('O1', 'half-weighted')
  else if (!isZero(answers) && compare(effectiveN(weights, squaredWeights), answers) > 0)
    read.note('O1.squaredWeights', 'too-small')
}

function notMore(read: TreeReader, at: string, good: Fraction, all: Fraction, allKey: string): void {
  if (compare(good, all) > 0) read.note(at, 'more-than-all', allKey)
}
