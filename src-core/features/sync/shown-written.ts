import type { FieldValue } from '../../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { shownChanges } from '../ledger/shown-values.ts'
import { changesIn } from './as-made.ts'
import type { People } from './synced-table.ts'

export type WrittenRow = { readonly tbl: string; readonly mutation: Pick<Mutation, 'fields'> }
export type Written = { readonly field: string; readonly value: string | null }

/** The name under which a form knows a field of the wire. */
export function formField(field: string): string {
  return field.replace(/^v\./, '')
}

/** A value of the wire as an entry of the book shows it: personal ones masked, accounts by name. */
export function shownWritten(
  db: ReadDb,
  book: BookSpec | undefined,
  { field, value }: { readonly field: string; readonly value: FieldValue },
  people: People,
): string | null {
  const key = formField(field)
  const kind = book?.definition.fields.find((one) => one.key === key)?.kind
  const parts = Array.isArray(value) ? value : value === null ? [] : [String(value)]
  if (parts.length === 0) return value === null ? null : ''
  const isPerson = kind === 'account' || kind === 'accounts'
  const text = isPerson
    ? parts.flatMap((part) => part.split(',').map((id) => people.toLocal(id))).join(',')
    : parts.join(',')
  if (book === undefined || kind === undefined) return text
  return shownChanges(db, book, [{ field: key, before: null, after: text }])[0]?.after ?? null
}

/** Values of an entry that were written by an act or decided for, each once. */
export function valuesWritten(
  db: ReadDb,
  bookId: string | null,
  act: readonly WrittenRow[],
  people: People,
): Written[] {
  const book = bookId === null ? undefined : booksById.get(bookId)
  if (book === undefined) return []
  const written = act.flatMap(({ tbl, mutation }): { field: string; value: FieldValue }[] => {
    const fields = valuesOf(mutation)
    if (tbl === 'entry_versions') return changesIn(fields).map(({ field, after }) => ({ field, value: after ?? null }))
    if (tbl !== 'entries') return []
    return Object.entries(fields)
      .filter(([field]) => field.startsWith('v.'))
      .map(([field, value]) => ({ field: formField(field), value }))
  })
  const once = new Map(written.map((one) => [`${one.field} ${String(one.value)}`, one]))
  return [...once.values()].map((one) => ({ field: one.field, value: shownWritten(db, book, one, people) }))
}
