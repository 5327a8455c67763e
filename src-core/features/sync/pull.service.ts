import type { Operation, PullResponse } from '../../../src-contract/sync/pull.ts'
import type { Position } from '../../../src-contract/sync/protocol.ts'
import { rowHash } from '../../../src-domain/sync/canonical-row.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { keepPlatformConflict } from './conflicts.service.ts'
import { showDirectoryRecord } from './directory.service.ts'
import { forgetRow, fieldsOf, nameOf, ownChanges, showRow, storeRow, type RowKey } from './row-view.ts'
import {
  ackedUpTo,
  dropOutbox,
  findRow,
  keepSetting,
  setShown,
  setting,
  unshownRows,
  whileApplying,
} from './sync.repo.ts'
import { peopleIn, syncedTable, syncedTables } from './synced-tables.ts'

/** Something that the platform said cannot be true, or is not meant for this PC. Nothing of it is applied. */
export class Untrue extends Error {
  readonly what: 'hash' | 'order' | 'history' | 'position' | 'signature'
  constructor(what: Untrue['what']) {
    super(`the platform's answer is refused: ${what}`)
    this.what = what
  }
}

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
 * Stores a page and the cursor behind it in one transaction, and shows its rows with this PC's own changes on top. A page that does
 * not begin where the last one ended, goes back, or whose rows do not have the hash that they come with is refused whole.
 *
 * @throws Untrue
 */
export function applyPage(db: WriteDb, page: PullResponse): void {
  db.transaction((tx) => {
    const position = positionOf(tx)
    if (position === null || page.from !== position.seq || page.to.lineage !== position.lineage)
      throw new Untrue('position')
    if (page.to.seq < page.from) throw new Untrue('position')
    checkOrder(page)
    for (const operation of page.operations) checkOperation(tx, operation)
    applyOperations(tx, page.operations, { upTo: page.to.seq, retry: true })
    keepPosition(tx, page.to)
  })
}

/** Applies rows that a digest found missing or different; the cursor stays. */
export function repairRows(db: WriteDb, operations: readonly Operation[]): void {
  db.transaction((tx) => {
    for (const operation of operations) {
      const { table, id, ver, fields, hash, op } = operation
      if (op === 'upsert' && rowHash(table, id, ver, fields) !== hash) throw new Untrue('hash')
    }
    applyOperations(tx, operations, { upTo: positionOf(tx)?.seq ?? 0, retry: true })
  })
}

function checkOrder({ from, to, operations }: PullResponse): void {
  let before = from
  for (const { seq } of operations) {
    if (seq < before || seq > to.seq || seq <= from) throw new Untrue('order')
    before = seq
  }
  // Half of a transaction is none.
  if (operations.at(-1)?.last === false) throw new Untrue('order')
}

function checkOperation(tx: ReadDb, { table, id, ver, op, fields, hash }: Operation): void {
  if (op === 'evict') return
  if (rowHash(table, id, ver, op === 'delete' ? {} : fields) !== hash) throw new Untrue('hash')
  const held = findRow(tx, table, id)
  // A version that was reached before is never made again with other content.
  if (held !== undefined && (held.ver > ver || (held.ver === ver && held.hash !== hash))) throw new Untrue('history')
}

type Applied = Pick<Operation, 'table' | 'id' | 'op' | 'ver' | 'fields'>

/**
 * Stores checked rows and shows them with this PC's own changes on top. Runs in the caller's transaction.
 *
 * @param options upTo: the sequence up to which answered mutations are in the rows now; retry: rows that waited are tried again
 */
export function applyOperations(
  tx: WriteDb,
  operations: readonly Applied[],
  { upTo, retry }: { readonly upTo: number; readonly retry: boolean },
): void {
  const answered = ackedUpTo(tx, upTo)
  const keys = new Map<string, RowKey>()
  for (const { table, id } of operations) keys.set(nameOf({ table, id }), { table, id })
  for (const { tbl, row_id } of answered) keys.set(nameOf({ table: tbl, id: row_id }), { table: tbl, id: row_id })
  const own = ownChanges(tx, keys.values(), peopleIn(tx))
  for (const { table, id, op, ver, fields } of operations) {
    if (op === 'upsert') storeRow(tx, { table, id }, ver, fields)
    else forgetRow(tx, { table, id })
  }
  for (const { epoch, seq } of answered) dropOutbox(tx, epoch, seq)
  const evicted = new Set(operations.filter(({ op }) => op === 'evict').map(nameOf))
  whileApplying(tx, () => {
    for (const operation of operations) showPlatformRow(tx, operation)
    for (const table of syncedTables) {
      const people = peopleIn(tx)
      for (const key of keys.values()) {
        // What is no longer this station's stays as it is while something of it is unsent, and is hidden by its reach otherwise.
        if (key.table === table.name && !evicted.has(nameOf(key))) showRow(tx, key, own, people)
      }
      if (retry) retryUnshown(tx, table.name)
    }
  })
}

/** Tables of the platform's own that are read as they come. */
export const writtenByPlatform: ReadonlySet<string> = new Set(['conflicts', 'directory'])

function showPlatformRow(tx: WriteDb, { table, id, op, fields }: Applied): void {
  if (op !== 'upsert') return
  if (table === 'conflicts') keepPlatformConflict(tx, id, fields)
  if (table === 'directory') showDirectoryRecord(tx, fields)
}

function retryUnshown(tx: WriteDb, name: string): void {
  const table = syncedTable(name)
  if (table === undefined) return
  for (const row of unshownRows(tx, name, perRetry)) {
    const fields = fieldsOf(row)
    if (fields !== undefined && table.write(tx, row.row_id, fields, peopleIn(tx)) === 'shown')
      setShown(tx, name, row.row_id, true)
  }
}
