import type { Schema } from '../../../db/schema.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type HeldRecord = Schema['sync_held']

/** What the platform holds back is kept here too, as it was sent: this PC shows it no more, and the platform may be restored without it. */
export function keepHeld(tx: WriteDb, mutation: Mutation, conflict: string, at: string): void {
  const { mid, txn, seq } = mutation
  tx.prepare<(string | number)[], never>(
    'INSERT OR REPLACE INTO sync_held (mid, txn, seq, conflict, mutation, at) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(mid, txn, seq, conflict, JSON.stringify(mutation), at)
}

/** With the last conflict of a transaction settled, nothing of it is held back any more. */
export function forgetHeld(tx: WriteDb, settledConflict: string): void {
  tx.prepare<[string], never>(
    `DELETE FROM sync_held WHERE txn IN (SELECT txn FROM sync_held WHERE conflict = ?) AND NOT EXISTS (
       SELECT 1 FROM sync_held AS other LEFT JOIN sync_conflicts AS c ON c.conflict_id = other.conflict
       WHERE other.txn = sync_held.txn AND coalesce(c.state, 'open') <> 'settled')`,
  ).run(settledConflict)
}

/** In the order in which it was sent. */
export function allHeld(db: ReadDb): HeldRecord[] {
  return db.prepare<[], HeldRecord>('SELECT * FROM sync_held ORDER BY at, txn, seq').all()
}

export function isHeld(db: ReadDb, txn: string): boolean {
  return db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM sync_held WHERE txn = ?').one(txn)?.n !== 0
}
