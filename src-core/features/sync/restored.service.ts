import type { FieldValue, Fields } from '../../../src-contract/sync/protocol.ts'
import type { FieldChange } from '../../../src-contract/sync/push.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { sameValue } from '../../../src-domain/sync/canonical-row.ts'
import { changesOf, viewOf } from '../../../src-domain/sync/overlay.rules.ts'
import { isNewerSource, rulesOf } from '../../../src-domain/sync/tables.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { returnContents } from '../returns/return-contents.ts'
import { beginEpoch } from './directives.service.ts'
import { number } from './gather.service.ts'
import { fieldsOf, forgetRow, mutationOf, nameOf, storeRow, type RowKey } from './row-view.ts'
import {
  addMark,
  allOutbox,
  dropOutbox,
  dropSetting,
  findConflict,
  findMark,
  findRow,
  keepConflict,
  keepSeen,
  keepSetting,
  nextTxn,
  setting,
  type OutboxRecord,
  type RowRecord,
} from './sync.repo.ts'
import { textOf } from './synced-table.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

/** What a platform that was restored has lost is sent again while its rows are taken over. */
export type Restoration = {
  readonly now: string
  readonly actor: string
  newId(): string
  /** Rows of a higher sequence have changed since the restore; undefined: the platform does not say. */
  readonly from: number | undefined
}

type SnapshotRow = RowKey & {
  readonly ver: number
  readonly fields: Fields
  readonly seq?: number | undefined
  readonly was?: readonly string[] | undefined
}

export function isRestored(db: ReadDb): boolean {
  return setting(db, 'restored') !== undefined
}

/**
 * The platform was restored from a backup: it may know less than it did, and counts anew. What was handed over, answered or not, becomes
 * what is still to be sent, with the values that were seen when it was written; decisions stay as they were made. A bootstrap follows.
 *
 * @param isHere whether a content lies on this PC
 */
export function beginLineage(tx: WriteDb, lineage: string, now: string, isHere: (sha256: string) => boolean): void {
  const seen = new Map<string, { table: string; markedId: string; first: Record<string, FieldChange> }>()
  const people = peopleIn(tx)
  nextTxn(tx)
  for (const record of allOutbox(tx)) {
    const { op, table, id, fields } = mutationOf(record)
    if (op !== 'put') continue
    const synced = syncedTable(table)
    const markedId = synced?.markId(tx, id)
    if (markedId === undefined || synced?.read(tx, id, people) === undefined) {
      keepUnshown(tx, record, { table, id })
      continue
    }
    addMark(tx, table, markedId, now)
    // Of several changes, what was there before the first.
    const name = JSON.stringify([table, markedId])
    seen.set(name, { table, markedId, first: { ...fields, ...seen.get(name)?.first } })
    dropOutbox(tx, record.epoch, record.seq)
  }
  for (const { table, markedId, first } of seen.values()) {
    const mark = findMark(tx, table, markedId)
    if (mark === undefined) continue
    const before = mark.own === null ? {} : (JSON.parse(mark.own) as Record<string, FieldChange>)
    keepSeen(tx, mark.mark_id, null, JSON.stringify({ ...before, ...first }))
    tx.prepare<[string, number], never>('UPDATE sync_marks SET restored = ? WHERE mark_id = ?').run(
      lineage,
      mark.mark_id,
    )
  }
  fitTransactions(tx)
  // Versions and sequences of another lineage say nothing.
  tx.exec('UPDATE sync_outbox SET ver = NULL, server_seq = NULL')
  tx.exec('UPDATE sync_marks SET ver = NULL')
  askForContents(tx, isHere)
  beginEpoch(tx, Number(setting(tx, 'epoch') ?? 1) + 1)
  keepSetting(tx, 'restored', lineage)
  dropSetting(tx, 'bootstrap')
  dropSetting(tx, 'proven')
}

/**
 * What this PC cannot show cannot be made again from what it shows. On a row that is stored here it becomes part of it, as a version that
 * the platform has not; one that makes a row stays as it is.
 */
function keepUnshown(tx: WriteDb, record: OutboxRecord, key: RowKey): void {
  const held = findRow(tx, key.table, key.id)
  if (held === undefined) return
  const view = viewOf(fieldsOf(held), [mutationOf(record)])
  if (view !== undefined) storeRow(tx, key, held.ver + 1, view)
  dropOutbox(tx, record.epoch, record.seq)
}

/** What is left of a transaction is one. */
function fitTransactions(tx: WriteDb): void {
  const left = allOutbox(tx).map((record) => ({ record, mutation: mutationOf(record) }))
  const sizes = new Map<string, number>()
  for (const { mutation } of left) sizes.set(mutation.txn, (sizes.get(mutation.txn) ?? 0) + 1)
  const change = tx.prepare<[string, number, number], never>(
    'UPDATE sync_outbox SET mutation = ? WHERE epoch = ? AND seq = ?',
  )
  for (const { record, mutation } of left)
    if (sizes.get(mutation.txn) !== mutation.txnSize)
      change.run(JSON.stringify({ ...mutation, txnSize: sizes.get(mutation.txn) }), record.epoch, record.seq)
}

