const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Bytes in Crockford's base 32, five bits a letter; a rest is filled with zero bits. */
export function crockford(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(held >>> bits) & 31] ?? ''
      held &= (1 << bits) - 1
    }
  }
  return bits === 0 ? text : text + (alphabet[(held << (5 - bits)) & 31] ?? '')
}

export type EnrolmentParts = {
  /** Proves to the platform that this PC may enrol. */
  readonly secret: string
  /** First 80 bits of the SHA-256 of the platform CA's DER, as 16 letters. */
  readonly fingerprint: string
}

/** Reads a code as people type it: O for 0, I and L for 1, hyphens and blanks anywhere, any case. Null: not such a code. */
export function readCode(typed: string): EnrolmentParts | null {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (letters.length !== 32 || [...letters].some((letter) => !alphabet.includes(letter))) return null
  return { secret: letters.slice(0, 16), fingerprint: letters.slice(16) }
}
