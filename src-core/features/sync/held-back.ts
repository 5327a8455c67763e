import type { Schema } from '../../../db/schema.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import { rulesOf } from '../../../src-domain/sync/tables.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { findConflict, findRow, keepGivenUp } from './sync.repo.ts'
import { syncedTable } from './synced-tables.ts'

export type HeldRecord = Schema['sync_held']

/** What the platform holds back is kept here too, as it was sent: this PC shows it no more, and the platform may be restored without it. */
export function keepHeld(tx: WriteDb, mutation: Mutation, conflict: string, at: string): void {
  const { mid, txn, seq } = mutation
  tx.prepare<(string | number)[], never>(
    'INSERT OR REPLACE INTO sync_held (mid, txn, seq, conflict, mutation, at) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(mid, txn, seq, conflict, JSON.stringify(mutation), at)
}

/** It was sent again, and the platform has said what became of it. */
export function dropHeld(tx: WriteDb, mid: string): void {
  tx.prepare<[string], never>('DELETE FROM sync_held WHERE mid = ?').run(mid)
}

/**
 * With the last conflict of a transaction settled, nothing of it is held back any more. What of it nobody wanted is kept with what came to
 * nothing: a platform that is restored has it no longer, and the conflict tells only of its last values.
 */
export function forgetHeld(tx: WriteDb, settledConflict: string): void {
  const ended = tx
    .prepare<[string], HeldRecord>(
      `SELECT h.* FROM sync_held AS h WHERE h.txn IN (SELECT txn FROM sync_held WHERE conflict = ?) AND NOT EXISTS (
         SELECT 1 FROM sync_held AS other LEFT JOIN sync_conflicts AS c ON c.conflict_id = other.conflict
         WHERE other.txn = h.txn AND coalesce(c.state, 'open') <> 'settled')`,
    )
    .all(settledConflict)
  const conflicts = new Set(ended.map(({ conflict }) => conflict))
  const decided = [...conflicts].flatMap((conflict) => findConflict(tx, conflict) ?? [])
  for (const { mid, txn, mutation, at } of ended) {
    dropHeld(tx, mid)
    const held = JSON.parse(mutation) as Mutation
    const { table, id } = held
    const entry_id = syncedTable(table)?.entryOf(id, valuesOf(held)) ?? null
    // What only hangs on what was disputed is called by the first conflict of its transaction.
    const decision = decided.find(({ row_id }) => row_id === id) ?? decided.find(({ row_id }) => row_id === entry_id)
    const { choice, settled_at } = decision ?? decided[0] ?? { choice: null, settled_at: null }
    const isThere = rulesOf(table).kind === 'log' && findRow(tx, table, id) !== undefined
    if (choice !== 'theirs' || isThere) continue
    const row = { mid, txn, tbl: table, row_id: id, entry_id, mutation, reason: 'not-wanted', field: null, at }
    keepGivenUp(tx, row, settled_at ?? at)
  }
}

/** In the order in which it was sent. */
export function allHeld(db: ReadDb): HeldRecord[] {
  return db.prepare<[], HeldRecord>('SELECT * FROM sync_held ORDER BY at, txn, seq').all()
}

export function isHeld(db: ReadDb, txn: string): boolean {
  return db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM sync_held WHERE txn = ?').one(txn)?.n !== 0
}

export function isAnyHeld(db: ReadDb): boolean {
  return db.prepare<[], { n: number }>('SELECT EXISTS (SELECT 1 FROM sync_held) AS n').one()?.n === 1
}
