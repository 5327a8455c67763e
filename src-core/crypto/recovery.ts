import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { failure, type Result } from '../../src-contract/errors.ts'
import type { ReplicaKey } from './replica-key.ts'
import { readSlots, type SlotsBody } from './slots-file.ts'
import { accept, change, slotAad, type OpenedKey } from './slots.ts'

/** One of the two people who can recover together: their private key (PEM, PKCS#8, as a rule encrypted) and its passphrase. */
export type EscrowHolder = { readonly pem: string; readonly passphrase?: string }

/**
 * Seals the data key for the organisation: it is split in two by XOR with a random share, and each half is encrypted
 * (RSA-OAEP with SHA-256, RFC 8017) to another person's escrow certificate. Neither half says anything about the key.
 *
 * @param options.escrow two X.509 certificates, PEM, of different RSA keys of at least 3072 bits
 * @param options.now instant, ISO UTC; a certificate outside its validity is refused
 *
 * keys/escrow-invalid carries {index: 0 or 1, reason: 'unreadable' | 'not-rsa' | 'too-short' | 'not-valid-now' | 'same-key'}.
 */
export function setRecovery(options: {
  readonly dir: string
  readonly key: ReplicaKey
  readonly escrow: readonly [string, string]
  readonly now: string
}): Result<undefined, 'keys/missing' | 'keys/damaged' | 'keys/escrow-invalid'> {
  const keys: KeyObject[] = []
  for (const [index, pem] of options.escrow.entries()) {
    const read = escrowKey(pem, options.now)
    if (typeof read === 'string') return failure('keys/escrow-invalid', { index, reason: read })
    if (keys.some((other) => fingerprint(other) === fingerprint(read))) {
      return failure('keys/escrow-invalid', { index, reason: 'same-key' })
    }
    keys.push(read)
  }
  const [first, second] = keys
  if (first === undefined || second === undefined)
    return failure('keys/escrow-invalid', { index: keys.length, reason: 'unreadable' })

  return change(options.dir, options.key, (body) => {
    body.recovery = { shares: shares(body, [first, second], options.key.dek) }
  })
}

/** The two halves of a data key, each for its holder, bound to the body's generation. */
function shares(
  body: Binding,
  [first, second]: readonly [KeyObject, KeyObject],
  dek: Buffer,
): NonNullable<SlotsBody['recovery']>['shares'] {
  const mask = randomBytes(dek.length)
  const rest = xor(dek, mask)
  const both: NonNullable<SlotsBody['recovery']>['shares'] = [share(body, first, mask), share(body, second, rest)]
  mask.fill(0)
  rest.fill(0)
  return both
}

/** Whether the halves of a new data key can be sealed: the holders' public keys are there. */
export function canSealAgain(recovery: SlotsBody['recovery']): boolean {
  return recovery === null || recovery.shares.every((one) => holderKey(one) !== undefined)
}

/**
 * The recovery slot of another data key, for the same two holders.
 *
 * @param body what the halves are bound to: the device and the new generation
 * @returns undefined when a holder's public key is missing or is not theirs
 */
export function sealRecoveryAgain(
  body: Binding,
  recovery: NonNullable<SlotsBody['recovery']>,
  dek: Buffer,
): NonNullable<SlotsBody['recovery']> | undefined {
  const [first, second] = recovery.shares.map(holderKey)
  return first && second ? { shares: shares(body, [first, second], dek) } : undefined
}

/**
 * Keeps the holders' public keys, which an older version did not: their certificates are given once more.
 *
 * @returns keys/escrow-invalid with {index, reason: 'other-holder'} for a certificate of somebody else, otherwise as setRecovery
 */
