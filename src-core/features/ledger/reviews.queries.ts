import type { BookId } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { ReviewKind, type ReviewRow } from '../../../src-contract/features/ledger.shapes.ts'
import type { EntryId, Instant } from '../../../src-contract/ids.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { valuesOfEntry } from './carried.ts'
import { findEntry } from './entries.repo.ts'
import type { Reach } from './reach.rules.ts'
import { reviewChangesOf } from './reviews.repo.ts'
import { asChanges, shownChanges } from './shown-values.ts'

/** Who asks. */
export type Asker = {
  readonly accountId: string
  readonly role: string
  readonly reach: Reach
  /** Accounts that act for the chief today. */
  readonly deputies: readonly string[]
}

export type ReviewsInput = { readonly asker: Asker; readonly book?: string | undefined; readonly offset: number }

const pageSize = 50

type Sql = { readonly text: string; readonly params: readonly SqlValue[] }

/** What waits for a second person, what the caller may decide first, then the oldest. Runs in a read-only worker. */
export function listReviews(db: ReadDb, input: ReviewsInput): OutputOf<'ledger.reviews'> {
  const { page, counts } = reviewsSql(input)
  return db.snapshot(() => {
    const counted = db.prepare<SqlValue[], { total: number; mine: number | null }>(counts.text).one(...counts.params)
    const rows = db
      .prepare<SqlValue[], Row>(page.text)
      .all(...page.params)
      .flatMap((row) => shownRow(db, row))
    return { rows, total: counted?.total ?? 0, mine: counted?.mine ?? 0 }
  })
}

/** How many the caller may decide, and how many wait in all that the caller sees. */
export function countReviews(db: ReadDb, asker: Asker): { mine: number; total: number } {
  const { counts } = reviewsSql({ asker, offset: 0 })
  const counted = db.prepare<SqlValue[], { total: number; mine: number | null }>(counts.text).one(...counts.params)
  return { mine: counted?.mine ?? 0, total: counted?.total ?? 0 }
}

/** One review as the list shows it; undefined when it is not open. */
export function openReview(db: ReadDb, asker: Asker, reviewId: string): ReviewRow | undefined {
  const mine = mineSql(asker)
  const row = db
    .prepare<SqlValue[], Row>(`${selectRow(mine.text, asker)} WHERE r.review_id = ? AND r.status = 'open'`)
    .one(...mine.params, ...asker.deputies, reviewId)
  return row === undefined ? undefined : shownRow(db, row)[0]
}

export function reviewsSql({ asker, book, offset }: ReviewsInput): { page: Sql; counts: Sql } {
  const mine = mineSql(asker)
  const parts = [`r.status = 'open'`]
  const params: SqlValue[] = []
  if (book !== undefined) {
    parts.push('r.book = ?')
    params.push(book)
  }
  if (!asker.reach.all) {
    const { beats, accountId } = asker.reach
    const inBeat = beats.length === 0 ? 'FALSE' : `e.beat IN (${beats.map(() => '?').join(', ')})`
    parts.push(`(${inBeat} OR r.asked_by = ? OR e.officer_id = ? OR e.typist_id = ? OR ${mine.text})`)
    params.push(...beats, accountId, accountId, accountId, ...mine.params)
  }
  const where = parts.join(' AND ')
  return {
    page: {
      text: `${selectRow(mine.text, asker)} WHERE ${where} ORDER BY mine DESC, r.asked_at, r.review_id LIMIT ? OFFSET ?`,
      params: [...mine.params, ...asker.deputies, ...params, pageSize, offset],
    },
    counts: {
      text: `SELECT count(*) AS total, sum(${mine.text}) AS mine
        FROM reviews AS r JOIN entries AS e ON e.entry_id = r.entry_id WHERE ${where}`,
      params: [...mine.params, ...params],
    },
  }
}

const helped = (account: string): string =>
  `EXISTS (SELECT 1 FROM entry_helpers AS h WHERE h.entry_id = e.entry_id AND h.account_id = ${account})`

/** The rule of review.rules.ts (`whyNot`) in SQL; a test holds the two against each other. */
function mineSql({ accountId, role, deputies }: Asker): Sql {
  const asChief = role === 'chief' || deputies.includes(accountId)
  const allowed = asChief ? 'TRUE' : role === 'clerk' || role === 'officer' ? `r.level = 'another'` : 'FALSE'
  return {
    text: `(${allowed} AND ? NOT IN (r.asked_by, e.officer_id, e.typist_id) AND NOT ${helped('?')})`,
    params: [accountId, accountId],
  }
}

/** Nobody at the station may decide it: everybody who could has a part in the entry. The deputies are its parameters. */
export function waitsSql(deputies: readonly string[]): string {
  const chiefs = `a.role = 'chief'${deputies.length === 0 ? '' : ` OR a.account_id IN (${deputies.map(() => '?').join(', ')})`}`
  return `NOT EXISTS (SELECT 1 FROM accounts AS a WHERE a.active = 1
    AND (${chiefs} OR (r.level = 'another' AND a.role IN ('clerk', 'officer')))
    AND a.account_id NOT IN (r.asked_by, e.officer_id, e.typist_id) AND NOT ${helped('a.account_id')})`
}

function selectRow(mine: string, asker: Asker): string {
  return `SELECT r.review_id AS reviewId, r.kind, r.entry_id AS entryId, r.book, e.number, r.transition, p.name AS askedBy,
      r.asked_at AS askedAt, r.note AS reason, ${mine} AS mine, ${waitsSql(asker.deputies)} AS waits
    FROM reviews AS r JOIN entries AS e ON e.entry_id = r.entry_id JOIN accounts AS p ON p.account_id = r.asked_by`
}

type Row = {
  reviewId: string
  kind: string
  entryId: string
  book: string
  number: string
  transition: string | null
  askedBy: string
  askedAt: string
  reason: string | null
  mine: number
  waits: number
}

function shownRow(db: ReadDb, row: Row): ReviewRow[] {
  const book = booksById.get(row.book)
  const entry = findEntry(db, row.entryId)
  if (book === undefined || entry === undefined) return []
  const stored = reviewChangesOf(db, row.reviewId)
  const whole = stored.length === 0 && (row.kind === 'filing' || row.kind === 'sampled')
  const changes = whole ? asChanges(valuesOfEntry(db, book, entry)) : stored
  return [
    {
      reviewId: row.reviewId,
      kind: ReviewKind.parse(row.kind),
      entryId: row.entryId as EntryId,
      book: row.book as BookId,
      number: row.number,
      transition: row.transition,
      askedBy: row.askedBy,
      askedAt: row.askedAt as Instant,
      reason: row.reason,
      waitsForOffice: row.waits === 1,
      mine: row.mine === 1,
      changes: shownChanges(db, book, changes),
    },
  ]
}
