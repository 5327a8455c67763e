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

export function specOf(book: string): BookSpec {
  const spec = booksById.get(book)
  if (spec === undefined) throw new Error(`no book ${book}`)
  return spec
}

/** Books whose entries are looked at one by one, with the fields that the indicators ask for. */
export const eventFields: Readonly<Record<string, readonly string[]>> = {
  L01: ['communityType', 'population'],
  L06: [],
  L07: ['deadline', 'closedOn', 'relapsedOn', 'receiptOn', 'transferredOn', 'incidentNumber'],
  L08: ['found', 'rectifyBy', 'reinspectedOn', 'transferredOn', 'receiptOn'],
  L11: ['topic', 'receiptCount'],
  L12: ['item', 'dueOn', 'resubmittedOn', 'finishedOn'],
}

/**
 * Entries of a book of `eventFields` that count (filed, not voided), by day and id.
 *
 * @param of one officer's, or everybody's of all days
 */
export function entryRows(
  db: ReadDb,
  book: string,
  of: { readonly days: { readonly from: string; readonly to: string }; readonly officer: string } | null,
): EntryRow[] {
  const spec = specOf(book)
  const fields = eventFields[book] ?? []
  const columns = columnsOf(spec).filter(({ key }) => fields.includes(key))
  const own = of === null ? '' : ' AND e.officer_id = ? AND e.occurred_on >= ? AND e.occurred_on <= ?'
  const params = of === null ? [book] : [book, of.officer, of.days.from, of.days.to]
  // Without statistics the planner takes a book's days to be as few as an officer's.
  const from = of === null ? 'entries AS e' : 'entries AS e INDEXED BY entries_by_officer'
  const rows = db
    .prepare<string[], Record<string, string | number | null>>(
      `SELECT e.entry_id, e.number, e.officer_id, e.beat, e.occurred_on, e.state,
         e.address_key, h.account_id AS handler, h.since AS handler_since${columns.map(({ column }) => `, b.${column} AS "f_${column}"`).join('')}
       FROM ${from}${columns.length === 0 ? '' : ` JOIN ${tableOf(spec)} AS b ON b.entry_id = e.entry_id`}
       LEFT JOIN entry_handlers AS h ON h.entry_id = e.entry_id
       WHERE e.book = ? AND e.stage = 'filed'${own} ORDER BY e.occurred_on, e.entry_id`,
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
