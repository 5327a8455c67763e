import { z } from 'zod'
import { Operation } from './pull.ts'
import { Count, RowId, Sha256, Signature, TableName, Time, Uuid } from './protocol.ts'

/** How many rows, and the sum of their hashes modulo 2^256 in hex (src-domain/sync/set-hash.ts). */
export const SetHash = z.object({ count: Count, sum: Sha256 })
export type SetHash = z.infer<typeof SetHash>

/** Roots of every table at a sequence; `signature` is over signedText('roots', the rest). */
export const SignedRoots = z.object({
  station: z.string().max(40),
  lineage: Uuid,
  seq: Count,
  tables: z.record(TableName, SetHash),
  at: Time,
  signature: Signature,
})
export type SignedRoots = z.infer<typeof SignedRoots>

export const DigestRequest = z.discriminatedUnion('level', [
  z.object({ level: z.literal('roots') }),
  /** Buckets of one table that are not empty. */
  z.object({ level: z.literal('buckets'), table: TableName }),
  /** Ids and hashes of the rows in some buckets. */
  z.object({
    level: z.literal('rows'),
    table: TableName,
    buckets: z.array(z.number().int().min(0).max(4095)).min(1).max(64),
  }),
])
export type DigestRequest = z.infer<typeof DigestRequest>

/** Always at the station's newest sequence `seq`; compare only with a replica that stands at the same one. */
export const DigestResponse = z.discriminatedUnion('level', [
  z.object({ level: z.literal('roots'), seq: Count, roots: SignedRoots }),
  z.object({
    level: z.literal('buckets'),
    seq: Count,
    buckets: z.array(SetHash.extend({ bucket: z.number().int().min(0).max(4095) })),
  }),
  z.object({ level: z.literal('rows'), seq: Count, rows: z.array(z.object({ id: RowId, hash: Sha256 })) }),
])
export type DigestResponse = z.infer<typeof DigestResponse>

export const RowsRequest = z.object({ table: TableName, ids: z.array(RowId).min(1).max(500) })
export type RowsRequest = z.infer<typeof RowsRequest>
/** The rows as they are now, for repair; one that the station does not have comes as `evict`. */
export const RowsResponse = z.object({ seq: Count, operations: z.array(Operation) })
export type RowsResponse = z.infer<typeof RowsResponse>
