import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { RunId } from '../../../src-contract/features/assessment.shapes.ts'
import type { OfficerSnapshot } from '../../../src-contract/features/assessment.snapshot.ts'
import { calendarWith } from '../../../src-domain/duty/calendar.rules.ts'
import type { Period } from '../../../src-domain/periods/periods.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { takeOfficeWords } from '../evaluations/office-words.acts.ts'
import { calendarOf } from '../duty/office-catalogs.facts.ts'
import { openAppeals } from './appeals.repo.ts'
import { meansOf, type FreezeRequest, type Packed } from './assessment.queries.ts'
import type { Means } from './freeze.ts'
import { inLine, keepDays, type KeepParts } from './keep-days.service.ts'
import { periodOf } from './period-of.ts'
import {
  appealUntil,
  deleteRun,
  findRun,
  insertRun,
  releaseRun,
  runsOfPeriod,
  snapshotTexts,
  type StoredRun,
} from './runs.repo.ts'
import { schemeVersionFor } from './schemes.ts'

/** What every freezing asks of the reader. */
export function requestOf(
  ctx: Context,
  period: { kind: string; id: string; from: string; to: string },
  run: { id: string; version: number },
  version: string,
): FreezeRequest {
  const { station, staffNumber, name } = ctx.session
  return {
    station,
    period,
    run: { ...run, frozenAt: ctx.now as never, frozenBy: { number: staffNumber, name } },
    today: ctx.today,
    version,
  }
}

/**
 * Freezes a period that is over. The first version of a period is what nobody has seen; each later one says why it is made, keeps the
 * scheme, the working calendar and the station's means of the released one, and is compared with it.
 */
export async function runAssessment(
  ctx: Context,
  { periodKind: kind, period: id, reason }: ParsedInputOf<'assessment.run'>,
): Promise<Answer<'assessment.run'>> {
  const period = periodOf(kind, id)
  if (period === undefined) return failure('assessment/period-unknown')
  if (period.to >= ctx.today) return failure('assessment/period-running', { date: period.to })
  const released = runsOfPeriod(ctx.db, id).find(({ status }) => status === 'released')
  const calendar = released === undefined ? calendarOf(ctx.db) : calendarWith(released.calendars)
  if (calendar.workingDays(period.from, period.to) === 0) return failure('assessment/no-working-days')
  if (released !== undefined && reason === '') return failure('assessment/reason-missing')
  if (released !== undefined && openAppeals(ctx.db, released.runId) > 0) return failure('assessment/appeals-open')

  takeOfficeWords(ctx)
  const runId = ctx.newId()
  const version = (released?.version ?? 0) + 1
  const request = requestOf(
    ctx,
    { kind, ...daysOf(period) },
    { id: runId, version },
    released?.scheme ?? schemeVersionFor(ctx.db, period.from),
  )
  const asked = {
    ...request,
    ...(released === undefined ? {} : { means: frozenMeans(ctx, released), calendars: released.calendars }),
  }
  const what = {
    ...{ runId, kind, period, version, reason, scheme: request.version },
    previousId: released?.runId ?? null,
  }
  return inLine(ctx.db, async () => {
    await keepDays(keepParts(ctx))
    const frozen = await ctx.read('assessment.freeze', asked)
    return frozen.officers.length === 0 ? failure('assessment/no-officers') : storeRun(ctx, what, frozen)
  })
}

/** What a run brings up to date before it is frozen. */
function keepParts(ctx: Context): KeepParts {
  return {
    db: ctx.db,
    write: (slice) => ctx.bulk(slice),
    stale: () => ctx.read('assessment.staleDays', {}),
    compute: (days) => ctx.read('assessment.computeDays', days),
    incidents: (page) => ctx.read('assessment.incidents', page),
    goOn: () => !ctx.signal.aborted,
    rests: false,
  }
}

type NewRun = {
  readonly runId: string
  readonly kind: string
  readonly period: Period
  readonly version: number
  readonly reason: string
  readonly scheme: string
  readonly previousId: string | null
}

function storeRun(
  ctx: Context,
  { runId, kind, period, version, reason, scheme, previousId }: NewRun,
  frozen: Packed,
): Answer<'assessment.run'> {
  const { id } = period
  const done = ctx.commit((tx): Result<OutputOf<'assessment.run'>, never> => {
    // A preview that nobody released gives way to the newer one.
    for (const old of runsOfPeriod(tx, id)) if (old.status === 'preview') deleteRun(tx, old.runId)
    insertRun(
      tx,
      {
        ...{ runId, periodKind: kind, period: id, from: period.from, to: period.to, version, reason },
        ...{ scheme, previousId, appealId: null },
        ...{ frozenAt: ctx.now, frozenBy: ctx.session.accountId },
      },
      frozen,
    )
    tx.audit({
      action: 'assess',
      record: runId,
      detail: { period: id, version, officers: frozen.officers.length, sha256: frozen.stationSha256 },
    })
    return success({
      ...{ runId: runId as RunId, version, officers: frozen.officers.length, sha256: frozen.stationSha256 },
    })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

const daysOf = ({ id, from, to }: Period) => ({ id, from, to })

/** The means by officer that a released run was scored with. */
function frozenMeans(ctx: Context, run: StoredRun): [string, Means][] {
  return snapshotTexts(ctx.db, run.runId).map(({ officerId, text }) => [
    officerId,
    meansOf(JSON.parse(text) as OfficerSnapshot),
  ])
}

export function release(
  ctx: Context,
  { runId, sha256 }: ParsedInputOf<'assessment.release'>,
): Answer<'assessment.release'> {
  const done = ctx.commit((tx) => {
    const run = findRun(tx, runId)
    if (run === undefined) return failure('assessment/gone')
    if (run.status !== 'preview') return failure('assessment/not-preview')
    if (run.sha256 !== sha256) return failure('assessment/changed')
    releaseRun(tx, run, ctx.session.accountId, ctx.now)
    const until = appealUntil(ctx.now, calendarWith(run.calendars))
    tx.audit({ action: 'assess-release', record: runId, detail: { period: run.period, version: run.version, sha256 } })
    return success({ appealUntil: until })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

export function discard(ctx: Context, { runId }: ParsedInputOf<'assessment.discard'>): Answer<'assessment.discard'> {
  const done = ctx.commit((tx) => {
    const run = findRun(tx, runId)
    if (run === undefined) return failure('assessment/gone')
    if (run.status !== 'preview') return failure('assessment/not-preview')
    deleteRun(tx, runId)
    tx.audit({ action: 'assess', record: runId, result: 'discarded', detail: { period: run.period } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

export async function readiness(
  ctx: Context,
  { periodKind: kind, period: id }: ParsedInputOf<'assessment.readiness'>,
): Promise<Answer<'assessment.readiness'>> {
  const period = periodOf(kind, id)
  if (period === undefined || period.from > ctx.today) return failure('assessment/period-unknown')
  const ready: OutputOf<'assessment.readiness'> = await ctx.read('assessment.readiness', {
    ...{ kind, id, from: period.from, to: period.to, today: ctx.today, scheme: schemeVersionFor(ctx.db, period.from) },
  })
  return success(ready)
}
