import { deflateSync, inflateSync } from 'node:zlib'
import { declaredMissing } from '../../../src-contract/books.ts'
import type { DayRecords } from '../../../src-contract/features/assessment.snapshot.ts'
import type { AccountId, LocalDate } from '../../../src-contract/ids.ts'
import { figuresOfRows, type BookFigures } from '../../../src-domain/assessment/day-records.ts'
import { expectedFields } from '../../../src-domain/assessment/expected-fields.ts'
import { books } from '../../../src-domain/books/books.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { localDateOf } from '../../clock.ts'
import type { ReadDb } from '../../store/sql.ts'
import { columnsOf, tableOf } from '../ledger/book-tables.ts'
import { byDayAndId, entryRows, eventFields, type EntryRow } from './entry-rows.ts'

/** What the ledger says of one officer's day: a pure function of the entries that count. */
export type LedgerDay = {
  readonly officer: string
  readonly day: string
  /** Of the records; empty where there are none. */
  readonly sha256: string
  readonly figures: readonly BookFigures[]
  /** Entries whose outcome is told on another day, or by others' entries. */
  readonly events: readonly EntryRow[]
  /** Deflated canonical JSON of a DayRecords. */
  readonly records: Uint8Array
}

const missing = declaredMissing.map((word) => `'${word}'`).join(', ')

/** How many fields a complete entry of each book fills. */
export const expectedOf: ReadonlyMap<string, number> = new Map(
  books.map((book) => [book.definition.id, expectedColumns(book).length]),
)

/** Differs whenever this program computes a day otherwise than another version did. */
export const daysBasis = sha256(
  canonicalJson([
    // Of what is kept of a day: another number where its columns change.
    'kept-days-2',
    ...books.map((book) => [book.definition.id, expectedColumns(book), eventFields[book.definition.id] ?? []]),
  ]),
)

function expectedColumns(spec: BookSpec): string[] {
  const keys = new Set(expectedFields(spec).map(({ key }) => key))
  return columnsOf(spec).flatMap(({ key, column }) => (keys.has(key) ? [column] : []))
}

type FilledRow = {
  id: string
  number: string
  day: string
  state: string
  filled: number
  declared: number
  filedAt: string
  handedOverAt: string | null
}

/** The days of an officer, from the ledger itself; a day without entries that count is none. By day. */
export function ledgerDays(db: ReadDb, officer: string, span: { from: string; to: string }): LedgerDay[] {
  const days = new Map<string, { books: DayRecords['books']; events: EntryRow[] }>()
  const dayOf = (day: string) => {
    let one = days.get(day)
    if (one === undefined) days.set(day, (one = { books: {}, events: [] }))
    return one
  }
  for (const spec of books) {
    const book = spec.definition.id
    const expected = expectedOf.get(book) ?? 0
    for (const { id, number, day, state, filled, declared, filedAt, handedOverAt } of filledRows(
      db,
      spec,
      officer,
      span,
    )) {
      const one = (dayOf(day).books[book] ??= { expected, rows: [] })
      const handedOn = handedOverAt === null ? null : dateOf(handedOverAt)
      one.rows.push([id, number, state, filled, declared, dateOf(filedAt), handedOn])
    }
    if (eventFields[book] === undefined) continue
    for (const row of entryRows(db, book, { days: span, officer })) dayOf(row.date).events.push(row)
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, { books: filled, events }]) => dayFrom(officer, day, filled, events))
}

function dayFrom(officer: string, day: string, filled: DayRecords['books'], events: EntryRow[]): LedgerDay {
  const figures = Object.entries(filled).map(([book, { rows }]) => {
    rows.sort(([a], [b]) => (a < b ? -1 : 1))
    return figuresOfRows(book, rows)
  })
  const records: DayRecords = {
    ...{ format: 'beatbook-assessment-day-1', officer: officer as AccountId, day: day as LocalDate, books: filled },
  }
  const text = canonicalJson(records)
  return { officer, day, sha256: sha256(text), figures, events: events.sort(byDayAndId), records: packed(text) }
}

/** Entries of an officer with how many of the expected fields they fill. */
function filledRows(db: ReadDb, spec: BookSpec, officer: string, { from, to }: { from: string; to: string }) {
  const expected = expectedColumns(spec)
  const count = (of: (column: string) => string): string =>
    expected.map((column) => `(${of(column)})`).join(' + ') || '0'
  return db
    .prepare<string[], FilledRow>(
      `SELECT e.entry_id AS id, e.number, e.occurred_on AS day, e.state,
         ${count((c) => `b.${c} IS NOT NULL AND b.${c} <> '' AND b.${c} NOT IN (${missing})`)} AS filled,
         ${count((c) => `coalesce(b.${c} IN (${missing}), 0)`)} AS declared,
         e.filed_at AS filedAt, e.handed_over_at AS handedOverAt
       FROM entries AS e INDEXED BY entries_by_officer CROSS JOIN ${tableOf(spec)} AS b ON b.entry_id = e.entry_id
       WHERE e.officer_id = ? AND e.book = ? AND e.occurred_on >= ? AND e.occurred_on <= ? AND e.stage = 'filed'`,
    )
    .all(officer, spec.definition.id, from, to)
}

let last = { instant: '', date: '' as LocalDate }
/** Imported entries have one instant by the thousand. */
function dateOf(instant: string): LocalDate {
  if (last.instant !== instant) last = { instant, date: localDateOf(Date.parse(instant)) }
  return last.date
}

function packed(text: string): Uint8Array {
  return deflateSync(Buffer.from(text, 'utf8'), { level: 6 })
}

/**
 * The records behind a frozen day.
 *
 * @param hash as the snapshot names it
 * @throws Error when they are not those
 */
export function unpackedRecords(records: Uint8Array, hash: string): DayRecords {
  const text = inflateSync(records).toString('utf8')
  if (sha256(text) !== hash) throw new Error('the records of a frozen day are not those that were frozen')
  return JSON.parse(text) as DayRecords
}
