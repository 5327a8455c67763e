import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'

export type EntryRecord = Schema['entries']

export function findEntry(db: ReadDb, entryId: string): EntryRecord | undefined {
  return db.prepare<[string], EntryRecord>('SELECT * FROM entries WHERE entry_id = ?').one(entryId)
}

const entryColumns = [
  'entry_id',
  'book',
  'number',
  'version',
  'state',
  'occurred_on',
  'entered_at',
  'filed_at',
  'handed_over_at',
  'beat',
  'officer_id',
  'typist_id',
  'address_key',
  'voided_at',
  'stage',
  'due_on',
  'due_kind',
  'fields_filled',
  'fields_prefilled',
] as const satisfies readonly (keyof EntryRecord)[]

/** Without its values: for many at once. */
export const insertEntriesSql = `INSERT INTO entries (${entryColumns.join(', ')})`
const insertEntrySql = `${insertEntriesSql} VALUES (${entryColumns.map(() => '?').join(', ')})`

type Counted = 'fields_filled' | 'fields_prefilled'

/** Without its counts it was not typed. */
export function insertEntry(
  db: WriteDb,
  entry: Omit<EntryRecord, Counted> & Partial<Pick<EntryRecord, Counted>>,
): void {
  db.prepare<SqlValue[], never>(insertEntrySql).run(...entryRow(entry))
}

/** The values of an entry in the order of `insertEntriesSql`. */
export function entryRow(entry: Omit<EntryRecord, Counted> & Partial<Pick<EntryRecord, Counted>>): SqlValue[] {
  return entryColumns.map((column) => entry[column] ?? null)
}

export function updateEntry(
  db: WriteDb,
  entryId: string,
  change: Partial<Omit<EntryRecord, 'entry_id' | 'book' | 'number'>>,
): void {
  const columns = entryColumns.filter((column) => change[column as keyof typeof change] !== undefined)
  const set = columns.map((column) => `${column} = ?`).join(', ')
  const values = columns.map((column) => change[column as keyof typeof change] ?? null)
  db.prepare<SqlValue[], never>(`UPDATE entries SET ${set} WHERE entry_id = ?`).run(...values, entryId)
}

/**
 * The next number of a book in a year, from 1; behind all that are here: entries of the station's other PCs come with theirs.
 *
 * @param name `entry/<book>/<year>`
 * @param step how many numbers are taken at once; the last one comes back
 */
export function nextInCounter(db: WriteDb, name: string, step = 1): number {
  const taken = highestNumber(db, `${name.split('/').slice(1).join('-')}-`)
  const row = db
    .prepare<[string, number, number, number, number], { value: number }>(
      `INSERT INTO counters (name, value) VALUES (?, ? + ?)
       ON CONFLICT (name) DO UPDATE SET value = max(counters.value, ?) + ? RETURNING value`,
    )
    .one(name, taken, step, taken, step)
  if (row === undefined) throw new Error('a counter did not answer')
  return row.value
}

/** More digits follow only when these are used up. */
const sixDigits = 999_999

/** Of the entries whose number begins so. What came from elsewhere and is no number of such a book does not count. */
function highestNumber(db: ReadDb, prefix: string): number {
  const six = highestOf(db, prefix, 6)
  return six < sixDigits ? six : Math.max(six, highestOf(db, prefix, 7))
}

function highestOf(db: ReadDb, prefix: string, digits: number): number {
  const last = db
    .prepare<[string, string, string], { number: string }>(
      'SELECT number FROM entries WHERE number > ? AND number < ? AND number GLOB ? ORDER BY number DESC LIMIT 1',
    )
    // The character behind the digits.
    .one(prefix, `${prefix}:`, `${prefix}${'[0-9]'.repeat(digits)}`)
  return Number(last?.number.slice(prefix.length) ?? 0)
}

export function helpersOf(db: ReadDb, entryId: string): string[] {
  return db
    .prepare<[string], { account_id: string }>(
      'SELECT account_id FROM entry_helpers WHERE entry_id = ? ORDER BY account_id',
    )
    .all(entryId)
    .map((row) => row.account_id)
}

export function setHelpers(db: WriteDb, entryId: string, accountIds: readonly string[]): void {
  db.prepare<[string], never>('DELETE FROM entry_helpers WHERE entry_id = ?').run(entryId)
  addHelpers(db, entryId, accountIds)
}

export function addHelpers(db: WriteDb, entryId: string, accountIds: readonly string[]): void {
  const insert = db.prepare<[string, string], never>('INSERT INTO entry_helpers (entry_id, account_id) VALUES (?, ?)')
  for (const accountId of accountIds) insert.run(entryId, accountId)
}

export function insertSources(
  db: WriteDb,
  entryId: string,
  sources: readonly { readonly system: string; readonly nativeId: string }[],
): void {
  for (const { system, nativeId } of sources) {
    db.run(
      q
        .insertInto('entry_sources')
        .values({ entry_id: entryId, system, native_id: nativeId })
        .onConflict((conflict) => conflict.doNothing()),
    )
  }
}

/** Names of accounts, also of those that are no longer active. */
export function peopleOf(db: ReadDb, accountIds: readonly string[]): Map<string, string> {
  if (accountIds.length === 0) return new Map()
  const ids = [...new Set(accountIds)]
  const rows = db
    .prepare<string[], { account_id: string; name: string }>(
      `SELECT account_id, name FROM accounts WHERE account_id IN (${ids.map(() => '?').join(', ')})`,
    )
    .all(...ids)
  return new Map(rows.map((row) => [row.account_id, row.name]))
}
