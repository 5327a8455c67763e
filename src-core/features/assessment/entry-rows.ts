import { booksById } from '../../../src-domain/books/books.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { columnsOf, tableOf } from '../ledger/book-tables.ts'
import type { ReadDb } from '../../store/sql.ts'

/** A filed entry with the fields that an indicator asks for, by key; an empty field is no key. */
export type EntryRow = {
  readonly id: string
  readonly number: string
  readonly book: string
  readonly officer: string
  readonly beat: string
  readonly date: string
  readonly state: string
  readonly filedAt: string
  readonly handedOverAt: string | null
  readonly addressKey: string | null
  /** Who works on it since a handover, and since when (instant). */
  readonly handler: string | null
  readonly handlerSince: string | null
  readonly values: Values
}

export function specOf(book: string): BookSpec {
  const spec = booksById.get(book)
  if (spec === undefined) throw new Error(`no book ${book}`)
  return spec
}

/**
 * Entries that count (filed, not voided), by day and id.
 *
 * @param fields keys of the book's own fields
 * @param days occurred within these days, both included; null: of all days
 */
export function entryRows(
  db: ReadDb,
  book: string,
  fields: readonly string[],
  days: { readonly from: string; readonly to: string } | null,
): EntryRow[] {
  const spec = specOf(book)
  const columns = columnsOf(spec).filter(({ key }) => fields.includes(key))
  const sql = `SELECT e.entry_id, e.number, e.officer_id, e.beat, e.occurred_on, e.state, e.filed_at, e.handed_over_at,
      e.address_key, h.account_id AS handler, h.since AS handler_since${columns.map(({ column }) => `, b.${column} AS "f_${column}"`).join('')}
    FROM entries AS e JOIN ${tableOf(spec)} AS b ON b.entry_id = e.entry_id
    LEFT JOIN entry_handlers AS h ON h.entry_id = e.entry_id
    WHERE e.book = ? AND e.stage = 'filed'${days === null ? '' : ' AND e.occurred_on >= ? AND e.occurred_on <= ?'}
    ORDER BY e.occurred_on, e.entry_id`
  const rows = db
    .prepare<string[], Record<string, string | number | null>>(sql)
    .all(...(days === null ? [book] : [book, days.from, days.to]))
  return rows.map((row) => ({
    id: String(row['entry_id']),
    number: String(row['number']),
    book,
    officer: String(row['officer_id']),
    beat: String(row['beat']),
    date: String(row['occurred_on']),
    state: String(row['state']),
    filedAt: String(row['filed_at']),
    handedOverAt: textOrNull(row['handed_over_at']),
    addressKey: textOrNull(row['address_key']),
    handler: textOrNull(row['handler']),
    handlerSince: textOrNull(row['handler_since']),
    values: Object.fromEntries([
      ['occurredOn', String(row['occurred_on'])],
      ...columns.flatMap(({ key, column }): [string, string][] => {
        const value = row[`f_${column}`]
        return value === null || value === undefined || value === '' ? [] : [[key, String(value)]]
      }),
    ]),
  }))
}

function textOrNull(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
