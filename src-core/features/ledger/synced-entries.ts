import type { Stage } from '../../../src-contract/features/ledger.shapes.ts'
import { Stage as StageShape } from '../../../src-contract/features/ledger.shapes.ts'
import type { Fields, FieldValue } from '../../../src-contract/sync/protocol.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { keptKeys } from '../../../src-domain/books/likeness.rules.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { countOf, listOf, nullable, textOf, type People, type SyncedTable } from '../sync/synced-table.ts'
import { insertKeys } from './around-entry.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { addressesOf } from './catalogs.ts'
import { findEntry, insertSources, peopleOf, updateEntry, type EntryRecord } from './entries.repo.ts'
import { putOutOfForce, rewriteEntry, writeNewEntry } from './entry-writer.ts'

const inEntry: ReadonlySet<string> = new Set(['occurredOn', 'beat', 'officer', 'helpers'])

/** An entry on the wire: its columns by name, the values of its book as `v.<field>`. What is derived is made again on each PC. */
export const syncedEntries: SyncedTable = {
  name: 'entries',
  // Of two entries that two PCs gave the same number, one is shown with a letter more.
  kept: new Set(['book', 'number', 'enteredAt', 'filedAt', 'typist']),
  wireId: (_db, entryId) => entryId,
  markId: (_db, id) => id,
  read: readEntryFields,
  write: writeEntryFields,
  /** An entry is never removed: one that the platform does not have, and that nobody sends, stays with its number, out of force. */
  remove(tx, id) {
    const entry = findEntry(tx, id)
    const book = entry === undefined ? undefined : booksById.get(entry.book)
    if (entry !== undefined && book !== undefined && entry.stage !== 'voided')
      putOutOfForce(tx, entry, book, valuesOfEntry(tx, book, entry), entry.filed_at)
    return false
  },
  entryOf: (id) => id,
}

function readEntryFields(db: ReadDb, entryId: string, people: People): Fields | undefined {
  const entry = findEntry(db, entryId)
  const book = entry === undefined ? undefined : booksById.get(entry.book)
  if (entry === undefined || book === undefined) return undefined
  const values = valuesOfEntry(db, book, entry)
  const fields: Record<string, FieldValue> = {
    book: entry.book,
    number: entry.number,
    state: entry.state,
    stage: entry.stage,
    occurredOn: entry.occurred_on,
    enteredAt: entry.entered_at,
    filedAt: entry.filed_at,
    handedOverAt: entry.handed_over_at,
    voidedAt: entry.voided_at,
    beat: entry.beat,
    officer: people.toWire(entry.officer_id),
    typist: people.toWire(entry.typist_id),
    fieldsFilled: entry.fields_filled,
    fieldsPrefilled: entry.fields_prefilled,
    helpers: (values['helpers']?.split(',') ?? []).map((id) => people.toWire(id)),
    sources: sourcesOf(db, entryId),
  }
  for (const { key, kind } of book.definition.fields) {
    const value = values[key]
    if (value === undefined || inEntry.has(key)) continue
    fields[`v.${key}`] = toWire(kind, value, people)
  }
  return fields
}

function toWire(kind: string, value: string, people: People): FieldValue {
  if (kind === 'account') return people.toWire(value)
  if (kind === 'accounts') return value.split(',').map((id) => people.toWire(id))
  return kind === 'choices' ? value.split(',') : value
}

function valuesFrom(book: BookSpec, fields: Fields, people: People): Values | undefined {
  const occurredOn = textOf(fields, 'occurredOn')
  const beat = textOf(fields, 'beat')
  const officer = textOf(fields, 'officer')
  if (occurredOn === undefined || beat === undefined || officer === undefined) return undefined
  const values: Record<string, string> = { occurredOn, beat, officer: people.toLocal(officer) }
  const helpers = listOf(fields, 'helpers').map((id) => people.toLocal(id))
  if (helpers.length > 0) values['helpers'] = helpers.sort().join(',')
  for (const field of book.definition.fields) {
    const value = fields[`v.${field.key}`]
    if (value === undefined || value === null || inEntry.has(field.key)) continue
    const order = new Map(field.options.map((option, at) => [option.value, at]))
    if (Array.isArray(value)) {
      const each = field.kind === 'accounts' ? value.map((id) => people.toLocal(id)) : [...value]
      values[field.key] = each.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)).join(',')
    } else values[field.key] = field.kind === 'account' ? people.toLocal(String(value)) : String(value)
  }
  return values
}

