import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { signedText } from '../../../src-domain/sync/canonical-row.ts'
import type { ReadDb } from '../../store/sql.ts'
import { setting } from './sync.repo.ts'

/** Whether the platform that this PC enrolled with signed it. */
export function isSigned(
  db: ReadDb,
  kind: Parameters<typeof signedText>[0],
  { signature, ...content }: { readonly signature: string } & Readonly<Record<string, unknown>>,
): boolean {
  const key = setting(db, 'signingKey')
  if (key === undefined) return false
  return verify(null, Buffer.from(signedText(kind, content), 'utf8'), keyOf(key), Buffer.from(signature, 'base64'))
}

let lastKey: { readonly pem: string; readonly key: KeyObject } | undefined

/** Reading a key takes as long as a good part of what it is read for, and a PC has one platform. */
function keyOf(pem: string): KeyObject {
  if (lastKey?.pem !== pem) lastKey = { pem, key: createPublicKey(pem) }
  return lastKey.key
}