export function keepHolders(
  options: Parameters<typeof setRecovery>[0],
): Result<undefined, 'keys/missing' | 'keys/damaged' | 'keys/escrow-invalid'> {
  const slots = readSlots(options.dir)
  if (!slots.ok) return slots
  const holders = slots.value.body.recovery?.shares.map(({ holder }) => holder) ?? []
  for (const [index, pem] of options.escrow.entries()) {
    const read = escrowKey(pem, options.now)
    if (typeof read !== 'string' && !holders.includes(fingerprint(read)))
      return failure('keys/escrow-invalid', { index, reason: 'other-holder' })
  }
  return setRecovery(options)
}

type Binding = Pick<SlotsBody, 'deviceId' | 'generation'>
type Share = NonNullable<SlotsBody['recovery']>['shares'][number]

function holderKey({ holder, publicKey }: Share): KeyObject | undefined {
  if (publicKey === undefined) return undefined
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' })
    return fingerprint(key) === holder ? key : undefined
  } catch {
    return undefined
  }
}

/**
 * Opens the recovery slot with both people's keys, in any order. Afterwards the account gets a new passphrase (setUserSlot).
 *
 * keys/recovery-refused carries {reason: 'none' | 'unreadable-key' | 'wrong-key' | 'same-holder'} and, for a key, its index.
 */
export function recover(options: {
  readonly dir: string
  readonly holders: readonly [EscrowHolder, EscrowHolder]
}): Result<OpenedKey, 'keys/missing' | 'keys/damaged' | 'keys/recovery-refused'> {
  const slots = readSlots(options.dir)
  if (!slots.ok) return slots
  const { body } = slots.value
  if (body.recovery === null) return failure('keys/recovery-refused', { reason: 'none' })

  const parts = new Map<string, Buffer>()
  for (const [index, holder] of options.holders.entries()) {
    const key = privateKey(holder)
    if (key === undefined) return failure('keys/recovery-refused', { reason: 'unreadable-key', index })
    const name = fingerprint(createPublicKey(key))
    const sealed = body.recovery.shares.find((candidate) => candidate.holder === name)
    const part = sealed === undefined ? undefined : open(body, key, name, sealed.sealed)
    if (part === undefined) return failure('keys/recovery-refused', { reason: 'wrong-key', index })
    if (parts.has(name)) return failure('keys/recovery-refused', { reason: 'same-holder', index })
    parts.set(name, part)
  }
  const [a, b] = [...parts.values()]
  if (a === undefined || b === undefined || a.length !== b.length) return failure('keys/damaged')
  const dek = xor(a, b)
  a.fill(0)
  b.fill(0)
  return accept(slots.value, dek)
}

function share(body: Binding, key: KeyObject, part: Buffer): Share {
  const holder = fingerprint(key)
  const sealed = publicEncrypt({ key, ...oaep(body, holder) }, part).toString('base64')
  const publicKey = key.export({ type: 'spki', format: 'der' }).toString('base64')
  return { holder, sealed, publicKey }
}

function open(body: SlotsBody, key: KeyObject, holder: string, sealed: string): Buffer | undefined {
  try {
    return privateDecrypt({ key, ...oaep(body, holder) }, Buffer.from(sealed, 'base64'))
  } catch {
    return undefined
  }
}

function oaep(body: Binding, holder: string) {
  return {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: 'sha256',
    oaepLabel: Buffer.from(slotAad(body, `recovery ${holder}`), 'utf8'),
  }
}

function escrowKey(pem: string, now: string): KeyObject | string {
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(pem)
  } catch {
    return 'unreadable'
  }
  const key = certificate.publicKey
  if (key.asymmetricKeyType !== 'rsa') return 'not-rsa'
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 3072) return 'too-short'
  const at = Date.parse(now)
  if (at < Date.parse(certificate.validFrom) || at > Date.parse(certificate.validTo)) return 'not-valid-now'
  return key
}

function privateKey(holder: EscrowHolder): KeyObject | undefined {
  try {
    return createPrivateKey({
      key: holder.pem,
      ...(holder.passphrase === undefined ? {} : { passphrase: holder.passphrase }),
    })
  } catch {
    return undefined
  }
}

function fingerprint(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)))
}
