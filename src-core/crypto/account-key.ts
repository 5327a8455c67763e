import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { derive, seal, unseal } from './aead.ts'
import { isBearableKdf, stretch, type KdfParameters } from './kdf.ts'

/** A person's key pair (X25519): what is sealed to it opens where they give their passphrase, and nowhere else. */
export type AccountKey = { readonly keyId: string; readonly publicKey: string; readonly privateKey: KeyObject }

/** The private key under a passphrase alone: without the machine's secret, so that any PC can open it. */
export type WrappedKey = {
  readonly keyId: string
  /** SPKI DER, base64. */
  readonly publicKey: string
  readonly kdf: KdfParameters
  readonly salt: string
  readonly sealed: string
}

const info = 'beatbook account box v1'
const derLength = 44
const nonceLength = 12
const tagLength = 16

export function newAccountKey(): AccountKey {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return { keyId: keyIdOf(der), publicKey: der.toString('base64'), privateKey }
}

/** SHA-256 of the public key, hex. */
function keyIdOf(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex')
}

export async function wrapAccountKey(key: AccountKey, passphrase: string, kdf: KdfParameters): Promise<WrappedKey> {
  const salt = randomBytes(16)
  const kek = await kekOf(passphrase, salt, kdf)
  const plain = key.privateKey.export({ type: 'pkcs8', format: 'der' })
  const sealed = seal(kek, plain, aadOf(key.keyId, kdf))
  plain.fill(0)
  kek.fill(0)
  return { keyId: key.keyId, publicKey: key.publicKey, kdf, salt: salt.toString('base64'), sealed }
}

/** Undefined: another passphrase, or something was changed: a private key that does not belong to the public one is none. */
export async function openAccountKey(wrapped: WrappedKey, passphrase: string): Promise<AccountKey | undefined> {
  if (!isBearableKdf(wrapped.kdf)) return undefined
  try {
    return await opened(wrapped, passphrase)
  } catch {
    // Numbers that Argon2 does not take, or something that is no private key.
    return undefined
  }
}

async function opened(wrapped: WrappedKey, passphrase: string): Promise<AccountKey | undefined> {
  const kek = await kekOf(passphrase, Buffer.from(wrapped.salt, 'base64'), wrapped.kdf)
  const plain = unseal(kek, wrapped.sealed, aadOf(wrapped.keyId, wrapped.kdf))
  kek.fill(0)
  if (plain === undefined) return undefined
  const privateKey = createPrivateKey({ key: plain, type: 'pkcs8', format: 'der' })
  plain.fill(0)
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const publicKey = der.toString('base64')
  return keyIdOf(der) === wrapped.keyId && publicKey === wrapped.publicKey
    ? { keyId: wrapped.keyId, publicKey, privateKey }
    : undefined
}

async function kekOf(passphrase: string, salt: Buffer, kdf: KdfParameters): Promise<Buffer> {
  const stretched = await stretch(passphrase, salt, kdf)
  const kek = derive(stretched, salt, 'beatbook account key v1')
  stretched.fill(0)
  return kek
}

function aadOf(keyId: string, { memoryKiB, passes, lanes }: KdfParameters): string {
  return JSON.stringify(['beatbook account key v1', keyId, memoryKiB, passes, lanes])
}

/**
 * Seals to a person: an ephemeral X25519 key, HKDF-SHA256 over the shared secret, AES-256-GCM. Nobody is named as the sender.
 *
 * @param publicKey SPKI DER, base64
 * @param aad bound to the box
 */
export function sealTo(publicKey: string, plain: Buffer, aad: string): Buffer {
  const der = Buffer.from(publicKey, 'base64')
  const to = createPublicKey({ key: der, type: 'spki', format: 'der' })
  const pair = generateKeyPairSync('x25519')
  const ephemeral = pair.publicKey.export({ type: 'spki', format: 'der' })
  const shared = diffieHellman({ privateKey: pair.privateKey, publicKey: to })
  const secret = Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeral, der]), info, 32))
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', secret, nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(aad, 'utf8'))
  return Buffer.concat([ephemeral, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Undefined: it was sealed to somebody else, or is not what was sealed. */
export function openSealed(key: AccountKey, box: Buffer, aad: string): Buffer | undefined {
  if (box.length < derLength + nonceLength + tagLength) return undefined
  try {
    const ephemeral = box.subarray(0, derLength)
    const publicKey = createPublicKey({ key: ephemeral, type: 'spki', format: 'der' })
    const shared = diffieHellman({ privateKey: key.privateKey, publicKey })
    const salt = Buffer.concat([ephemeral, Buffer.from(key.publicKey, 'base64')])
    const secret = Buffer.from(hkdfSync('sha256', shared, salt, info, 32))
    const from = derLength + nonceLength
    const decipher = createDecipheriv('aes-256-gcm', secret, box.subarray(derLength, from), {
      authTagLength: tagLength,
    })
    decipher.setAAD(Buffer.from(aad, 'utf8'))
    decipher.setAuthTag(box.subarray(box.length - tagLength))
    return Buffer.concat([decipher.update(box.subarray(from, box.length - tagLength)), decipher.final()])
  } catch {
    return undefined
  }
}
