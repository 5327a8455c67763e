import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { OfficerLine } from '../../../src-contract/features/assessment.shapes.ts'
import type { OfficerSnapshot } from '../../../src-contract/features/assessment.snapshot.ts'
import type { AccountId, EntryId, LocalDate } from '../../../src-contract/ids.ts'
import { scoreFrozenParts } from '../../../src-domain/assessment/score-snapshot.ts'
import { periodKind, periodOfDay } from '../../../src-domain/periods/periods.ts'
import { readScheme } from '../../../src-domain/scoring/scheme.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { calendarOf } from '../duty/office-catalogs.facts.ts'
import { sumsByDay } from './records.ts'
import { diffOf, resultOf } from './results.ts'
import { requestOf } from './run.service.ts'
import {
  allRuns,
  findRun,
  officerSnapshot,
  runsOfOfficer,
  shownRun,
  snapshotRows,
  snapshotTexts,
  type StoredRun,
} from './runs.repo.ts'
import { schemesHere, schemeVersionFor } from './schemes.ts'

export function listRuns(ctx: Context): OutputOf<'assessment.runs'> {
  const { role, accountId } = ctx.session
  const runs = role === 'chief' ? allRuns(ctx.db) : runsOfOfficer(ctx.db, accountId)
  return { runs: runs.map(shownRun) }
}

/** Lines by staff number: nobody is ranked. */
function linesOf(db: ReadDb, run: StoredRun): OfficerLine[] {
  const before = new Map(
    run.previousId === null ? [] : snapshotRows(db, run.previousId).map((row) => [row.officer_id, row.total]),
  )
  return snapshotRows(db, run.runId).map((row) => ({
    officerId: row.officer_id as AccountId,
    ...{ number: row.number, name: row.name, status: row.status as OfficerLine['status'], total: row.total },
    ...{ processPoints: row.process_points, outcomePoints: row.outcome_points },
    before: before.get(row.officer_id) ?? null,
  }))
}

export function openRun(ctx: Context, { runId }: ParsedInputOf<'assessment.open'>): Answer<'assessment.open'> {
  const run = findRun(ctx.db, runId)
  if (run === undefined) return failure('assessment/gone')
  ctx.audit({ action: 'view', record: runId, detail: { what: 'assessment' } })
  return success({ run: shownRun(run), officers: linesOf(ctx.db, run) })
}

type Denied = 'assessment/gone' | 'assessment/not-yours'

/** The run of a document that a caller may see: the chief any, an officer the own of what was released. */
function runFor(ctx: Context, runId: string, officerId: string): StoredRun | Denied {
  const { role, accountId } = ctx.session
  if (role !== 'chief' && officerId !== accountId) {
    ctx.audit({ action: 'denied', record: runId, detail: { what: 'assessment' } })
    return 'assessment/not-yours'
  }
  const run = findRun(ctx.db, runId)
  return run === undefined || (role !== 'chief' && run.status === 'preview') ? 'assessment/gone' : run
}

function allowed(
  ctx: Context,
  runId: string,
  officerId: string,
): { run: StoredRun; snapshot: OfficerSnapshot; sha256: string } | Denied {
  const run = runFor(ctx, runId, officerId)
  if (typeof run === 'string') return run
  const stored = snapshotTexts(ctx.db, runId, officerId)[0]
  if (stored === undefined) return 'assessment/gone'
  return { run, snapshot: JSON.parse(stored.text) as OfficerSnapshot, sha256: stored.sha256 }
}

export function officerResult(
  ctx: Context,
  { runId, officerId }: ParsedInputOf<'assessment.officer'>,
): Answer<'assessment.officer'> {
  const found = allowed(ctx, runId, officerId)
  if (typeof found === 'string') return failure(found)
  ctx.audit({ action: 'view', record: runId, detail: { what: 'assessment', officer: officerId } })
  return success({ run: shownRun(found.run), result: resultOf(found.snapshot, found.sha256) })
}

/** What is asked of the reader for the caller's own document of the running period; null before its first working day. */
function progressRequest(ctx: Context, kindId: string) {
  const kind = periodKind(kindId)
  if (kind === undefined) throw new Error(`no kind of period ${kindId}`)
  const period = periodOfDay(kind, ctx.today)
  if (calendarOf(ctx.db).workingDays(period.from, ctx.today) === 0) return null
  const days = { kind: kindId, id: period.id, from: period.from, to: period.to }
  return {
    ...requestOf(ctx, days, { id: ctx.newId(), version: 1 }, schemeVersionFor(ctx.db, period.from)),
    officerId: ctx.session.accountId,
  }
}

