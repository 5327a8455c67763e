import type { Schema } from '../../../db/schema.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { canonicalJson, type Json } from '../../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { nullable, textOf, unchanged, type People, type SyncedTable } from '../sync/synced-table.ts'
import { insertLink, type Relation } from './around-entry.repo.ts'
import { findEntry, peopleOf, updateEntry } from './entries.repo.ts'
import {
  acceptedAt,
  changesAt,
  eventChangesOf,
  eventWarningsOf,
  findEvent,
  insertEvent,
  insertVersion,
  type Accepted,
  type Change,
} from './history.repo.ts'

/** Without what its first one says of every field, which is only read where it is asked for. */
type Version = Omit<Schema['entry_versions'], 'first'>

/**
 * A version on the wire is named by its content: two PCs that both made version 2 of an entry made two versions. The one that comes
 * second takes the next number here.
 */
export const syncedVersions: SyncedTable = {
  name: 'entry_versions',
  kept: unchanged,
  wireId(db, markedId) {
    const at = markedId.lastIndexOf('.')
    const version = db
      .prepare<[string, number], Version>(
        'SELECT entry_id, version, at, account_id, reason FROM entry_versions WHERE entry_id = ? AND version = ?',
      )
      .one(markedId.slice(0, at), Number(markedId.slice(at + 1)))
    return version === undefined ? undefined : wireIdOf(version)
  },
  markId(db, id) {
    const version = findVersion(db, id)
    return version === undefined ? undefined : `${version.entry_id}.${version.version}`
  },
  read(db, id, people) {
    const version = findVersion(db, id)
    if (version === undefined) return undefined
    return {
      entry: version.entry_id,
      at: version.at,
      actor: people.toWire(version.account_id),
      reason: version.reason,
      ...written(
        changesAt(db, version.entry_id, version.version),
        acceptedAt(db, version.entry_id, version.version),
        people,
      ),
    }
  },
  write(tx, id, fields, people) {
    const entryId = textOf(fields, 'entry')
    const at = textOf(fields, 'at')
    const actor = people.toLocal(textOf(fields, 'actor') ?? '')
    const entry = entryId === undefined ? undefined : findEntry(tx, entryId)
    if (entry === undefined || at === undefined || peopleOf(tx, [actor]).size === 0) return 'waits'
    if (findVersion(tx, id) !== undefined) return 'shown'
    const number = (versionsOf(tx, entry.entry_id).at(-1)?.version ?? 0) + 1
    const version = { entry_id: entry.entry_id, version: number, at, account_id: actor }
    insertVersion(tx, { ...version, reason: nullable(fields, 'reason') }, changesIn(fields, people), acceptedIn(fields))
    updateEntry(tx, entry.entry_id, { version: number })
    return 'shown'
  },
  remove(tx, id) {
    const version = findVersion(tx, id)
    if (version === undefined) return true
    const key = [version.entry_id, version.version] as const
    for (const table of ['entry_changes', 'entry_warnings', 'entry_versions'])
      tx.prepare<[string, number], never>(`DELETE FROM ${table} WHERE entry_id = ? AND version = ?`).run(...key)
    closeGap(tx, version.entry_id, version.version)
    updateEntry(tx, version.entry_id, { version: versionsOf(tx, version.entry_id).at(-1)?.version ?? 1 })
    return true
  },
  entryOf: (id) => id.slice(0, id.indexOf('.')),
}

export const syncedEvents: SyncedTable = {
  name: 'entry_events',
  kept: unchanged,
  wireId: (_db, eventId) => eventId,
  markId: (_db, id) => id,
  read(db, id, people) {
    const event = findEvent(db, id)
    if (event === undefined) return undefined
    const accepted = eventWarningsOf(db, id)
    return {
      entry: event.entry_id,
      at: event.at,
      actor: people.toWire(event.account_id),
      from: event.from_state,
      to: event.to_state,
      note: event.note,
      transition: event.transition,
      ...written(eventChangesOf(db, id), accepted, people),
    }
  },
  write(tx, id, fields, people) {
    const entryId = textOf(fields, 'entry') ?? ''
    const at = textOf(fields, 'at')
    const to = textOf(fields, 'to')
    const actor = people.toLocal(textOf(fields, 'actor') ?? '')
    if (at === undefined || to === undefined || peopleOf(tx, [actor]).size === 0) return 'waits'
    if (findEntry(tx, entryId) === undefined) return 'waits'
    if (findEvent(tx, id) !== undefined) return 'shown'
    const states = { from_state: nullable(fields, 'from'), to_state: to, transition: nullable(fields, 'transition') }
    insertEvent(
      tx,
      { event_id: id, entry_id: entryId, at, account_id: actor, note: nullable(fields, 'note'), ...states },
      changesIn(fields, people),
      acceptedIn(fields),
    )
    return 'shown'
  },
  remove(tx, id) {
    for (const table of ['event_changes', 'event_warnings', 'entry_events'])
      tx.prepare<[string], never>(`DELETE FROM ${table} WHERE event_id = ?`).run(id)
    return true
  },
  entryOf: (_id, fields) => nullable(fields, 'entry'),
}

