import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type ErrorCode, type Result } from '../../../src-contract/errors.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import { deputiesOn } from '../duty/duty.facts.ts'
import { valuesOfEntry } from './carried.ts'
import { withChanges } from './changes.rules.ts'
import { findEntry, helpersOf, type EntryRecord } from './entries.repo.ts'
import { putOutOfForce, rewriteEntry } from './entry-writer.ts'
import { insertEvent } from './history.repo.ts'
import { releasePlan } from './inspections.ts'
import { withdrawOpen } from './review-answers.ts'
import { whyNot, type Reviewer, type ReviewLevel } from './review.rules.ts'
import { closeReview, findReview, reviewChangesOf, reviewWarningsOf, type ReviewRecord } from './reviews.repo.ts'
import { writeStep } from './step.service.ts'

type Decision = { readonly approve: boolean; readonly reason: string }
type Waiting = { readonly review: ReviewRecord; readonly entry: EntryRecord; readonly book: BookSpec }

/** Approves or returns reviews, each on its own; who has a part in the entry, or is not asked, is refused. */
export function decide(
  ctx: Context,
  input: ParsedInputOf<'ledger.decide'>,
): Result<OutputOf<'ledger.decide'>, 'ledger/reason-missing'> {
  if (!input.approve && input.reason === '') return failure('ledger/reason-missing')
  const decided = ctx.commit((tx): Result<OutputOf<'ledger.decide'>, never> => {
    const { accountId, role } = ctx.session
    const reviewer = { accountId, role, actsForChief: deputiesOn(tx, ctx.today).includes(accountId) }
    const done: string[] = []
    const refused: { reviewId: string; code: string }[] = []
    for (const reviewId of new Set(input.reviewIds)) {
      const code = decideOne(ctx, tx, reviewId, reviewer, input)
      if (code === null) done.push(reviewId)
      else refused.push({ reviewId, code })
    }
    return success({ done, refused })
  })
  if (decided.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return decided
}

/** @returns why it was refused; null: done */
function decideOne(
  ctx: Context,
  tx: Transaction,
  reviewId: string,
  reviewer: Reviewer,
  decision: Decision,
): ErrorCode | null {
  const review = findReview(tx, reviewId)
  const entry = review === undefined ? undefined : findEntry(tx, review.entry_id)
  const book = entry === undefined ? undefined : booksById.get(entry.book)
  if (review?.status !== 'open' || entry === undefined || book === undefined) return 'ledger/review-gone'
  const involved = {
    askedBy: review.asked_by,
    officerId: entry.officer_id,
    typistId: entry.typist_id,
    helpers: helpersOf(tx, entry.entry_id),
  }
  const refused = whyNot(review.level as ReviewLevel, involved, reviewer)
  if (refused !== null) return refused
  const waiting = { review, entry, book }
  const stateAfter = decision.approve ? approve(ctx, tx, waiting) : entry.state
  if (stateAfter === null) return 'ledger/state-stale'
  closeReview(tx, reviewId, {
    status: decision.approve ? 'approved' : 'returned',
    by: reviewer.accountId,
    at: ctx.now,
    decision: decision.reason,
  })
  insertEvent(tx, {
    event_id: ctx.newId(),
    entry_id: entry.entry_id,
    at: ctx.now,
    account_id: reviewer.accountId,
    from_state: stateAfter,
    to_state: stateAfter,
    note: decision.reason === '' ? null : decision.reason,
    transition: decision.approve ? 'approve' : 'return',
  })
  tx.audit({
    action: decision.approve ? 'approve' : 'return',
    record: entry.entry_id,
    detail: {
      book: entry.book,
      kind: review.kind,
      review: reviewId,
      ...(review.transition === null ? {} : { transition: review.transition }),
      ...(reviewer.role !== 'chief' && review.level === 'chief' ? { actingForChief: true } : {}),
    },
  })
  return null
}

/** Does what was waited for. @returns the entry's state after it; null when it is no longer possible */
function approve(ctx: Context, tx: Transaction, waiting: Waiting): string | null {
  const { review, entry, book } = waiting
  switch (review.kind) {
    case 'filing': {
      const values = valuesOfEntry(tx, book, entry)
      const standing = { before: values, after: values, state: entry.state, version: entry.version }
      rewriteEntry(tx, { entry, book, ...standing, stage: 'filed' })
      return entry.state
    }
    case 'step':
      return approveStep(ctx, tx, waiting)
    case 'void': {
      putOutOfForce(tx, entry, book, valuesOfEntry(tx, book, entry), ctx.now)
      withdrawOpen(tx, entry.entry_id, ['sampled'])
      const act = { at: ctx.now, accountId: ctx.session.accountId }
      releasePlan(tx, book, { entryId: entry.entry_id, number: entry.number }, act)
      insertEvent(tx, { ...eventOf(ctx, waiting), to_state: entry.state, transition: 'void' })
      return entry.state
    }
    default:
      return entry.state
  }
}

/** The step as it was asked for, dated when it took effect, by the one who asked. */
function approveStep(ctx: Context, tx: Transaction, waiting: Waiting): string | null {
  const { review, entry, book } = waiting
  const transition = book.definition.transitions.find((one) => one.id === review.transition && one.from === entry.state)
  if (transition === undefined || entry.stage !== 'filed') return null
  const changes = reviewChangesOf(tx, review.review_id)
  const before = valuesOfEntry(tx, book, entry)
  const after = withChanges(before, changes)
  writeStep(tx, { entry, book, helpers: [] }, { before, after, state: transition.to })
  insertEvent(
    tx,
    { ...eventOf(ctx, waiting), to_state: transition.to, transition: transition.id },
    changes,
    reviewWarningsOf(tx, review.review_id),
  )
  return transition.to
}

function eventOf(ctx: Context, { review, entry }: Waiting) {
  return {
    event_id: ctx.newId(),
    entry_id: entry.entry_id,
    at: ctx.now,
    account_id: review.asked_by,
    from_state: entry.state,
    note: review.note,
  }
}
