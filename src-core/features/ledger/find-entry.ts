import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import { handlerOf } from '../handover/handover.facts.ts'
import { findEntry, helpersOf, type EntryRecord } from './entries.repo.ts'
import { reachNow } from './reach-now.ts'
import { reaches, statesForAnother } from './reach.rules.ts'
import { blocks } from './review.rules.ts'
import { reviewsOf, type ReviewRecord } from './reviews.repo.ts'

export type FoundEntry = { readonly entry: EntryRecord; readonly book: BookSpec; readonly helpers: readonly string[] }

/**
 * An entry that this account may see; undefined also when there is one that it may not. Beside the own beats and cases an officer
 * comes to see what waits for another officer: a re-inspection, a review.
 */
export function findReachable(ctx: Pick<Context, 'db' | 'session' | 'today'>, entryId: string): FoundEntry | undefined {
  const entry = findEntry(ctx.db, entryId)
  const book = entry === undefined ? undefined : booksById.get(entry.book)
  if (entry === undefined || book === undefined) return undefined
  const helpers = helpersOf(ctx.db, entryId)
  const people = { officerId: entry.officer_id, typistId: entry.typist_id, helpers }
  const found = { entry, book, helpers }
  if (reaches(reachNow(ctx), { beat: entry.beat, ...people })) return found
  if (ctx.session.role !== 'officer') return undefined
  if (handlerOf(ctx.db, entryId) === ctx.session.accountId) return found
  if (entry.stage === 'filed' && statesForAnother(book.definition).includes(entry.state)) return found
  return reviewsOf(ctx.db, entryId).some((one) => one.status === 'open' && one.level === 'another') ? found : undefined
}

/** The review that keeps an entry from being changed, if there is one. */
export function waitingReview(ctx: Pick<Context, 'db'>, entryId: string): ReviewRecord | undefined {
  return reviewsOf(ctx.db, entryId).find((one) => one.status === 'open' && blocks(one.kind))
}
