import type { Operation, PullResponse } from '../../../src-contract/sync/pull.ts'
import type { Fields, Position } from '../../../src-contract/sync/protocol.ts'
import type { Overlay } from '../../../src-domain/sync/overlay.rules.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { checkedHash, Untrue, type Applied, type CheckedOperation } from './checked-operation.ts'
import { keepPlatformConflict } from './conflicts.service.ts'
import { showDirectoryRecord } from './directory.service.ts'
import { fieldsOf, layersOfAll, nameOf, ownChanges, showRow, type Layers, type RowKey } from './row-view.ts'
import { byTable, RowWriter } from './row-writer.ts'
import {
  ackedUpTo,
  dropAckedUpTo,
  dropSetting,
  findRow,
  keepSetting,
  setShown,
  setting,
  unshownRows,
  waitingTables,
  whileApplying,
} from './sync.repo.ts'
import type { People, SyncedTable } from './synced-table.ts'
import { peopleIn, syncedTable, syncedTables } from './synced-tables.ts'

export { Untrue, type Applied } from './checked-operation.ts'

export function positionOf(db: ReadDb): Position | null {
  const text = setting(db, 'position')
  return text === undefined ? null : (JSON.parse(text) as Position)
}

export function keepPosition(tx: WriteDb, position: Position): void {
  keepSetting(tx, 'position', JSON.stringify(position))
}

/** Rows that could not be shown are tried again so many at a time. */
const perRetry = 500

/**
 * Stores operations, which have their hashes and are in order, and the cursor behind them, and shows their rows with this PC's own changes
 * on top. Runs in the caller's transaction. What does not begin where this PC stands, or goes back, is refused whole.
 *
 * @throws Untrue
 */
export function applyChecked(
  tx: WriteDb,
  { from, to }: Pick<PullResponse, 'from' | 'to'>,
  operations: readonly CheckedOperation[],
): void {
  checkPosition(tx, from, to)
  const writer = new RowWriter(
    tx,
    operations.map(({ applied }) => applied),
  )
  const checked = operations.map((operation) => checkHistory(writer, operation))
  applyOperations(tx, checked, { upTo: to.seq, retry: true }, writer)
  keepBehind(tx, from, to)
}

/** The cursor behind what was stored; where it stays, of a transaction whose rest follows, what was compared there is not what is here. */
export function keepBehind(tx: WriteDb, from: number, to: Position): void {
  if (to.seq === from) dropSetting(tx, 'proven')
  else keepPosition(tx, to)
}

/** What comes begins where this PC stands, and does not go back. @throws Untrue */
export function checkPosition(db: ReadDb, from: number, to: Position): void {
  const position = positionOf(db)
  if (position === null || from !== position.seq || to.lineage !== position.lineage) throw new Untrue('position')
  if (to.seq < from) throw new Untrue('position')
}

/** Applies rows that a digest found missing or different; the cursor stays. */
export function repairRows(db: WriteDb, operations: readonly Operation[]): void {
  db.transaction((tx) => {
    // A row is only asked for because the digest says that it is there: a deletion has no hash that it would have to have.
    const checked = operations.map((one) => (one.op === 'upsert' ? checkedHash(one) : { ...one, op: one.op }))
    applyOperations(tx, checked, { upTo: positionOf(tx)?.seq ?? 0, retry: true })
  })
}

/** A version that was reached before is never made again with other content. @throws Untrue */
function checkHistory(writer: RowWriter, { applied, hash }: CheckedOperation): Applied {
  const { op, ver } = applied
  const held = op === 'evict' ? undefined : writer.row(applied)
  if (held !== undefined && (held.ver > ver || (held.ver === ver && held.hash !== hash))) throw new Untrue('history')
  return applied
}

