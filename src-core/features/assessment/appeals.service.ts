import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { Appeal, AppealId, RunId } from '../../../src-contract/features/assessment.shapes.ts'
import type { OfficerSnapshot, StationSnapshot } from '../../../src-contract/features/assessment.snapshot.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { insertAppeal, moveAppeal, openAppeals, storedAppeals, type StoredAppeal } from './appeals.repo.ts'
import { meansOf, packed, type Packed } from './assessment.queries.ts'
import { frozenOfficer, frozenStation, lineOf, type FrozenOfficer } from './freeze.ts'
import { inLine } from './keep-days.service.ts'
import { scoreOf } from './results.ts'
import { requestOf } from './run.service.ts'
import {
  findRun,
  insertRun,
  releaseRun,
  runsOfPeriod,
  snapshotTexts,
  stationSnapshot,
  type StoredRun,
} from './runs.repo.ts'

export function submitAppeal(
  ctx: Context,
  { runId, indicator, words }: ParsedInputOf<'assessment.appeal'>,
): Answer<'assessment.appeal'> {
  const officerId = ctx.session.accountId
  const done = ctx.commit((tx) => {
    const run = findRun(tx, runId)
    if (run === undefined || run.status !== 'released') return failure('assessment/gone')
    if (snapshotTexts(tx, runId, officerId).length === 0) return failure('assessment/not-yours')
    if (run.appealUntil !== null && ctx.today > run.appealUntil)
      return failure('assessment/appeal-late', { date: run.appealUntil })
    if (openAppeals(tx, runId, officerId) > 0) return failure('assessment/appeal-open')
    const appealId = ctx.newId() as AppealId
    insertAppeal(tx, { appealId, runId, officerId, indicator, words, at: ctx.now })
    tx.audit({ action: 'assess-appeal', record: appealId, detail: { run: runId, step: 'submitted' } })
    return success({ appealId })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

export function listAppeals(ctx: Context): OutputOf<'assessment.appeals'> {
  const { role, accountId } = ctx.session
  const own = role === 'officer'
  const appeals = storedAppeals(ctx.db, own ? { officerId: accountId } : {})
  return {
    appeals: appeals.map(({ releasedBy, ...appeal }) => ({
      ...appeal,
      next: own ? null : nextOf(ctx, appeal, releasedBy),
    })),
  }
}

/** What the caller may do next. Whoever released the score never reviews an appeal against it; only a chief decides. */
function nextOf(ctx: Context, { status }: Pick<Appeal, 'status'>, releasedBy: string | null): Appeal['next'] {
  const { role, accountId } = ctx.session
  if (status === 'submitted') return 'accept'
  if (status === 'accepted') return accountId === releasedBy ? null : 'review'
  return status === 'reviewed' && role === 'chief' ? 'decide' : null
}

const found = (tx: Transaction, appealId: string): StoredAppeal | undefined => storedAppeals(tx, { appealId })[0]

export function acceptAppeal(
  ctx: Context,
  { appealId }: ParsedInputOf<'assessment.acceptAppeal'>,
): Answer<'assessment.acceptAppeal'> {
  const done = ctx.commit((tx) => {
    const appeal = found(tx, appealId)
    if (appeal === undefined) return failure('assessment/gone')
    if (appeal.status !== 'submitted') return failure('assessment/appeal-step')
    moveAppeal(tx, appealId, { status: 'accepted', accepted_by: ctx.session.accountId, accepted_at: ctx.now })
    tx.audit({ action: 'assess-appeal', record: appealId, detail: { step: 'accepted' } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

export function reviewAppeal(
  ctx: Context,
  { appealId, review }: ParsedInputOf<'assessment.reviewAppeal'>,
): Answer<'assessment.reviewAppeal'> {
  const done = ctx.commit((tx) => {
    const appeal = found(tx, appealId)
    if (appeal === undefined) return failure('assessment/gone')
    if (appeal.status !== 'accepted') return failure('assessment/appeal-step')
    if (appeal.releasedBy === ctx.session.accountId) return failure('assessment/own-release')
    moveAppeal(tx, appealId, {
      ...{ status: 'reviewed', reviewed_by: ctx.session.accountId, reviewed_at: ctx.now, review },
    })
    tx.audit({ action: 'assess-appeal', record: appealId, detail: { step: 'reviewed' } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

/**
 * Upheld: the score stays. Changed: the appellant is frozen again from the records as they are now, with the station's means of the
 * period; everybody else's document goes over into the new version byte for byte.
 */
export async function decideAppeal(
  ctx: Context,
  input: ParsedInputOf<'assessment.decideAppeal'>,
): Promise<Answer<'assessment.decideAppeal'>> {
  return inLine(ctx.db, async () => decide(ctx, input))
}

async function decide(
  ctx: Context,
  { appealId, outcome, decision }: ParsedInputOf<'assessment.decideAppeal'>,
): Promise<Answer<'assessment.decideAppeal'>> {
  const appeal = storedAppeals(ctx.db, { appealId })[0]
  if (appeal === undefined) return failure('assessment/gone')
  if (appeal.status !== 'reviewed') return failure('assessment/appeal-step')
  // Another appeal may have made a newer version: the period's released one is what changes.
  const run = runsOfPeriod(ctx.db, appeal.period).find(({ status }) => status === 'released')
  if (run === undefined) return failure('assessment/gone')
  const anew = outcome === 'changed' ? await frozenAnew(ctx, run, appeal.officerId) : null
  if (outcome === 'changed' && anew === null) return failure('assessment/nothing-changed')

  const done = ctx.commit((tx) => {
    if (found(tx, appealId)?.status !== 'reviewed') return failure('assessment/appeal-step')
    if (anew !== null) {
      if (findRun(tx, run.runId)?.status !== 'released') return failure('assessment/appeal-step')
      insertRun(
        tx,
        {
          ...{ runId: anew.runId, periodKind: run.periodKind, period: run.period, from: run.from, to: run.to },
          ...{ version: run.version + 1, scheme: run.scheme, reason: '', previousId: run.runId, appealId },
          ...{ frozenAt: ctx.now, frozenBy: ctx.session.accountId },
        },
        anew.packed,
      )
      releaseRun(tx, { ...run, runId: anew.runId }, ctx.session.accountId, ctx.now)
    }
    moveAppeal(tx, appealId, {
      ...{ status: 'decided', decided_by: ctx.session.accountId, decided_at: ctx.now, outcome, decision },
      new_run_id: anew?.runId ?? null,
    })
    tx.audit({
      action: 'assess-appeal',
      record: appealId,
      detail: { step: 'decided', outcome, ...(anew === null ? {} : { run: anew.runId }) },
    })
    return success({ newRunId: anew?.runId ?? null })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

/** The next version of a run with one officer computed again; null when the figures come out as they were. */
async function frozenAnew(
  ctx: Context,
  run: StoredRun,
  officerId: string,
): Promise<{ runId: RunId; packed: Packed } | null> {
  const runId = ctx.newId() as RunId
  const before = snapshotTexts(ctx.db, run.runId)
  const own = before.find((one) => one.officerId === officerId)
  const station = stationSnapshot(ctx.db, run.runId)
  if (own === undefined || station === undefined) return null
  const old = JSON.parse(own.text) as OfficerSnapshot
  const period = { kind: run.periodKind, id: run.period, from: run.from, to: run.to }
  const request = requestOf(ctx, period, { id: runId, version: run.version + 1 }, run.scheme)
  const means = [[officerId, meansOf(old)]] as const
  const again = await ctx.read('assessment.again', { ...request, means, calendars: run.calendars, officerId })
  if (again === null) return null
  const now = JSON.parse(again.text) as OfficerSnapshot
  if (JSON.stringify(scoreOf(old).score) === JSON.stringify(scoreOf(now).score)) return null

  const officers = before.map((one): FrozenOfficer => {
    if (one.officerId === officerId) return frozenOfficer(now)
    const snapshot = JSON.parse(one.text) as OfficerSnapshot
    return { officer: snapshot.officer, text: one.text, sha256: one.sha256, score: scoreOf(snapshot).score }
  })
  const next: StationSnapshot = { ...station, run: request.run, officers: officers.map(lineOf) }
  return { runId, packed: packed(frozenStation(next, officers, again.fresh), run.calendars) }
}

/** An accepted reason takes an incident out of 应录未录 from the next run on. */
export function acceptMissing(
  ctx: Context,
  { incident, reason }: ParsedInputOf<'assessment.acceptMissing'>,
): Answer<'assessment.acceptMissing'> {
  const done = ctx.commit((tx) => {
    const known = tx
      .prepare<[string], { n: number }>(
        `SELECT count(*) AS n FROM source_records WHERE system = 'JCJ' AND native_id = ?`,
      )
      .one(incident)
    if (known === undefined || known.n === 0) return failure('assessment/incident-unknown')
    tx.prepare(
      `INSERT INTO assessment_reasons (incident, reason, at, account_id) VALUES (?, ?, ?, ?)
         ON CONFLICT (incident) DO UPDATE SET reason = excluded.reason, at = excluded.at, account_id = excluded.account_id`,
    ).run(incident, reason, ctx.now, ctx.session.accountId)
    tx.audit({ action: 'assess', record: incident, result: 'reason-accepted' })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}
