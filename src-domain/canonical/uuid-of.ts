import { sha256 } from './sha256.ts'

/** An id that the same text always gives: a UUID of version 8 (RFC 9562) from the SHA-256 of the text. */
export function uuidOf(text: string): string {
  const hex = sha256(text)
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
