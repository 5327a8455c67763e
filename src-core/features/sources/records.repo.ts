import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** Sets what the catalog shows of a system after an import: how many records are held, and how new they are. */
export function refreshStatus(tx: WriteDb, system: SystemId, receivedAt: string): void {
  tx.prepare<(string | null)[], never>(
    `INSERT INTO source_status (system, records, last_received, newest_source_time)
     SELECT ?, count(*), ?, max(source_time) FROM source_records WHERE system = ?
     ON CONFLICT (system) DO UPDATE SET records = excluded.records, last_received = excluded.last_received,
       newest_source_time = excluded.newest_source_time`,
  ).run(system, receivedAt, system)
}

export type StatusRow = {
  system: SystemId
  records: number
  last_received: string | null
  newest_source_time: string | null
}

export function statusRows(db: ReadDb): StatusRow[] {
  return db
    .prepare<[], StatusRow>('SELECT system, records, last_received, newest_source_time FROM source_status')
    .all()
}

export function holdsRecords(db: ReadDb): boolean {
  return db.prepare<[], { held: number }>('SELECT 1 AS held FROM source_records LIMIT 1').one() !== undefined
}
