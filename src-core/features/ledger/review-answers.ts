import type { WriteDb } from '../../store/sql.ts'
import { closeReview, reviewsOf } from './reviews.repo.ts'

/** What was returned to its author has been put right, or taken up again: it no longer waits for the author. */
export function answerReturned(tx: WriteDb, entryId: string, by: 'step' | 'correction'): void {
  for (const review of reviewsOf(tx, entryId)) {
    if (review.status !== 'returned') continue
    if (by === 'step' && review.kind === 'filing') continue
    closeReview(tx, review.review_id, { status: 'answered' })
  }
}

/** The entry is not what it was when somebody asked for a look at it. */
export function withdrawOpen(tx: WriteDb, entryId: string, kinds: readonly string[]): void {
  for (const review of reviewsOf(tx, entryId)) {
    if (review.status === 'open' && kinds.includes(review.kind)) {
      closeReview(tx, review.review_id, { status: 'withdrawn' })
    }
  }
}
