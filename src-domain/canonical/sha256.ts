import { createHash } from 'node:crypto'

/** SHA-256 of the text's UTF-8 bytes, as 64 lower-case hex digits. The one place where the domain uses Node. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
