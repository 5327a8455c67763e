import type { FieldProblem } from '../../../src-contract/books.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import type { Facts } from '../../../src-domain/books/facts.ts'
import { judge } from '../../../src-domain/books/judge.ts'
import { settle } from '../../../src-domain/books/settle.ts'
import type { PreparedEntry } from '../ledger/file-bulk.service.ts'
import { contentIdentity, identitiesOf, strongIdentities } from './identity.rules.ts'
import {
  keyOf,
  textOf,
  typedRow,
  type ColumnPlan,
  type KeptCell,
  type StationNames,
  type TypedRow,
} from './typed-row.rules.ts'

/** A problem of a row as it is kept and counted. */
export type RowProblem = FieldProblem & {
  /** What the cell says, where that holds nothing personal and one decision can settle all cells that say it. */
  readonly value?: string
  /** Accepted by a repair. */
  readonly settled?: true
}

export type RowVerdict = 'new' | 'existing' | 'error' | 'warning'

export type CheckedRow = {
  readonly verdict: RowVerdict
  readonly problems: readonly RowProblem[]
  /** What an earlier row of the file must share to be the same record. */
  readonly identities: readonly string[]
  /** What is filed when the verdict is `new`. */
  readonly entry: CheckedEntry
  /** The row of the same file that says the same and was filed already; null: there is none. */
  readonly filedRow: number | null
}

/** A checked entry, as far as checking it has come upon what is filed. */
export type CheckedEntry = Pick<PreparedEntry, 'values' | 'accepted' | 'addressKey'>

/** What checking needs of the station: facts for values, and an entry that says exactly the same. */
export type CheckWorld = {
  readonly today: string
  readonly names: StationNames
  /** Says which rows are asked about next, so that what they have in common is asked once. */
  expect(rows: readonly Values[]): void
  facts(values: Values): Facts
  placeKey(values: Values): string | null
  /** Number of an entry with this content that counts; null when there is none. */
  sameContent(
    values: Values,
    addressKey: string | null,
    content: string,
    counts: (number: string) => boolean,
  ): string | null
  /** Of an entry that the file itself filed while it is being filed: its row. Null for every other entry. */
  filedRow(number: string): number | null
}

/** Says of each row whether it can be filed, and as what. */
export function checkCells(
  book: BookSpec,
  plan: ColumnPlan,
  world: CheckWorld,
  rows: readonly (readonly KeptCell[])[],
): CheckedRow[] {
  const typed = rows.map((cells) => typedRow(book, plan, world.names, cells))
  const settled = typed.map((row) => settle(book, row.typed, world.today))
  world.expect(settled)
  return typed.map((row, at) => {
    const said = (field: string): string => {
      const column = plan.columns.find((one) => one.field.key === field)
      return column === undefined ? '' : textOf(rows[at]?.[column.at])
    }
    return checkTyped(book, plan, world, row, said, settled[at])
  })
}

/**
 * @param said what the cell of a field says, for problems that are settled by value
 * @param settled the row's values, where they are settled already
 */
