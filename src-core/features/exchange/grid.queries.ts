import type { FieldProblem } from '../../../src-contract/books.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { draftError } from '../../../src-domain/books/problem.ts'
import type { ReadDb } from '../../store/sql.ts'
import { addressesOf } from '../ledger/catalogs.ts'
import { prepareEntry, type PreparedEntry } from '../ledger/file-bulk.service.ts'
import { checkTyped } from './check-row.ts'
import { openWorld } from './check-world.ts'
import { importableFields } from './headings.rules.ts'
import { keyOf, planColumns, typedRow } from './typed-row.rules.ts'

export type GridAccepted = {
  readonly field: string
  readonly code: string
  readonly reason: string
  readonly row?: number
}

export type GridInput = {
  readonly book: string
  readonly today: string
  readonly rows: readonly TypedFields[]
  readonly accepted: readonly GridAccepted[]
}

export type GridRow = {
  readonly problems: FieldProblem[]
  /** Earlier row that says the same. */
  readonly sameAs: number | null
  /** Null when something stands in the way. */
  readonly entry: PreparedEntry | null
}

/** Checks rows of the entry grid as `file` checks a draft, and rows among each other. */
export function checkGrid(db: ReadDb, input: GridInput): GridRow[] {
  const book = booksById.get(input.book)
  if (book === undefined) return []
  const world = openWorld(db, book, input.today)
  const context = addressesOf(db)
  const keys = importableFields(book).map((field) => field.key)
  const known = new Set(keys)
  const plan = planColumns(book, keys, Object.fromEntries(keys.map((key) => [key, key])), [])
  const seen = new Map<string, number>()
  return input.rows.map((fields, row): GridRow => {
    const accepted = new Map(
      input.accepted
        .filter((one) => one.row === undefined || one.row === row)
        .map(({ field, code, reason }) => [keyOf(field, code), reason]),
    )
    const typed = typedRow(
      book,
      plan,
      world.names,
      keys.map((key) => (fields[key] ?? '').trim()),
    )
    const { problems, identities, entry } = checkTyped(book, { ...plan, accepted }, world, typed, () => '')
    const sameAs = earlier(seen, identities, row)
    const all = problems.map(({ field, code, severity, params }) => ({ field, code, severity, params }))
    if (Object.keys(fields).some((key) => !known.has(key))) all.unshift(draftError('', 'unknown-field'))
    if (sameAs !== null)
      all.push({ field: '', code: 'import/in-file', severity: 'warning', params: { row: sameAs + 1 } })
    const open = all.filter(({ field, code, severity }) => severity === 'error' || !accepted.has(keyOf(field, code)))
    return {
      problems: all,
      sameAs,
      entry: open.length === 0 ? prepareEntry(book, entry, context) : null,
    }
  })
}

function earlier(seen: Map<string, number>, identities: readonly string[], row: number): number | null {
  let found: number | null = null
  for (const identity of identities) {
    const before = seen.get(identity)
    if (before === undefined) seen.set(identity, row)
    else found ??= before
  }
  return found
}
