import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import type { Stage } from '../../../src-contract/features/ledger.shapes.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { likenessKeys } from '../../../src-domain/books/likeness.rules.ts'
import type { SqlValue, WriteDb } from '../../store/sql.ts'
import type { ActItem } from './acts.repo.ts'
import { insertDues, insertKeys, nextDue } from './around-entry.repo.ts'
import { searchWords, wordsInserter } from './book-rows.repo.ts'
import { columnsOf, tableOf } from './book-tables.ts'
import { addHelpers, insertEntry, nextInCounter } from './entries.repo.ts'
import { insertEvent, insertVersion, type Accepted } from './history.repo.ts'
import { fulfilPlan } from './inspections.ts'
import { isSampled, levelOf } from './review.rules.ts'
import { insertReview } from './reviews.repo.ts'

/** A checked entry and what is derived from its values, made ahead in a reader thread: filing only writes. */
export type PreparedEntry = {
  readonly values: Values
  readonly accepted: readonly Accepted[]
  /** What spellings of its address share. */
  readonly addressKey: string | null
  /** By which look-alikes find it. */
  readonly keys: readonly string[]
  /** What the search index holds of it. */
  readonly words: string
}

/** @param values settled and judged; @param addressKey what `householdKey` says of them; @param context how addresses are read here */
export function prepareEntry(
  book: BookSpec,
  values: Values,
  accepted: readonly Accepted[],
  addressKey: string | null,
  context: AddressContext,
): PreparedEntry {
  return {
    values,
    accepted,
    addressKey,
    keys: likenessKeys(book, values, context),
    words: searchWords(book, values),
  }
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
  const insertRow = rowInserter(tx, act.book)
  return entries.map((entry, at) => {
    const number = `${id}-${year}-${String(first + at).padStart(6, '0')}`
    const filed = fileOne(tx, act, insertRow, number, entry)
    fulfilPlan(tx, act.book, filed, entry.values, act)
    return filed
  })
}

type InsertRow = (entryId: string, number: string, values: Values, words: string) => void

function rowInserter(tx: WriteDb, book: BookSpec): InsertRow {
  const columns = columnsOf(book)
  const names = ['entry_id', ...columns.map((one) => one.column)]
  const insert = tx.prepare<SqlValue[], never>(
    `INSERT INTO ${tableOf(book)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  )
  const index = wordsInserter(tx, book)
  return (entryId, number, values, words) => {
    const { lastInsertRowid } = insert.run(entryId, ...columns.map(({ key }) => values[key] ?? null))
    index(lastInsertRowid, number, words)
  }
}

function fileOne(
  tx: WriteDb,
  { book, at, accountId, prefilled, newId }: BulkAct,
  insertRow: InsertRow,
  number: string,
  { values, accepted, addressKey, keys, words }: PreparedEntry,
): BulkFiled {
  const id = book.definition.id
  const entryId = newId()
  const state = book.stateOf(values)
  const stage: Stage = book.definition.review === 'required' ? 'in-review' : 'filed'
  const dues = stage === 'filed' ? book.dues(state, values) : []
  const next = dues.length === 0 ? undefined : nextDue(dues)
  insertEntry(tx, {
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
  })
  insertRow(entryId, number, values, words)
  const helpers = values['helpers']
  if (helpers !== undefined) addHelpers(tx, entryId, helpers.split(','))
  if (dues.length > 0) insertDues(tx, entryId, dues)
  insertKeys(tx, id, entryId, keys)
  const changes = Object.entries(values).map(([field, after]) => ({ field, before: null, after }))
  insertVersion(tx, { entry_id: entryId, version: 1, at, account_id: accountId, reason: null }, changes, accepted)
  const eventId = newId()
  const event = { event_id: eventId, entry_id: entryId, at, account_id: accountId }
  insertEvent(tx, { ...event, from_state: null, to_state: state, note: null, transition: null })
  const items: ActItem[] = [{ what: 'entry', ref: eventId, entryId, version: 1 }]
  const kind =
    stage === 'in-review' ? 'filing' : book.definition.review === 'sampled' && isSampled(entryId) ? 'sampled' : null
  if (kind !== null) {
    const reviewId = newId()
    const review = { review_id: reviewId, kind, entry_id: entryId, book: id, level: levelOf(kind) }
    insertReview(tx, { ...review, transition: null, note: null, asked_by: accountId, asked_at: at })
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
