import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'

/** A record as one system delivered it: field keys of the catalog, other columns under their own heading; no empty values. */
export type Payload = Readonly<Record<string, string>>

export type IncomingRecord = {
  readonly nativeId: string
  /** Instant, ISO UTC; null when the system does not say. */
  readonly sourceTime: string | null
  readonly payload: Payload
}

/**
 * The payload as it is stored, and what tells whether it changed: SHA-256 of its canonical JSON (RFC 8785). Two deliveries of one
 * content have one hash, in whatever order their columns came.
 */
export function contentOf(payload: Payload): { text: string; hash: Buffer } {
  const text = canonicalJson(payload)
  return { text, hash: createHash('sha256').update(text, 'utf8').digest() }
}
