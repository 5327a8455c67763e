import type { BookImportCounts, ImportProblem, RepairKind } from '../../../src-contract/features/exchange.shapes.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import type { RowProblem } from './check-row.ts'
import { isByValue } from './check-row.ts'
import type { CheckedKept } from './check.queries.ts'

/** What became of a row; `in-file`: an earlier row of the file says the same. */
export type Verdict = CheckedKept['verdict'] | 'in-file'

const mostRows = 20
const mostValues = 100
const mostDistinct = 2_000

type Group = Omit<ImportProblem, 'values' | 'rows'> & { rows: number[]; values: Map<string, number> }

/** Counts what an import of the rows would do, in the order of the file. Memory: the identities of one file, 16 characters each. */
export class Tally {
  readonly #book: BookSpec
  readonly #acceptsInFile: boolean
  readonly #seen = new Map<string, number>()
  readonly #groups = new Map<string, Group>()
  #counts = { rows: 0, new: 0, existing: 0, inFile: 0, errors: 0, warnings: 0 }

  constructor(book: BookSpec, acceptsInFile: boolean) {
    this.#book = book
    this.#acceptsInFile = acceptsInFile
  }

  /** @returns what becomes of the row, and the problem that it repeats an earlier one */
  take(checked: Pick<CheckedKept, 'row' | 'verdict' | 'identities' | 'problems' | 'filedRow'>): {
    verdict: Verdict
    repeats: RowProblem | null
  } {
    const { row, problems } = checked
    const earlier = this.#earlier(checked.identities, row) ?? checked.filedRow
    let verdict: Verdict = checked.verdict
    let repeats: RowProblem | null = null
    if (earlier !== null && verdict !== 'existing') {
      const settled = this.#acceptsInFile ? { settled: true as const } : {}
      repeats = { field: '', code: 'import/in-file', severity: 'warning', params: { row: earlier }, ...settled }
      this.#note(row, repeats)
      if (!this.#acceptsInFile) verdict = 'in-file'
    }
    // A row that stays out because it is there already is in nobody's way, whatever else is wrong with it.
    const duplicate = verdict === 'existing' || verdict === 'in-file'
    for (const problem of problems) if (!duplicate || isOfDuplicate(this.#book, problem)) this.#note(row, problem)
    this.#counts.rows += 1
    this.#counts[counted[verdict]] += 1
    return { verdict, repeats }
  }

  counts(filed = 0): BookImportCounts {
    return { ...this.#counts, filed }
  }

  /** Errors first, settled last, then the most frequent. */
  problems(): ImportProblem[] {
    return [...this.#groups.values()]
      .map((group) => ({ ...group, values: topValues(group.values) }))
      .sort(
        (a, b) =>
          Number(a.settled) - Number(b.settled) ||
          Number(a.severity !== 'error') - Number(b.severity !== 'error') ||
          b.count - a.count,
      )
  }

  #earlier(identities: readonly string[], row: number): number | null {
    let earlier: number | null = null
    for (const identity of identities) {
      const seen = this.#seen.get(identity)
      if (seen === undefined) this.#seen.set(identity, row)
      else earlier ??= seen
    }
    return earlier
  }

  #note(row: number, problem: RowProblem): void {
    const { field, code, severity, params, value } = problem
    const settled = problem.settled === true
    const key = `${field} ${code} ${severity} ${settled ? 1 : 0}`
    let group = this.#groups.get(key)
    if (group === undefined) {
      const repairs = settled ? [] : repairsOf(this.#book, problem)
      group = { field, code, severity, count: 0, rows: [], params, values: new Map(), repairs, settled }
      this.#groups.set(key, group)
    }
    group.count += 1
    if (group.rows.length < mostRows) group.rows.push(row)
    if (value !== undefined && (group.values.has(value) || group.values.size < mostDistinct)) {
      group.values.set(value, (group.values.get(value) ?? 0) + 1)
    }
  }
}

const counted = {
  new: 'new',
  existing: 'existing',
  'in-file': 'inFile',
  error: 'errors',
  warning: 'warnings',
} as const satisfies Record<Verdict, string>

function isOfDuplicate(book: BookSpec, { code }: RowProblem): boolean {
  return (
    code === 'import/existing' || code === 'already-registered' || book.uniques.some((unique) => unique.code === code)
  )
}

function topValues(values: ReadonlyMap<string, number>): ImportProblem['values'] {
  return [...values]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, mostValues)
}

/** What one decision can do about all rows with this problem. */
export function repairsOf(book: BookSpec, problem: RowProblem): RepairKind[] {
  const field = book.definition.fields.find((one) => one.key === problem.field)
  const repairs: RepairKind[] = []
  if (problem.code === 'import/in-file') return ['duplicates']
  if (isOfDuplicate(book, problem)) return problem.severity === 'warning' ? ['duplicates'] : []
  if (field === undefined) return []
  if (isByValue(book, problem)) repairs.push('value')
  if (problem.code === 'required') repairs.push('default')
  if (field.kind === 'date' && problem.code === 'date/format') repairs.push('date-order')
  if (problem.severity === 'warning') repairs.push('accept')
  // What is only doubtful is accepted with a reason; given up is what cannot be read or says nothing.
  const worthless = problem.severity === 'error' || problem.code === 'placeholder'
  if (worthless && problem.code !== 'required' && (!field.required || field.declarable)) repairs.push('replace')
  return repairs
}
