import { z } from 'zod'
import { Count, Fields, Position, RowId, Sha256, TableName, Uuid } from './protocol.ts'
import { SignedRoots } from './digest.ts'

export const BootstrapRequest = z.object({
  /** A snapshot that was begun with; it goes on while the platform keeps it. */
  resume: Uuid.nullable(),
  /** Not one that was made for another PC: after a restore that one does not have what other PCs have sent again since. */
  fresh: z.boolean().optional(),
})
export type BootstrapRequest = z.infer<typeof BootstrapRequest>

/** One gzip member of `SnapshotRow` lines, ordered by table and id. */
export const SnapshotChunk = z.object({
  number: Count,
  rows: Count,
  bytes: Count,
  sha256: Sha256,
})
export type SnapshotChunk = z.infer<typeof SnapshotChunk>

/** Rows at a position; pull goes on from there. GET /bootstrap/<snapshot>/<number> gives the chunks, in ranges. */
export const BootstrapResponse = z.object({
  snapshot: Uuid,
  position: Position,
  /** Rows of a higher sequence have changed since the platform was last restored from a backup; absent from platforms of before. */
  lineageFrom: Count.optional(),
  rows: Count,
  bytes: Count,
  chunks: z.array(SnapshotChunk),
  roots: SignedRoots,
})
export type BootstrapResponse = z.infer<typeof BootstrapResponse>

/** One line of a chunk. */
export const SnapshotRow = z.object({
  table: TableName,
  id: RowId,
  ver: Count,
  fields: Fields,
  hash: Sha256,
  /** At which it was last changed; absent from platforms of before. */
  seq: Count.optional(),
  /** Of a row that has changed since the platform was restored: SHA-256 of its canonical fields as they were since, its hashes before. */
  was: z.array(Sha256).optional(),
})
export type SnapshotRow = z.infer<typeof SnapshotRow>
