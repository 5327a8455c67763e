import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import type { Stage } from '../../../src-contract/features/ledger.shapes.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import type { Calendar } from '../../../src-domain/duty/calendar.rules.ts'
import { keptKeys } from '../../../src-domain/books/likeness.rules.ts'
import { insertMany } from '../../store/insert-many.ts'
import type { SqlValue, WriteDb } from '../../store/sql.ts'
import { calendarOf } from '../duty/office-catalogs.facts.ts'
import type { ActItem } from './acts.repo.ts'
import { insertDues, nextDue } from './around-entry.repo.ts'
import { searchWords, wordsOf } from './book-rows.repo.ts'
import { columnsOf, searchTableOf, tableOf } from './book-tables.ts'
import { addHelpers, entryRow, insertEntriesSql, nextInCounter } from './entries.repo.ts'
import { firstValues, insertVersionsSql, type Accepted } from './history.repo.ts'
import { fulfilPlan } from './inspections.ts'
import { isSampled, levelOf } from './review.rules.ts'
import { insertReview } from './reviews.repo.ts'

/** A checked entry and what is derived from its values, made by whoever checks it: filing only writes. */
export type PreparedEntry = {
  readonly values: Values
  readonly accepted: readonly Accepted[]
  /** What spellings of its address share. */
  readonly addressKey: string | null
  /** By which look-alikes find it, where no other index does. */
  readonly keys: readonly string[]
  /** What the search index holds of it. */
  readonly words: string
}

/** @param entry settled and judged; @param context how addresses are read here */
export function prepareEntry(
  book: BookSpec,
  { values, accepted, addressKey }: Pick<PreparedEntry, 'values' | 'accepted' | 'addressKey'>,
  context: AddressContext,
): PreparedEntry {
  return { values, accepted, addressKey, keys: keptKeys(book, values, context), words: searchWords(book, values) }
}

export type BulkAct = {
  readonly book: BookSpec
  /** Instant of the act, ISO UTC, and its day in Asia/Shanghai. */
  readonly at: string
  readonly today: string
  readonly accountId: string
  /** Fields that came from a source or from before; null where nothing was typed at all, as in a file. */
  readonly prefilled: number | null
  newId(): string
}

export type BulkFiled = {
  readonly entryId: string
  readonly number: string
  readonly stage: Stage
  /** What the act did, for taking it back. */
  readonly items: readonly ActItem[]
}

/**
 * Files many entries of one book as `file` files one: number, entry, book row with its words, people, dues, look-alike keys, version 1
 * with every field, event, accepted warnings, and the review that the book asks for. The caller checks before and audits after, in the
 * same transaction. A test holds the rows of both against each other.
 */
export function fileBulk(tx: WriteDb, act: BulkAct, entries: readonly PreparedEntry[]): BulkFiled[] {
  if (entries.length === 0) return []
  const id = act.book.definition.id
  const year = act.today.slice(0, 4)
  const first = nextInCounter(tx, `entry/${id}/${year}`, entries.length) - entries.length + 1
  const last = lastRow(tx, act.book)
  const rows = new Rows()
  const beside: Beside = { after: [], calendar: calendarOf(tx) }
  const filed = entries.map((entry, at) => {
    const number = `${id}-${year}-${String(first + at).padStart(6, '0')}`
    return prepareOne(rows, beside, act, { number, rowId: last + 1 + at }, entry)
  })
  rows.write(tx, act.book)
  for (const write of beside.after) write(tx)
  if (act.book.inspects !== null) {
    for (const [at, entry] of entries.entries()) {
      const done = filed[at]
      if (done !== undefined) fulfilPlan(tx, act.book, done, entry.values, act)
    }
  }
  return filed
}

/** Rows of one call, table by table: they are written in few statements. */
class Rows {
  readonly entries: SqlValue[][] = []
  readonly book: SqlValue[][] = []
  readonly words: SqlValue[][] = []
  readonly keys: SqlValue[][] = []
  readonly versions: SqlValue[][] = []
  readonly warnings: SqlValue[][] = []
  readonly events: SqlValue[][] = []

