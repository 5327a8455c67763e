import type { ConflictKind } from '../../../src-contract/conflicts.ts'
import type { ConflictState } from '../../../src-contract/features/quality.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type FindRow = {
  find_id: number
  subject_id: number
  kind: ConflictKind
  system: SystemId
  native_id: string
  record_id: number
  against_system: SystemId | null
  against_record_id: number | null
  field: string
  fingerprint: string
  found_on: string
  state: ConflictState
  settled_on: string | null
  reason: string | null
  assignee_name: string | null
}

export type ListFilter = {
  state: ConflictState
  kind?: ConflictKind | undefined
  system?: SystemId | undefined
  mine: string | null
  offset: number
  limit: number
}

/** Oldest first: what waits longest stands on top. */
export function listFinds(db: ReadDb, filter: ListFilter): { rows: FindRow[]; total: number } {
  const matching = (() => {
    let query = q
      .selectFrom('conflict_finds')
      .leftJoin('accounts', 'accounts.account_id', 'conflict_finds.assignee')
      .where('conflict_finds.state', '=', filter.state)
    if (filter.kind) query = query.where('conflict_finds.kind', '=', filter.kind)
    if (filter.system) query = query.where('conflict_finds.system', '=', filter.system)
    if (filter.mine !== null) query = query.where('conflict_finds.assignee', '=', filter.mine)
    return query
  })()
  const rows = db.all(
    matching
      .selectAll('conflict_finds')
      .select('accounts.name as assignee_name')
      .orderBy('conflict_finds.found_on')
      .orderBy('conflict_finds.find_id')
      .offset(filter.offset)
      .limit(filter.limit),
  )
  const total = db.one(matching.select((count) => count.fn.countAll<number>().as('n')))?.n ?? 0
  return { rows: rows as FindRow[], total }
}

/** The finds with these numbers; those that went away in the meantime are left out. */
export function finds(db: ReadDb, ids: readonly number[]): FindRow[] {
  const rows = db.all(
    q
      .selectFrom('conflict_finds')
      .selectAll()
      .where('find_id', 'in', [...ids]),
  )
  return rows.map((row) => ({ ...row, assignee_name: null })) as FindRow[]
}

export type Measures = { open: number; checked: number; requested: number; oldest: string | null; waiting: number }

export function measures(db: ReadDb): Measures {
  const rows = db
    .prepare<[], { state: ConflictState; n: number; oldest: string }>(
      'SELECT state, count(*) AS n, min(found_on) AS oldest FROM conflict_finds GROUP BY state',
    )
    .all()
  const of = (state: ConflictState) => rows.find((row) => row.state === state)
  const waiting = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM conflict_queue').one()?.n ?? 0
  return {
    open: of('open')?.n ?? 0,
    checked: of('checked')?.n ?? 0,
    requested: of('requested')?.n ?? 0,
    oldest: of('open')?.oldest ?? null,
    waiting,
  }
}

type Act = { id: string; reason: string; accountId: string; now: string; today: string }

/** Kept by record key and the values in question, and shown on the find at once. */
export function decide(tx: WriteDb, find: FindRow, act: Act & { decision: 'checked' | 'requested' }): void {
  tx.run(
    q.insertInto('conflict_decisions').values({
      decision_id: act.id,
      kind: find.kind,
      system: find.system,
      native_id: find.native_id,
      fingerprint: find.fingerprint,
      decision: act.decision,
      reason: act.reason,
      account_id: act.accountId,
      decided_at: act.now,
    }),
  )
  tx.run(
    q
      .updateTable('conflict_finds')
      .set({ state: act.decision, settled_on: act.today, reason: act.reason })
      .where('find_id', '=', find.find_id),
  )
}

export function assign(tx: WriteDb, findId: number, accountId: string | null): void {
  tx.run(q.updateTable('conflict_finds').set({ assignee: accountId }).where('find_id', '=', findId))
}

export function accountName(db: ReadDb, accountId: string): string | null {
  return db.one(q.selectFrom('accounts').select('name').where('account_id', '=', accountId))?.name ?? null
}
