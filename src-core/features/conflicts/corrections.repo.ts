import { systemIds } from '../../../src-contract/systems.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'

export type CorrectionRow = Schema['correction_requests']

export function correction(db: ReadDb, requestId: string): CorrectionRow | undefined {
  return db.one(q.selectFrom('correction_requests').selectAll().where('request_id', '=', requestId))
}

/** The newest one asked for each of these finds, with whether the platform has it as it stands here. */
export const newestSql = `SELECT r.request_id, r.state, r.receipt, r.refusal, r.answered_at, r.proposed, r.system,
    (SELECT 1 FROM sync_rows s WHERE s.tbl = 'corrections' AND s.row_id = r.request_id
      AND json_extract(s.fields, '$.status') = 'waiting' AND json_extract(s.fields, '$.proposed') = r.proposed) AS sent
  FROM correction_requests r
  WHERE r.system = ? AND r.native_id = ? AND r.kind = ? AND r.fingerprint = ? ORDER BY r.created_at DESC LIMIT 1`

export type Newest = Pick<
  CorrectionRow,
  'request_id' | 'state' | 'receipt' | 'refusal' | 'answered_at' | 'proposed' | 'system'
> & { sent: number | null }

export function newestCorrection(
  db: ReadDb,
  find: { system: string; native_id: string; kind: string; fingerprint: string },
): Newest | undefined {
  return db
    .prepare<[string, string, string, string], Newest>(newestSql)
    .one(find.system, find.native_id, find.kind, find.fingerprint)
}

export function putCorrection(tx: WriteDb, row: CorrectionRow): void {
  const { request_id: _, ...rest } = row
  tx.run(
    q
      .insertInto('correction_requests')
      .values(row)
      .onConflict((one) => one.column('request_id').doUpdateSet(rest)),
  )
}

export function removeCorrection(tx: WriteDb, requestId: string): void {
  tx.run(q.deleteFrom('correction_requests').where('request_id', '=', requestId))
}

/** The find that it is about, and one that comes with these values later, stand as asked for. */
export function showRequested(tx: WriteDb, row: CorrectionRow): void {
  if (row.fingerprint === null) return
  const { request_id, system, native_id, kind, fingerprint, reason, account_id, created_at } = row
  tx.run(
    q
      .insertInto('conflict_decisions')
      .values({
        decision_id: request_id,
        kind,
        system,
        native_id,
        fingerprint,
        decision: 'requested',
        reason,
        account_id,
        decided_at: created_at,
      })
      .onConflict((one) => one.doNothing()),
  )
  tx.run(
    q
      .updateTable('conflict_finds')
      .set({ state: 'requested', settled_on: created_at.slice(0, 10), reason })
      .where('system', '=', system)
      .where('native_id', '=', native_id)
      .where('kind', '=', kind)
      .where('fingerprint', '=', fingerprint)
      .where('state', '=', 'open'),
  )
}

export type CountedCorrections = { readonly system: string; readonly standing: string; readonly n: number }

export function countCorrections(db: ReadDb): CountedCorrections[] {
  return db
    .prepare<[], CountedCorrections>(
      // What was cancelled waits for nobody; what is under way has not been answered yet.
      `SELECT system, CASE state WHEN 'sending' THEN 'waiting' ELSE state END AS standing, count(*) AS n FROM correction_requests
       WHERE proposed IS NOT NULL AND state <> 'cancelled' GROUP BY 1, 2`,
    )
    .all()
}

/** Of each system, those that it refused: of all others nothing is read. */
export function countRefusedCorrections(db: ReadDb): CountedCorrections[] {
  return db
    .prepare<[], CountedCorrections>(
      `SELECT system, state AS standing, count(*) AS n FROM correction_requests
       WHERE system IN (${systemIds.map((id) => `'${id}'`).join()}) AND state = 'rejected' AND proposed IS NOT NULL GROUP BY system`,
    )
    .all()
}

export function listCorrections(
  db: ReadDb,
  system: string,
  state: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): CorrectionRow[] {
  return db
    .prepare<[string, string, string, number, number], CorrectionRow>(
      `SELECT * FROM correction_requests WHERE system = ? AND state IN (?, ?) AND proposed IS NOT NULL
       ORDER BY created_at, request_id LIMIT ? OFFSET ?`,
    )
    .all(system, state, state === 'waiting' ? 'sending' : state, limit, offset)
}

/** Those that went out in an import file. */
export function correctionsOfBatch(db: ReadDb, batch: string): CorrectionRow[] {
  return db
    .prepare<[string], CorrectionRow>(
      'SELECT * FROM correction_requests WHERE batch = ? ORDER BY created_at, request_id',
    )
    .all(batch)
}
