import type { OddProblem } from '../../../src-contract/features/sources.contract.ts'
import type { SystemDefinition, SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { oddityOf } from './odd-records.rules.ts'

/** Notes a record that cannot be read whole, or that it can be read again. */
export function noteOddity(tx: WriteDb, system: SystemDefinition, recordId: number, payload: string): void {
  const odd = oddityOf(system, payload)
  if (odd === null) tx.prepare<[number], never>('DELETE FROM odd_records WHERE record_id = ?').run(recordId)
  else writeOddity(tx, system.id, recordId, odd.problem)
}

/** As noteOddity, of records of which is known what cannot be read. */
export function noteOddities(
  tx: WriteDb,
  records: readonly { readonly recordId: number; readonly system?: SystemId; readonly odd?: OddProblem }[],
): void {
  if (tx.prepare<[], object>('SELECT 1 FROM odd_records LIMIT 1').one() !== undefined)
    tx.prepare<[string], never>('DELETE FROM odd_records WHERE record_id IN (SELECT value FROM json_each(?))').run(
      JSON.stringify(records.filter(({ odd }) => odd === undefined).map(({ recordId }) => recordId)),
    )
  for (const { recordId, system, odd } of records) if (system && odd) writeOddity(tx, system, recordId, odd)
}

function writeOddity(tx: WriteDb, system: SystemId, recordId: number, problem: OddProblem): void {
  tx.prepare<[number, string, string], never>(
    `INSERT INTO odd_records (record_id, system, problem, noted_at) VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
     ON CONFLICT (record_id) DO UPDATE SET problem = excluded.problem, noted_at = excluded.noted_at`,
  ).run(recordId, system, problem)
}

export type OddRow = {
  record_id: number
  system: SystemId
  problem: OddProblem
  noted_at: string
  received_at: string
  version: number
  payload: string
}

export function oddRecords(db: ReadDb, after: number, limit: number): OddRow[] {
  return db
    .prepare<[number, number], OddRow>(
      `SELECT o.record_id, o.system, o.problem, o.noted_at, r.received_at, r.version, r.payload
       FROM odd_records o JOIN source_records r USING (record_id) WHERE o.record_id > ? ORDER BY o.record_id LIMIT ?`,
    )
    .all(after, limit)
}

export function countOdd(db: ReadDb): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM odd_records').one()?.n ?? 0
}

export type RawRow = { system: SystemId; native_id: string; problem: OddProblem; payload: string }

export function rawRecord(db: ReadDb, recordId: number): RawRow | undefined {
  return db
    .prepare<[number], RawRow>(
      `SELECT o.system, r.native_id, o.problem, r.payload FROM odd_records o JOIN source_records r USING (record_id)
       WHERE o.record_id = ?`,
    )
    .one(recordId)
}
