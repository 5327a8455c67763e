import { SystemId } from '../../../src-contract/systems.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { isNewerSource } from '../../../src-domain/sync/tables.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { extract } from '../subjects/extract.rules.ts'
import { parsePayload } from '../subjects/payload.ts'
import { nullable, textOf, type SyncedTable } from '../sync/synced-table.ts'
import { contentOf } from './content.rules.ts'
import { advanceStatus, idNumberOf } from './records.repo.ts'
import { insertDelivered, replaceDelivered, type Delivered } from './delivered.repo.ts'

type Held = Delivered & { readonly record_id: number; readonly subject_id: number | null }

/**
 * Records of the seven systems as the platform has them from the systems themselves. They come, and none is sent: what a PC imports from
 * a file stays on it. Where a file brought something newer, that stays. The subject index and the links follow, as after an import.
 */
export const syncedRecords: SyncedTable = {
  name: 'source_records',
  kept: new Set(['receivedAt']),
  wireId: (_db, id) => id,
  markId: (_db, id) => id,
  read: (db, id) => fieldsOf(heldOf(db, id)),
  write: writeRecord,
  // What a system takes back is not forgotten here: it stands with the time from which it was true.
  remove: () => false,
  entryOf: () => null,
}

/** `JZ:123`: a system and what it calls the record. */
function partsOf(id: string): { system: SystemId; nativeId: string } | undefined {
  const colon = id.indexOf(':')
  const system = SystemId.safeParse(id.slice(0, colon))
  return system.success && colon > 0 ? { system: system.data, nativeId: id.slice(colon + 1) } : undefined
}

function heldOf(db: ReadDb, id: string): Held | undefined {
  const parts = partsOf(id)
  if (parts === undefined) return undefined
  return db
    .prepare<[string, string], Held>(
      `SELECT record_id, subject_id, system, native_id, source_time, received_at, content_hash, payload
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
  }
}

function writeRecord(tx: WriteDb, id: string, fields: Fields): 'shown' | 'waits' {
  const parts = partsOf(id)
  const payload = textOf(fields, 'payload')
  const contentHash = textOf(fields, 'contentHash')
  const receivedAt = textOf(fields, 'receivedAt')
  if (parts === undefined || payload === undefined || contentHash === undefined || receivedAt === undefined)
    return 'waits'
  const held = heldOf(tx, id)
  const before = fieldsOf(held)
  const content = asDelivered(payload)
  // By the content as it is held here: the same record from a file is then the same.
  const hash = content?.hash ?? Buffer.from(contentHash, 'hex')
  const incoming = { ...fields, contentHash: hash.toString('hex') }
  if (before?.['contentHash'] === incoming.contentHash) return 'shown'
  if (before !== undefined && !isNewerSource(incoming, before)) return 'shown'
  const { system, nativeId } = parts
  const record: Delivered = {
    system,
    native_id: nativeId,
    source_time: nullable(fields, 'sourceTime'),
    received_at: receivedAt,
    content_hash: hash,
    payload: content?.text ?? payload,
  }
  if (held === undefined) insertDelivered(tx, record)
  else replaceDelivered(tx, held.record_id, record, leavesSubject(tx, held, record))
  advanceStatus(tx, system, { records: held === undefined ? 1 : 0, receivedAt, newest: record.source_time })
  return 'shown'
}

/** Values are texts here, as files have them. Undefined: it cannot be read, and stays as it came. */
function asDelivered(payload: string): { text: string; hash: Buffer } | undefined {
  const values = Object.entries(parsePayload(payload)).filter(([, value]) => value !== null && value !== '')
  if (values.length === 0 || values.some(([, value]) => typeof value === 'object')) return undefined
  return contentOf(Object.fromEntries(values.map(([key, value]) => [key, String(value)])))
}

/** A record that names another person must not stand in the file of the one before, not even until the index follows. */
function leavesSubject(db: ReadDb, held: Held, record: Delivered): boolean {
  if (held.subject_id === null) return false
  const { idNumber } = extract(definition(record.system), parsePayload(record.payload))
  const before = idNumber === null ? null : idNumberOf(db, held.subject_id)
  return before !== null && before !== idNumber
}
