import type { SetHash } from '../../../src-contract/sync/digest.ts'
import { addSets, SetSum } from '../../../src-domain/sync/set-hash.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { dropRow, keepRoot, keepRow, rootOf, rowsOf, type RowRecord } from './sync.repo.ts'

type Key = { readonly table: string; readonly id: string }
/** A row with its canonical text and the hash that this text has. */
export type CanonicalRow = Key & { readonly ver: number; readonly text: string; readonly hash: string }

export function nameOf({ table, id }: Key): string {
  return `${table} ${id}`
}

/** Sums of tables that rows come into and go from, written once at the end. */
export class TableSums {
  readonly #tx: WriteDb
  readonly #sums = new Map<string, SetSum>()

  constructor(tx: WriteDb) {
    this.#tx = tx
  }

  move(table: string, gone: string | undefined, come: string | undefined): void {
    const sum = this.#of(table)
    if (gone !== undefined) sum.remove(gone)
    if (come !== undefined) sum.add(come)
  }

  /** Rows that came and were added up already. */
  moveAll(table: string, come: SetHash): void {
    const sum = this.#of(table)
    const { count, sum: total } = addSets(sum.value(), come)
    sum.count = count
    sum.sum = BigInt(`0x${total}`)
  }

  end(): void {
    for (const [table, sum] of this.#sums) keepRoot(this.#tx, table, sum.value())
  }

  #of(table: string): SetSum {
    const known = this.#sums.get(table)
    if (known !== undefined) return known
    const root = rootOf(this.#tx, table)
    const sum = new SetSum()
    sum.count = root.count
    sum.sum = BigInt(`0x${root.sum}`)
    this.#sums.set(table, sum)
    return sum
  }
}

/**
 * Stores and forgets the platform's rows in one transaction: they are looked up together, and each table's root is moved once, by `end`,
 * without which nothing is right.
 */
export class RowWriter {
  readonly #tx: WriteDb
  readonly #held: Map<string, RowRecord>
  readonly #sums: TableSums

  /** @param keys every row that is going to be asked for, stored or forgotten */
  constructor(tx: WriteDb, keys: Iterable<Key>) {
    this.#tx = tx
    this.#held = heldRows(tx, keys)
    this.#sums = new TableSums(tx)
  }

  /** As it stands now. */
  row(key: Key): RowRecord | undefined {
    return this.#held.get(nameOf(key))
  }

  store({ table, id, ver, text, hash }: CanonicalRow): void {
    const before = this.row({ table, id })
    this.#sums.move(table, before?.hash, hash)
    const record = { tbl: table, row_id: id, ver, fields: text, hash, shown: before?.shown ?? 1 }
    keepRow(this.#tx, record)
    this.#held.set(nameOf({ table, id }), record)
  }

  forget(key: Key): void {
    const before = this.row(key)
    if (before === undefined) return
    this.#sums.move(key.table, before.hash, undefined)
    dropRow(this.#tx, key.table, key.id)
    this.#held.delete(nameOf(key))
  }

  end(): void {
    this.#sums.end()
  }
}

/** The platform's rows as this PC has them, by name. */
export function heldRows(tx: ReadDb, keys: Iterable<Key>): Map<string, RowRecord> {
  const held = new Map<string, RowRecord>()
  for (const [table, ids] of byTable(keys))
    for (const row of rowsOf(tx, table, ids)) held.set(nameOf({ table, id: row.row_id }), row)
  return held
}

/** Ids of each table, in the order in which they come. */
export function byTable(keys: Iterable<Key>): Map<string, string[]> {
  const tables = new Map<string, string[]>()
  for (const { table, id } of keys) {
    const ids = tables.get(table)
    if (ids === undefined) tables.set(table, [id])
    else ids.push(id)
  }
  return tables
}
