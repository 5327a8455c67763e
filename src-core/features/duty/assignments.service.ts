import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type ErrorCode, type Result } from '../../../src-contract/errors.ts'
import type { AssignmentId, BeatTimeline, CoverId } from '../../../src-contract/features/duty.shapes.ts'
import { doubled, gaps, spansOverlap, type ClosedSpan } from '../../../src-domain/duty/spans.rules.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { seesAll } from './access.rules.ts'
import { actOf, noteChange } from './acts.ts'
import { allActing, allAssignments, allCovers } from './assignments.repo.ts'
import { findRow, logChange, removeRow, writeRow } from './records.repo.ts'
import { allBeats, beatKnown, staffMember, writeBeat } from './staff.repo.ts'
import { deriveAccountBeats } from './standing-assignments.ts'

/** Everything, or what one has to do with oneself. */
export function listAssignments(ctx: Context): OutputOf<'duty.assignments'> {
  const { accountId: own, role } = ctx.session
  const all = seesAll(role)
  return {
    assignments: allAssignments(ctx.db).filter(({ accountId }) => all || accountId === own),
    covers: allCovers(ctx.db)
      .filter(({ coveredId, coveringId }) => all || coveredId === own || coveringId === own)
      .map(({ staffKind: _kind, ...cover }) => cover),
    acting: allActing(ctx.db).filter(({ deputyId }) => all || deputyId === own),
  }
}

const longestWindow = 740

export function timeline(ctx: Context, window: ParsedInputOf<'duty.timeline'>): Answer<'duty.timeline'> {
  if (window.from > window.to) return failure('duty/dates-reversed')
  if (window.to > addDays(window.from, longestWindow)) return failure('duty/window-long', { days: longestWindow })
  const held = heldSpans(ctx.db)
  const mine = seesAll(ctx.session.role)
    ? null
    : new Set(held.filter(({ accountId }) => accountId === ctx.session.accountId).map(({ beat }) => beat))
  const beats = allBeats(ctx.db)
    .filter(({ beat }) => mine === null || mine.has(beat))
    .map((beat) => ({
      ...beat,
      ...ofBeat(
        held.filter((span) => span.beat === beat.beat),
        window,
      ),
    }))
  return success({ beats })
}

type Held = BeatTimeline['spans'][number] & { readonly beat: string }

function heldSpans(db: ReadDb): Held[] {
  return [
    ...allAssignments(db).map(({ assignmentId, ...one }) => ({
      ...one,
      recordId: assignmentId,
      kind: 'assigned' as const,
    })),
    ...allCovers(db).map((one) => ({
      recordId: one.coverId,
      kind: 'covering' as const,
      accountId: one.coveringId,
      name: one.coveringName,
      staffKind: one.staffKind,
      beat: one.beat,
      from: one.from,
      to: one.to,
    })),
  ]
}

/** Only police officers answer for a beat: auxiliaries and clerks neither fill a gap nor double it, and cover is meant to double. */
function ofBeat(held: readonly Held[], window: ClosedSpan): Pick<BeatTimeline, 'spans' | 'gaps' | 'doubled'> {
  const officers = held.filter(({ staffKind }) => staffKind === 'officer')
  const shown = held.filter((span) => spansOverlap(span, window))
  return {
    spans: shown
      .map(({ beat: _beat, ...span }) => span)
      .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)),
    gaps: gaps(officers, window) as BeatTimeline['gaps'],
    doubled: doubled(
      officers.filter(({ kind }) => kind === 'assigned'),
      window,
    ) as BeatTimeline['doubled'],
  }
}

export function saveAssignment(
  ctx: Context,
  input: ParsedInputOf<'duty.saveAssignment'>,
): Answer<'duty.saveAssignment'> {
  if (input.to !== null && input.from > input.to) return failure('duty/dates-reversed')
  return changed(ctx, (tx) => {
    const before = input.assignmentId === undefined ? undefined : findRow(tx, 'assignment', input.assignmentId)
    if (input.assignmentId !== undefined && before === undefined) return failure('duty/gone')
    if (staffMember(tx, input.accountId) === undefined) return failure('duty/account-unknown')
    if (!beatKnown(tx, input.beat)) return failure('duty/beat-unknown')
    const other = allAssignments(tx).find(
      (one) =>
        one.accountId === input.accountId &&
        one.beat === input.beat &&
        one.assignmentId !== input.assignmentId &&
        spansOverlap(one, input),
    )
    if (other !== undefined) return failure('duty/assignment-overlap', spanParams(other))
    const assignmentId = input.assignmentId ?? (ctx.newId() as AssignmentId)
    const row = {
      assignment_id: assignmentId,
      account_id: input.accountId,
      beat: input.beat,
      from_date: input.from,
      to_date: input.to,
      created_at: before?.created_at ?? ctx.now,
      removed_at: null,
    }
    if (!writeRow(tx, 'assignment', row, actOf(ctx, input.reason))) return failure('duty/nothing-changed')
    deriveAccountBeats(tx, ctx.today)
    noteChange(tx, 'assignment', assignmentId, before === undefined ? 'new' : 'changed')
    return success({ assignmentId })
  })
}

