import { officeRole } from '../../../src-contract/roles.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'
import { deputiesOn } from '../duty/duty.facts.ts'
import { waitsSql } from './reviews.queries.ts'

/**
 * Hands reviews that nobody of the station may decide up to the superior office: marked so, they are pushed and listed there. What was
 * handed up stays so, and whoever decides first decides.
 *
 * @param today YYYY-MM-DD: who acts for the chief then
 */
export function handUpReviews(tx: WriteDb, today: string): void {
  const mark = tx.prepare<[string], never>('UPDATE reviews SET office = 1 WHERE review_id = ?')
  for (const reviewId of reviewsToHandUp(tx, today)) mark.run(reviewId)
}

/** Open reviews that nobody of the station may decide and that were not handed up yet. */
export function reviewsToHandUp(db: ReadDb, today: string): string[] {
  const deputies = deputiesOn(db, today)
  return db
    .prepare<SqlValue[], { id: string }>(
      `SELECT r.review_id AS id FROM reviews AS r JOIN entries AS e ON e.entry_id = r.entry_id
       WHERE r.status = 'open' AND r.office = 0 AND ${waitsSql(deputies)}`,
    )
    .all(...deputies)
    .map(({ id }) => id)
}

/** What the superior office decided last of an entry; undefined: nothing. */
export function officeDecisionOf(db: ReadDb, entryId: string) {
  return db
    .prepare<[string, string], { by: string; at: string; status: string; reason: string | null }>(
      `SELECT a.name AS "by", r.decided_at AS at, r.status, r.decision AS reason
       FROM reviews AS r JOIN accounts AS a ON a.account_id = r.decided_by
       WHERE r.entry_id = ? AND a.role = ? AND r.decided_at IS NOT NULL ORDER BY r.decided_at DESC LIMIT 1`,
    )
    .one(entryId, officeRole)
}
