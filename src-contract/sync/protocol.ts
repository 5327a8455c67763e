import { z } from 'zod'
import { longestText, patterns } from './patterns.ts'

/** Versions of the protocol that this build speaks. Within a major, changes only add. */
export const protocol = { min: 1, max: 1 } as const

/** Schema of the synced rows. The platform upcasts an older client's outbox to its own. */
export const rowSchema = 2

/** Limits that both sides hold to, in bytes unless said otherwise. */
export const limits = {
  /** A request's body after decompression; before it, a sixteenth may already be refused by length. */
  body: 8 * 1024 * 1024,
  /** One mutation as JSON. */
  mutation: 256 * 1024,
  mutationsPerPush: 2000,
  mutationsPerTransaction: 500,
  fieldsPerRow: 400,
  /** Page sizes that a client may ask for. */
  pageMin: 16 * 1024,
  pageMax: 4 * 1024 * 1024,
  blob: 32 * 1024 * 1024,
  blobPart: 1024 * 1024,
  watchSeconds: 55,
  /** Days that a deletion is remembered; an older cursor bootstraps again. */
  tombstoneDays: 400,
} as const

export const Uuid = z.string().regex(patterns.uuid)
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** Safe integer from 0; 2^53 and above are refused. */
export const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
/** Instant, ISO 8601 UTC. */
export const Time = z.iso.datetime().max(40)
/** Ed25519 signature, base64. */
export const Signature = z.base64().length(88)

export const TableName = z.string().regex(patterns.table)
/** Id of a row in its table: a UUID, or parts joined by colons where the row has a natural key. */
export const RowId = z.string().regex(patterns.rowId)
export const FieldName = z.string().regex(patterns.field)
/** null says the same as an absent field. A list is a set: sorted, without repetition. */
export const FieldValue = z.union([
  z.string().max(longestText),
  z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
  z.null(),
  z.array(z.string().max(1000)).max(1000),
])
export type FieldValue = z.infer<typeof FieldValue>
export const Fields = z.record(FieldName, FieldValue)
export type Fields = Readonly<Record<string, FieldValue>>

/**
 * Where a replica is: the platform's lineage (a new one after a restore from a backup) and the station's sequence up to which
 * every operation is stored. Sequences of different lineages cannot be compared.
 */
export const Position = z.object({ lineage: Uuid, seq: Count })
export type Position = z.infer<typeof Position>
