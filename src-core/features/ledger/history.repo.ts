import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'

/** One field, null where there was no value; the shape of versions, events and reviews alike. */
export type Change = { readonly field: string; readonly before: string | null; readonly after: string | null }

/** A warning that was accepted, and why. */
export type Accepted = { readonly field: string; readonly code: string; readonly reason: string }

/** For many at once; the values are in the order of `versionRow`. */
export const insertVersionsSql = 'INSERT INTO entry_versions (entry_id, version, at, account_id, reason, first)'

/** Every field of a version before which there was nothing, as its row keeps them. */
export function firstValues(values: Readonly<Record<string, string>>): string {
  return JSON.stringify(values)
}

/** A version that only says what was not there before keeps its changes in its own row. */
function firstOf(changes: readonly Change[]): string | null {
  const values: Record<string, string> = {}
  for (const { field, before, after } of changes) {
    if (before !== null || after === null) return null
    values[field] = after
  }
  return changes.length === 0 ? null : firstValues(values)
}

export function insertVersion(
  db: WriteDb,
  version: Omit<Schema['entry_versions'], 'first'>,
  changes: readonly Change[],
  accepted: readonly Accepted[],
): void {
  const { entry_id: entryId, version: number } = version
  const first = number === 1 ? firstOf(changes) : null
  db.prepare<SqlValue[], never>(`${insertVersionsSql} VALUES (?, ?, ?, ?, ?, ?)`).run(
    entryId,
    number,
    version.at,
    version.account_id,
    version.reason,
    first,
  )
  if (first === null) {
    const change = db.prepare<SqlValue[], never>(
      'INSERT INTO entry_changes (entry_id, version, field, before, after) VALUES (?, ?, ?, ?, ?)',
    )
    for (const { field, before, after } of changes) change.run(entryId, number, field, before, after)
  }
  for (const { field, code, reason } of accepted) {
    db.run(q.insertInto('entry_warnings').values({ entry_id: entryId, version: number, field, code, reason }))
  }
}

export function insertEvent(
  db: WriteDb,
  event: Schema['entry_events'],
  changes: readonly Change[] = [],
  accepted: readonly Accepted[] = [],
): void {
  db.prepare<SqlValue[], never>(
    `INSERT INTO entry_events (event_id, entry_id, at, account_id, from_state, to_state, note, transition)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    event.event_id,
    event.entry_id,
    event.at,
    event.account_id,
    event.from_state,
    event.to_state,
    event.note,
    event.transition,
  )
  const change = db.prepare<SqlValue[], never>(
    'INSERT INTO event_changes (event_id, field, before, after) VALUES (?, ?, ?, ?)',
  )
  for (const { field, before, after } of changes) change.run(event.event_id, field, before, after)
  for (const { field, code, reason } of accepted) {
    db.run(q.insertInto('event_warnings').values({ event_id: event.event_id, field, code, reason }))
  }
}

/** What was questioned when a version was filed, and why it was right all the same. */
export function acceptedAt(db: ReadDb, entryId: string, version: number): Accepted[] {
  return db
    .prepare<[string, number], Accepted>(
      'SELECT field, code, reason FROM entry_warnings WHERE entry_id = ? AND version = ? ORDER BY field, code',
    )
    .all(entryId, version)
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

/** What one version changed. */
export function changesAt(db: ReadDb, entryId: string, version: number): Change[] {
  const first = db
    .prepare<[string, number], { first: string | null }>(
      'SELECT first FROM entry_versions WHERE entry_id = ? AND version = ?',
    )
    .one(entryId, version)?.first
  if (typeof first === 'string')
    return Object.entries(JSON.parse(first) as Record<string, string>).map(([field, after]) => ({
      field,
      before: null,
      after,
    }))
  return db
    .prepare<[string, number], Change>(
      'SELECT field, before, after FROM entry_changes WHERE entry_id = ? AND version = ? ORDER BY field',
    )
    .all(entryId, version)
}

/** What each version changed, oldest version first. */
export function changesOf(db: ReadDb, entryId: string): Schema['entry_changes'][] {
  const packed = db
    .prepare<[string], Pick<Schema['entry_versions'], 'version' | 'first'>>(
      'SELECT version, first FROM entry_versions WHERE entry_id = ? AND first IS NOT NULL',
    )
    .all(entryId)
  const rows = db
    .prepare<[string], Schema['entry_changes']>('SELECT * FROM entry_changes WHERE entry_id = ? ORDER BY version')
    .all(entryId)
  if (packed.length === 0) return rows
  const unpacked = packed.flatMap(({ version, first }) =>
    Object.entries(JSON.parse(first ?? '{}') as Record<string, string>)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([field, after]) => ({ entry_id: entryId, version, field, before: null, after })),
  )
  return [...unpacked, ...rows].sort((a, b) => a.version - b.version)
}

export type EventRecord = Schema['entry_events'] & { readonly by: string; readonly role: string }

/** Newest first. */
export function eventsOf(db: ReadDb, entryId: string): EventRecord[] {
  return db.all(
    q
      .selectFrom('entry_events')
      .innerJoin('accounts', 'accounts.account_id', 'entry_events.account_id')
      .selectAll('entry_events')
      .select(['accounts.name as by', 'accounts.role'])
      .where('entry_id', '=', entryId)
      .orderBy('at', 'desc')
      .orderBy('event_id', 'desc'),
  )
}

export function findEvent(db: ReadDb, eventId: string): Schema['entry_events'] | undefined {
  return db.prepare<[string], Schema['entry_events']>('SELECT * FROM entry_events WHERE event_id = ?').one(eventId)
}

export function eventChangesOf(db: ReadDb, eventId: string): Change[] {
  return db.prepare<[string], Change>('SELECT field, before, after FROM event_changes WHERE event_id = ?').all(eventId)
}

export function eventWarningsOf(db: ReadDb, eventId: string): Accepted[] {
  return db
    .prepare<[string], Accepted>('SELECT field, code, reason FROM event_warnings WHERE event_id = ?')
    .all(eventId)
}

/** The newest event of an entry. */
export function lastEventOf(db: ReadDb, entryId: string): string | undefined {
  return db.one(
    q
      .selectFrom('entry_events')
      .select('event_id')
      .where('entry_id', '=', entryId)
      .orderBy('at', 'desc')
      .orderBy('event_id', 'desc')
      .limit(1),
  )?.event_id
}
