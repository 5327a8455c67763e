import type { Fields } from '../../../src-contract/sync/protocol.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** The same person can have one account id at the platform and another on this PC. */
export type People = { toLocal(wireId: string): string; toWire(accountId: string): string }

/** A row of a table that has `writeReady`, as it will be bound: what needs no database is done. Rows of one group are written together. */
export type ReadyRow = { readonly group: string; readonly values: readonly (string | Buffer | null)[] }

/** Rows of one group, each another one. Texts are their UTF-8 bytes, so that they go from one thread to another as they are. */
export type ReadyRows = {
  readonly group: string
  readonly count: number
  /** They are in the order of their ids. */
  readonly isInOrder: boolean
  values(n: number): readonly (Buffer | null)[]
}

/** How rows of one table of the wire are read from the replica and written into it. The feature that owns the rows gives it. */
export type SyncedTable = {
  readonly name: string
  /** Fields that this PC never changes once the platform has the row. */
  readonly kept: ReadonlySet<string>
  /** A changed row is sent with all of its fields: the platform takes it whole or not at all. */
  readonly whole?: true
  /** Id on the wire of the row that a trigger marked; undefined: it is gone, or the platform has it under another id. */
  wireId(db: ReadDb, markedId: string, people: People): string | undefined
  /** The other way round: the id under which a trigger would mark the row. */
  markId(db: ReadDb, id: string): string | undefined
  /** Before a marked row is read: for what `read` cannot make by itself. */
  prepare?(tx: WriteDb, id: string, people: People): void
  /** Undefined: there is no such row here. */
  read(db: ReadDb, id: string, people: People): Fields | undefined
  /** What this PC wants of the row, where that is more than what it shows of it: it never takes away what it has not read. */
  wanted?(db: ReadDb, id: string, seen: Fields | undefined, people: People): Fields | undefined
  /** Makes the replica show the row; 'waits' when something that it refers to is not here yet, or is not understood. */
  write(tx: WriteDb, id: string, fields: Fields, people: People): 'shown' | 'waits'
  /**
   * The same as `write` for many rows at once, where a row refers to nothing that could be missing, so that their order does not matter.
   *
   * @returns ids of those that are not understood and wait
   */
  writeTogether?(tx: WriteDb, rows: readonly { readonly id: string; readonly fields: Fields }[]): ReadonlySet<string>
  /**
   * The same for rows that were made ready in another thread (`ready-rows.ts`).
   *
   * @returns false: nothing was written, since some of them may be here; `writeTogether` looks at each
   */
  writeReady?(tx: WriteDb, rows: ReadyRows): boolean
  /** Takes back what was shown of a row that the platform does not have. False: such a row stays. */
  remove(tx: WriteDb, id: string): boolean
  /** The platform says that it does not have a row that it had: what this PC brought there itself is to be sent again. */
  lost?(tx: WriteDb, id: string, now: string): void
  /** The entry that the row belongs to, for its status. */
  entryOf(id: string, fields: Fields): string | null
}

export const unchanged: ReadonlySet<string> = new Set()

/** Text of a field; undefined where it is absent or not text. */
export function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' ? value : undefined
}

export function nullable(fields: Fields, name: string): string | null {
  return textOf(fields, name) ?? null
}

export function listOf(fields: Fields, name: string): readonly string[] {
  const value = fields[name]
  return Array.isArray(value) ? value : []
}

export function countOf(fields: Fields, name: string): number | null {
  const value = fields[name]
  return typeof value === 'number' ? value : null
}
