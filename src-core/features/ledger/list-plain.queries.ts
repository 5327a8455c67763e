import type { Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { valuesOf } from './book-rows.repo.ts'
import { columnsOf, tableOf } from './book-tables.ts'
import { isBroad, listSql, type ListInput } from './list.queries.ts'

/** Ids of all entries that a list would show, in its order, at most `limit`; chosen ones only, where some are. */
export function listIds(db: ReadDb, input: ListInput & { readonly entries?: readonly string[] | undefined }): string[] {
  const book = booksById.get(input.book)
  if (book === undefined) return []
  const { ids } = listSql(book, input, isBroad(db, book, input))
  const found = db
    .prepare<SqlValue[], { id: string }>(ids.text)
    .all(...ids.params)
    .map((row) => row.id)
  if (input.entries === undefined) return found
  const chosen = new Set(input.entries)
  return found.filter((id) => chosen.has(id))
}

export type PlainRow = {
  readonly entryId: string
  readonly number: string
  readonly state: string
  readonly stage: string
  /** In plain, with the ids of accounts. */
  readonly values: Values
}

/** Entries of a book in plain, in the order of the ids. Whoever asks masks, and audits before anything is answered. */
export function plainRows(
  db: ReadDb,
  { book: id, ids }: { readonly book: string; readonly ids: readonly string[] },
): PlainRow[] {
  const book = booksById.get(id)
  if (book === undefined) return []
  const own = columnsOf(book)
    .map(({ column }) => `b.${column}`)
    .join(', ')
  return db
    .prepare<[string], Record<string, SqlValue>>(
      `SELECT e.entry_id, e.number, e.state AS entry_state, e.stage, e.occurred_on, e.beat, e.officer_id, ${own},
         (SELECT group_concat(h.account_id) FROM entry_helpers AS h WHERE h.entry_id = e.entry_id) AS entry_helpers
       FROM json_each(?) AS wanted CROSS JOIN entries AS e ON e.entry_id = wanted.value
         CROSS JOIN ${tableOf(book)} AS b ON b.entry_id = e.entry_id ORDER BY wanted.key`,
    )
    .all(JSON.stringify(ids))
    .map((row) => ({
      entryId: String(row['entry_id']),
      number: String(row['number']),
      state: String(row['entry_state']),
      stage: String(row['stage']),
      values: {
        ...valuesOf(book, row),
        occurredOn: String(row['occurred_on']),
        beat: String(row['beat']),
        officer: String(row['officer_id']),
        ...(row['entry_helpers'] === null ? {} : { helpers: String(row['entry_helpers']) }),
      },
    }))
}
