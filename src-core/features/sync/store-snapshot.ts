import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { applyOperations, writtenByPlatform } from './pull.service.ts'
import { keepNewer, noteRegained, sendAgain, type Restoration } from './regain.service.ts'
import type { Checked, PackedRows } from './row-pack.ts'
import { byTable, heldRows, nameOf, TableSums } from './row-writer.ts'
import { insertRows } from './store-pulled.ts'
import { anyOutboxBetween, keepRow, outboxOfRows, whileApplying } from './sync.repo.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

export type Key = { readonly table: string; readonly id: string }

/** Rows of a pack, and the row up to which those before it are stored. */
export type Part = { readonly rows: PackedRows; readonly from: number; readonly to: number; readonly after: Key }

/**
 * Stores all rows of a pack at once, where none of them, nor anything of this PC's own, is here yet: nothing is looked up row by row then.
 *
 * @returns false: nothing was stored, `storeSlice` looks at each
 */
export function storeWhole(tx: WriteDb, rows: PackedRows, after: Key): boolean {
  const write = syncedTable(rows.table)?.writeReady
  const [first, last] = [rows.id(0), rows.id(rows.count - 1)]
  if (!rows.isReady || write === undefined || anyOutboxBetween(tx, rows.table, first, last)) return false
  if (heldBetween(tx, after, { table: rows.table, id: last }).length > 0) return false
  if (!whileApplying(tx, () => write(tx, rows))) return false
  insertRows(tx, rows)
  const sums = new TableSums(tx)
  sums.moveAll(rows.table, rows.sum)
  sums.end()
  return true
}

/** @returns how many rows that are shown here it changed or took away; what is new is shown afterwards */
export function storeSlice(tx: WriteDb, { rows, from, to, after }: Part, restoration: Restoration | undefined): number {
  const { table } = rows
  const ids = Array.from({ length: to - from }, (_, n) => rows.id(from + n))
  const last = ids.at(-1)
  if (last === undefined) return 0
  const here = heldBetween(tx, after, { table, id: last })
  const named = new Set(ids.map((id) => nameOf({ table, id })))
  const gone = here.filter((key) => !named.has(nameOf(key)))
  takeAway(tx, gone, restoration)
  const hashes = new Map(here.map((key) => [nameOf(key), key.hash]))
  const changed: Checked[] = []
  for (let n = from; n < to; n += 1)
    if (hashes.get(nameOf({ table, id: rows.id(n) })) !== rows.hash(n)) changed.push(rows.row(n))
  const { fresh, known } = sorted(tx, changed, restoration)
  if (restoration !== undefined) noteRegained(tx, [...fresh, ...known])
  storeNew(tx, fresh)
  const operations = known.map((row) => ({ ...row, op: 'upsert' as const }))
  applyOperations(tx, operations, { upTo: 0, retry: false })
  return gone.length + known.length
}

/** Which rows are new here, and which are taken below what is here; what this PC knows better is neither. */
function sorted(
  tx: WriteDb,
  rows: readonly Checked[],
  restoration: Restoration | undefined,
): { fresh: Checked[]; known: Checked[] } {
  const known: Checked[] = []
  const fresh: Checked[] = []
  const heldRow = heldRows(tx, rows)
  const sending = unansweredIn(tx, rows)
  for (const row of rows) {
    const held = heldRow.get(nameOf(row))
    if (restoration !== undefined && held !== undefined && keepNewer(tx, held, row, restoration)) continue
    // What is new here has nothing of this PC's own on it.
    if (held === undefined && (isTogether(row) ? !sending.has(nameOf(row)) : !isHere(tx, row))) fresh.push(row)
    else known.push(row)
  }
  return { fresh, known }
}

/** Whether this PC shows such a row already, or the row is of those that are only read when they come. */
function isHere(tx: ReadDb, { table, id }: Key): boolean {
  if (writtenByPlatform.has(table)) return true
  return syncedTable(table)?.read(tx, id, peopleIn(tx)) !== undefined
}

/** Rows of tables that write many at once compare what comes with what is here themselves. */
const isTogether = ({ table }: Key): boolean => syncedTable(table)?.writeTogether !== undefined

/** Names of rows of such tables that this PC has sent, or is going to. */
function unansweredIn(tx: ReadDb, rows: readonly Key[]): Set<string> {
  const names = new Set<string>()
  for (const [table, ids] of byTable(rows.filter(isTogether)))
    for (const { row_id } of outboxOfRows(tx, table, ids)) names.add(nameOf({ table, id: row_id }))
  return names
}

/** Stores rows and moves each table's root once. What refers to nothing is shown with it, all else afterwards. */
function storeNew(tx: WriteDb, rows: readonly Checked[]): void {
  const sums = new TableSums(tx)
  for (const table of new Set(rows.map((row) => row.table))) {
    const all = rows.filter((row) => row.table === table)
    const synced = syncedTable(table)
    const waiting = whileApplying(tx, () => synced?.writeTogether?.(tx, all))
    for (const { id, ver, text, hash } of all) {
      const shown = synced === undefined || waiting?.has(id) === false ? 1 : 0
      keepRow(tx, { tbl: table, row_id: id, ver, fields: text, hash, shown })
      sums.move(table, undefined, hash)
    }
  }
  sums.end()
}

export function heldBetween(tx: ReadDb, after: Key, upTo: Key | null): (Key & { readonly hash: string })[] {
  const end = upTo === null ? '' : 'AND (tbl, row_id) <= (?, ?)'
  const values = upTo === null ? [after.table, after.id] : [after.table, after.id, upTo.table, upTo.id]
  return tx
    .prepare<string[], Key & { readonly hash: string }>(
      `SELECT tbl AS "table", row_id AS id, hash FROM sync_rows WHERE (tbl, row_id) > (?, ?) ${end} ORDER BY tbl, row_id`,
    )
    .all(...values)
}

/** Rows that the platform has no longer; what is unsent of them stays. */
export function takeAway(tx: WriteDb, keys: readonly Key[], restoration: Restoration | undefined): void {
  if (keys.length === 0) return
  if (restoration !== undefined) {
    sendAgain(tx, keys, restoration)
    return
  }
  const operations = keys.map((key) => ({ ...key, op: 'delete' as const, ver: 0, fields: {} }))
  applyOperations(tx, operations, { upTo: 0, retry: false })
}
