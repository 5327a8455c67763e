import type { Schema } from '../../../db/schema.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { insertRejected, settleRejected } from './sync.repo.ts'
import { syncedTable } from './synced-tables.ts'

export type HeldRecord = Schema['sync_held']

/** What the platform holds back is kept here too, as it was sent: this PC shows it no more, and the platform may be restored without it. */
export function keepHeld(tx: WriteDb, mutation: Mutation, conflict: string, at: string): void {
  const { mid, txn, seq } = mutation
  tx.prepare<(string | number)[], never>(
    'INSERT OR REPLACE INTO sync_held (mid, txn, seq, conflict, mutation, at) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(mid, txn, seq, conflict, JSON.stringify(mutation), at)
}

/**
 * With the last conflict of a transaction settled, nothing of it is held back any more. What of it nobody wanted is kept with what came to
 * nothing: a platform that is restored has it no longer, and the conflict tells only of its last values.
 */
export function forgetHeld(tx: WriteDb, settledConflict: string): void {
  const ended = tx
    .prepare<[string], HeldRecord & { choice: string | null; settled_at: string | null }>(
      `SELECT h.*, c.choice, c.settled_at FROM sync_held AS h LEFT JOIN sync_conflicts AS c ON c.conflict_id = h.conflict
       WHERE h.txn IN (SELECT txn FROM sync_held WHERE conflict = ?) AND NOT EXISTS (
         SELECT 1 FROM sync_held AS other LEFT JOIN sync_conflicts AS c ON c.conflict_id = other.conflict
         WHERE other.txn = h.txn AND coalesce(c.state, 'open') <> 'settled')`,
    )
    .all(settledConflict)
  const remove = tx.prepare<[string], never>('DELETE FROM sync_held WHERE mid = ?')
  for (const { mid, txn, mutation, choice, settled_at, at } of ended) {
    remove.run(mid)
    if (choice !== 'theirs') continue
    const { table, id, fields } = JSON.parse(mutation) as Mutation
    const values = Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]))
    const entry_id = syncedTable(table)?.entryOf(id, values) ?? null
    insertRejected(tx, { mid, txn, tbl: table, row_id: id, entry_id, mutation, reason: 'not-wanted', field: null, at })
    settleRejected(tx, mid, { state: 'given-up', by: null, at: settled_at ?? at })
  }
}

/** In the order in which it was sent. */
export function allHeld(db: ReadDb): HeldRecord[] {
  return db.prepare<[], HeldRecord>('SELECT * FROM sync_held ORDER BY at, txn, seq').all()
}

export function isHeld(db: ReadDb, txn: string): boolean {
  return db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM sync_held WHERE txn = ?').one(txn)?.n !== 0
}
