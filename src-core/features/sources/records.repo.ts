import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** Hot paths: these run for every row of a file, therefore prepared statements and no query builder. */

export type HeldRecord = { record_id: number; content_hash: Buffer; subject_id: number | null }

export function heldRecords(db: ReadDb, system: SystemId): (nativeId: string) => HeldRecord | undefined {
  const find = db.prepare<[string, string], HeldRecord>(
    'SELECT record_id, content_hash, subject_id FROM source_records WHERE system = ? AND native_id = ?',
  )
  return (nativeId) => find.one(system, nativeId)
}

export function holdsRecords(db: ReadDb): boolean {
  return db.prepare<[], { held: number }>('SELECT 1 AS held FROM source_records LIMIT 1').one() !== undefined
}

export type StatusRow = {
  system: SystemId
  records: number
  last_received: string | null
  newest_source_time: string | null
}

export function statusRows(db: ReadDb): Map<SystemId, StatusRow> {
  const rows = db
    .prepare<[], StatusRow>('SELECT system, records, last_received, newest_source_time FROM source_status')
    .all()
  return new Map(rows.map((row) => [row.system, row]))
}

/** Counts a system's records anew; after a bulk load. */
export function refreshStatus(tx: WriteDb, system: SystemId, receivedAt: string): void {
  tx.prepare<(string | null)[], never>(
    `INSERT INTO source_status (system, records, last_received, newest_source_time)
     SELECT ?, count(*), ?, max(source_time) FROM source_records WHERE system = ?
     ON CONFLICT (system) DO UPDATE SET records = excluded.records, last_received = excluded.last_received,
       newest_source_time = excluded.newest_source_time`,
  ).run(system, receivedAt, system)
}

/** What an import adds to a system's status. */
export function advanceStatus(
  tx: WriteDb,
  system: SystemId,
  added: { records: number; receivedAt: string; newest: string | null },
): void {
  tx.prepare<(string | number | null)[], never>(
    `INSERT INTO source_status (system, records, last_received, newest_source_time) VALUES (?, ?, ?, ?)
     ON CONFLICT (system) DO UPDATE SET records = records + excluded.records,
       last_received = max(coalesce(last_received, ''), excluded.last_received),
       newest_source_time = CASE WHEN newest_source_time IS NULL OR excluded.newest_source_time > newest_source_time
         THEN excluded.newest_source_time ELSE newest_source_time END`,
  ).run(system, added.records, added.receivedAt, added.newest)
}

/** The ID number by which a subject groups its records. */
export function idNumberOf(db: ReadDb, subjectId: number): string | null {
  return (
    db
      .prepare<[number], { id_number: string | null }>('SELECT id_number FROM subjects WHERE subject_id = ?')
      .one(subjectId)?.id_number ?? null
  )
}
