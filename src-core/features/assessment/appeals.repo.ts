import type { Appeal, AppealId, RunId } from '../../../src-contract/features/assessment.shapes.ts'
import type { AccountId, Instant } from '../../../src-contract/ids.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type StoredAppeal = Omit<Appeal, 'next'> & { readonly releasedBy: string | null }

const appeals = () =>
  q
    .selectFrom('assessment_appeals as a')
    .innerJoin('assessment_runs as r', 'r.run_id', 'a.run_id')
    .innerJoin('accounts as o', 'o.account_id', 'a.officer_id')
    .leftJoin('accounts as acc', 'acc.account_id', 'a.accepted_by')
    .leftJoin('accounts as rev', 'rev.account_id', 'a.reviewed_by')
    .leftJoin('accounts as dec', 'dec.account_id', 'a.decided_by')
    .selectAll('a')
    .select(['r.period', 'r.version', 'r.released_by', 'o.name as officer_name'])
    .select(['acc.name as accepted_name', 'rev.name as reviewed_name', 'dec.name as decided_name'])
    .orderBy('a.submitted_at', 'desc')
    .orderBy('a.appeal_id')
    .limit(500)

/** Appeals, the newest first: of one officer or of all. */
export function storedAppeals(db: ReadDb, wanted: { officerId?: string; appealId?: string }): StoredAppeal[] {
  let query = appeals()
  if (wanted.officerId !== undefined) query = query.where('a.officer_id', '=', wanted.officerId)
  if (wanted.appealId !== undefined) query = query.where('a.appeal_id', '=', wanted.appealId)
  return db.all(query).map((row) => ({
    appealId: row.appeal_id as AppealId,
    runId: row.run_id as RunId,
    ...{ period: row.period, version: row.version },
    officerId: row.officer_id as AccountId,
    officerName: row.officer_name,
    indicator: row.indicator as Appeal['indicator'],
    status: row.status as Appeal['status'],
    words: row.words,
    submittedAt: row.submitted_at as Instant,
    acceptedAt: row.accepted_at as Instant | null,
    acceptedByName: row.accepted_name,
    reviewedAt: row.reviewed_at as Instant | null,
    reviewedByName: row.reviewed_name,
    review: row.review,
    decidedAt: row.decided_at as Instant | null,
    decidedByName: row.decided_name,
    outcome: row.outcome as Appeal['outcome'],
    decision: row.decision,
    newRunId: row.new_run_id as RunId | null,
    releasedBy: row.released_by,
  }))
}

/** Appeals against a run that nobody has decided; of one officer where given. */
export function openAppeals(db: ReadDb, runId: string, officerId?: string): number {
  let query = q
    .selectFrom('assessment_appeals')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('run_id', '=', runId)
    .where('status', '<>', 'decided')
  if (officerId !== undefined) query = query.where('officer_id', '=', officerId)
  return db.one(query)?.n ?? 0
}

export function insertAppeal(
  tx: WriteDb,
  appeal: { appealId: string; runId: string; officerId: string; indicator: string | null; words: string; at: string },
): void {
  const none = null
  tx.run(
    q.insertInto('assessment_appeals').values({
      appeal_id: appeal.appealId,
      run_id: appeal.runId,
      officer_id: appeal.officerId,
      indicator: appeal.indicator,
      status: 'submitted',
      words: appeal.words,
      submitted_at: appeal.at,
      ...{ accepted_at: none, accepted_by: none, reviewed_at: none, reviewed_by: none, review: none },
      ...{ decided_at: none, decided_by: none, outcome: none, decision: none, new_run_id: none },
    }),
  )
}

export type AppealChange =
  | { status: 'accepted'; accepted_by: string; accepted_at: string }
  | { status: 'reviewed'; reviewed_by: string; reviewed_at: string; review: string }
  | {
      status: 'decided'
      decided_by: string
      decided_at: string
      outcome: string
      decision: string
      new_run_id: string | null
    }

export function moveAppeal(tx: WriteDb, appealId: string, change: AppealChange): void {
  tx.run(q.updateTable('assessment_appeals').set(change).where('appeal_id', '=', appealId))
}
