import type { AuditSummary } from '../../../src-contract/features/assessment.snapshot.ts'
import type { Checks, DrawnLine, Sample, SampleId } from '../../../src-contract/features/sampling.contract.ts'
import type { AccountId, EntryId, Instant, LocalDate, Version } from '../../../src-contract/ids.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type StoredSample = Sample & { readonly dice: string | null }

const samples = () =>
  q
    .selectFrom('audit_samples as s')
    .innerJoin('accounts as l', 'l.account_id', 's.locked_by')
    .selectAll('s')
    .select('l.name as locked_name')
    .select(({ selectFrom }) => [
      selectFrom('audit_sample_entries as e')
        .whereRef('e.sample_id', '=', 's.sample_id')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .as('drawn'),
      selectFrom('audit_sample_entries as e')
        .whereRef('e.sample_id', '=', 's.sample_id')
        .where('e.passed', 'is not', null)
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .as('judged'),
    ])
    .orderBy('s.to_date', 'desc')

/** Samples, the newest period first. */
export function storedSamples(db: ReadDb, sampleId?: string): StoredSample[] {
  const query = sampleId === undefined ? samples() : samples().where('s.sample_id', '=', sampleId)
  return db.all(query).map((row) => ({
    sampleId: row.sample_id as SampleId,
    period: row.period,
    from: row.from_date as LocalDate,
    to: row.to_date as LocalDate,
    scheme: row.scheme,
    framesSha256: row.frames_sha256,
    lockedAt: row.locked_at as Instant,
    lockedByName: row.locked_name,
    seed: row.seed,
    drawnAt: row.drawn_at as Instant | null,
    drawn: row.drawn ?? 0,
    judged: row.judged ?? 0,
    dice: row.dice,
  }))
}

export function shownSample({ dice: _dice, ...sample }: StoredSample): Sample {
  return sample
}

export function isLocked(db: ReadDb, period: string): boolean {
  return db.one(q.selectFrom('audit_samples').select('sample_id').where('period', '=', period)) !== undefined
}

export type StoredFrame = {
  readonly officerId: AccountId
  readonly number: string
  readonly name: string
  readonly team: string
  readonly text: string
  readonly sha256: string
  readonly size: number
  readonly n: number
  readonly late: boolean
  readonly burst: boolean
}

export function framesOf(db: ReadDb, sampleId: string): StoredFrame[] {
  return db
    .all(q.selectFrom('audit_sample_frames').selectAll().where('sample_id', '=', sampleId).orderBy('position'))
    .map((row) => ({
      officerId: row.officer_id as AccountId,
      ...{ number: row.number, name: row.name, team: row.team, text: row.frame, sha256: row.sha256 },
      ...{ size: row.size, n: row.n, late: row.late === 1, burst: row.burst === 1 },
    }))
}

export function insertSample(
  tx: WriteDb,
  sample: {
    sampleId: string
    periodKind: string
    period: string
    from: string
    to: string
    scheme: string
    framesSha256: string
    at: string
    by: string
  },
  frames: readonly StoredFrame[],
): void {
  const { sampleId } = sample
  tx.run(
    q.insertInto('audit_samples').values({
      ...{ sample_id: sampleId, period_kind: sample.periodKind, period: sample.period, scheme: sample.scheme },
      ...{ from_date: sample.from, to_date: sample.to, frames_sha256: sample.framesSha256 },
      ...{ locked_at: sample.at, locked_by: sample.by, dice: null, seed: null, drawn_at: null, drawn_by: null },
    }),
  )
  for (const [position, frame] of frames.entries())
    tx.run(
      q.insertInto('audit_sample_frames').values({
        ...{ sample_id: sampleId, officer_id: frame.officerId, position, number: frame.number, name: frame.name },
        ...{ team: frame.team, frame: frame.text, sha256: frame.sha256, size: frame.size, n: frame.n },
        ...{ late: frame.late ? 1 : 0, burst: frame.burst ? 1 : 0 },
      }),
    )
}

export type PickedEntry = {
  readonly officerId: string
  readonly entryId: string
  readonly book: string
  readonly stratum: string
  readonly version: number
}

export function insertDraw(
  tx: WriteDb,
  sampleId: string,
  draw: { dice: string; seed: string; at: string; by: string },
  picked: readonly PickedEntry[],
): void {
  tx.run(
    q
      .updateTable('audit_samples')
      .set({ dice: draw.dice, seed: draw.seed, drawn_at: draw.at, drawn_by: draw.by })
      .where('sample_id', '=', sampleId),
  )
  for (const [position, one] of picked.entries())
    tx.run(
      q.insertInto('audit_sample_entries').values({
        ...{ sample_id: sampleId, officer_id: one.officerId, position, entry_id: one.entryId, book: one.book },
        ...{ stratum: one.stratum, version: one.version, checks: null, passed: null, reason: null },
        ...{ judged_by: null, judged_at: null },
      }),
    )
}

/** What was drawn, in the order of the draw, with the entries as they stand now. */
export function drawnLines(db: ReadDb, sampleId: string): DrawnLine[] {
  return db
    .all(
      q
        .selectFrom('audit_sample_entries as d')
        .innerJoin('entries as e', 'e.entry_id', 'd.entry_id')
        .selectAll('d')
        .select(['e.number', 'e.occurred_on', 'e.state', 'e.version as version_now', 'e.voided_at'])
        .where('d.sample_id', '=', sampleId)
        .orderBy('d.position'),
    )
    .map((row) => ({
      entryId: row.entry_id as EntryId,
      officerId: row.officer_id as AccountId,
      ...{ number: row.number, book: row.book, state: row.state, stratum: row.stratum },
      date: row.occurred_on as LocalDate,
      version: row.version as Version,
      changed: row.version_now !== row.version || row.voided_at !== null,
      checks: row.checks === null ? null : (JSON.parse(row.checks) as Checks),
      passed: row.passed === null ? null : row.passed === 1,
      reason: row.reason,
    }))
}

export function writeVerdict(
  tx: WriteDb,
  sampleId: string,
  entryId: string,
  verdict: { checks: Checks; passed: boolean; reason: string; by: string; at: string },
): void {
  tx.run(
    q
      .updateTable('audit_sample_entries')
      .set({
        ...{ checks: JSON.stringify(verdict.checks), passed: verdict.passed ? 1 : 0, reason: verdict.reason },
        ...{ judged_by: verdict.by, judged_at: verdict.at },
      })
      .where('sample_id', '=', sampleId)
      .where('entry_id', '=', entryId),
  )
}

/** By officer what a finished sample of a period says: until the last drawn entry is judged it says nothing. */
export function auditOf(db: ReadDb, period: string): Map<string, AuditSummary> {
  const sample = storedSamples(db).find((one) => one.period === period)
  if (sample === undefined || sample.seed === null || sample.judged < sample.drawn) return new Map()
  const lines = drawnLines(db, sample.sampleId)
  return new Map(
    framesOf(db, sample.sampleId).map((frame) => {
      const own = lines.filter(({ officerId }) => officerId === frame.officerId)
      return [
        frame.officerId,
        {
          ...{ frameSha256: frame.sha256, frameSize: frame.size, seed: sample.seed ?? '', n: frame.n },
          ...{ drawn: own.length, passed: own.filter(({ passed }) => passed === true).length },
          ...{ late: frame.late, burst: frame.burst },
        },
      ]
    }),
  )
}
