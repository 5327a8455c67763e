import type { Schema } from '../../../db/schema.ts'
import type { DistributionStanding } from '../../../src-contract/distribution.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
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

/** Entries whose standing is to be derived again. */
export function queued(db: ReadDb, limit: number): string[] {
  return db
    .prepare<[number], { entry_id: string }>('SELECT entry_id FROM sharing_queue LIMIT ?')
    .all(limit)
    .map(({ entry_id }) => entry_id)
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
