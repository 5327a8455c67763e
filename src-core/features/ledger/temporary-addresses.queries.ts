import type { BookId } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { EntryId, Instant } from '../../../src-contract/ids.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { newestRequestOf } from './address-requests.repo.ts'
import { readBookRow } from './book-rows.repo.ts'
import { addressesOf } from './catalogs.ts'
import type { Sql } from './list-filters.ts'
import type { Reach } from './reach.rules.ts'

export type TemporaryInput = {
  readonly reach: Reach
  readonly beat?: string | undefined
  /** Filed at this instant or before. */
  readonly before: string
  readonly offset: number
}

const pageSize = 100

/** Words of the index in 0181-temporary-addresses: a partial index is used only when they are the same. */
const isWarned = `w.field = 'address' AND w.code IN ('address-no-room', 'address-unreadable', 'address-incomplete')`

/** The newest version alone counts: once it has a standard address, nothing was accepted of it. CROSS JOIN keeps this order. */
const fromSql = `FROM entry_warnings AS w CROSS JOIN entries AS e ON e.entry_id = w.entry_id AND e.version = w.version
  WHERE ${isWarned} AND e.stage <> 'voided'`

/** Entries in force that have a temporary address, the oldest first. Runs in a read-only worker. */
export function temporaryAddresses(db: ReadDb, input: TemporaryInput): OutputOf<'ledger.temporaryAddresses'> {
  const { page, count } = temporarySql(input)
  return db.snapshot(() => ({
    rows: db
      .prepare<SqlValue[], Row>(page.text)
      .all(...page.params)
      .flatMap((row) => shown(db, row)),
    total: db.prepare<SqlValue[], { n: number }>(count.text).one(...count.params)?.n ?? 0,
  }))
}

/** How many there are within the reach. Runs in a read-only worker. */
export function countTemporary(db: ReadDb, { reach, now }: { readonly reach: Reach; readonly now: string }): number {
  const { count } = temporarySql({ reach, before: now, offset: 0 })
  return db.prepare<SqlValue[], { n: number }>(count.text).one(...count.params)?.n ?? 0
}

export function temporarySql({ reach, beat, before, offset }: TemporaryInput): { page: Sql; count: Sql } {
  const reached = reachSql(reach)
  const where = `AND e.filed_at <= ? ${beat === undefined ? '' : 'AND e.beat = ?'} ${reached.text}`
  const params = [before, ...(beat === undefined ? [] : [beat]), ...reached.params]
  return {
    page: {
      text: `SELECT e.entry_id AS entryId, e.book, e.number, e.beat, e.filed_at AS filedAt, w.reason,
          (SELECT a.name FROM accounts AS a WHERE a.account_id = e.officer_id) AS officerName
        ${fromSql} ${where} ORDER BY e.filed_at, e.entry_id LIMIT ${pageSize} OFFSET ?`,
      params: [...params, offset],
    },
    count: { text: `SELECT count(*) AS n ${fromSql} ${where}`, params },
  }
}

function reachSql(reach: Reach): Sql {
  if (reach.all) return { text: '', params: [] }
  const { beats, accountId } = reach
  const inBeats = beats.length === 0 ? 'FALSE' : `e.beat IN (${beats.map(() => '?').join(', ')})`
  const helps = 'e.entry_id IN (SELECT entry_id FROM entry_helpers WHERE account_id = ?)'
  return {
    text: `AND (${inBeats} OR e.officer_id = ? OR e.typist_id = ? OR ${helps})`,
    params: [...beats, accountId, accountId, accountId],
  }
}

type Row = {
  entryId: string
  book: string
  number: string
  beat: string
  filedAt: string
  reason: string
  officerName: string | null
}

function shown(db: ReadDb, row: Row): OutputOf<'ledger.temporaryAddresses'>['rows'] {
  const book = booksById.get(row.book)
  const address = book === undefined ? undefined : readBookRow(db, book, row.entryId)?.['address']
  if (address === undefined) return []
  return [
    {
      entryId: row.entryId as EntryId,
      book: row.book as BookId,
      number: row.number,
      beat: row.beat,
      officerName: row.officerName ?? '',
      filedAt: row.filedAt as Instant,
      address,
      reason: row.reason,
      request: newestRequestOf(db, address) ?? null,
    },
  ]
}

/** Ids of all entries in force that have exactly this temporary address, whoever may see them. */
export function entriesAtTemporary(db: ReadDb, address: string): string[] {
  const { key } = readPlace(address, addressesOf(db))
  const at = key === null ? 'e.address_key IS NULL' : 'e.address_key = ?'
  return db
    .prepare<SqlValue[], { entryId: string; book: string }>(
      `SELECT DISTINCT e.entry_id AS entryId, e.book ${fromSql} AND ${at} ORDER BY e.filed_at, e.entry_id`,
    )
    .all(...(key === null ? [] : [key]))
    .filter(({ entryId, book }) => {
      const spec = booksById.get(book)
      return spec !== undefined && readBookRow(db, spec, entryId)?.['address'] === address
    })
    .map(({ entryId }) => entryId)
}
