import type { FieldValue, Fields } from '../../src-contract/sync/protocol.ts'
import type { Mutation, MutationResult } from '../../src-contract/sync/push.ts'
import { canonicalJson, type Json } from '../canonical/canonical-json.ts'
import { sha256 } from '../canonical/sha256.ts'

/** Without members that are null: an absent field and an empty one are the same. Sets are sorted and without repetition. */
export function canonicalFields(fields: Fields): Record<string, Exclude<FieldValue, null>> {
  const made: Record<string, Exclude<FieldValue, null>> = {}
  for (const [field, value] of Object.entries(fields)) {
    if (value === null || value === undefined) continue
    if (!Array.isArray(value)) made[field] = value
    else if (value.length > 0) made[field] = [...new Set(value)].sort()
  }
  return made
}

/** SHA-256 in hex of the canonical JSON of ["row", table, id, ver, fields]: the same on every replica. A deletion has no fields. */
export function rowHash(table: string, id: string, ver: number, fields: Fields): string {
  return hashOfCanonical(table, id, ver, canonicalJson(canonicalFields(fields)))
}

/** rowHash of fields that are canonical JSON already (as both sides store them). */
export function hashOfCanonical(table: string, id: string, ver: number, fieldsJson: string): string {
  return sha256(`["row",${JSON.stringify(table)},${JSON.stringify(id)},${ver},${fieldsJson}]`)
}

/** What makes two mutations with one seq the same: everything in them. */
export function mutationHash(mutation: Mutation): string {
  return sha256(canonicalJson(['mutation', mutation as unknown as Json]))
}

/** What a receipt signs of the results. */
export function resultsHash(results: readonly MutationResult[]): string {
  return sha256(canonicalJson(['results', results as unknown as Json]))
}

/** The text under a platform signature. The kind keeps a signature of one thing from passing for another. */
export function signedText(
  kind: 'receipt' | 'roots' | 'directive' | 'audit-head' | 'directory' | 'document' | 'carried',
  content: Readonly<Record<string, unknown>>,
): string {
  return canonicalJson([`beatbook/${kind}`, content as Json])
}

export function sameValue(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  return one === other || valueText(one) === valueText(other)
}

function valueText(value: FieldValue | undefined): string {
  if (value === null || value === undefined) return ''
  if (!Array.isArray(value)) return JSON.stringify(value)
  return value.length === 0 ? '' : JSON.stringify([...new Set(value)].sort())
}
