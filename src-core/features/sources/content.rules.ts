import { hash } from 'node:crypto'

/** A record as one system delivered it: field keys of the catalog, other columns under their own heading; no empty values. */
export type Payload = Readonly<Record<string, string>>

export type IncomingRecord = {
  readonly nativeId: string
  /** Instant, ISO UTC; null when the system does not say. */
  readonly sourceTime: string | null
  readonly payload: Payload
}

/**
 * The payload as it is stored, and what tells whether it changed: SHA-256 of its canonical JSON (RFC 8785; written out here
 * because it runs for every row of every file, and all values are strings). Two deliveries of one content have one hash, in
 * whatever order their columns came.
 */
export function contentOf(payload: Payload): { text: string; hash: Buffer } {
  const keys = Object.keys(payload)
  const text = isAscending(keys) ? JSON.stringify(payload) : sortedText(payload, keys.sort())
  return { text, hash: hash('sha256', text, 'buffer') }
}

function isAscending(keys: readonly string[]): boolean {
  for (let at = 1; at < keys.length; at += 1) if ((keys[at - 1] ?? '') >= (keys[at] ?? '')) return false
  return true
}

function sortedText(payload: Payload, keys: readonly string[]): string {
  let text = ''
  for (const key of keys) text += `${text === '' ? '{' : ','}${JSON.stringify(key)}:${JSON.stringify(payload[key])}`
  return `${text}}`
}