/** Shows rows on which nothing of this PC's own lies, where the table can do so at once. @returns ids of the others */
function showTogether(
  tx: WriteDb,
  { name, writeTogether }: SyncedTable,
  ids: readonly string[],
  own: ReadonlyMap<string, Overlay>,
  layers: (key: RowKey) => Layers,
): readonly string[] {
  if (writeTogether === undefined || ids.length === 0) return ids
  const rest: string[] = []
  const plain: { id: string; fields: Fields; shown: boolean }[] = []
  for (const id of ids) {
    const { row, refused, sent } = layers({ table: name, id })
    const fields = fieldsOf(row)
    if (
      row === undefined ||
      fields === undefined ||
      refused.length + sent.length > 0 ||
      own.has(nameOf({ table: name, id }))
    )
      rest.push(id)
    else plain.push({ id, fields, shown: row.shown === 1 })
  }
  const waiting = writeTogether(tx, plain)
  for (const { id, shown } of plain) if (shown === waiting.has(id)) setShown(tx, name, id, !shown)
  return rest
}

const nobody: People = { toLocal: (id) => id, toWire: (id) => id }

const noTables: ReadonlySet<string> = new Set()

/**
 * Stores checked rows and shows them with this PC's own changes on top. Runs in the caller's transaction.
 *
 * @param options upTo: the sequence up to which answered mutations are in the rows now; retry: rows that waited are tried again
 * @param writer knows the rows, where they were looked up already
 */
export function applyOperations(
  tx: WriteDb,
  operations: readonly Applied[],
  { upTo, retry }: { readonly upTo: number; readonly retry: boolean },
  writer?: RowWriter,
): void {
  const answered = ackedUpTo(tx, upTo)
  const keys = new Map<string, RowKey>()
  for (const { table, id } of operations) keys.set(nameOf({ table, id }), { table, id })
  for (const { tbl, row_id } of answered) keys.set(nameOf({ table: tbl, id: row_id }), { table: tbl, id: row_id })
  const own = ownChanges(tx, keys.values(), peopleIn(tx))
  const rows = writer ?? new RowWriter(tx, operations)
  for (const operation of operations) {
    if (operation.op === 'upsert') rows.store(operation)
    else rows.forget(operation)
  }
  rows.end()
  dropAckedUpTo(tx, upTo)
  const evicted = new Set(operations.filter(({ op }) => op === 'evict').map(nameOf))
  // What is no longer this station's stays as it is while something of it is unsent, and is hidden by its reach otherwise.
  const touched = [...keys.values()].filter((key) => !evicted.has(nameOf(key)))
  const idsOf = byTable(touched)
  const waiting = retry ? waitingTables(tx) : noTables
  whileApplying(tx, () => {
    for (const operation of operations) showPlatformRow(tx, operation)
    const layers = layersOfAll(tx, touched, (key) => rows.row(key) ?? findRow(tx, key.table, key.id))
    for (const table of syncedTables) {
      const { name } = table
      const rest = showTogether(tx, table, idsOf.get(name) ?? [], own, layers)
      // Asked again for each table: accounts may have come with the ones before.
      const people = rest.length > 0 ? peopleIn(tx) : nobody
      for (const id of rest) showRow(tx, { table: name, id }, own, people, layers({ table: name, id }))
      // One that could not be shown just now may have waited for one of the same table.
      if (waiting.has(name) || (retry && rest.length > 0)) retryUnshown(tx, name)
    }
  })
}

/** Tables of the platform's own that are read as they come. */
export const writtenByPlatform: ReadonlySet<string> = new Set(['conflicts', 'directory'])

function showPlatformRow(tx: WriteDb, { table, id, op, fields }: Applied): void {
  if (op !== 'upsert') return
  if (table === 'conflicts') keepPlatformConflict(tx, id, fields)
  if (table === 'directory') showDirectoryRecord(tx, id, fields)
}

function retryUnshown(tx: WriteDb, name: string): void {
  const table = syncedTable(name)
  // What refers to nothing does not wait for anything that may have come now.
  if (table === undefined || table.writeTogether !== undefined) return
  let people: People | undefined
  for (const row of unshownRows(tx, name, perRetry)) {
    const fields = fieldsOf(row)
    people ??= peopleIn(tx)
    if (fields === undefined || table.write(tx, row.row_id, fields, people) !== 'shown') continue
    setShown(tx, name, row.row_id, true)
    // It may have been an account.
    people = undefined
  }
}
