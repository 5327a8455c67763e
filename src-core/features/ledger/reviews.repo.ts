import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { Accepted, Change } from './history.repo.ts'

export type ReviewRecord = Schema['reviews']

export function insertReview(
  db: WriteDb,
  review: Omit<ReviewRecord, 'status' | 'decided_by' | 'decided_at' | 'decision' | 'office'>,
  changes: readonly Change[] = [],
  accepted: readonly Accepted[] = [],
): void {
  const undecided = { status: 'open', decided_by: null, decided_at: null, decision: null, office: 0 }
  db.run(q.insertInto('reviews').values({ ...review, ...undecided }))
  for (const change of changes)
    db.run(q.insertInto('review_changes').values({ review_id: review.review_id, ...change }))
  for (const { field, code, reason } of accepted) {
    db.run(q.insertInto('review_warnings').values({ review_id: review.review_id, field, code, reason }))
  }
}

export function findReview(db: ReadDb, reviewId: string): ReviewRecord | undefined {
  return db.prepare<[string], ReviewRecord>('SELECT * FROM reviews WHERE review_id = ?').one(reviewId)
}

/** All reviews of an entry, newest first. */
export function reviewsOf(db: ReadDb, entryId: string): ReviewRecord[] {
  return db
    .prepare<[string], ReviewRecord>('SELECT * FROM reviews WHERE entry_id = ? ORDER BY asked_at DESC, review_id DESC')
    .all(entryId)
}

export function reviewChangesOf(db: ReadDb, reviewId: string): Change[] {
  return db.all(q.selectFrom('review_changes').select(['field', 'before', 'after']).where('review_id', '=', reviewId))
}

export function reviewWarningsOf(db: ReadDb, reviewId: string): Accepted[] {
  return db.all(q.selectFrom('review_warnings').select(['field', 'code', 'reason']).where('review_id', '=', reviewId))
}

/** @param change open -> approved | returned | withdrawn; returned -> answered, once the entry was put right */
export function closeReview(
  db: WriteDb,
  reviewId: string,
  change: { status: 'approved' | 'returned' | 'withdrawn' | 'answered'; by?: string; at?: string; decision?: string },
): void {
  db.run(
    q
      .updateTable('reviews')
      .set({
        status: change.status,
        ...(change.by === undefined ? {} : { decided_by: change.by }),
        ...(change.at === undefined ? {} : { decided_at: change.at }),
        ...(change.decision === undefined ? {} : { decision: change.decision }),
      })
      .where('review_id', '=', reviewId),
  )
}
