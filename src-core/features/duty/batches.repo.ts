import type { BatchId, PaperBatch } from '../../../src-contract/features/duty.shapes.ts'
import type { AccountId, Instant } from '../../../src-contract/ids.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

const mostListed = 1_000

export function paperBatches(db: ReadDb, wanted: { party?: string; open?: boolean; book?: string } = {}): PaperBatch[] {
  let query = q
    .selectFrom('paper_batches as b')
    .innerJoin('accounts as h', 'h.account_id', 'b.handed_by')
    .innerJoin('accounts as r', 'r.account_id', 'b.received_by')
    .selectAll('b')
    .select(['h.name as handed_name', 'r.name as received_name'])
    .select(({ selectFrom }) =>
      selectFrom('paper_batch_entries as l')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .innerJoin('entries as e', 'e.entry_id', 'l.entry_id')
        .whereRef('l.batch_id', '=', 'b.batch_id')
        .where('e.voided_at', 'is', null)
        .as('entries'),
    )
    .where('b.removed_at', 'is', null)
    .orderBy('b.handed_at', 'desc')
    .orderBy('b.batch_id', 'desc')
    .limit(mostListed)
  const { party } = wanted
  if (party !== undefined)
    query = query.where(({ or, eb }) => or([eb('handed_by', '=', party), eb('received_by', '=', party)]))
  if (wanted.book !== undefined) query = query.where('b.book', '=', wanted.book)
  if (wanted.open)
    query = query.where(({ or, eb }) =>
      or([eb('handed_confirmed_at', 'is', null), eb('received_confirmed_at', 'is', null)]),
    )
  return db.all(query).map((row) => ({
    batchId: row.batch_id as BatchId,
    number: row.number,
    book: row.book,
    beat: row.beat,
    sheets: row.sheets,
    handedBy: row.handed_by as AccountId,
    handedByName: row.handed_name,
    handedAt: row.handed_at as Instant,
    handedConfirmedAt: row.handed_confirmed_at as Instant | null,
    receivedBy: row.received_by as AccountId,
    receivedByName: row.received_name,
    receivedConfirmedAt: row.received_confirmed_at as Instant | null,
    note: row.note,
    entries: row.entries ?? 0,
    waitsFor: row.handed_confirmed_at === null ? 'hander' : row.received_confirmed_at === null ? 'receiver' : 'nobody',
  }))
}

/** The next number of a year: J2026-0001, J2026-0002, ... */
export function nextBatchNumber(tx: WriteDb, year: string): string {
  const name = `paper-${year}`
  tx.prepare<[string], never>(
    'INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1',
  ).run(name)
  const value = tx.one(q.selectFrom('counters').select('value').where('name', '=', name))?.value ?? 1
  return `J${year}-${String(value).padStart(4, '0')}`
}

export function linkedBatch(db: ReadDb, entryId: string): string | undefined {
  return db
    .prepare<[string], { batch_id: string }>('SELECT batch_id FROM paper_batch_entries WHERE entry_id = ?')
    .one(entryId)?.batch_id
}

export function linkEntry(tx: WriteDb, batchId: string, entryId: string): void {
  tx.run(q.insertInto('paper_batch_entries').values({ batch_id: batchId, entry_id: entryId }))
}

/** Gives the entries of a batch the time at which the paper was handed over; an earlier one stays. */
export function handOverEntries(tx: WriteDb, batchId: string, handedAt: string): number {
  return tx
    .prepare<[string, string, string], never>(
      `UPDATE entries SET handed_over_at = ? WHERE (handed_over_at IS NULL OR handed_over_at > ?)
       AND entry_id IN (SELECT entry_id FROM paper_batch_entries WHERE batch_id = ?)`,
    )
    .run(handedAt, handedAt, batchId).changes
}

export function entryHead(db: ReadDb, entryId: string) {
  return db.one(q.selectFrom('entries').select(['entry_id', 'book', 'voided_at']).where('entry_id', '=', entryId))
}