export async function progress(
  ctx: Context,
  { periodKind: kind }: ParsedInputOf<'assessment.progress'>,
): Promise<Answer<'assessment.progress'>> {
  const request = progressRequest(ctx, kind)
  if (request === null) return failure('assessment/no-working-days')
  const text = await ctx.read('assessment.progress', request)
  if (text === null) return failure('assessment/not-scored')
  const snapshot = JSON.parse(text) as OfficerSnapshot
  ctx.audit({ action: 'view', detail: { what: 'assessment-progress' } })
  const { id: period, from, to } = snapshot.period
  return success({
    ...{ period, from, to, asOf: ctx.today as LocalDate, result: resultOf(snapshot, null) },
    days: sumsByDay(snapshot),
  })
}

export async function evidence(
  ctx: Context,
  input: ParsedInputOf<'assessment.evidence'>,
): Promise<Answer<'assessment.evidence'>> {
  const found = await evidencePage(ctx, input)
  if (typeof found === 'string') return failure(found)
  const detail = { what: 'assessment-evidence', officer: input.officerId, indicator: input.indicator }
  ctx.audit({ action: 'view', ...(input.runId === null ? {} : { record: input.runId }), detail })
  const { items, total, good, due } = found
  return success({
    items: items.map(({ part: _part, ...item }) => ({
      ...item,
      entryId: item.kind === 'entry' ? (item.id as EntryId) : null,
    })),
    ...{ total, good, due },
  })
}

async function evidencePage(
  ctx: Context,
  { runId, officerId, indicator, offset, limit }: ParsedInputOf<'assessment.evidence'>,
) {
  const page = { indicator, offset, limit }
  if (runId === null) {
    if (officerId !== ctx.session.accountId) return 'assessment/not-yours'
    const request = progressRequest(ctx, 'quarter')
    if (request === null) return 'assessment/no-working-days'
    return (await ctx.read('assessment.progressRecords', { ...request, page })) ?? 'assessment/not-scored'
  }
  const run = runFor(ctx, runId, officerId)
  if (typeof run === 'string') return run
  return (await ctx.read('assessment.records', { runId, officerId, page })) ?? 'assessment/gone'
}

export function diff(ctx: Context, { runId }: ParsedInputOf<'assessment.diff'>): Answer<'assessment.diff'> {
  const { role, accountId } = ctx.session
  const run = findRun(ctx.db, runId)
  if (run === undefined || (role !== 'chief' && run.status === 'preview')) return failure('assessment/gone')
  if (run.previousId === null) return success({ before: null, officers: [] })
  const previous = findRun(ctx.db, run.previousId)
  const own = role === 'chief' ? undefined : accountId
  const officers = snapshotTexts(ctx.db, runId, own).flatMap(({ officerId, text, sha256 }) => {
    const before = snapshotTexts(ctx.db, previous?.runId ?? '', officerId)[0]
    if (before === undefined || before.sha256 === sha256) return []
    return diffOf(JSON.parse(before.text) as OfficerSnapshot, JSON.parse(text) as OfficerSnapshot) ?? []
  })
  ctx.audit({ action: 'view', record: runId, detail: { what: 'assessment-diff' } })
  return success({ before: previous?.version ?? null, officers })
}

export function schemes(ctx: Context): OutputOf<'assessment.schemes'> {
  return schemesHere(ctx.db)
}

/** A variant is checked like an issued scheme, and shown on frozen figures only: it can be looked at, not released. */
export function trySchemeOn(
  ctx: Context,
  { runId, text }: ParsedInputOf<'assessment.trySchemeOn'>,
): Answer<'assessment.trySchemeOn'> {
  const run = findRun(ctx.db, runId)
  if (run === undefined) return failure('assessment/gone')
  const reading = readScheme(text)
  if (!reading.ok) {
    const problems = 'problems' in reading ? reading.problems : [{ at: '', reason: 'not-json' }]
    return success({
      problems: problems.map(({ at, reason, ...rest }) => ({
        ...{ at, reason },
        bound: 'bound' in rest && rest.bound !== undefined ? String(rest.bound) : null,
      })),
      officers: [],
    })
  }
  const lines = linesOf(ctx.db, run)
  return success({
    problems: [],
    officers: lines.map((line) => {
      const snapshot = officerSnapshot(ctx.db, runId, line.officerId)
      const scored = snapshot === undefined ? undefined : scoreFrozenParts(snapshot.parts, reading.scheme)
      return scored?.ok
        ? { ...line, variant: scored.score.total, variantStatus: scored.score.status }
        : { ...line, variant: null, variantStatus: 'invalid_input' }
    }),
  })
}
