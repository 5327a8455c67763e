import type { SnapshotRow } from '../../../src-contract/sync/bootstrap.ts'
import type { SetHash } from '../../../src-contract/sync/digest.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { SetSum } from '../../../src-domain/sync/set-hash.ts'
import type { ReadyRow, ReadyRows } from './synced-table.ts'

/** A row with its canonical text, checked against its hash. */
export type Checked = SnapshotRow & { readonly text: string }

/**
 * Checked rows of one table, packed into one piece of memory that goes from one thread to another without being
 * copied, and from there into SQLite without becoming texts.
 */
export type RowPack = {
  readonly table: string
  readonly count: number
  /** Rows are ready for `writeReady`, all of this group; null: they are not. */
  readonly group: string | null
  readonly sum: SetHash
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Of each part of each row: where it begins, and how long it is; -1: null. */
  readonly starts: Uint32Array<ArrayBuffer>
  readonly lengths: Int32Array<ArrayBuffer>
  readonly vers: Float64Array<ArrayBuffer>
  /** Rows are in the order of their ids. */
  readonly isInOrder: boolean
  /** NaN: the platform did not say. */
  readonly seqs: Float64Array<ArrayBuffer>
  /** Of few rows, by their number. */
  readonly was: ReadonlyMap<number, readonly string[]>
}

/** Rows of a pack: they are stored in a few milliseconds, so that the user's own work is done in between. */
export const mostRows = 256
const usualBytes = 512 * 1024

/** The parts that every row has; those that were made ready follow. */
const part = { id: 0, text: 1, hash: 2, ready: 3 } as const

export class PackWriter {
  readonly #table: string
  readonly #group: string | null
  readonly #parts: number
  readonly #bytes: Buffer
  readonly #starts: Uint32Array<ArrayBuffer>
  readonly #lengths: Int32Array<ArrayBuffer>
  readonly #vers = new Float64Array(mostRows)
  readonly #seqs = new Float64Array(mostRows)
  readonly #was = new Map<number, readonly string[]>()
  readonly #isInOrder: boolean
  readonly #sum = new SetSum()
  #count = 0
  #at = 0

  /**
   * @param first the row that it is begun for; there is room for it, however large it is
   * @param spare memory to use again
   * @param isInOrder rows come in the order of their ids
   */
  constructor(first: Checked, ready: ReadyRow | undefined, spare?: RowPack['bytes'], isInOrder = true) {
    this.#isInOrder = isInOrder
    this.#table = first.table
    this.#group = ready?.group ?? null
    this.#parts = part.ready + (ready?.values.length ?? 0)
    // Memory of its own: it is handed over.
    const size = Math.max(usualBytes, room(first, ready))
    const own = spare === undefined || spare.length < size ? new ArrayBuffer(size) : spare.buffer
    this.#bytes = Buffer.from(own)
    this.#starts = new Uint32Array(mostRows * this.#parts)
    this.#lengths = new Int32Array(mostRows * this.#parts)
  }

  takes(row: Checked, ready: ReadyRow | undefined): boolean {
    return (
      this.#count < mostRows &&
      this.#table === row.table &&
      this.#group === (ready?.group ?? null) &&
      this.#at + room(row, ready) <= this.#bytes.length
    )
  }

  /** All of them or none. */
  takesAll(rows: readonly { readonly row: Checked; readonly ready: ReadyRow }[]): boolean {
    let needed = 0
    for (const { row, ready } of rows) {
      if (row.table !== this.#table || ready.group !== this.#group) return false
      needed += room(row, ready)
    }
    return this.#count + rows.length <= mostRows && this.#at + needed <= this.#bytes.length
  }

  add({ id, ver, seq, was, text, hash }: Checked, ready: ReadyRow | undefined): void {
    const n = this.#count
    this.#count += 1
    this.#vers[n] = ver
    this.#seqs[n] = seq ?? Number.NaN
    if (was !== undefined) this.#was.set(n, was)
    this.#sum.add(hash)
    let at = n * this.#parts
    for (const value of [id, text, hash, ...(ready?.values ?? [])]) {
      this.#starts[at] = this.#at
      this.#lengths[at] = this.#put(value)
      at += 1
    }
  }

  done(): RowPack {
    return {
      table: this.#table,
      count: this.#count,
      group: this.#group,
      sum: this.#sum.value(),
      isInOrder: this.#isInOrder,
      bytes: new Uint8Array(this.#bytes.buffer as ArrayBuffer),
      starts: this.#starts,
      lengths: this.#lengths,
      vers: this.#vers,
      seqs: this.#seqs,
      was: this.#was,
    }
  }

  #put(value: string | Buffer | null): number {
    if (value === null) return -1
    const length =
      typeof value === 'string' ? this.#bytes.write(value, this.#at, 'utf8') : value.copy(this.#bytes, this.#at)
    this.#at += length
    return length
  }
}

/** The most that a row can take. */
function room({ id, text, hash }: Checked, ready: ReadyRow | undefined): number {
  let characters = id.length + text.length + hash.length
  for (const value of ready?.values ?? []) characters += value?.length ?? 0
  return characters * 3
}

/** A pack as the thread that stores it sees it. */
export class PackedRows implements ReadyRows {
  readonly table: string
  readonly count: number
  readonly sum: SetHash
  readonly isReady: boolean
  readonly group: string
  readonly isInOrder: boolean
  readonly #pack: RowPack
  readonly #bytes: Buffer
  readonly #parts: number

  constructor(pack: RowPack) {
    this.#pack = pack
    this.table = pack.table
    this.count = pack.count
    this.sum = pack.sum
    this.isReady = pack.group !== null
    this.group = pack.group ?? ''
    this.isInOrder = pack.isInOrder
    this.#bytes = Buffer.from(pack.bytes.buffer)
    this.#parts = pack.starts.length / mostRows
  }

  id(n: number): string {
    return this.#text(n, part.id)
  }

  hash(n: number): string {
    return this.#text(n, part.hash)
  }

  ver(n: number): number {
    return this.#pack.vers[n] ?? 0
  }

  seq(n: number): number {
    return this.#pack.seqs[n] ?? Number.NaN
  }

  /** Bytes of id, text and hash. */
  stored(n: number): readonly [Buffer | null, Buffer | null, Buffer | null] {
    return [this.#part(n, part.id), this.#part(n, part.text), this.#part(n, part.hash)]
  }

  values(n: number): readonly (Buffer | null)[] {
    const values: (Buffer | null)[] = []
    for (let at: number = part.ready; at < this.#parts; at += 1) values.push(this.#part(n, at))
    return values
  }

  row(n: number): Checked {
    const { table } = this
    const [text, seq, was] = [this.#text(n, part.text), this.#pack.seqs[n] ?? Number.NaN, this.#pack.was.get(n)]
    return {
      ...{ table, id: this.id(n), ver: this.ver(n), hash: this.hash(n), text, fields: JSON.parse(text) as Fields },
      ...(Number.isNaN(seq) ? {} : { seq }),
      ...(was === undefined ? {} : { was: [...was] }),
    }
  }

  #text(n: number, which: number): string {
    return this.#part(n, which)?.toString('utf8') ?? ''
  }

  #part(n: number, which: number): Buffer | null {
    const at = n * this.#parts + which
    const [start, length] = [this.#pack.starts[at] ?? 0, this.#pack.lengths[at] ?? -1]
    return length < 0 ? null : this.#bytes.subarray(start, start + length)
  }
}
