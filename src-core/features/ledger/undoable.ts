import type { Undoable } from '../../../src-contract/features/ledger.shapes.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Context } from '../../rpc/context.ts'
import type { WriteDb } from '../../store/sql.ts'
import { dropOfDraft } from '../attachments/attachments.acts.ts'
import { insertAct, type ActItem } from './acts.repo.ts'
import { deleteDraft, draftsGoneBefore } from './drafts.repo.ts'

export type ActKind = 'file' | 'step' | 'steps' | 'likeness' | 'discard' | 'import' | 'merge'

/** How long an act can be taken back: as long as somebody may still have the paper in hand. */
export const undoMinutes = 10

/** @returns the last instant at which an act of `now` can be taken back */
export function undoableUntil(now: string): string {
  return new Date(Date.parse(now) + undoMinutes * 60_000).toISOString()
}

/**
 * Remembers an act so that its author can take it back. Drafts that the act used up are marked with its id by the caller; those of
 * older acts are forgotten on this occasion.
 */
export function recordAct(
  ctx: Pick<Context, 'now' | 'session'>,
  tx: WriteDb,
  act: { actId: string; kind: ActKind; items: readonly ActItem[]; entries: number },
): Undoable {
  const until = undoableUntil(ctx.now)
  insertAct(tx, { act_id: act.actId, kind: act.kind, account_id: ctx.session.accountId, at: ctx.now, until }, act.items)
  forgetGoneDrafts(tx, ctx.now)
  return { actId: act.actId, kind: act.kind, entries: act.entries, until: until as Instant }
}

/** Drafts whose act can no longer be taken back go for good, with what was attached to them and did not become an entry's. */
export function forgetGoneDrafts(tx: WriteDb, now: string): void {
  for (const draftId of draftsGoneBefore(tx, now)) {
    dropOfDraft(tx, draftId)
    deleteDraft(tx, draftId)
  }
}
