import type { HandoverCandidate, HandoverKind } from '../../../src-contract/features/handover.contract.ts'
import type { EntryId, LocalDate } from '../../../src-contract/ids.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { ReadDb } from '../../store/sql.ts'
import { batchesWaitingFor } from '../duty/duty.facts.ts'
import { localTime } from '../exchange/list-part.service.ts'
import { copiesHeldBy } from '../paper/paper.facts.ts'

const atMost = 2_000

/** Disputes and hazards go over while there is a step left to take, whether or not something is due. */
const followed: Readonly<Record<string, HandoverKind>> = { L07: 'dispute', L08: 'hazard' }

type EntryRow = {
  entryId: string
  number: string
  book: string
  state: string
  dueKind: string | null
  dueOn: string | null
}

const entrySql = `SELECT e.entry_id AS entryId, e.number, e.book, e.state, e.due_kind AS dueKind, e.due_on AS dueOn FROM entries AS e`

/** What lies with somebody: own drafts, open entries that they answer for or took over, reviews that they asked for, paper in hand. */
export function candidatesOf(db: ReadDb, accountId: string): HandoverCandidate[] {
  return [
    ...draftsOf(db, accountId),
    ...entriesOf(db, accountId),
    ...reviewsOf(db, accountId),
    ...paperOf(db, accountId),
  ]
}

function draftsOf(db: ReadDb, accountId: string): HandoverCandidate[] {
  return db
    .prepare<[string, number], { ref: string; book: string; at: string }>(
      `SELECT draft_id AS ref, book, updated_at AS at FROM drafts
       WHERE account_id = ? AND gone_act IS NULL AND parent_id IS NULL ORDER BY updated_at LIMIT ?`,
    )
    .all(accountId, atMost)
    .map(({ ref, book, at }) => ({ ...nothing, kind: 'draft', ref, book, number: localTime(at) }))
}

function entriesOf(db: ReadDb, accountId: string): HandoverCandidate[] {
  const own = db
    .prepare<[string, string, number], EntryRow>(
      `${entrySql} WHERE e.officer_id = ? AND e.stage = 'filed' AND (e.due_on IS NOT NULL OR e.book IN ('L07', 'L08'))
       AND NOT EXISTS (SELECT 1 FROM entry_handlers AS h WHERE h.entry_id = e.entry_id AND h.account_id <> ?)
       ORDER BY e.due_on IS NULL, e.due_on, e.number LIMIT ?`,
    )
    .all(accountId, accountId, atMost)
  const handled = db
    .prepare<[string, string, number], EntryRow>(
      `${entrySql} JOIN entry_handlers AS h ON h.entry_id = e.entry_id
       WHERE h.account_id = ? AND e.officer_id <> ? AND e.stage = 'filed'
       AND (e.due_on IS NOT NULL OR e.book IN ('L07', 'L08')) ORDER BY e.due_on IS NULL, e.due_on, e.number LIMIT ?`,
    )
    .all(accountId, accountId, atMost)
  return [...own, ...handled].flatMap((row) => {
    const kind = followed[row.book] ?? 'due'
    return kind !== 'due' && row.dueOn === null && isOver(row) ? [] : [ofEntry(kind, row.entryId, row)]
  })
}

function isOver({ book, state }: EntryRow): boolean {
  return booksById.get(book)?.definition.transitions.every((step) => step.from !== state) ?? true
}

function reviewsOf(db: ReadDb, accountId: string): HandoverCandidate[] {
  return db
    .prepare<[string, number], EntryRow & { reviewId: string }>(
      `SELECT r.review_id AS reviewId, e.entry_id AS entryId, e.number, e.book, e.state, NULL AS dueKind, NULL AS dueOn
       FROM reviews AS r JOIN entries AS e ON e.entry_id = r.entry_id
       WHERE r.status IN ('open', 'returned') AND r.asked_by = ? AND e.stage <> 'voided'
       AND NOT EXISTS (SELECT 1 FROM handover_items AS i WHERE i.ref = r.review_id AND i.outcome = 'taken')
       ORDER BY r.asked_at LIMIT ?`,
    )
    .all(accountId, atMost)
    .map((row) => ofEntry('review', row.reviewId, row))
}

function paperOf(db: ReadDb, accountId: string): HandoverCandidate[] {
  const copies = copiesHeldBy(db, accountId).map((copy): HandoverCandidate => {
    return { ...nothing, kind: 'copy', ref: copy.copyId, number: copy.number }
  })
  const taken = db.prepare<[string], { n: number }>(
    `SELECT count(*) AS n FROM handover_items WHERE ref = ? AND outcome = 'taken'`,
  )
  const batches = batchesWaitingFor(db, accountId)
    .filter((batch) => (taken.one(batch.batchId)?.n ?? 0) === 0)
    .map((batch): HandoverCandidate => {
      return { ...nothing, kind: 'batch', ref: batch.batchId, number: batch.number, book: batch.book }
    })
  return [...copies, ...batches]
}

const nothing = { entryId: null, book: null, state: null, dueKind: null, dueOn: null } as const

function ofEntry(kind: HandoverKind, ref: string, row: EntryRow): HandoverCandidate {
  const { entryId, number, book, state, dueKind, dueOn } = row
  return { kind, ref, entryId: entryId as EntryId, number, book, state, dueKind, dueOn: dueOn as LocalDate | null }
}
