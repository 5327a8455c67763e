import type { Schema } from '../../../db/schema.ts'
import type { DistributionStanding } from '../../../src-contract/distribution.ts'
import { systemIds, type SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'

export type SharingRow = Schema['sharing']

const columns = [
  'entry_id',
  'system',
  'book',
  'standing',
  'withdrawn',
  'former',
  'lacking',
  'hash',
  'batch',
  'receipt',
  'reason',
  'at',
  'day',
] as const satisfies readonly (keyof SharingRow)[]

/** Entries whose standing is to be derived again, in the order of their ids; those of whom nothing else is here yet have no book. */
export function queued(db: ReadDb, after: string, limit: number): { entry_id: string; book: string | null }[] {
  return db
    .prepare<[string, number], { entry_id: string; book: string | null }>(
      `SELECT q.entry_id, e.book FROM (SELECT entry_id FROM sharing_queue WHERE entry_id > ? ORDER BY entry_id LIMIT ?) q
       LEFT JOIN entries e ON e.entry_id = q.entry_id ORDER BY q.entry_id`,
    )
    .all(after, limit)
}

export function queueLength(db: ReadDb): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sharing_queue').one()?.n ?? 0
}

/** @param rows of all systems that have something to be told of the entry */
export function keepSharing(tx: WriteDb, entryId: string, rows: readonly SharingRow[]): void {
  tx.prepare<[string], never>('DELETE FROM sharing WHERE entry_id = ?').run(entryId)
  const insert = tx.prepare<SqlValue[], never>(
    `INSERT INTO sharing (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  for (const row of rows) insert.run(...columns.map((name) => row[name]))
  tx.prepare<[string], never>('DELETE FROM sharing_queue WHERE entry_id = ?').run(entryId)
}

export type Counted = { readonly system: string; readonly standing: string; readonly n: number }

export function countRecords(db: ReadDb): Counted[] {
  return db.prepare<[], Counted>('SELECT system, standing, count(*) AS n FROM sharing GROUP BY system, standing').all()
}

/** Of some standings at all systems, without a look at the others, of which there may be a hundred thousand. */
export function countStanding(db: ReadDb, standings: readonly DistributionStanding[]): Counted[] {
  const each = <T>(all: readonly T[]): string => all.map(() => '?').join(', ')
  return db
    .prepare<string[], Counted>(
      `SELECT system, standing, count(*) AS n FROM sharing
       WHERE system IN (${each(systemIds)}) AND standing IN (${each(standings)}) GROUP BY system, standing`,
    )
    .all(...systemIds, ...standings)
}

export type ListedRecord = SharingRow & { readonly number: string }

export function listRecords(
  db: ReadDb,
  system: SystemId,
  standing: DistributionStanding,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): ListedRecord[] {
  return db
    .prepare<[string, string, number, number], ListedRecord>(
      `SELECT s.*, e.number FROM sharing s JOIN entries e USING (entry_id)
       WHERE s.system = ? AND s.standing = ? ORDER BY s.day, s.entry_id LIMIT ? OFFSET ?`,
    )
    .all(system, standing, limit, offset)
}
