import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import type { AccountKey } from './account-key.ts'

/** The private half as it is sealed: PKCS#8 DER. To be zeroed by whoever asked. */
export function privateDer(pair: AccountKey): Buffer {
  return pair.privateKey.export({ type: 'pkcs8', format: 'der' })
}

/** A pair from its private half; undefined when the bytes are no key. */
export function keyPairOf(der: Buffer): AccountKey | undefined {
  try {
    const privateKey = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
    const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
    const keyId = createHash('sha256').update(spki).digest('hex')
    return { keyId, publicKey: spki.toString('base64'), privateKey }
  } catch {
    return undefined
  }
}
