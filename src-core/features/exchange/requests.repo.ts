import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type RequestRecord = Schema['export_requests']

export function insertRequest(
  tx: WriteDb,
  request: Omit<RequestRecord, 'state' | 'decided_by' | 'decided_at' | 'note' | 'used_at'>,
): void {
  const open = { state: 'waiting', decided_by: null, decided_at: null, note: null, used_at: null }
  tx.run(q.insertInto('export_requests').values({ ...request, ...open }))
}

export function findRequest(db: ReadDb, requestId: string): RequestRecord | undefined {
  return db.one(q.selectFrom('export_requests').selectAll().where('request_id', '=', requestId))
}

export function decideRequest(
  tx: WriteDb,
  requestId: string,
  decided: { state: 'approved' | 'refused'; by: string; at: string; note: string },
): void {
  const { state, by, at, note } = decided
  tx.run(
    q
      .updateTable('export_requests')
      .set({ state, decided_by: by, decided_at: at, note })
      .where('request_id', '=', requestId),
  )
}

export function markUsed(tx: WriteDb, requestId: string, at: string): void {
  tx.run(q.updateTable('export_requests').set({ state: 'used', used_at: at }).where('request_id', '=', requestId))
}

/** Newest first. */
export function requestsSince(db: ReadDb, since: string, askedBy: string | undefined) {
  const all = q
    .selectFrom('export_requests as r')
    .innerJoin('accounts as a', 'a.account_id', 'r.asked_by')
    .leftJoin('accounts as d', 'd.account_id', 'r.decided_by')
    .selectAll('r')
    .select(['a.name as asker', 'd.name as decider'])
    .where('r.asked_at', '>=', since)
    .orderBy('r.asked_at', 'desc')
    .limit(200)
  return db.all(askedBy === undefined ? all : all.where('r.asked_by', '=', askedBy))
}
