import { deflateSync, inflateSync } from 'node:zlib'
import type {
  OfficerSnapshot,
  StationSnapshot,
  TrendPoint,
} from '../../../src-contract/features/assessment.snapshot.ts'
import type { Run, RunId } from '../../../src-contract/features/assessment.shapes.ts'
import type { Instant, LocalDate } from '../../../src-contract/ids.ts'
import { calendarWith, type Calendar, type CalendarYear } from '../../../src-domain/duty/calendar.rules.ts'
import { localDateOf } from '../../clock.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { Packed } from './assessment.queries.ts'
import { keepForRun } from './kept-days.repo.ts'

/** Working days after a release within which an officer may appeal. */
export const appealWithin = 5

export function appealUntil(releasedAt: string, calendar: Calendar): LocalDate {
  return calendar.addWorkingDays(localDateOf(Date.parse(releasedAt)), appealWithin) as LocalDate
}

const runs = () =>
  q
    .selectFrom('assessment_runs as r')
    .innerJoin('accounts as f', 'f.account_id', 'r.frozen_by')
    .leftJoin('accounts as p', 'p.account_id', 'r.released_by')
    .select([
      ...(['r.run_id', 'r.period_kind', 'r.period', 'r.from_date', 'r.to_date', 'r.version', 'r.scheme'] as const),
      ...(['r.status', 'r.reason', 'r.frozen_at', 'r.released_at', 'r.released_by', 'r.previous_id'] as const),
      ...(['r.calendars', 'r.station_sha256', 'f.name as frozen_name', 'p.name as released_name'] as const),
    ])
    .select(({ selectFrom }) =>
      selectFrom('assessment_snapshots as s')
        .whereRef('s.run_id', '=', 'r.run_id')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .as('officers'),
    )

export type StoredRun = Run & {
  readonly releasedBy: string | null
  readonly previousId: string | null
  /** Years of the office by which it was frozen, and by which every later version and the time for appeals is counted. */
  readonly calendars: readonly CalendarYear[]
}

type RunRow = {
  run_id: string
  period_kind: string
  period: string
  from_date: string
  to_date: string
  version: number
  scheme: string
  status: string
  reason: string
  frozen_at: string
  released_at: string | null
  released_by: string | null
  previous_id: string | null
  station_sha256: string
  frozen_name: string
  released_name: string | null
  officers: number | null
  calendars: string
}

function runOf(row: RunRow): StoredRun {
  const calendars = JSON.parse(row.calendars) as CalendarYear[]
  const { released_at: released } = row
  return {
    runId: row.run_id as RunId,
    periodKind: row.period_kind,
    period: row.period,
    from: row.from_date as LocalDate,
    to: row.to_date as LocalDate,
    version: row.version,
    scheme: row.scheme,
    status: row.status as Run['status'],
    reason: row.reason,
    frozenAt: row.frozen_at as Instant,
    frozenByName: row.frozen_name,
    releasedAt: row.released_at as Instant | null,
    releasedByName: row.released_name,
    appealUntil: released === null ? null : appealUntil(released, calendarWith(calendars)),
    sha256: row.station_sha256,
    officers: row.officers ?? 0,
    releasedBy: row.released_by,
    previousId: row.previous_id,
    calendars,
  }
}

/** What a caller is shown of a run: ids of accounts and earlier versions stay inside. */
export function shownRun({ releasedBy: _by, previousId: _previous, calendars: _calendars, ...run }: StoredRun): Run {
  return run
}

export function findRun(db: ReadDb, runId: string): StoredRun | undefined {
  const row = db.one(runs().where('r.run_id', '=', runId))
  return row === undefined ? undefined : runOf(row)
}

export function allRuns(db: ReadDb): StoredRun[] {
  return db.all(runs().orderBy('r.to_date', 'desc').orderBy('r.version', 'desc').limit(500)).map(runOf)
}

/** Released runs, also those that a later version replaced, in which somebody has a score. */
export function runsOfOfficer(db: ReadDb, officerId: string): StoredRun[] {
  return db
    .all(
      runs()
        .innerJoin('assessment_snapshots as own', 'own.run_id', 'r.run_id')
        .where('own.officer_id', '=', officerId)
        .where('r.status', '<>', 'preview')
        .orderBy('r.to_date', 'desc')
        .orderBy('r.version', 'desc')
        .limit(500),
    )
    .map(runOf)
}

/** Versions of a period, the newest first. */
export function runsOfPeriod(db: ReadDb, period: string): StoredRun[] {
  return db.all(runs().where('r.period', '=', period).orderBy('r.version', 'desc')).map(runOf)
}

/** Quickly: a year's documents of a large station have ten megabytes, and somebody waits. */
const pack = (text: string): Buffer => deflateSync(Buffer.from(text, 'utf8'), { level: 3 })
const unpack = (bytes: Uint8Array): string => inflateSync(bytes).toString('utf8')

