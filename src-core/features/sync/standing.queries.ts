import type { WaitingKind } from '../../../src-contract/features/sync.contract.ts'
import { books } from '../../../src-domain/books/books.ts'
import type { ReadDb } from '../../store/sql.ts'
import { anyUnsent } from '../sources/unsent-records.ts'
import { anyMarks, unanswered } from './sync.repo.ts'

export type Waiting = {
  /** Saved and not handed over; handed over and not answered. */
  readonly marked: number
  /** Of what files brought here, not answered; the others do not count it. */
  readonly records: number
  readonly outbox: number
  /** Taken by the platform, and not come back by a pull. */
  readonly taken: number
  readonly conflicts: number
  readonly rejected: number
  readonly unshown: number
  /** Drafts of people who have no key here yet: they go nowhere until their author logs in. */
  readonly drafts: number
  /** Contents of files that the platform does not have, and that this PC does not have yet. */
  readonly filesUp: number
  readonly filesDown: number
  /** Entries of which something is only on this PC. */
  readonly entries: number
  /** Since when something is only on this PC. */
  readonly oldest: string | null
  /** The same of drafts whose author has no key here. */
  readonly oldestDraft: string | null
}

const oldestSql = `SELECT min(at) FROM (SELECT min(at) AS at FROM sync_marks
  UNION ALL SELECT min(at) FROM unsent_records
  UNION ALL SELECT min(json_extract(mutation, '$.at')) FROM sync_outbox WHERE server_seq IS NULL
  UNION ALL SELECT min(at) FROM blob_transfers WHERE way = 'up')`

/** Whether anything written here has to be handed over, or was and is not answered. */
export function isAnythingUnsent(db: ReadDb): boolean {
  return anyMarks(db) || anyUnsent(db) || unanswered(db, 1).length > 0
}

const draftsWithoutKey = `drafts AS d WHERE gone_act IS NULL
  AND NOT EXISTS (SELECT 1 FROM account_secrets AS s WHERE s.account_id = d.account_id)`

/** What is not yet at the platform, or waits for a person. */
export function waitingFor(db: ReadDb): Waiting {
  return rowOf(db.prepare<[], Waiting>(waitingSql).one())
}

/** Of it, what the platform is told at every greeting. */
export function waitingAtGreeting(db: ReadDb): Pick<Waiting, (typeof greeted)[number]> {
  return rowOf(db.prepare<[], Pick<Waiting, (typeof greeted)[number]>>(greetedSql).one())
}

function rowOf<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('a row of counts is always there')
  return row
}

/** Ids of entries; the id of a version or a link begins with its entry's. */
const entriesOnlyHere = `
  SELECT substr(row_id, 1, 36) FROM sync_marks WHERE tbl IN ('entries', 'entry_versions', 'entry_links')
  UNION SELECT e.entry_id FROM sync_marks AS m JOIN entry_events AS e ON e.event_id = m.row_id WHERE m.tbl = 'entry_events'
  UNION SELECT r.entry_id FROM sync_marks AS m JOIN reviews AS r ON r.review_id = m.row_id WHERE m.tbl = 'reviews'
  UNION SELECT substr(row_id, 1, 36) FROM sync_outbox
    WHERE server_seq IS NULL AND tbl IN ('entries', 'entry_versions', 'entry_links')
  UNION SELECT e.entry_id FROM sync_outbox AS o JOIN entry_events AS e ON e.event_id = o.row_id
    WHERE o.server_seq IS NULL AND o.tbl = 'entry_events'
  UNION SELECT r.entry_id FROM sync_outbox AS o JOIN reviews AS r ON r.review_id = o.row_id
    WHERE o.server_seq IS NULL AND o.tbl = 'reviews'
  UNION SELECT a.entry_id FROM sync_marks AS m JOIN attachments AS a ON a.attachment_id = m.row_id
    WHERE m.tbl = 'attachments' AND a.entry_id IS NOT NULL
  UNION SELECT a.entry_id FROM sync_outbox AS o JOIN attachments AS a ON a.attachment_id = o.row_id
    WHERE o.server_seq IS NULL AND o.tbl = 'attachments' AND a.entry_id IS NOT NULL
  UNION SELECT a.entry_id FROM blob_transfers AS t JOIN attachments AS a ON a.sha256 = t.sha256
    WHERE t.way = 'up' AND a.entry_id IS NOT NULL`

