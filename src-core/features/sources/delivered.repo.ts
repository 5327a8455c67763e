import type { SystemId } from '../../../src-contract/systems.ts'
import { insertMany } from '../../store/insert-many.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** One record as it was delivered. */
export type Delivered = {
  readonly system: SystemId
  readonly native_id: string
  /** Instant, ISO UTC. */
  readonly source_time: string | null
  readonly received_at: string
  readonly content_hash: Buffer
  readonly payload: string
}

/** Records that are new here; queued for the subject index. */
export function insertDelivered(tx: WriteDb, records: readonly Delivered[]): void {
  const insert = tx.prepare<(string | Buffer | null)[], never>(
    `INSERT INTO source_records (system, native_id, version, source_time, received_at, content_hash, payload, import_id, subject_id)
     VALUES (?, ?, 1, ?, ?, ?, ?, NULL, NULL)`,
  )
  const ids = records.map(
    ({ system, native_id, source_time, received_at, content_hash, payload }) =>
      insert.run(system, native_id, source_time, received_at, content_hash, payload).lastInsertRowid,
  )
  tx.prepare<[string], never>('INSERT OR IGNORE INTO index_queue (record_id) SELECT value FROM json_each(?)').run(
    JSON.stringify(ids.map(Number)),
  )
}

/** Whether any record of the system has such an id. */
export function anyBetween(db: ReadDb, system: SystemId, first: string, last: string): boolean {
  const found = db
    .prepare<[string, string, string], { one: number }>(
      'SELECT 1 AS one FROM source_records WHERE system = ? AND native_id BETWEEN ? AND ? LIMIT 1',
    )
    .one(system, first, last)
  return found !== undefined
}

/** Whether any of these records of the system is here. */
export function anyOf(db: ReadDb, system: SystemId, nativeIds: readonly string[]): boolean {
  const found = db
    .prepare<[string, string], { one: number }>(
      'SELECT 1 AS one FROM source_records WHERE system = ? AND native_id IN (SELECT value FROM json_each(?)) LIMIT 1',
    )
    .one(system, JSON.stringify(nativeIds))
  return found !== undefined
}

/**
 * Records of one system that are new here; queued for the subject index. Texts come as their bytes.
 *
 * @param records native_id, source_time, received_at, content_hash and payload of each
 */
export function insertReady(tx: WriteDb, system: SystemId, records: readonly (readonly (Buffer | null)[])[]): void {
  const before = tx.prepare<[], { id: number | null }>('SELECT max(record_id) AS id FROM source_records').one()?.id ?? 0
  insertMany(
    tx,
    `INSERT INTO source_records
       (system, native_id, source_time, received_at, content_hash, payload, version, import_id, subject_id)`,
    records.map((values) => [system, ...values]),
    '(?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, CAST(? AS TEXT), 1, NULL, NULL)',
  )
  tx.prepare<[number], never>(
    'INSERT OR IGNORE INTO index_queue (record_id) SELECT record_id FROM source_records WHERE record_id > ?',
  ).run(before)
}

/** The version before is kept; the record is queued for the subject index again. */
export function replaceDelivered(tx: WriteDb, recordId: number, record: Delivered, leavesSubject: boolean): void {
  const { source_time, received_at, content_hash, payload } = record
  tx.prepare<[number], never>(
    `INSERT INTO index_queue (record_id, subject_before) SELECT record_id, subject_id FROM source_records WHERE record_id = ?
     ON CONFLICT (record_id) DO UPDATE SET subject_before = coalesce(index_queue.subject_before, excluded.subject_before)`,
  ).run(recordId)
  tx.prepare<[number], never>(
    `INSERT INTO source_record_versions (record_id, version, source_time, received_at, content_hash, payload, import_id)
     SELECT record_id, version, source_time, received_at, content_hash, payload, import_id
     FROM source_records WHERE record_id = ?`,
  ).run(recordId)
  tx.prepare<(string | number | Buffer | null)[], never>(
    `UPDATE source_records SET version = version + 1, source_time = ?, received_at = ?, content_hash = ?, payload = ?,
       import_id = NULL, subject_id = CASE ? WHEN 1 THEN NULL ELSE subject_id END WHERE record_id = ?`,
  ).run(source_time, received_at, content_hash, payload, leavesSubject ? 1 : 0, recordId)
}
