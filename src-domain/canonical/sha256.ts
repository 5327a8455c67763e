import { hash } from 'node:crypto'

/** SHA-256 of the text's UTF-8 bytes, as 64 lower-case hex digits. The one place where the domain uses Node. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}
