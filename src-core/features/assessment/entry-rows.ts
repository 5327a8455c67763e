import { booksById } from '../../../src-domain/books/books.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { columnsOf, tableOf } from '../ledger/book-tables.ts'
import type { ReadDb } from '../../store/sql.ts'

/** What every row of the ledger has that an indicator counts. */
export type DatedRow = { readonly id: string; readonly officer: string; readonly date: string }

export function byDayAndId(a: { date: string; id: string }, b: { date: string; id: string }): number {
  return a.date < b.date ? -1 : a.date > b.date ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** A filed entry with the fields that an indicator asks for, by key; an empty field is no key. */
export type EntryRow = DatedRow & {
  readonly number: string
  readonly book: string
  readonly beat: string
  readonly state: string
  readonly addressKey: string | null
  /** Who works on it since a handover, and since when (instant). */
  readonly handler: string | null
  readonly handlerSince: string | null
  readonly values: Values
}

/** Days, both included; null: of all days. */
export type Days = { readonly from: string; readonly to: string } | null

export function specOf(book: string): BookSpec {
  const spec = booksById.get(book)
  if (spec === undefined) throw new Error(`no book ${book}`)
  return spec
}

/**
 * The condition for entries that count (filed, not voided), `e` being `entries`, with its parameters. An officer's are found by the
 * officer, a book's by the book.
 */
export function countedSql(book: string, days: Days, officer: string | null): { where: string; params: string[] } {
  const within = days === null ? '' : ' AND e.occurred_on >= ? AND e.occurred_on <= ?'
  const own = officer === null ? '' : ' AND e.officer_id = ?'
  return {
    where: `e.book = ? AND e.stage = 'filed'${within}${own}`,
    params: [book, ...(days === null ? [] : [days.from, days.to]), ...(officer === null ? [] : [officer])],
  }
}

/** The index to go by: without statistics the planner takes a book's days to be as few as an officer's. */
export function entriesBy(officer: string | null): string {
  return officer === null ? 'entries AS e' : 'entries AS e INDEXED BY entries_by_officer'
}

/**
 * Entries that count, by day and id.
 *
 * @param fields keys of the book's own fields
 * @param officer who answers for them; null: anybody
 */
export function entryRows(
  db: ReadDb,
  book: string,
  fields: readonly string[],
  days: Days,
  officer: string | null = null,
): EntryRow[] {
  const spec = specOf(book)
  const columns = columnsOf(spec).filter(({ key }) => fields.includes(key))
  const { where, params } = countedSql(book, days, officer)
  const rows = db
    .prepare<string[], Record<string, string | number | null>>(
      `SELECT e.entry_id, e.number, e.officer_id, e.beat, e.occurred_on, e.state,
         e.address_key, h.account_id AS handler, h.since AS handler_since${columns.map(({ column }) => `, b.${column} AS "f_${column}"`).join('')}
       FROM ${entriesBy(officer)}${columns.length === 0 ? '' : ` JOIN ${tableOf(spec)} AS b ON b.entry_id = e.entry_id`}
       LEFT JOIN entry_handlers AS h ON h.entry_id = e.entry_id
       WHERE ${where} ORDER BY e.occurred_on, e.entry_id`,
    )
    .all(...params)
  return rows.map((row) => ({
    id: String(row['entry_id']),
    number: String(row['number']),
    book,
    officer: String(row['officer_id']),
    beat: String(row['beat']),
    date: String(row['occurred_on']),
    state: String(row['state']),
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
