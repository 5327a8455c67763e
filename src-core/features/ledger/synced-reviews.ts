import { nullable, textOf, type SyncedTable } from '../sync/synced-table.ts'
import { findEntry, peopleOf } from './entries.repo.ts'
import { findReview, insertReview, reviewChangesOf, reviewWarningsOf } from './reviews.repo.ts'
import { acceptedIn, changesIn, written } from './synced-history.ts'

const asked: ReadonlySet<string> = new Set([
  'kind',
  'entry',
  'book',
  'level',
  'transition',
  'note',
  'askedBy',
  'askedAt',
])

/** Who asked whom to look at an entry, and what was decided. */
export const syncedReviews: SyncedTable = {
  name: 'reviews',
  kept: new Set([...asked, 'changes', 'accepted']),
  wireId: (_db, reviewId) => reviewId,
  markId: (_db, id) => id,
  read(db, id, people) {
    const review = findReview(db, id)
    if (review === undefined) return undefined
    return {
      kind: review.kind,
      entry: review.entry_id,
      book: review.book,
      level: review.level,
      status: review.status,
      transition: review.transition,
      note: review.note,
      askedBy: people.toWire(review.asked_by),
      askedAt: review.asked_at,
      decidedBy: review.decided_by === null ? null : people.toWire(review.decided_by),
      decidedAt: review.decided_at,
      decision: review.decision,
      office: review.office === 1 ? 'asked' : null,
      ...written(reviewChangesOf(db, id), reviewWarningsOf(db, id), people),
    }
  },
  write(tx, id, fields, people) {
    const entryId = textOf(fields, 'entry') ?? ''
    const [kind, level, status] = [textOf(fields, 'kind'), textOf(fields, 'level'), textOf(fields, 'status')]
    const entry = findEntry(tx, entryId)
    const askedBy = people.toLocal(textOf(fields, 'askedBy') ?? '')
    const decider = textOf(fields, 'decidedBy')
    const decidedBy = decider === undefined ? null : people.toLocal(decider)
    const who = decidedBy === null ? [askedBy] : [askedBy, decidedBy]
    if (kind === undefined || level === undefined || status === undefined || entry === undefined) return 'waits'
    if (peopleOf(tx, who).size < new Set(who).size) return 'waits'
    if (findReview(tx, id) === undefined) {
      insertReview(
        tx,
        {
          review_id: id,
          kind,
          level,
          entry_id: entryId,
          book: entry.book,
          transition: nullable(fields, 'transition'),
          note: nullable(fields, 'note'),
          asked_by: askedBy,
          asked_at: textOf(fields, 'askedAt') ?? '',
        },
        changesIn(fields, people),
        acceptedIn(fields),
      )
    }
    const office = fields['office'] === 'asked' ? 1 : 0
    tx.prepare<(string | number | null)[], never>(
      'UPDATE reviews SET status = ?, decided_by = ?, decided_at = ?, decision = ?, office = ? WHERE review_id = ?',
    ).run(status, decidedBy, nullable(fields, 'decidedAt'), nullable(fields, 'decision'), office, id)
    return 'shown'
  },
  remove(tx, id) {
    for (const table of ['review_changes', 'review_warnings', 'reviews'])
      tx.prepare<[string], never>(`DELETE FROM ${table} WHERE review_id = ?`).run(id)
    return true
  },
  entryOf: (_id, fields) => nullable(fields, 'entry'),
}