/** Tables of the wire of which a line of its own is counted; what hangs on an entry is counted with the entry. */
export const kindsOf: Readonly<Record<string, Exclude<WaitingKind, 'entry'>>> = {
  sealed_drafts: 'draft',
  acting_periods: 'roster',
  beat_covers: 'roster',
  beats: 'roster',
  duty_rows: 'roster',
  beat_assignments: 'roster',
  beat_areas: 'roster',
  inspection_plans: 'plan',
  address_requests: 'address',
  returns: 'return',
  return_templates: 'return',
  return_bindings: 'return',
  return_submissions: 'return',
  corrections: 'correction',
  deliveries: 'delivery',
  accounts: 'account',
  account_keys: 'account',
}

/** Of one that was filed or thrown away only that waits to be told: nothing of it is here alone. */
export function draftIsHere(row: string): string {
  return `${row}.tbl = 'sealed_drafts' AND EXISTS (
    SELECT 1 FROM drafts AS d WHERE d.draft_id = ${row}.row_id AND d.gone_act IS NULL)`
}

/** One index is read, and no row of a table: an import can have marked very many. */
const othersSql = `SELECT tbl, count(*) AS n FROM sync_marks WHERE tbl <> 'sealed_drafts' GROUP BY tbl
  UNION ALL SELECT 'sealed_drafts', count(*) FROM sync_marks AS m WHERE ${draftIsHere('m')}`
/** What waits for an answer and was not changed again since. */
const othersSentSql = `SELECT o.tbl, count(DISTINCT o.row_id) AS n FROM sync_outbox AS o
  WHERE o.server_seq IS NULL AND NOT EXISTS (SELECT 1 FROM sync_marks AS m WHERE m.tbl = o.tbl AND m.row_id = o.row_id)
    AND (o.tbl <> 'sealed_drafts' OR ${draftIsHere('o')})
  GROUP BY o.tbl`

/** What is only on this PC and is no entry, by its kind; drafts of people who have no key here are among them. */
export function othersOnlyHere(
  db: ReadDb,
  { drafts, records }: Pick<Waiting, 'drafts' | 'records'>,
): { kind: Exclude<WaitingKind, 'entry'>; n: number }[] {
  const found = new Map<Exclude<WaitingKind, 'entry'>, number>(drafts > 0 ? [['draft', drafts]] : [])
  for (const sql of [othersSql, othersSentSql])
    for (const { tbl, n } of db.prepare<[], { tbl: string; n: number }>(sql).all()) {
      const kind = kindsOf[tbl]
      if (kind !== undefined && n > 0) found.set(kind, (found.get(kind) ?? 0) + n)
    }
  if (records > 0) found.set('record', records)
  return [...found].map(([kind, n]) => ({ kind, n }))
}

/** On a PC that is not enrolled every entry is only here. Each book has an index by the time of filing. */
export function entriesOfAlone(db: ReadDb): { readonly n: number; readonly oldest: string | null } {
  const ids = JSON.stringify(books.map((book) => book.definition.id))
  return rowOf(
    db
      .prepare<[string], { n: number; oldest: string | null }>(
        `SELECT (SELECT count(*) FROM entries) AS n,
           (SELECT min((SELECT min(filed_at) FROM entries WHERE book = b.value)) FROM json_each(?) AS b) AS oldest`,
      )
      .one(ids),
  )
}

const count = (sql: string): string => `SELECT count(*) FROM ${sql}`

const sqlOf = {
  marked: count('sync_marks'),
  records: `(${count('unsent_records')}) + (${count(`sync_outbox WHERE server_seq IS NULL AND tbl = 'source_records'`)})`,
  outbox: count(`sync_outbox WHERE server_seq IS NULL AND tbl <> 'source_records'`),
  taken: count('sync_outbox WHERE server_seq IS NOT NULL'),
  conflicts: count(`sync_conflicts WHERE state = 'open'`),
  rejected: count(`(SELECT DISTINCT txn FROM sync_rejected WHERE state = 'open')`),
  unshown: count('sync_rows WHERE shown = 0'),
  drafts: count(draftsWithoutKey),
  filesUp: count(`blob_transfers WHERE way = 'up'`),
  filesDown: count(`blob_transfers WHERE way = 'down'`),
  entries: count(`(${entriesOnlyHere})`),
  oldest: oldestSql,
  oldestDraft: `SELECT min(updated_at) FROM ${draftsWithoutKey}`,
} satisfies Record<keyof Waiting, string>

/** One statement, not a dozen: it is asked whenever somebody looks. */
const counts = (names: readonly (keyof Waiting)[]): string =>
  `SELECT ${names.map((name) => `(${sqlOf[name]}) AS ${name}`).join(', ')}`

const waitingSql = counts(Object.keys(sqlOf) as (keyof Waiting)[])
const greeted = ['marked', 'records', 'outbox', 'conflicts', 'rejected', 'oldest'] as const
const greetedSql = counts(greeted)
