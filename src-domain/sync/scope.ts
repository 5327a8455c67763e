import { sha256 } from '../canonical/sha256.ts'

/** What a PC of the station may hold, the station's rows, as 64 hex digits: another value is another scope. */
export function scopeHashOf(station: string): string {
  return sha256(`station:${station}`)
}
