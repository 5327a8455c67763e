import type { Context } from '../../rpc/context.ts'
import { askerOf } from './read.service.ts'
import { countReviews } from './reviews.queries.ts'

// The status stands in the text: a partial index serves no parameter.
const returnedSql = `SELECT count(*) AS n FROM reviews WHERE status = 'returned' AND asked_by = ? AND kind <> 'void'`

/** What waits for the caller's decision, what the caller sees waiting in all, and what was returned to the caller. */
export function reviewsFor(ctx: Context): { mine: number; total: number; returned: number } {
  const returned = ctx.db.prepare<[string], { n: number }>(returnedSql).one(ctx.session.accountId)
  return { ...countReviews(ctx.db, askerOf(ctx)), returned: returned?.n ?? 0 }
}
