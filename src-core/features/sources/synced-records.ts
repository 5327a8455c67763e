import type { SystemId } from '../../../src-contract/systems.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { isNewerSource } from '../../../src-domain/sync/tables.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { extract } from '../subjects/extract.rules.ts'
import { parsePayload } from '../subjects/payload.ts'
import type { ReadyRows, SyncedTable } from '../sync/synced-table.ts'
import { advanceStatus, idNumberOf } from './records.repo.ts'
import { anyBetween, anyOf, insertDelivered, insertReady, replaceDelivered, type Delivered } from './delivered.repo.ts'
import { incoming, partsOf } from './incoming-record.ts'
import { isUnsent, noteAgain } from './unsent-records.ts'

type Held = Delivered & {
  readonly record_id: number
  readonly subject_id: number | null
  readonly import_id: string | null
}
/** What decides whether a record that comes is written. */
type Standing = Pick<Held, 'record_id' | 'subject_id' | 'native_id' | 'source_time' | 'content_hash'>
type Incoming = Delivered & { readonly isFromFile: boolean }

/**
 * Records of the seven systems: as the systems delivered them to the platform, and as the station's PCs imported them from files. What a file
 * brought to this PC is sent apart from what people write (`unsent-records.ts`); until then it stays where it is newer than what comes. The
 * subject index and the links follow, as after an import.
 */
export const syncedRecords: SyncedTable = {
  name: 'source_records',
  whole: true,
  // Which import brought it, and when it came, is not another state of the record.
  kept: new Set(['receivedAt', 'import']),
  wireId: (_db, id) => id,
  markId: (_db, id) => id,
  read: (db, id) => fieldsOf(heldOf(db, id)),
  write: (tx, id, fields) => (writeRecords(tx, [{ id, fields }]).size === 0 ? 'shown' : 'waits'),
  writeTogether: writeRecords,
  writeReady: writeReadyRecords,
  // What a system takes back is not forgotten here: it stands with the time from which it was true.
  remove: () => false,
  lost(tx, id, now) {
    const held = heldOf(tx, id)
    if (held !== undefined && held.import_id !== null) noteAgain(tx, held.record_id, now)
  },
  entryOf: () => null,
}

function heldOf(db: ReadDb, id: string): Held | undefined {
  const parts = partsOf(id)
  if (parts === undefined) return undefined
  return db
    .prepare<[string, string], Held>(
      `SELECT record_id, subject_id, system, native_id, source_time, received_at, content_hash, payload, import_id
       FROM source_records WHERE system = ? AND native_id = ?`,
    )
    .one(parts.system, parts.nativeId)
}

function fieldsOf(held: Held | undefined): Fields | undefined {
  if (held === undefined) return undefined
  return {
    system: held.system,
    nativeId: held.native_id,
    sourceTime: held.source_time,
    receivedAt: held.received_at,
    contentHash: held.content_hash.toString('hex'),
    payload: held.payload,
    ...(held.import_id === null ? {} : { import: held.import_id }),
  }
}

/** @returns ids of those that are not understood */
function writeRecords(tx: WriteDb, rows: readonly { readonly id: string; readonly fields: Fields }[]): Set<string> {
  const waiting = new Set<string>()
  const bySystem = new Map<SystemId, Incoming[]>()
  for (const { id, fields } of rows) {
    const record = incoming(id, fields)
    if (record === undefined) {
      waiting.add(id)
      continue
    }
    const others = bySystem.get(record.system)
    if (others === undefined) bySystem.set(record.system, [record])
    else others.push(record)
  }
  for (const [system, all] of bySystem) writeOfSystem(tx, system, all)
  return waiting
}

/** Records of one system; nothing where any of them may be here already. */
function writeReadyRecords(tx: WriteDb, rows: ReadyRows): boolean {
  const system = rows.group as SystemId
  const all = Array.from({ length: rows.count }, (_, n) => rows.values(n))
  const ids = rows.isInOrder ? [all[0]?.[0], all.at(-1)?.[0]] : all.map(([id]) => id)
  const texts = ids.map((id) => id?.toString('utf8') ?? '')
  if (rows.isInOrder ? anyBetween(tx, system, texts[0] ?? '', texts[1] ?? '') : anyOf(tx, system, texts)) return false
  insertReady(tx, system, all)
  const latest = (part: number): string | null => {
    let found: Buffer | null = null
    for (const { [part]: time } of all) if (time && (found === null || found.compare(time) < 0)) found = time
    return found?.toString('utf8') ?? null
  }
  advanceStatus(tx, system, { records: all.length, newest: latest(1), receivedAt: latest(2) ?? '' })
  return true
}

function writeOfSystem(tx: WriteDb, system: SystemId, all: readonly Incoming[]): void {
  const held = standingOf(tx, system, all)
  const fresh: Delivered[] = []
  let newest: string | null = null
  let receivedAt: string | null = null
  for (const record of all) {
    const before = held.get(record.native_id)
    if (before !== undefined && !takesPlace(tx, record, before)) continue
    if (before === undefined) fresh.push(record)
    else replaceDelivered(tx, before.record_id, record, leavesSubject(tx, before, record))
    if (record.source_time !== null && (newest === null || record.source_time > newest)) newest = record.source_time
    if (receivedAt === null || record.received_at > receivedAt) receivedAt = record.received_at
  }
  insertDelivered(tx, fresh)
  if (receivedAt !== null) advanceStatus(tx, system, { records: fresh.length, receivedAt, newest })
}

function standingOf(tx: WriteDb, system: SystemId, all: readonly Delivered[]): Map<string, Standing> {
  const ids = JSON.stringify(all.map((record) => record.native_id))
  const rows = tx
    .prepare<[string, string], Standing>(
      `SELECT record_id, subject_id, native_id, source_time, content_hash FROM source_records
       WHERE system = ? AND native_id IN (SELECT value FROM json_each(?))`,
    )
    .all(system, ids)
  return new Map(rows.map((row) => [row.native_id, row]))
}

/**
 * The newer one stands. Of two that files brought, the platform's order decides as well: somebody imported an older file on purpose. What
 * this PC has still to send waits for its word.
 */
function takesPlace(tx: WriteDb, record: Incoming, held: Standing): boolean {
  if (record.content_hash.equals(held.content_hash)) return false
  return isNewer(record, held) || (record.isFromFile && !isUnsent(tx, held.record_id))
}

function isNewer(record: Delivered, held: Standing): boolean {
  const order = ({ source_time, content_hash }: Pick<Standing, 'source_time' | 'content_hash'>): Fields => ({
    sourceTime: source_time,
    contentHash: content_hash.toString('hex'),
  })
  return isNewerSource(order(record), order(held))
}

/** A record that names another person must not stand in the file of the one before, not even until the index follows. */
function leavesSubject(db: ReadDb, held: Standing, record: Delivered): boolean {
  if (held.subject_id === null) return false
  const { idNumber } = extract(definition(record.system), parsePayload(record.payload))
  const before = idNumber === null ? null : idNumberOf(db, held.subject_id)
  return before !== null && before !== idNumber
}
