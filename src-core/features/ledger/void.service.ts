import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Context } from '../../rpc/context.ts'
import { findReachable, waitingReview } from './find-entry.ts'
import { levelOf } from './review.rules.ts'
import { insertReview } from './reviews.repo.ts'

/** Asks for an entry to be put out of force; until a second person has decided it stays as it is and cannot be changed. */
export function askToVoid(
  ctx: Context,
  input: ParsedInputOf<'ledger.void'>,
): Result<OutputOf<'ledger.void'>, 'ledger/entry-gone' | 'ledger/version-stale' | 'ledger/review-waits'> {
  const asked = ctx.commit((tx) => {
    const found = findReachable(ctx, input.entryId)
    if (found === undefined || found.entry.stage === 'voided') return failure('ledger/entry-gone')
    const { entry } = found
    if (entry.version !== input.version) return failure('ledger/version-stale', { version: entry.version })
    if (waitingReview(ctx, entry.entry_id) !== undefined) return failure('ledger/review-waits')
    const review = ctx.newId()
    insertReview(tx, {
      review_id: review,
      kind: 'void',
      entry_id: entry.entry_id,
      book: entry.book,
      level: levelOf('void'),
      transition: null,
      note: input.reason,
      asked_by: ctx.session.accountId,
      asked_at: ctx.now,
    })
    tx.audit({ action: 'void-ask', record: entry.entry_id, detail: { book: entry.book, version: entry.version } })
    return success({ review })
  })
  if (asked.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return asked
}
