import type { Schema } from '../../../db/schema.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'

/** One row of the audit chain as it is hashed: every column but the hash itself. */
export type ChainRow = Omit<Schema['audit_log'], 'hash'>

/** What the first row is chained to. */
export const genesisHash = '0'.repeat(64)

/** SHA-256 over the canonical JSON of the row, lower-case hex. The row names its predecessor's hash, which makes the chain. */
export function chainHash(row: ChainRow): string {
  return sha256(canonicalJson(row))
}