/** The platform may have lost any content: what is here is offered to it, what is not and is shown is asked for. */
function askForContents(tx: WriteDb, isHere: (sha256: string) => boolean): void {
  const all = tx
    .prepare<[], { sha256: string; size: number; at: string; shown: number }>(
      `SELECT sha256, size, min(added_at) AS at, max(removed_at IS NULL) AS shown FROM attachments
       WHERE entry_id IS NOT NULL GROUP BY sha256`,
    )
    .all()
  const ask = tx.prepare<[string, string, number, string], never>(
    'INSERT OR IGNORE INTO blob_transfers (sha256, way, size, at) VALUES (?, ?, ?, ?)',
  )
  const others = returnContents.all(tx).map((one) => ({ ...one, shown: 1 }))
  for (const { sha256: content, size, at, shown } of [...all, ...others]) {
    const here = isHere(content)
    if (here || shown === 1) ask.run(content, here ? 'up' : 'down', size, at)
  }
}

/**
 * A row that the platform has otherwise than this PC knew it. Unchanged since the backup: what this PC knows is newer where its version
 * is, and is sent again as it was; what is unsent here follows on top. Changed since, and never as this PC knew it: versions of two
 * lineages cannot be compared, so what differs is for a person. The platform's row is stored below.
 *
 * @returns false: the platform's row is simply taken
 */
export function keepNewer(tx: WriteDb, held: RowRecord, row: SnapshotRow, restoration: Restoration): boolean {
  const rules = rulesOf(row.table)
  if (rules.kind === 'platform') return false
  const mine = fieldsOf(held) ?? {}
  const changes = changesOf(row.fields, mine)
  if (Object.keys(changes).length === 0) return false
  if (rules.kind === 'newest') {
    if (!isNewerSource(mine, row.fields)) return false
    // Such a row is taken whole.
    const whole = Object.entries(mine).map(([field, value]) => [field, { base: row.fields[field] ?? null, value }])
    sendRaw(tx, row, Object.fromEntries(whole) as Record<string, FieldChange>, row.ver, restoration)
    storeRow(tx, row, row.ver, row.fields)
    return true
  }
  const since = row.seq === undefined || restoration.from === undefined || row.seq > restoration.from
  if (since) {
    const former = row.was?.some((hash) => hash === held.hash || hash === sha256(held.fields)) === true
    if (rules.kind !== 'rows' || former) return false
    const disputed = Object.entries(changes).filter(([, { value }]) => value !== null)
    const unseen = disputed.map(([field, { base, value }]) => [field, { base: unlike(base), value }] as const)
    sendRaw(tx, row, Object.fromEntries(unseen), row.ver, restoration)
  } else {
    if (held.ver <= row.ver) return false
    sendRaw(tx, row, changes, row.ver, restoration)
  }
  storeRow(tx, row, row.ver, row.fields)
  return true
}

/** What nobody can have seen, so that the platform does not take the value for a change of its own. Sets are put together. */
function unlike(value: FieldValue): FieldValue {
  return Array.isArray(value) ? [] : null
}

/** Rows that the platform has lost, as they were, in the order in which they can be made again. */
export function sendAgain(tx: WriteDb, keys: readonly RowKey[], restoration: Restoration): void {
  for (const key of asMade(tx, keys)) {
    const fields = fieldsOf(findRow(tx, key.table, key.id))
    if (fields === undefined) continue
    if (key.table === 'conflicts') disputeAgain(tx, key.id, fields, restoration)
    forgetRow(tx, key)
    if (rulesOf(key.table).kind !== 'platform') sendRaw(tx, key, changesOf(undefined, fields), 0, restoration)
  }
}

function sendRaw(
  tx: WriteDb,
  { table, id }: RowKey,
  fields: Readonly<Record<string, FieldChange>>,
  baseVer: number,
  { now, actor, newId }: Restoration,
): void {
  if (Object.values(fields).every(({ base, value }) => sameValue(base, value))) return
  const restored = setting(tx, 'restored')
  const one = {
    ...{ mid: newId(), txn: newId(), txnSize: 1, table, id, op: 'put' as const, baseVer, fields, at: now },
    ...(restored === undefined ? {} : { restored }),
  }
  // Whoever made a version or a step made it.
  const said = fields['actor']?.value
  number(tx, { ...one, actor: typeof said === 'string' ? said : peopleIn(tx).toWire(actor) }, now)
}

/** Versions of an entry in the order in which they were made, which their ids do not say. */
function asMade(tx: ReadDb, keys: readonly RowKey[]): readonly RowKey[] {
  const orderOf = (key: RowKey): string => {
    if (key.table !== 'entry_versions') return nameOf(key)
    const { entry, at } = fieldsOf(findRow(tx, key.table, key.id)) ?? {}
    return `${key.table} ${String(entry)} ${String(at)}`
  }
  return keys
    .map((key) => ({ key, order: orderOf(key) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ key }) => key)
}

/** Whoever made the change that did not stay makes it once more; the platform finds out anew whether it is in conflict. */
function disputeAgain(tx: WriteDb, conflictId: string, fields: Fields, { now, newId }: Restoration): void {
  const known = findConflict(tx, conflictId)
  const wasOpen = fields['status'] === 'open'
  if (known !== undefined && wasOpen) keepConflict(tx, { ...known, state: 'settled', settled_at: now })
  const [table, id, wanted] = ['table', 'row', 'wanted'].map((name) => textOf(fields, name))
  if (!wasOpen || fields['device'] !== setting(tx, 'device')) return
  if (table === undefined || id === undefined || wanted === undefined) return
  const one = { mid: newId(), txn: newId(), txnSize: 1, table, id, op: 'put' as const }
  const changes = JSON.parse(wanted) as Record<string, FieldChange>
  const [at, actor] = [textOf(fields, 'at') ?? now, textOf(fields, 'actor') ?? '']
  number(tx, { ...one, baseVer: Number(fields['baseVer'] ?? 0), fields: changes, at, actor }, now)
}
