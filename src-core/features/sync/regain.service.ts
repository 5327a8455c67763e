import type { FieldValue, Fields } from '../../../src-contract/sync/protocol.ts'
import type { FieldChange, Mutation } from '../../../src-contract/sync/push.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { sameValue } from '../../../src-domain/sync/canonical-row.ts'
import { changesOf } from '../../../src-domain/sync/overlay.rules.ts'
import { isNewerSource, rulesOf } from '../../../src-domain/sync/tables.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { number } from './gather.service.ts'
import { isHeld } from './held-back.ts'
import { historyTables, noteCame, noteOtherwise } from './regained.repo.ts'
import { fieldsOf, forgetRow, nameOf, storeRow, type RowKey } from './row-view.ts'
import { findConflict, findRow, keepGivenUp, setting, type RowRecord } from './sync.repo.ts'
import { textOf } from './synced-table.ts'
import { peopleIn } from './synced-tables.ts'

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

/**
 * A row that the platform has otherwise than this PC knew it. Unchanged since the backup: what this PC knows is newer where its version
 * is, and is sent again as it was; what is unsent here follows on top. Changed since, and never as this PC knew it: versions of two
 * lineages cannot be compared, so what differs is for a person. Of an entry, its history says who knows more, once all of it has come
 * (`finish-restoration.ts`). The platform's row is stored below.
 *
 * @returns false: the platform's row is simply taken
 */
export function keepNewer(tx: WriteDb, held: RowRecord, row: SnapshotRow, restoration: Restoration): boolean {
  const rules = rulesOf(row.table)
  const mine = fieldsOf(held) ?? {}
  if (row.table === 'conflicts') return keepDecision(tx, mine, row, restoration)
  if (rules.kind === 'platform') return false
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
  const former = since && row.was?.some((hash) => hash === held.hash || hash === sha256(held.fields)) === true
  if (rules.kind !== 'rows' || former) return false
  if (row.table === 'entries') {
    noteOtherwise(tx, row.id, since ? 'dispute' : held.ver > row.ver ? 'mine' : 'theirs')
    sendRaw(tx, row, changes, row.ver, restoration)
  } else if (row.table === 'reviews' && isDecided(mine) !== isDecided(row.fields)) {
    // What somebody decided is newer than that it was asked.
    if (!isDecided(mine)) return false
    sendRaw(tx, row, changes, row.ver, restoration)
  } else if (since) {
    sendRaw(tx, row, disputed(changes), row.ver, restoration)
  } else {
    if (held.ver <= row.ver) return false
    sendRaw(tx, row, changes, row.ver, restoration)
  }
  storeRow(tx, row, row.ver, row.fields)
  return true
}

/** What somebody decided, and the platform has forgotten, is told to it; what was decided otherwise since counts. */
function keepDecision(tx: WriteDb, mine: Fields, row: SnapshotRow, restoration: Restoration): boolean {
  if (mine['status'] !== 'resolved') return false
  if (row.fields['status'] !== 'open') {
    if (mine['resolvedAt'] !== row.fields['resolvedAt'] || mine['reason'] !== row.fields['reason'])
      listGivenUp(tx, row, mine, restoration)
    return false
  }
  sendRaw(tx, row, changesOf(row.fields, mine), row.ver, restoration)
  storeRow(tx, row, row.ver, row.fields)
  return true
}

/** Somebody decided otherwise since the restore: what was decided before is listed with what came to nothing. */
function listGivenUp(tx: WriteDb, { table, id }: RowKey, mine: Fields, { now, newId }: Restoration): void {
  const [mid, txn] = [newId(), newId()]
  const mutation = JSON.stringify({ mid, txn, table, id, op: 'put', fields: changesOf(undefined, mine), at: now })
  const about = { tbl: table, row_id: id, entry_id: findConflict(tx, id)?.entry_id ?? null }
  keepGivenUp(tx, { mid, txn, ...about, mutation, reason: 'no-such-conflict', field: null, at: now }, now)
}

const isDecided = (review: Fields): boolean => review['status'] !== 'open'

export function disputed(changes: Readonly<Record<string, FieldChange>>): Record<string, FieldChange> {
  const own = Object.entries(changes).filter(([, { value }]) => value !== null)
  return Object.fromEntries(own.map(([field, { base, value }]) => [field, { base: unlike(base), value }] as const))
}

/** What nobody can have seen, so that the platform does not take the value for a change of its own. Sets are put together. */
export function unlike(value: FieldValue): FieldValue {
  return Array.isArray(value) ? [] : null
}

/** Notes of which entries the platform has history that was not here. */
export function noteRegained(tx: WriteDb, rows: readonly SnapshotRow[]): void {
  for (const { table, fields } of rows) {
    const entry = historyTables.has(table) ? textOf(fields, 'entry') : undefined
    if (entry !== undefined) noteCame(tx, entry)
  }
}

/** Rows that the platform has lost, as they were, in the order in which they can be made again. */
export function sendAgain(tx: WriteDb, keys: readonly RowKey[], restoration: Restoration): void {
  for (const key of asMade(tx, keys)) {
    const fields = fieldsOf(findRow(tx, key.table, key.id))
    if (fields === undefined) continue
    forgetRow(tx, key)
    if (key.table === 'conflicts' && fields['status'] === 'open') disputeAgain(tx, fields, restoration)
    else if (key.table === 'conflicts' || rulesOf(key.table).kind !== 'platform')
      sendRaw(tx, key, changesOf(undefined, fields), 0, restoration)
  }
}

/** A row as this PC knew it, for a platform that has lost that. */
export function sendRaw(
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

/**
 * Whoever made the change that did not stay makes it once more; the platform finds out anew whether it is in conflict. Only for what this
 * PC did not keep as it was sent: it was handed over by a version of the program that did not.
 */
function disputeAgain(tx: WriteDb, fields: Fields, { now, newId }: Restoration): void {
  const [table, id, wanted, txn] = ['table', 'row', 'wanted', 'txn'].map((name) => textOf(fields, name))
  if (fields['device'] !== setting(tx, 'device') || (txn !== undefined && isHeld(tx, txn))) return
  if (table === undefined || id === undefined || wanted === undefined) return
  const one = { mid: newId(), txn: newId(), txnSize: 1, table, id, op: 'put' as const }
  const changes = JSON.parse(wanted) as Mutation['fields']
  const [at, actor] = [textOf(fields, 'at') ?? now, textOf(fields, 'actor') ?? '']
  number(tx, { ...one, baseVer: Number(fields['baseVer'] ?? 0), fields: changes, at, actor }, now)
}