export function insertRun(
  tx: WriteDb,
  run: {
    runId: string
    periodKind: string
    period: string
    from: string
    to: string
    version: number
    scheme: string
    reason: string
    previousId: string | null
    appealId: string | null
    frozenAt: string
    frozenBy: string
  },
  frozen: Packed,
): void {
  keepForRun(tx, frozen.fresh)
  tx.run(
    q.insertInto('assessment_runs').values({
      run_id: run.runId,
      period_kind: run.periodKind,
      period: run.period,
      from_date: run.from,
      to_date: run.to,
      version: run.version,
      scheme: run.scheme,
      status: 'preview',
      reason: run.reason,
      previous_id: run.previousId,
      appeal_id: run.appealId,
      frozen_at: run.frozenAt,
      frozen_by: run.frozenBy,
      released_at: null,
      released_by: null,
      station_sha256: frozen.stationSha256,
      station_snapshot: pack(frozen.stationText),
      calendars: JSON.stringify(frozen.calendars),
    }),
  )
  for (const [position, officer] of frozen.officers.entries())
    tx.run(
      q.insertInto('assessment_snapshots').values({
        run_id: run.runId,
        officer_id: officer.officerId,
        position,
        number: officer.number,
        name: officer.name,
        sha256: officer.sha256,
        snapshot: pack(officer.text),
        status: officer.status,
        total: officer.total,
        process_points: officer.processPoints,
        outcome_points: officer.outcomePoints,
      }),
    )
}

export function deleteRun(tx: WriteDb, runId: string): void {
  tx.run(q.deleteFrom('assessment_snapshots').where('run_id', '=', runId))
  tx.run(q.deleteFrom('assessment_runs').where('run_id', '=', runId))
}

/** The run becomes the released one of its period; the one before it stays readable as superseded. */
export function releaseRun(tx: WriteDb, run: StoredRun, by: string, at: string): void {
  tx.run(
    q
      .updateTable('assessment_runs')
      .set({ status: 'superseded' })
      .where('period', '=', run.period)
      .where('status', '=', 'released'),
  )
  tx.run(
    q
      .updateTable('assessment_runs')
      .set({ status: 'released', released_by: by, released_at: at })
      .where('run_id', '=', run.runId),
  )
}

export function snapshotRows(db: ReadDb, runId: string) {
  return db.all(
    q
      .selectFrom('assessment_snapshots')
      .select(['officer_id', 'number', 'name', 'sha256', 'status', 'total', 'process_points', 'outcome_points'])
      .where('run_id', '=', runId)
      .orderBy('position'),
  )
}

export type StoredText = {
  readonly officerId: string
  readonly number: string
  readonly name: string
  readonly text: string
  readonly sha256: string
}

/** The frozen texts of a run, or of one officer of it; by staff number. */
export function snapshotTexts(db: ReadDb, runId: string, officerId?: string): StoredText[] {
  let query = q
    .selectFrom('assessment_snapshots')
    .select(['officer_id', 'number', 'name', 'sha256', 'snapshot'])
    .where('run_id', '=', runId)
    .orderBy('position')
  if (officerId !== undefined) query = query.where('officer_id', '=', officerId)
  return db.all(query).map(({ officer_id, number, name, sha256, snapshot }) => ({
    ...{ officerId: officer_id, number, name, sha256, text: unpack(snapshot) },
  }))
}

export function officerSnapshot(db: ReadDb, runId: string, officerId: string): OfficerSnapshot | undefined {
  const found = snapshotTexts(db, runId, officerId)[0]
  return found === undefined ? undefined : (JSON.parse(found.text) as OfficerSnapshot)
}

export function stationText(db: ReadDb, runId: string): string | undefined {
  const row = db.one(q.selectFrom('assessment_runs').select('station_snapshot').where('run_id', '=', runId))
  return row === undefined ? undefined : unpack(row.station_snapshot)
}

export function stationSnapshot(db: ReadDb, runId: string): StationSnapshot | undefined {
  const text = stationText(db, runId)
  return text === undefined ? undefined : (JSON.parse(text) as StationSnapshot)
}

/** Released totals of earlier periods of the same kind, by officer, oldest first; at most eight. */
export function trends(db: ReadDb, periodKind: string, before: string): Map<string, TrendPoint[]> {
  const rows = db.all(
    q
      .selectFrom('assessment_snapshots as s')
      .innerJoin('assessment_runs as r', 'r.run_id', 's.run_id')
      .select(['s.officer_id', 'r.period', 'r.scheme', 's.status', 's.total', 's.process_points', 's.outcome_points'])
      .where('r.status', '=', 'released')
      .where('r.period_kind', '=', periodKind)
      .where('r.to_date', '<', before)
      .orderBy('r.to_date'),
  )
  const byOfficer = new Map<string, TrendPoint[]>()
  for (const row of rows) {
    const own = byOfficer.get(row.officer_id) ?? []
    own.push({
      ...{ period: row.period, scheme: row.scheme, status: row.status, total: row.total },
      ...{ processPoints: row.process_points, outcomePoints: row.outcome_points },
    })
    byOfficer.set(row.officer_id, own.slice(-8))
  }
  return byOfficer
}