export function removeAssignment(
  ctx: Context,
  input: ParsedInputOf<'duty.removeAssignment'>,
): Answer<'duty.removeAssignment'> {
  return changed(ctx, (tx) => {
    if (!removeRow(tx, 'assignment', input.assignmentId, actOf(ctx, input.reason))) return failure('duty/gone')
    deriveAccountBeats(tx, ctx.today)
    noteChange(tx, 'assignment', input.assignmentId, 'removed')
    return success({})
  })
}

export function saveCover(ctx: Context, input: ParsedInputOf<'duty.saveCover'>): Answer<'duty.saveCover'> {
  if (input.from > input.to) return failure('duty/dates-reversed')
  if (input.coveredId === input.coveringId) return failure('duty/cover-self')
  return changed(ctx, (tx) => {
    const before = input.coverId === undefined ? undefined : findRow(tx, 'cover', input.coverId)
    if (input.coverId !== undefined && before === undefined) return failure('duty/gone')
    if (staffMember(tx, input.coveredId) === undefined || staffMember(tx, input.coveringId)?.active !== true)
      return failure('duty/account-unknown')
    const held = allAssignments(tx).filter(({ beat }) => beat === input.beat)
    if (!held.some((one) => one.accountId === input.coveredId && spansOverlap(one, input)))
      return failure('duty/cover-not-assigned')
    if (
      gaps(
        held.filter((one) => one.accountId === input.coveringId),
        input,
      ).length === 0
    )
      return failure('duty/cover-needless')
    const other = allCovers(tx).find(
      (one) =>
        one.beat === input.beat &&
        one.coveredId === input.coveredId &&
        one.coverId !== input.coverId &&
        spansOverlap(one, input),
    )
    if (other !== undefined) return failure('duty/cover-overlap', spanParams(other))
    const coverId = input.coverId ?? (ctx.newId() as CoverId)
    const row = {
      cover_id: coverId,
      beat: input.beat,
      covered_id: input.coveredId,
      covering_id: input.coveringId,
      from_date: input.from,
      to_date: input.to,
      created_at: before?.created_at ?? ctx.now,
      removed_at: null,
    }
    if (!writeRow(tx, 'cover', row, actOf(ctx, input.reason))) return failure('duty/nothing-changed')
    noteChange(tx, 'cover', coverId, before === undefined ? 'new' : 'changed')
    return success({ coverId })
  })
}

export function saveBeat(ctx: Context, input: ParsedInputOf<'duty.saveBeat'>): Answer<'duty.saveBeat'> {
  return changed(ctx, (tx) => {
    const before = allBeats(tx).find(({ beat }) => beat === input.beat)
    if (before?.name === input.name) return failure('duty/nothing-changed')
    writeBeat(tx, input.beat, input.name, ctx.now)
    const act = actOf(ctx, input.reason)
    const after = JSON.stringify({ beat: input.beat, name: input.name })
    logChange(tx, 'beat', input.beat, act, before === undefined ? null : JSON.stringify(before), after)
    noteChange(tx, 'beat', input.beat, before === undefined ? 'new' : 'changed')
    return success({})
  })
}

/** One act, and whoever shows duty is told. */
export function changed<T, C extends ErrorCode>(ctx: Context, act: (tx: Transaction) => Result<T, C>): Result<T, C> {
  const answer = ctx.commit(act)
  if (answer.ok) ctx.emit({ name: 'data-changed', what: 'duty' })
  return answer
}

/** The dates that collide; an open end is left out, and so is the word for it. */
export function spanParams({ from, to }: { from: string; to: string | null }): Record<string, string> {
  return to === null ? { from } : { from, to }
}
