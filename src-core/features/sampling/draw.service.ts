import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { SampleId } from '../../../src-contract/features/sampling.contract.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { drawSample } from '../../../src-domain/audit-sample/draw.ts'
import { frameHash, frameOf, frameText, readFrame } from '../../../src-domain/audit-sample/frame.ts'
import { flagsOf, sampleSize } from '../../../src-domain/audit-sample/flags.ts'
import { looksTyped, makeSeed } from '../../../src-domain/audit-sample/seed.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { Scheme } from '../../../src-domain/scoring/scheme.ts'
import { startOfDay } from '../../clock.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { periodOf, schemeFor, schemeOf, scoredOfficers } from '../assessment/assessment.facts.ts'
import {
  drawnLines,
  framesOf,
  insertDraw,
  insertSample,
  isLocked,
  storedSamples,
  type PickedEntry,
  type StoredFrame,
  type StoredSample,
} from './sampling.repo.ts'

/** Frames of all officers who are scored: their filed entries of the period, as they are now. */
export function lock(
  ctx: Context,
  { periodKind: kind, period: id }: ParsedInputOf<'sampling.lock'>,
): Answer<'sampling.lock'> {
  const period = periodOf(kind, id)
  if (period === undefined) return failure('assessment/period-unknown')
  if (period.to >= ctx.today) return failure('assessment/period-running', { date: period.to })
  const done = ctx.commit((tx) => {
    if (isLocked(tx, id)) return failure('sampling/locked')
    const scheme = schemeFor(tx, period.from)
    const frames = framesNow(tx, period, ctx.today, scheme)
    if (frames.length === 0) return failure('assessment/no-officers')
    const framesSha256 = sha256(frames.map((frame) => `${frame.number}\t${frame.sha256}\n`).join(''))
    const sampleId = ctx.newId() as SampleId
    const facts = { sampleId, periodKind: kind, period: id, from: period.from, to: period.to, framesSha256 }
    insertSample(tx, { ...facts, scheme: scheme.scheme, at: ctx.now, by: ctx.session.accountId }, frames)
    const entries = frames.reduce((sum, { size }) => sum + size, 0)
    tx.audit({
      action: 'sample',
      record: sampleId,
      detail: { step: 'locked', period: id, sha256: framesSha256, entries },
    })
    return success({ sampleId, framesSha256, entries })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

type FiledRow = { id: string; book: string; filedAt: string; version: number }

function framesNow(
  db: ReadDb,
  period: { readonly from: string; readonly to: string },
  today: string,
  scheme: Scheme,
): StoredFrame[] {
  const filed = db.prepare<string[], FiledRow>(
    `SELECT entry_id AS id, book, filed_at AS filedAt, version FROM entries
     WHERE officer_id = ? AND stage = 'filed' AND filed_at >= ? AND filed_at < ?`,
  )
  return scoredOfficers(db, { ...period, today }).map(({ id, number, name, team }) => {
    const entries = filed.all(id, startOfDay(period.from), startOfDay(addDays(period.to, 1)))
    const lines = frameOf(entries)
    const flags = flagsOf(
      entries.map(({ filedAt }) => filedAt),
      period.to,
      scheme.sample,
    )
    return {
      ...{ officerId: id, number, name, team, text: frameText(lines), sha256: frameHash(lines), size: lines.length },
      ...{ n: sampleSize(scheme.sample, flags), late: flags.late, burst: flags.burst },
    }
  })
}

const diceErrors = {
  'dice-count': 'sampling/dice-count',
  'dice-digits': 'sampling/dice-digits',
  station: 'sampling/station',
  period: 'sampling/station',
  scheme: 'sampling/station',
  shape: 'sampling/station',
} as const

/** The dice make the seed, once. What they draw is the same for anybody who draws it again. */
export function draw(
  ctx: Context,
  { sampleId, dice, rolled }: ParsedInputOf<'sampling.draw'>,
): Answer<'sampling.draw'> {
  const done = ctx.commit((tx) => {
    const sample = storedSamples(tx, sampleId)[0]
    if (sample === undefined) return failure('sampling/gone')
    if (sample.seed !== null) return failure('sampling/drawn')
    const made = makeSeed({ station: ctx.session.station.id, period: sample.period, scheme: sample.scheme }, dice)
    if (!made.ok) return failure(diceErrors[made.problem])
    if (looksTyped(dice) && !rolled) return failure('sampling/dice-typed')
    const drawn = drawFrom(tx, framesOf(tx, sampleId), sample, made.seed)
    if (drawn.changed.length > 0) return failure('sampling/frame-changed', { officers: drawn.changed.length })
    insertDraw(tx, sampleId, { dice, seed: made.seed, at: ctx.now, by: ctx.session.accountId }, drawn.picked)
    tx.audit({
      action: 'sample',
      record: sampleId,
      detail: { step: 'drawn', seed: made.seed, entries: drawn.picked.length },
    })
    return success({ seed: made.seed, drawn: drawn.picked.length })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

/** Draws from stored frames; a frame whose text is no longer what its hash says is named and not drawn from. */
function drawFrom(
  db: ReadDb,
  frames: readonly StoredFrame[],
  sample: StoredSample,
  seed: string,
): { picked: PickedEntry[]; changed: string[] } {
  const { sample: rules } = schemeOf(db, sample.scheme)
  const picked: PickedEntry[] = []
  const changed: string[] = []
  const together = sha256(frames.map((frame) => `${frame.number}\t${frame.sha256}\n`).join(''))
  for (const frame of frames) {
    if (frame.size === 0 && frame.text === '') continue
    const read = readFrame(frame.text)
    if (!read.ok || read.hash !== frame.sha256 || together !== sample.framesSha256) {
      changed.push(frame.number)
      continue
    }
    const drawn = drawSample(read.lines, { seed, officer: frame.number, n: frame.n, sample: rules })
    if (!drawn.ok) throw new Error(`a frame that cannot be drawn from: ${drawn.problem}`)
    for (const { id, book, stratum, version } of drawn.draw.entries)
      picked.push({ officerId: frame.officerId, entryId: id, book, stratum, version })
  }
  return { picked, changed }
}

/** Anybody can draw again: the same list, or what is not as it was. */
export function verify(ctx: Context, { sampleId }: ParsedInputOf<'sampling.verify'>): Answer<'sampling.verify'> {
  const sample = storedSamples(ctx.db, sampleId)[0]
  if (sample === undefined) return failure('sampling/gone')
  if (sample.seed === null) return failure('sampling/not-drawn')
  const { picked, changed } = drawFrom(ctx.db, framesOf(ctx.db, sampleId), sample, sample.seed)
  const stored = drawnLines(ctx.db, sampleId)
  ctx.audit({ action: 'view', record: sampleId, detail: { what: 'sample-verify' } })
  return success({
    same:
      changed.length === 0 &&
      picked.length === stored.length &&
      picked.every(
        ({ entryId, version, officerId }, index) =>
          stored[index]?.entryId === entryId &&
          stored[index].version === version &&
          stored[index].officerId === officerId,
      ),
    changedFrames: changed,
    changedEntries: stored.filter((line) => line.changed).length,
  })
}
