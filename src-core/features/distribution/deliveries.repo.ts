import type { Schema } from '../../../db/schema.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { handingOverOfWire } from '../../../src-domain/distribution/handing-over.ts'
import type { HandingOver } from '../../../src-domain/distribution/standing.rules.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'

export type DeliveryRow = Schema['deliveries']

/** What happened to an entry at a system. What this version does not know is passed over. */
export function historyOf(db: ReadDb, entryId: string, system: SystemId): HandingOver[] {
  return db
    .prepare<[string, string], DeliveryRow>('SELECT * FROM deliveries WHERE entry_id = ? AND system = ?')
    .all(entryId, system)
    .flatMap(({ delivery_id, hash, ...row }) => handingOverOfWire(delivery_id, { ...row, content: hash }) ?? [])
}

const columns = [
  'delivery_id',
  'entry_id',
  'system',
  'act',
  'hash',
  'at',
  'account_id',
  'batch',
  'receipt',
  'reason',
  'typed',
] as const satisfies readonly (keyof DeliveryRow)[]
const insert = `INSERT INTO deliveries (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`

export function insertDelivery(tx: WriteDb, row: DeliveryRow): void {
  tx.prepare<SqlValue[], never>(insert).run(...columns.map((name) => row[name]))
}

/** Entries that went out in an import file. */
export function entriesOfBatch(db: ReadDb, batch: string): { entry_id: string; system: string; hash: string }[] {
  return db
    .prepare<[string], { entry_id: string; system: string; hash: string }>(
      `SELECT entry_id, system, hash FROM deliveries WHERE batch = ? AND act = 'exported' ORDER BY delivery_id`,
    )
    .all(batch)
}
