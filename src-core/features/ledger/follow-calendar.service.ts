import { booksById } from '../../../src-domain/books/books.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { calendarOf, calendarStamp } from '../duty/office-catalogs.facts.ts'
import { duesOf, nextDue, rewriteDues } from './around-entry.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { findEntry, updateEntry } from './entries.repo.ts'

const setting = 'ledger.calendar'
const sliceMs = 15

export type FollowParts = {
  readonly db: ReadDb
  /** One slice, in a transaction of its own whose writes are not this PC's to hand over. */
  readonly write: (slice: (tx: WriteDb) => void) => void
  /** Asked between slices; false ends it. */
  readonly goOn: () => boolean
}

/**
 * Counts what is due again where the working days are others than those it was counted by: the superior office issued a calendar. In
 * slices, between which everybody goes on working; an interrupted run goes on where it stopped.
 *
 * @returns how many entries are due on another day now
 */
export async function followCalendar({ db, write, goOn }: FollowParts): Promise<number> {
  let changed = 0
  for (let after = startOf(db); after !== null && goOn(); after = startOf(db)) {
    const from = after
    write((tx) => (changed += slice(tx, from)))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return changed
}

/** The entry after which it goes on; '' at the beginning, null when all is counted by the days that hold. */
function startOf(db: ReadDb): string | null {
  const stamp = calendarStamp(db)
  const value = db.one(q.selectFrom('settings').select('value').where('key', '=', setting))?.value ?? ''
  if (value === stamp) return null
  return value.startsWith(`${stamp} `) ? value.slice(stamp.length + 1) : ''
}

function remember(tx: WriteDb, value: string): void {
  tx.run(
    q
      .insertInto('settings')
      .values({ key: setting, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })),
  )
}

function slice(tx: WriteDb, after: string): number {
  const started = performance.now()
  const ids = tx
    .prepare<[string], { entry_id: string }>(
      'SELECT DISTINCT entry_id FROM entry_dues WHERE entry_id > ? ORDER BY entry_id LIMIT 200',
    )
    .all(after)
  let changed = 0
  let last: string | undefined
  for (const { entry_id: entryId } of ids) {
    if (countAgain(tx, entryId)) changed += 1
    last = entryId
    if (performance.now() - started > sliceMs) break
  }
  remember(tx, last === undefined ? calendarStamp(tx) : `${calendarStamp(tx)} ${last}`)
  return changed
}

function countAgain(tx: WriteDb, entryId: string): boolean {
  const entry = findEntry(tx, entryId)
  const book = entry === undefined ? undefined : booksById.get(entry.book)
  // A book of a newer program keeps what that program made.
  if (entry === undefined || book === undefined || entry.stage !== 'filed') return false
  const dues = book.dues(entry.state, valuesOfEntry(tx, book, entry), calendarOf(tx))
  const before = new Map(duesOf(tx, entryId).map(({ kind, on }) => [kind, on]))
  if (dues.every(({ kind, on }) => before.get(kind) === on)) return false
  const next = nextDue(dues)
  updateEntry(tx, entryId, { due_on: next?.on ?? null, due_kind: next?.kind ?? null })
  rewriteDues(tx, entryId, dues)
  return true
}
