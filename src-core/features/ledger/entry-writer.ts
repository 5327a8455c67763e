import { keptKeys } from '../../../src-domain/books/likeness.rules.ts'
import type { Stage } from '../../../src-contract/features/ledger.shapes.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import type { WriteDb } from '../../store/sql.ts'
import { calendarOf } from '../duty/office-catalogs.facts.ts'
import { deleteKeys, insertDues, insertKeys, nextDue, rewriteDues } from './around-entry.repo.ts'
import { insertBookRow, updateBookRow } from './book-rows.repo.ts'
import { addressesOf } from './catalogs.ts'
import { householdKey } from './collect-facts.ts'
import { addHelpers, insertEntry, setHelpers, updateEntry, type EntryRecord } from './entries.repo.ts'

/** What an entry is made of; its history is written by the act. */
export type NewEntry = {
  readonly entryId: string
  readonly book: BookSpec
  readonly number: string
  readonly values: Values
  readonly state: string
  readonly stage: Stage
  readonly at: string
  readonly typistId: string
  /** How many of the values came from a source or from before; null where nothing was typed. */
  readonly prefilled: number | null
}

/** Writes the entry, its row in the book with the search index, its people, and what follows from its values. */
export function writeNewEntry(db: WriteDb, entry: NewEntry): void {
  const { entryId, book, number, values, state, stage, at } = entry
  const dues = stage === 'filed' ? book.dues(state, values, calendarOf(db)) : []
  const next = nextDue(dues)
  const context = addressesOf(db)
  insertEntry(db, {
    entry_id: entryId,
    book: book.definition.id,
    number,
    version: 1,
    state,
    occurred_on: required(values, 'occurredOn'),
    entered_at: at,
    filed_at: at,
    handed_over_at: null,
    beat: required(values, 'beat'),
    officer_id: required(values, 'officer'),
    typist_id: entry.typistId,
    address_key: householdKey(values, context),
    voided_at: null,
    stage,
    due_on: next?.on ?? null,
    due_kind: next?.kind ?? null,
    fields_filled: entry.prefilled === null ? null : Object.keys(values).length,
    fields_prefilled: entry.prefilled,
  })
  insertBookRow(db, book, entryId, number, values)
  addHelpers(db, entryId, values['helpers']?.split(',') ?? [])
  insertDues(db, entryId, dues)
  insertKeys(db, book.definition.id, entryId, keptKeys(book, values, context))
}

export type Rewrite = {
  readonly entry: EntryRecord
  readonly book: BookSpec
  readonly before: Values
  readonly after: Values
  readonly state: string
  readonly version: number
  /** Unless said, the stage stays. */
  readonly stage?: Stage
}

/** Makes an entry and everything derived from it say what `after` says. */
export function rewriteEntry(db: WriteDb, { entry, book, before, after, state, version, stage }: Rewrite): void {
  const id = entry.entry_id
  const standing = stage ?? (entry.stage as Stage)
  const dues = standing === 'filed' ? book.dues(state, after, calendarOf(db)) : []
  const next = nextDue(dues)
  const context = addressesOf(db)
  updateEntry(db, id, {
    version,
    state,
    occurred_on: required(after, 'occurredOn'),
    beat: required(after, 'beat'),
    officer_id: required(after, 'officer'),
    address_key: householdKey(after, context),
    stage: standing,
    due_on: next?.on ?? null,
    due_kind: next?.kind ?? null,
  })
  rewriteDues(db, id, dues)
  if (before === after) return
  updateBookRow(db, book, id, entry.number, after)
  if (before['helpers'] !== after['helpers']) setHelpers(db, id, after['helpers']?.split(',') ?? [])
  const had = keptKeys(book, before, context)
  const has = keptKeys(book, after, context)
  deleteKeys(
    db,
    book.definition.id,
    id,
    had.filter((key) => !has.includes(key)),
  )
  insertKeys(
    db,
    book.definition.id,
    id,
    has.filter((key) => !had.includes(key)),
  )
}

/** Out of force: nothing is due of it any more, and nobody is told that it looks like theirs. It stays, with its number. */
export function putOutOfForce(db: WriteDb, entry: EntryRecord, book: BookSpec, values: Values, at: string): void {
  updateEntry(db, entry.entry_id, { stage: 'voided', voided_at: at, due_on: null, due_kind: null })
  rewriteDues(db, entry.entry_id, [])
  deleteKeys(db, book.definition.id, entry.entry_id, keptKeys(book, values, addressesOf(db)))
}

/** A common field, which the checks have already asked for. */
export function required(values: Values, key: string): string {
  const value = values[key]
  if (value === undefined) throw new Error(`a checked entry lacks ${key}`)
  return value
}
