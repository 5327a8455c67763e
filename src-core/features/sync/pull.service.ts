import type { Operation, PullResponse } from '../../../src-contract/sync/pull.ts'
import type { Fields, Position } from '../../../src-contract/sync/protocol.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { canonicalFields, hashOfCanonical } from '../../../src-domain/sync/canonical-row.ts'
import type { Overlay } from '../../../src-domain/sync/overlay.rules.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { keepPlatformConflict } from './conflicts.service.ts'
import { showDirectoryRecord } from './directory.service.ts'
import { fieldsOf, layersOfAll, nameOf, ownChanges, showRow, type Layers, type RowKey } from './row-view.ts'
import { byTable, RowWriter } from './row-writer.ts'
import {
  ackedUpTo,
  dropAckedUpTo,
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
    const writer = new RowWriter(tx, page.operations)
    const checked = page.operations.map((operation) => checkHistory(writer, checkedHash(operation), operation))
    applyOperations(tx, checked, { upTo: page.to.seq, retry: true }, writer)
    keepPosition(tx, page.to)
  })
}

/** Whether a page ends where this PC stands: nothing is written for it. */
export function bringsNothing(db: ReadDb, { from, to, operations }: PullResponse): boolean {
  if (operations.length > 0 || to.seq !== from) return false
  const position = positionOf(db)
  return position !== null && position.seq === from && position.lineage === to.lineage
}

/** Applies rows that a digest found missing or different; the cursor stays. */
export function repairRows(db: WriteDb, operations: readonly Operation[]): void {
  db.transaction((tx) => {
    // A row is only asked for because the digest says that it is there: a deletion has no hash that it would have to have.
    const checked = operations.map((one) => (one.op === 'upsert' ? checkedHash(one) : { ...one, op: one.op }))
    applyOperations(tx, checked, { upTo: positionOf(tx)?.seq ?? 0, retry: true })
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

/** With its canonical text, which has the hash that it came with. @throws Untrue */
function checkedHash({ table, id, ver, op, fields, hash }: Operation): Applied {
  if (op === 'evict') return { table, id, ver, op, fields }
  const text = canonicalJson(op === 'delete' ? {} : canonicalFields(fields))
  if (hashOfCanonical(table, id, ver, text) !== hash) throw new Untrue('hash')
  return op === 'delete' ? { table, id, ver, op, fields } : { table, id, ver, op, fields, text, hash }
}

/** A version that was reached before is never made again with other content. @throws Untrue */
function checkHistory(writer: RowWriter, checked: Applied, { op, ver, hash }: Operation): Applied {
  const held = op === 'evict' ? undefined : writer.row(checked)
  if (held !== undefined && (held.ver > ver || (held.ver === ver && held.hash !== hash))) throw new Untrue('history')
  return checked
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

/** What is stored comes with its canonical text and the hash of it. */
export type Applied = RowKey & { readonly ver: number; readonly fields: Fields } & (
    { readonly op: 'upsert'; readonly text: string; readonly hash: string } | { readonly op: 'delete' | 'evict' }
  )

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
  if (table === 'directory') showDirectoryRecord(tx, fields)
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
