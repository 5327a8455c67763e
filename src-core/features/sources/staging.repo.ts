import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { RowToWrite } from './tally.ts'
import { noteUnsent } from './unsent-records.ts'

export function stageRow(tx: WriteDb, importId: string, row: RowToWrite, leavesSubject: boolean): void {
  tx.prepare<(string | number | Buffer | null)[], never>(
    `INSERT INTO import_staging (import_id, native_id, source_time, content_hash, payload, record_id, leaves_subject)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(importId, row.nativeId, row.sourceTime, row.hash, row.text, row.held?.record_id ?? null, leavesSubject ? 1 : 0)
}

/**
 * Moves everything that is staged into the records, inside the caller's transaction: the version before of a changed record is kept,
 * new records get ids above all others, and all of them are queued for the subject index, and for the platform.
 */
export function applyStaged(tx: WriteDb, move: { importId: string; system: SystemId; receivedAt: string }): void {
  const { importId, system, receivedAt } = move
  const top =
    tx.prepare<[], { top: number }>('SELECT coalesce(max(record_id), 0) AS top FROM source_records').one()?.top ?? 0
  tx.prepare<[string], never>(
    `INSERT INTO index_queue (record_id, subject_before)
     SELECT r.record_id, r.subject_id FROM import_staging s JOIN source_records r USING (record_id) WHERE s.import_id = ?
     ON CONFLICT (record_id) DO UPDATE SET subject_before = coalesce(index_queue.subject_before, excluded.subject_before)`,
  ).run(importId)
  tx.prepare<[number, string], never>(
    `INSERT INTO index_queue (record_id) SELECT ? + staged_id FROM import_staging WHERE import_id = ? AND record_id IS NULL`,
  ).run(top, importId)
  noteUnsent(tx, importId, top, receivedAt)
  tx.prepare<[string], never>(
    `INSERT INTO source_record_versions (record_id, version, source_time, received_at, content_hash, payload, import_id)
     SELECT r.record_id, r.version, r.source_time, r.received_at, r.content_hash, r.payload, r.import_id
     FROM import_staging s JOIN source_records r USING (record_id) WHERE s.import_id = ?`,
  ).run(importId)
  tx.prepare<[string, string, string], never>(
    `UPDATE source_records SET version = version + 1, source_time = s.source_time, received_at = ?,
       content_hash = s.content_hash, payload = s.payload, import_id = ?,
       subject_id = CASE s.leaves_subject WHEN 1 THEN NULL ELSE subject_id END
     FROM import_staging s WHERE s.record_id = source_records.record_id AND s.import_id = ?`,
  ).run(receivedAt, importId, importId)
  tx.prepare<(string | number)[], never>(
    `INSERT INTO source_records
       (record_id, system, native_id, version, source_time, received_at, content_hash, payload, import_id, subject_id)
     SELECT ? + staged_id, ?, native_id, 1, source_time, ?, content_hash, payload, import_id, NULL
     FROM import_staging WHERE import_id = ? AND record_id IS NULL ORDER BY staged_id`,
  ).run(top, system, receivedAt, importId)
}

/** Drops up to `rows` staged rows, the oldest first. @returns how many it dropped */
export function dropStaged(tx: WriteDb, rows: number): number {
  return tx
    .prepare<[number], never>(
      'DELETE FROM import_staging WHERE staged_id IN (SELECT staged_id FROM import_staging ORDER BY staged_id LIMIT ?)',
    )
    .run(rows).changes
}

export type QueuedRecord = {
  record_id: number
  subject_before: number | null
  system: SystemId
  payload: string
  subject_id: number | null
}

export function queuedRecords(db: ReadDb, limit: number): QueuedRecord[] {
  return db
    .prepare<[number], QueuedRecord>(
      `SELECT q.record_id, q.subject_before, r.system, r.payload, r.subject_id
       FROM index_queue q JOIN source_records r USING (record_id) ORDER BY q.record_id LIMIT ?`,
    )
    .all(limit)
}

/** Undefined: it does not wait. */
export function queuedRecord(db: ReadDb, recordId: number): QueuedRecord | undefined {
  return db
    .prepare<[number], QueuedRecord>(
      `SELECT q.record_id, q.subject_before, r.system, r.payload, r.subject_id
       FROM index_queue q JOIN source_records r USING (record_id) WHERE q.record_id = ?`,
    )
    .one(recordId)
}

export function countQueued(db: ReadDb): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM index_queue').one()?.n ?? 0
}

export function leaveQueue(tx: WriteDb, recordId: number): void {
  tx.prepare<[number], never>('DELETE FROM index_queue WHERE record_id = ?').run(recordId)
}

export function setSubject(tx: WriteDb, recordId: number, subjectId: number): void {
  tx.prepare<[number, number], never>('UPDATE source_records SET subject_id = ? WHERE record_id = ?').run(
    subjectId,
    recordId,
  )
}

/** Gives a record that belongs to nobody a subject. @returns false: it has one, or is another than it was when it was read */
export function joinSubject(tx: WriteDb, recordId: number, version: number, subjectId: number): boolean {
  return (
    tx
      .prepare<[number, number, number], never>(
        'UPDATE source_records SET subject_id = ? WHERE record_id = ? AND version = ? AND subject_id IS NULL',
      )
      .run(subjectId, recordId, version).changes === 1
  )
}

/** A new subject that no record came to. */
export function dropSubject(tx: WriteDb, subjectId: number): void {
  tx.prepare<[number], never>('DELETE FROM subjects WHERE subject_id = ?').run(subjectId)
}

/** Those of the records that are still as they were read leave the queue; the others stay, to be looked at again. */
export function leaveQueueAsRead(
  tx: WriteDb,
  records: readonly { readonly recordId: number; readonly version: number; readonly subjectId: number }[],
): number[] {
  return tx
    .prepare<[string], { record_id: number }>(
      `DELETE FROM index_queue WHERE record_id IN (
         SELECT r.record_id FROM json_each(?) j CROSS JOIN source_records r ON r.record_id = j.value ->> 0
         WHERE r.version = j.value ->> 1 AND r.subject_id = j.value ->> 2) RETURNING record_id`,
    )
    .all(JSON.stringify(records.map(({ recordId, version, subjectId }) => [recordId, version, subjectId])))
    .map(({ record_id }) => record_id)
}
