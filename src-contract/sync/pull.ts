import { z } from 'zod'
import { Count, Fields, limits, Position, RowId, Sha256, TableName, Time, Uuid } from './protocol.ts'

/**
 * What a replica does to a row. `upsert` carries the whole row; `delete` removes it for good; `evict` only says that it is no longer
 * this station's: unsent edits of it stay.
 */
export const Operation = z.object({
  seq: Count.min(1),
  /** The last one of a transaction; a page never ends before it. */
  last: z.boolean(),
  op: z.enum(['upsert', 'delete', 'evict']),
  table: TableName,
  id: RowId,
  ver: Count,
  /** Empty unless upsert. */
  fields: Fields,
  /** rowHash(table, id, ver, fields); of a deletion, with empty fields. */
  hash: Sha256,
  /** Who changed it where; null: the platform or a source system. */
  device: Uuid.nullable(),
  actor: Uuid.nullable(),
  at: Time,
})
export type Operation = z.infer<typeof Operation>

export const PullQuery = z.object({
  lineage: Uuid,
  cursor: z.coerce.number().pipe(Count),
  maxBytes: z.coerce.number().int().min(limits.pageMin).max(limits.pageMax).default(262_144),
})
export type PullQuery = z.infer<typeof PullQuery>

/** Operations with `from` < seq <= `to.seq`, in order and without gaps. `to` is stored with the last of them, not before. */
export const PullResponse = z.object({
  from: Count,
  to: Position,
  headSeq: Count,
  hasMore: z.boolean(),
  operations: z.array(Operation),
})
export type PullResponse = z.infer<typeof PullResponse>

/** Header of a page that is not the last one: its `to.seq`, so that the next one can be asked for before this one is read. */
export const nextCursor = 'x-next-cursor'

export const WatchQuery = z.object({
  lineage: Uuid,
  cursor: z.coerce.number().pipe(Count),
  seconds: z.coerce.number().int().min(0).max(limits.watchSeconds).default(25),
})
export type WatchQuery = z.infer<typeof WatchQuery>

/** A hint without data: answered when the station's sequence passes the cursor, or when the time is up. */
export const WatchResponse = z.object({ headSeq: Count, changed: z.boolean() })
export type WatchResponse = z.infer<typeof WatchResponse>
