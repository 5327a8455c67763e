import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** An AES-256-GCM box as it is stored: base64 of nonce (12 bytes), ciphertext and tag (16 bytes). */
export type Sealed = string

const nonceLength = 12
const tagLength = 16

/**
 * Encrypts and authenticates (NIST SP 800-38D). A key here wraps a handful of secrets in its life, far from the limit of random
 * 96-bit nonces.
 *
 * @param key 32 bytes
 * @param aad bound to the box but not inside it: opening with another value fails
 */
export function seal(key: Buffer, plain: Buffer, aad: string): Sealed {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(aad, 'utf8'))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

/** The plaintext, or undefined when the key or the associated data is another one, or the box was changed. */
export function unseal(key: Buffer, sealed: Sealed, aad: string): Buffer | undefined {
  const box = Buffer.from(sealed, 'base64')
  if (box.length < nonceLength + tagLength) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceLength), { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(aad, 'utf8'))
  decipher.setAuthTag(box.subarray(box.length - tagLength))
  try {
    return Buffer.concat([decipher.update(box.subarray(nonceLength, box.length - tagLength)), decipher.final()])
  } catch {
    return undefined
  }
}

/** HKDF-SHA256 (RFC 5869) to 32 bytes. */
export function derive(secret: Buffer, salt: Buffer, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(label, 'utf8'), 32))
}
