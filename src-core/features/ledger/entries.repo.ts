import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type EntryRecord = Schema['entries']

export function findEntry(db: ReadDb, entryId: string): EntryRecord | undefined {
  return db.one(q.selectFrom('entries').selectAll().where('entry_id', '=', entryId))
}

export function insertEntry(db: WriteDb, entry: EntryRecord): void {
  db.run(q.insertInto('entries').values(entry))
}

export function updateEntry(
  db: WriteDb,
  entryId: string,
  change: Pick<EntryRecord, 'version' | 'state' | 'occurred_on' | 'beat' | 'officer_id' | 'address_key'>,
): void {
  db.run(q.updateTable('entries').set(change).where('entry_id', '=', entryId))
}

/** The next number of a book in a year, from 1. */
export function nextInCounter(db: WriteDb, name: string): number {
  const row = db.one(
    q
      .insertInto('counters')
      .values({ name, value: 1 })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: (old) => old('counters.value', '+', 1) }))
      .returning('value'),
  )
  if (row === undefined) throw new Error('a counter did not answer')
  return row.value
}

export function helpersOf(db: ReadDb, entryId: string): string[] {
  return db
    .all(q.selectFrom('entry_helpers').select('account_id').where('entry_id', '=', entryId).orderBy('account_id'))
    .map((row) => row.account_id)
}

export function setHelpers(db: WriteDb, entryId: string, accountIds: readonly string[]): void {
  db.run(q.deleteFrom('entry_helpers').where('entry_id', '=', entryId))
  for (const account_id of accountIds) db.run(q.insertInto('entry_helpers').values({ entry_id: entryId, account_id }))
}

export type Change = { readonly field: string; readonly before: string | null; readonly after: string | null }

export function insertVersion(
  db: WriteDb,
  version: Schema['entry_versions'],
  changes: readonly Change[],
  accepted: readonly { readonly field: string; readonly code: string; readonly reason: string }[],
): void {
  db.run(q.insertInto('entry_versions').values(version))
  const key = { entry_id: version.entry_id, version: version.version }
  for (const change of changes) db.run(q.insertInto('entry_changes').values({ ...key, ...change }))
  for (const { field, code, reason } of accepted) {
    db.run(q.insertInto('entry_warnings').values({ ...key, field, code, reason }))
  }
}

export function insertEvent(db: WriteDb, event: Schema['entry_events']): void {
  db.run(q.insertInto('entry_events').values(event))
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

export type VersionRecord = { version: number; at: string; by: string; reason: string | null }

/** Newest first. */
export function versionsOf(db: ReadDb, entryId: string): VersionRecord[] {
  return db.all(
    q
      .selectFrom('entry_versions')
      .innerJoin('accounts', 'accounts.account_id', 'entry_versions.account_id')
      .select(['entry_versions.version', 'entry_versions.at', 'accounts.name as by', 'entry_versions.reason'])
      .where('entry_id', '=', entryId)
      .orderBy('version', 'desc'),
  )
}

export function changesOf(db: ReadDb, entryId: string): Schema['entry_changes'][] {
  return db.all(q.selectFrom('entry_changes').selectAll().where('entry_id', '=', entryId))
}

export type Person = { accountId: string; name: string }

/** Names of accounts, also of those that are no longer active. */
export function peopleOf(db: ReadDb, accountIds: readonly string[]): Map<string, string> {
  if (accountIds.length === 0) return new Map()
  const rows = db.all(
    q
      .selectFrom('accounts')
      .select(['account_id', 'name'])
      .where('account_id', 'in', [...accountIds]),
  )
  return new Map(rows.map((row) => [row.account_id, row.name]))
}