function writeEntryFields(tx: WriteDb, entryId: string, fields: Fields, people: People): 'shown' | 'waits' {
  const book = booksById.get(textOf(fields, 'book') ?? '')
  const stage = StageShape.safeParse(fields['stage'])
  const filedAt = textOf(fields, 'filedAt')
  const state = textOf(fields, 'state')
  const typist = textOf(fields, 'typist')
  if (book === undefined || !stage.success || filedAt === undefined || state === undefined || typist === undefined)
    return 'waits'
  const values = valuesFrom(book, fields, people)
  const typistId = people.toLocal(typist)
  if (values === undefined || !areKnown(tx, [typistId, values['officer'] ?? '', ...helpersIn(values)])) return 'waits'
  const before = findEntry(tx, entryId)
  if (before === undefined) {
    const number = freeNumber(tx, textOf(fields, 'number') ?? entryId)
    const prefilled = countOf(fields, 'fieldsPrefilled')
    const standing = stage.data === 'voided' ? 'in-review' : stage.data
    writeNewEntry(tx, { entryId, book, number, values, state, stage: standing, at: filedAt, typistId, prefilled })
  } else {
    rewrite(tx, before, book, { values, state, stage: stage.data })
  }
  updateEntry(tx, entryId, {
    entered_at: textOf(fields, 'enteredAt') ?? filedAt,
    filed_at: filedAt,
    handed_over_at: nullable(fields, 'handedOverAt'),
    fields_filled: countOf(fields, 'fieldsFilled'),
    fields_prefilled: countOf(fields, 'fieldsPrefilled'),
  })
  const entry = findEntry(tx, entryId)
  if (stage.data === 'voided' && entry !== undefined) {
    const at = nullable(fields, 'voidedAt') ?? filedAt
    // Two PCs put it out of force: the platform's time counts.
    if (entry.stage === 'voided') updateEntry(tx, entryId, { voided_at: at })
    else putOutOfForce(tx, entry, book, values, at)
  }
  writeSources(tx, entryId, listOf(fields, 'sources'))
  return 'shown'
}

function rewrite(
  tx: WriteDb,
  entry: EntryRecord,
  book: BookSpec,
  to: { readonly values: Values; readonly state: string; readonly stage: Stage },
): void {
  const before = valuesOfEntry(tx, book, entry)
  // What goes out of force keeps its stage until its dues and keys are taken away.
  const stage = to.stage === 'voided' ? (entry.stage as Stage) : to.stage
  rewriteEntry(tx, { entry, book, before, after: to.values, state: to.state, version: entry.version, stage })
  if (entry.stage !== 'voided' || to.stage === 'voided') return
  updateEntry(tx, entry.entry_id, { voided_at: null })
  insertKeys(tx, entry.book, entry.entry_id, keptKeys(book, to.values, addressesOf(tx)))
}

function helpersIn(values: Values): string[] {
  return values['helpers']?.split(',') ?? []
}

function areKnown(tx: ReadDb, accountIds: readonly string[]): boolean {
  return peopleOf(tx, accountIds).size === new Set(accountIds).size
}

/** Numbers are counted on each PC: where two gave the same one, the second to arrive is shown with a letter behind it. */
function freeNumber(tx: ReadDb, number: string): string {
  const taken = tx.prepare<[string], { entry_id: string }>('SELECT entry_id FROM entries WHERE number = ?')
  let free = number
  for (let more = 0; taken.one(free) !== undefined; more += 1) free = `${number}${letters(more)}`
  return free
}

/** b, c, … z, then b2 and so on. */
function letters(at: number): string {
  const letter = String.fromCharCode(98 + (at % 25))
  return at < 25 ? letter : `${letter}${Math.floor(at / 25) + 1}`
}

function sourcesOf(db: ReadDb, entryId: string): string[] {
  return db
    .prepare<[string], { system: string; native_id: string }>(
      'SELECT system, native_id FROM entry_sources WHERE entry_id = ? ORDER BY system, native_id',
    )
    .all(entryId)
    .map((row) => `${row.system}:${row.native_id}`)
}

function writeSources(tx: WriteDb, entryId: string, sources: readonly string[]): void {
  tx.prepare<[string], never>('DELETE FROM entry_sources WHERE entry_id = ?').run(entryId)
  insertSources(
    tx,
    entryId,
    sources.map((source) => ({
      system: source.slice(0, source.indexOf(':')),
      nativeId: source.slice(source.indexOf(':') + 1),
    })),
  )
}
