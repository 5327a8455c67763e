import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'

export function countDrafts(db: ReadDb, author: string): number {
  return (
    db.one(
      q
        .selectFrom('drafts')
        .select((n) => n.fn.countAll<number>().as('n'))
        .where('account_id', '=', author)
        .where('gone_act', 'is', null)
        .where('parent_id', 'is', null),
    )?.n ?? 0
  )
}

/** Entries filed since an instant; `typist` null: by anybody. Books are named so that an index serves both questions. */
export function countFiled(
  db: ReadDb,
  { books, since, typist }: { books: readonly string[]; since: string; typist: string | null },
): number {
  const filed = q
    .selectFrom('entries')
    .select((n) => n.fn.countAll<number>().as('n'))
    .where('book', 'in', [...books])
    .where('filed_at', '>=', since)
    .where('stage', '!=', 'voided')
  return db.one(typist === null ? filed : filed.where('typist_id', '=', typist))?.n ?? 0
}

export type RecentEntry = { entryId: string; book: string; number: string; filedAt: string }

/** The newest entries, at most `limit` of each book and in all. */
export function recentEntries(
  db: ReadDb,
  { books, typist, limit }: { books: readonly string[]; typist: string | null; limit: number },
): RecentEntry[] {
  const rows = books.flatMap((book) => {
    const ofBook = q
      .selectFrom('entries')
      .select(['entry_id as entryId', 'book', 'number', 'filed_at as filedAt'])
      .where('book', '=', book)
      .where('stage', '!=', 'voided')
    return db.all(
      (typist === null ? ofBook : ofBook.where('typist_id', '=', typist)).orderBy('filed_at', 'desc').limit(limit),
    )
  })
  return rows.sort((a, b) => (a.filedAt < b.filedAt ? 1 : -1)).slice(0, limit)
}

export function countAccounts(db: ReadDb): number {
  return (
    db.one(
      q
        .selectFrom('accounts')
        .select((n) => n.fn.countAll<number>().as('n'))
        .where('active', '=', 1),
    )?.n ?? 0
  )
}

/** The head of the chain knows how many rows there are. */
export function countAuditRows(db: ReadDb): number {
  return db.one(q.selectFrom('audit_head').select('seq'))?.seq ?? 0
}

/** Notices since an instant, by the index of actions. */
export function countUnusual(db: ReadDb, since: string): number {
  const n = db.one(
    q
      .selectFrom('audit_log')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('action', '=', 'unusual')
      .where('at', '>=', since),
  )
  return n?.n ?? 0
}

export function receivedFrom(db: ReadDb): Map<string, { records: number; lastReceived: string | null }> {
  const rows = db.all(q.selectFrom('source_status').select(['system', 'records', 'last_received']))
  return new Map(rows.map((row) => [row.system, { records: row.records, lastReceived: row.last_received }]))
}
