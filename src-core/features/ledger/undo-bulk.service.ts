import { booksById } from '../../../src-domain/books/books.ts'
import type { WriteDb } from '../../store/sql.ts'
import { valuesOfEntry } from './carried.ts'
import { findEntry } from './entries.repo.ts'
import { putOutOfForce } from './entry-writer.ts'
import { findEvent, insertEvent, lastEventOf } from './history.repo.ts'
import { releasePlan } from './inspections.ts'
import { closeReview, reviewsOf } from './reviews.repo.ts'

export type BulkUndo = { readonly at: string; readonly accountId: string; newId(): string }

/**
 * Puts an entry that a bulk act filed out of force, as `undo` does, if nothing has been built on it: no newer version, step, or decision
 * of a second person. Its number stays used; history keeps both.
 *
 * @returns `gone` when it was out of force already
 */
export function undoBulkFiled(
  tx: WriteDb,
  { at, accountId, newId }: BulkUndo,
  entryId: string,
): 'undone' | 'kept' | 'gone' {
  const entry = findEntry(tx, entryId)
  const book = entry === undefined ? undefined : booksById.get(entry.book)
  if (entry === undefined || book === undefined || entry.stage === 'voided') return 'gone'
  if (entry.version !== 1) return 'kept'
  const last = lastEventOf(tx, entryId)
  const event = last === undefined ? undefined : findEvent(tx, last)
  if (event === undefined || event.from_state !== null) return 'kept'
  const reviews = reviewsOf(tx, entryId)
  // What the filing itself asked for is withdrawn with it; a decision, or somebody's wish to void it, was built on it.
  const own = (kind: string): boolean => kind === 'filing' || kind === 'sampled'
  if (
    reviews.some(
      ({ kind, status }) => status === 'approved' || status === 'returned' || (status === 'open' && !own(kind)),
    )
  )
    return 'kept'
  putOutOfForce(tx, entry, book, valuesOfEntry(tx, book, entry), at)
  releasePlan(tx, book, { entryId, number: entry.number }, { at, accountId })
  for (const { review_id, status } of reviews) {
    if (status === 'open') closeReview(tx, review_id, { status: 'withdrawn', by: accountId, at })
  }
  insertEvent(tx, {
    event_id: newId(),
    entry_id: entryId,
    at,
    account_id: accountId,
    from_state: entry.state,
    to_state: entry.state,
    note: null,
    transition: 'undo',
  })
  return 'undone'
}
