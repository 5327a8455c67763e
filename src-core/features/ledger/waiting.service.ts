import { q } from '../../query.ts'
import type { Context } from '../../rpc/context.ts'
import { askerOf } from './read.service.ts'
import { countReviews } from './reviews.queries.ts'

/** What waits for the caller's decision, what the caller sees waiting in all, and what was returned to the caller. */
export function reviewsFor(ctx: Context): { mine: number; total: number; returned: number } {
  const returned = ctx.db.one(
    q
      .selectFrom('reviews')
      .select((n) => n.fn.countAll<number>().as('n'))
      .where('status', '=', 'returned')
      .where('asked_by', '=', ctx.session.accountId)
      .where('kind', '!=', 'void'),
  )
  return { ...countReviews(ctx.db, askerOf(ctx)), returned: returned?.n ?? 0 }
}