export const syncedLinks: SyncedTable = {
  name: 'entry_links',
  kept: unchanged,
  wireId: (_db, id) => id,
  markId: (_db, id) => id,
  read(db, id) {
    const [from = '', to = '', relation = ''] = id.split('.')
    const link = db
      .prepare<[string, string, string], { at: string }>(
        'SELECT at FROM entry_links WHERE from_id = ? AND to_id = ? AND relation = ?',
      )
      .one(from, to, relation)
    return link === undefined ? undefined : { from, to, relation, at: link.at }
  },
  write(tx, _id, fields) {
    const from = textOf(fields, 'from') ?? ''
    const to = textOf(fields, 'to') ?? ''
    if (findEntry(tx, from) === undefined || findEntry(tx, to) === undefined) return 'waits'
    insertLink(tx, {
      from,
      to,
      relation: (textOf(fields, 'relation') ?? '') as Relation,
      at: textOf(fields, 'at') ?? '',
    })
    return 'shown'
  },
  remove(tx, id) {
    const [from = '', to = '', relation = ''] = id.split('.')
    tx.prepare<[string, string, string], never>(
      'DELETE FROM entry_links WHERE from_id = ? AND to_id = ? AND relation = ?',
    ).run(from, to, relation)
    return true
  },
  entryOf: (id) => id.slice(0, id.indexOf('.')),
}

function versionsOf(db: ReadDb, entryId: string): Version[] {
  return db
    .prepare<[string], Version>(
      'SELECT entry_id, version, at, account_id, reason FROM entry_versions WHERE entry_id = ? ORDER BY version',
    )
    .all(entryId)
}

function findVersion(db: ReadDb, id: string): Version | undefined {
  return versionsOf(db, id.slice(0, id.indexOf('.'))).find((version) => wireIdOf(version) === id)
}

/** Instants are to the millisecond and nobody files the same entry twice in one: time and reason tell versions of an entry apart. */
function wireIdOf(version: Version): string {
  const { entry_id, at, reason } = version
  return `${entry_id}.${sha256(canonicalJson([at, reason])).slice(0, 16)}`
}

/** Later versions move down by one, with what was marked of them: numbers of versions stay without a gap. */
function closeGap(tx: WriteDb, entryId: string, gone: number): void {
  for (const { version } of versionsOf(tx, entryId).filter((one) => one.version > gone)) {
    for (const table of ['entry_versions', 'entry_changes', 'entry_warnings'])
      tx.prepare<[string, number], never>(
        `UPDATE ${table} SET version = version - 1 WHERE entry_id = ? AND version = ?`,
      ).run(entryId, version)
    tx.prepare<[string, string], never>(
      `UPDATE sync_marks SET row_id = ? WHERE tbl = 'entry_versions' AND row_id = ?`,
    ).run(`${entryId}.${version - 1}`, `${entryId}.${version}`)
  }
}

const ofPeople: ReadonlySet<string> = new Set(['officer', 'helpers'])

/** Lists of rows below a version, event or review, each as one text: they are made once and never changed. */
export function written(changes: readonly Change[], accepted: readonly Accepted[], people: People): Fields {
  const map = (value: string | null): string | null => value?.split(',').map(people.toWire).join(',') ?? null
  const rows = changes
    .map(({ field, before, after }) =>
      ofPeople.has(field) ? { field, before: map(before), after: map(after) } : { field, before, after },
    )
    .sort((a, b) => (a.field < b.field ? -1 : 1))
  const warnings = accepted
    .map(({ field, code, reason }) => ({ field, code, reason }))
    .sort((a, b) => (`${a.field} ${a.code}` < `${b.field} ${b.code}` ? -1 : 1))
  return { changes: textFor(rows), accepted: textFor(warnings) }
}

function textFor(rows: readonly Json[]): string | null {
  return rows.length === 0 ? null : canonicalJson(rows)
}

export function changesIn(fields: Fields, people: People): Change[] {
  const map = (value: string | null): string | null => value?.split(',').map(people.toLocal).join(',') ?? null
  return parsed(fields, 'changes').map((row) => {
    const change = { field: String(row['field']), before: orNull(row['before']), after: orNull(row['after']) }
    return ofPeople.has(change.field) ? { ...change, before: map(change.before), after: map(change.after) } : change
  })
}

export function acceptedIn(fields: Fields): Accepted[] {
  return parsed(fields, 'accepted').map((row) => ({
    field: String(row['field']),
    code: String(row['code']),
    reason: String(row['reason']),
  }))
}

function parsed(fields: Fields, name: string): Readonly<Record<string, unknown>>[] {
  const text = textOf(fields, name)
  if (text === undefined) return []
  try {
    const rows: unknown = JSON.parse(text)
    return Array.isArray(rows) ? rows.filter((row) => typeof row === 'object' && row !== null) : []
  } catch {
    // Another program wrote something else here; the row itself stays.
    return []
  }
}

function orNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