  write(tx: WriteDb, book: BookSpec): void {
    insertMany(tx, insertEntriesSql, this.entries)
    const columns = ['row_id', 'entry_id', ...columnsOf(book).map((one) => one.column)]
    insertMany(tx, `INSERT INTO ${tableOf(book)} (${columns.join(', ')})`, this.book)
    insertMany(tx, `INSERT INTO ${searchTableOf(book)} (rowid, words)`, this.words)
    insertMany(tx, 'INSERT OR IGNORE INTO entry_keys (book, key, entry_id)', this.keys)
    insertMany(tx, insertVersionsSql, this.versions)
    insertMany(tx, 'INSERT INTO entry_warnings (entry_id, version, field, code, reason)', this.warnings)
    insertMany(
      tx,
      'INSERT INTO entry_events (event_id, entry_id, at, account_id, from_state, to_state, note, transition)',
      this.events,
    )
  }
}

/** The row before the first that is put into the book now. */
function lastRow(tx: WriteDb, book: BookSpec): number {
  return tx.prepare<[], { last: number | null }>(`SELECT max(row_id) AS last FROM ${tableOf(book)}`).one()?.last ?? 0
}

/** What stands beside an entry and few have. */
type Beside = { readonly after: ((tx: WriteDb) => void)[]; readonly calendar: Calendar }

function prepareOne(
  rows: Rows,
  { after, calendar }: Beside,
  { book, at, accountId, prefilled, newId }: BulkAct,
  { number, rowId }: { number: string; rowId: number },
  { values, accepted, addressKey, keys, words }: PreparedEntry,
): BulkFiled {
  const id = book.definition.id
  const entryId = newId()
  const state = book.stateOf(values)
  const stage: Stage = book.definition.review === 'required' ? 'in-review' : 'filed'
  const dues = stage === 'filed' ? book.dues(state, values, calendar) : []
  const next = dues.length === 0 ? undefined : nextDue(dues)
  rows.entries.push(
    entryRow({
      entry_id: entryId,
      book: id,
      number,
      version: 1,
      state,
      occurred_on: needed(values, 'occurredOn'),
      entered_at: at,
      filed_at: at,
      handed_over_at: null,
      beat: needed(values, 'beat'),
      officer_id: needed(values, 'officer'),
      typist_id: accountId,
      address_key: addressKey,
      voided_at: null,
      stage,
      due_on: next?.on ?? null,
      due_kind: next?.kind ?? null,
      fields_filled: prefilled === null ? null : Object.keys(values).length,
      fields_prefilled: prefilled,
    }),
  )
  rows.book.push([rowId, entryId, ...columnsOf(book).map(({ key }) => values[key] ?? null)])
  rows.words.push([rowId, wordsOf(number, words)])
  for (const key of keys) rows.keys.push([id, key, entryId])
  rows.versions.push([entryId, 1, at, accountId, null, firstValues(values)])
  for (const { field, code, reason } of accepted) rows.warnings.push([entryId, 1, field, code, reason])
  const eventId = newId()
  rows.events.push([eventId, entryId, at, accountId, null, state, null, null])
  const helpers = values['helpers']
  if (helpers !== undefined) after.push((tx) => addHelpers(tx, entryId, helpers.split(',')))
  if (dues.length > 0) after.push((tx) => insertDues(tx, entryId, dues))
  const items: ActItem[] = [{ what: 'entry', ref: eventId, entryId, version: 1 }]
  const kind =
    stage === 'in-review' ? 'filing' : book.definition.review === 'sampled' && isSampled(entryId) ? 'sampled' : null
  if (kind !== null) {
    const reviewId = newId()
    const review = { review_id: reviewId, kind, entry_id: entryId, book: id, level: levelOf(kind) }
    const asked = { transition: null, note: null, asked_by: accountId, asked_at: at }
    after.push((tx) => insertReview(tx, { ...review, ...asked }))
    items.push({ what: 'review', ref: reviewId, entryId, version: 1 })
  }
  return { entryId, number, stage, items }
}

/** A common field, which the checks have already asked for. */
function needed(values: Values, key: string): string {
  const value = values[key]
  if (value === undefined) throw new Error(`a checked entry lacks ${key}`)
  return value
}