export function checkTyped(
  book: BookSpec,
  plan: Pick<ColumnPlan, 'replaced' | 'accepted' | 'duplicates'>,
  world: CheckWorld,
  row: TypedRow,
  said: (field: string) => string,
  settled: Values = settle(book, row.typed, world.today),
): CheckedRow {
  let values = settled
  let known = withoutFiled(world, values)
  let problems = withCells(judge(book, values, known.facts), row)
  if (plan.replaced.size > 0 && problems.some(({ field, code }) => plan.replaced.has(keyOf(field, code)))) {
    const typed = { ...row.typed }
    for (const { field, code } of problems) {
      const to = plan.replaced.get(keyOf(field, code))
      if (to !== undefined) typed[field] = to
    }
    const mended = new Set(Object.keys(typed).filter((key) => typed[key] !== row.typed[key]))
    values = settle(book, typed, world.today)
    known = withoutFiled(world, values)
    problems = withCells(judge(book, values, known.facts), {
      ...row,
      damaged: row.damaged.filter((key) => !mended.has(key)),
      broken: row.broken.filter((key) => !mended.has(key)),
    })
  }
  const addressKey = world.placeKey(values)
  const duplicate = existingCodes(book)
  let { filedRow } = known
  let same = problems.find(({ code }) => duplicate.has(code)) ?? null
  let identities = strongIdentities(book, values, addressKey)
  const plain = identities.length === 0
  if (plain) identities = identitiesOf(book, values, addressKey)
  if (same === null && plain && problems.every(({ severity }) => severity !== 'error')) {
    const number = world.sameContent(values, addressKey, contentIdentity(book, values, addressKey), (held) => {
      const filed = world.filedRow(held)
      filedRow ??= filed
      return filed === null
    })
    if (number !== null) {
      same = { field: '', code: 'import/existing', severity: 'warning', params: { number } }
      problems = [...problems, same]
    }
  }
  const kept = problems.map((problem): RowProblem => {
    const accepts =
      plan.accepted.has(keyOf(problem.field, problem.code)) ||
      (plan.duplicates.existing !== null && isDuplicate(problem, duplicate))
    const value = isByValue(book, problem) ? said(problem.field) : ''
    return {
      ...problem,
      ...(value === '' ? {} : { value: value.slice(0, 200) }),
      ...(accepts && problem.severity === 'warning' ? { settled: true as const } : {}),
    }
  })
  const accepted = kept.flatMap(({ field, code, severity, settled }) => {
    if (severity !== 'warning' || settled !== true || code.startsWith('import/')) return []
    const reason = plan.accepted.get(keyOf(field, code)) ?? plan.duplicates.existing ?? ''
    return [{ field, code, reason }]
  })
  return {
    verdict: verdictOf(kept, same, plan.duplicates.existing !== null),
    problems: kept,
    identities,
    entry: { values, accepted, addressKey },
    filedRow,
  }
}

/**
 * What the station knows beside the rows of this file that were filed already: while they were only rows, the later ones were judged
 * without them, and what was accepted of a file then does not change because half of it is filed.
 */
function withoutFiled(world: CheckWorld, values: Values): { facts: Facts; filedRow: number | null } {
  const facts = world.facts(values)
  let filedRow: number | null = null
  const others = <E extends { readonly number: string }>(entries: readonly E[], isSame: boolean): readonly E[] =>
    entries.filter(({ number }) => {
      const row = world.filedRow(number)
      if (isSame) filedRow ??= row
      return row === null
    })
  const without = {
    ...facts,
    sameHousehold: others(facts.sameHousehold, false),
    shifts: others(facts.shifts, false),
    sameDocument: others(facts.sameDocument, true),
    sameUnique: facts.sameUnique.map((entries) => others(entries, true)),
  }
  return { facts: without, filedRow }
}

function verdictOf(problems: readonly RowProblem[], same: FieldProblem | null, acceptsSame: boolean): RowVerdict {
  if (same !== null && !acceptsSame) return 'existing'
  if (problems.some(({ severity }) => severity === 'error')) return 'error'
  return problems.some(({ settled }) => settled !== true) ? 'warning' : 'new'
}

/** Problems that say: this is in the ledger already. */
function existingCodes(book: BookSpec): ReadonlySet<string> {
  const known = codesOf.get(book)
  if (known !== undefined) return known
  const made = new Set(['already-registered', ...book.uniques.map(({ code }) => code as string)])
  codesOf.set(book, made)
  return made
}

const codesOf = new WeakMap<BookSpec, ReadonlySet<string>>()

function isDuplicate({ code }: FieldProblem, existing: ReadonlySet<string>): boolean {
  return code === 'import/existing' || existing.has(code)
}

/** A number that lost digits is wrong whatever it looks like now; an error of the spreadsheet leaves its field empty. */
function withCells(problems: FieldProblem[], { damaged, broken }: TypedRow): FieldProblem[] {
  const more: FieldProblem[] = []
  for (const field of damaged) {
    if (problems.some((problem) => problem.field === field && problem.severity === 'error')) continue
    more.push({ field, code: 'import/number-damaged', severity: 'error', params: {} })
  }
  for (const field of broken) more.push({ field, code: 'import/cell-error', severity: 'warning', params: {} })
  return more.length === 0 ? problems : [...problems, ...more]
}

const byValue: ReadonlySet<string> = new Set([
  'unknown-option',
  'officer-unknown',
  'officer-not-police',
  'helper-unknown',
  'beat-unknown',
])

export function isByValue(book: BookSpec, { field: key, code }: Pick<FieldProblem, 'field' | 'code'>): boolean {
  const field = book.definition.fields.find((one) => one.key === key)
  if (field === undefined || field.personal) return false
  return byValue.has(code) || (code === 'date/format' && field.kind === 'date')
}
