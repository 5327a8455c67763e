import { insertMany } from '../../store/insert-many.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { CheckedOperation } from './checked-operation.ts'
import type { PackedRows } from './row-pack.ts'
import { TableSums } from './row-writer.ts'
import { ackedUpTo, anyHeld, anyOwn, waitingTables, whileApplying } from './sync.repo.ts'
import { syncedTable } from './synced-tables.ts'

/**
 * Stores and shows all rows of a pack at once, where none of them, nor anything of this PC's own, is here yet, and nothing waits for them:
 * nothing is looked up row by row then.
 *
 * @param upTo the sequence behind them
 * @returns false: nothing was stored, each is to be looked at
 */
export function storePack(tx: WriteDb, rows: PackedRows, upTo: number): boolean {
  const { table } = rows
  const write = syncedTable(table)?.writeReady
  if (!rows.isReady || write === undefined) return false
  if (anyOwn(tx, table) || ackedUpTo(tx, upTo).length > 0 || anyWaits(tx)) return false
  const ids = Array.from({ length: rows.count }, (_, n) => rows.id(n))
  if (anyHeld(tx, table, ids)) return false
  if (!whileApplying(tx, () => write(tx, rows))) return false
  insertRows(tx, rows)
  const sums = new TableSums(tx)
  sums.moveAll(table, rows.sum)
  sums.end()
  return true
}

/** Rows of a pack as the platform's rows, shown. */
export function insertRows(tx: WriteDb, rows: PackedRows): void {
  const all = Array.from({ length: rows.count }, (_, n) => [rows.table, ...rows.stored(n), rows.ver(n)])
  insertMany(
    tx,
    'INSERT INTO sync_rows (tbl, row_id, fields, hash, ver, shown)',
    all,
    '(?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, 1)',
  )
}

/** The same rows, each to be looked at; they are no longer told apart by their transactions. */
export function operationsOf(rows: PackedRows): CheckedOperation[] {
  return Array.from({ length: rows.count }, (_, n) => {
    const { table, id, ver, fields, text, hash } = rows.row(n)
    const last = n === rows.count - 1
    return { seq: rows.seq(n), last, hash, applied: { table, id, ver, fields, op: 'upsert', text, hash } }
  })
}

/** A row of a table whose rows refer to others is waiting. */
function anyWaits(tx: ReadDb): boolean {
  for (const table of waitingTables(tx)) if (syncedTable(table)?.writeTogether === undefined) return true
  return false
}
