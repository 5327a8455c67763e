import type { OutputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { q } from '../../query.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { WriteDb } from '../../store/sql.ts'
import { findAct, itemsOf, markUndone, type ActItem } from './acts.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { turned, withChanges } from './changes.rules.ts'
import { attachToDraft } from '../attachments/attachments.acts.ts'
import { reopenRequests } from './address-requests.repo.ts'
import { newVersion } from './correct.service.ts'
import { bringDraftsBack, draftsGoneIn } from './drafts.repo.ts'
import { findEntry, type EntryRecord } from './entries.repo.ts'
import { putOutOfForce, rewriteEntry } from './entry-writer.ts'
import { acceptedAt, changesOf, eventChangesOf, findEvent, insertEvent, lastEventOf } from './history.repo.ts'
import { releasePlan } from './inspections.ts'
import { closeReview, reviewsOf } from './reviews.repo.ts'

/**
 * Takes back the caller's own act while nothing has been built on it: what it filed is put out of force (the number stays used), what
 * it stepped goes back with its values, what it put right gets a version more as it was, what it asked for is withdrawn, and the drafts
 * that it used up come back as they were typed.
 * All of it or nothing; history and audit keep both.
 */
export function undo(
  ctx: Context,
  actId: string,
): Result<OutputOf<'ledger.undo'>, 'ledger/undo-gone' | 'ledger/undo-too-late'> {
  const undone = ctx.commit((tx) => {
    const act = findAct(tx, actId)
    if (act === undefined || act.account_id !== ctx.session.accountId || act.undone_at !== null) {
      return failure('ledger/undo-gone')
    }
    const items = itemsOf(tx, actId)
    if (act.until < ctx.now || !isUntouched(tx, items, act.at)) return failure('ledger/undo-too-late')
    // Confirmations of a visit are taken back before the visit itself.
    for (const item of [...items].reverse()) undoItem(ctx, tx, item)
    const draftId = draftsBack(tx, actId)
    reopenRequests(tx, actId)
    markUndone(tx, actId, ctx.now)
    const touched = new Set(items.filter((item) => item.what !== 'verdict').map((item) => item.entryId))
    for (const record of touched) tx.audit({ action: 'undo', record, detail: { kind: act.kind, act: actId } })
    if (touched.size === 0) tx.audit({ action: 'undo', detail: { kind: act.kind, act: actId } })
    return success({ entries: touched.size, draftId })
  })
  if (undone.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return undone
}

/** @returns the draft that the others belong to; null when the act used none up */
function draftsBack(tx: WriteDb, actId: string): DraftId | null {
  const drafts = draftsGoneIn(tx, actId)
  for (const { draftId, became } of drafts) if (became !== null) attachToDraft(tx, became, draftId)
  bringDraftsBack(tx, actId)
  const ids = new Set(drafts.map((one) => one.draftId))
  const first = drafts.find((one) => one.parentId === null || !ids.has(one.parentId))
  return (first?.draftId ?? null) as DraftId | null
}

/** No newer version, event, review or decision than the act itself has made. */
function isUntouched(tx: WriteDb, items: readonly ActItem[], at: string): boolean {
  const events = new Set(items.filter((one) => one.what === 'entry' || one.what === 'event').map((one) => one.ref))
  const reviews = new Set(items.filter((one) => one.what === 'review').map((one) => one.ref))
  return items.every((item) => {
    const entry = findEntry(tx, item.entryId)
    if (entry === undefined) return false
    if (item.what === 'verdict') return true
    if (entry.version !== item.version || entry.stage === 'voided') return false
    const last = lastEventOf(tx, item.entryId)
    if (item.what === 'version') return last === undefined || (findEvent(tx, last)?.at ?? '') <= at
    if (item.what !== 'review' && (last === undefined || !events.has(last))) return false
    return reviewsOf(tx, item.entryId).every((review) => {
      if (reviews.has(review.review_id)) return review.status === 'open'
      // What others asked for before the act is not built on it; what is open now and not the act's own came after it.
      return review.status !== 'open' || review.kind === 'sampled'
    })
  })
}

function undoItem(ctx: Context, tx: Transaction, item: ActItem): void {
  const entry = findEntry(tx, item.entryId)
  if (entry === undefined) throw new Error('an act names an entry that is not there')
  switch (item.what) {
    case 'entry':
      return undoFiling(ctx, tx, entry)
    case 'event':
      return undoStep(ctx, tx, entry, item.ref)
    case 'version':
      return undoVersion(ctx, tx, entry)
    case 'review':
      return closeReview(tx, item.ref, { status: 'withdrawn', by: ctx.session.accountId, at: ctx.now })
    case 'verdict': {
      tx.run(q.deleteFrom('likeness_verdicts').where('draft_id', '=', item.ref).where('entry_id', '=', item.entryId))
      return
    }
  }
}

function undoFiling(ctx: Context, tx: Transaction, entry: EntryRecord): void {
  const book = booksById.get(entry.book)
  if (book === undefined) throw new Error('an entry has no book')
  const values = valuesOfEntry(tx, book, entry)
  putOutOfForce(tx, entry, book, values, ctx.now)
  const act = { at: ctx.now, accountId: ctx.session.accountId }
  releasePlan(tx, book, { entryId: entry.entry_id, number: entry.number }, act)
  insertEvent(tx, undoEvent(ctx, entry, entry.state))
}

function undoStep(ctx: Context, tx: Transaction, entry: EntryRecord, eventId: string): void {
  const book = booksById.get(entry.book)
  const event = findEvent(tx, eventId)
  if (book === undefined || event === undefined || event.from_state === null) throw new Error('no such step')
  const changes = turned(eventChangesOf(tx, eventId))
  const before = valuesOfEntry(tx, book, entry)
  const after = withChanges(before, changes)
  rewriteEntry(tx, { entry, book, before, after, state: event.from_state, version: entry.version })
  insertEvent(tx, undoEvent(ctx, entry, event.from_state), changes)
}

/** As it was before the version, in a version of its own; what was accepted of the one before is accepted again. */
function undoVersion(ctx: Context, tx: Transaction, entry: EntryRecord): void {
  const book = booksById.get(entry.book)
  if (book === undefined) throw new Error('an entry has no book')
  const made = changesOf(tx, entry.entry_id).filter(({ version }) => version === entry.version)
  const before = valuesOfEntry(tx, book, entry)
  const after = withChanges(before, turned(made))
  const accepted = acceptedAt(tx, entry.entry_id, entry.version - 1)
  newVersion(ctx, tx, { entry, book, helpers: [] }, { before, after, reason: null, accepted })
}

function undoEvent(ctx: Context, entry: EntryRecord, to: string) {
  return {
    event_id: ctx.newId(),
    entry_id: entry.entry_id,
    at: ctx.now,
    account_id: ctx.session.accountId,
    from_state: entry.state,
    to_state: to,
    note: null,
    transition: 'undo',
  }
}
