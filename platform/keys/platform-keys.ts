import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { signedText } from '../../src-domain/sync/canonical-row.ts'
import type { Database, Tx } from '../database/database.ts'
import { platformId } from '../platform-id.ts'
import { fingerprintOf, makeAuthority } from './certificates.ts'

export type PlatformKeys = {
  /** PEM. */
  readonly caCertificate: string
  readonly caKey: string
  readonly caFingerprint: string
  /** SPKI PEM of the signing key. */
  readonly signingKey: string
  /** SPKI PEM of the key that packages of unsent work are sealed to (X25519), and the key itself. */
  readonly sealingKey: string
  readonly unsealingKey: KeyObject
  /** What a device and the platform share, for codes that prolong its lease; base64. */
  leaseKey(device: string): string
  /** A new one after a restore from a backup: sequences of two lineages cannot be compared. */
  readonly lineage: string
  /** Signs an object under a kind: Ed25519 over signedText, base64. */
  signed<T extends Readonly<Record<string, unknown>>>(
    kind: Parameters<typeof signedText>[0],
    content: T,
  ): T & { signature: string }
}

/**
 * The platform's own secrets: made by the first instance at its first start, kept in the database sealed with the key file (32
 * bytes, AES-256-GCM), read by every other instance.
 *
 * @throws Error when the key file does not open them
 */
export async function loadKeys(db: Database, keyFile: string): Promise<PlatformKeys> {
  const key = await readKeyFile(keyFile)
  const secrets = await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('platform_settings')
      .values({ name: 'lineage', value: platformId() })
      .onConflict((c) => c.doNothing())
      .execute()
    // Whoever comes second waits here for the first one's commit.
    await tx
      .selectFrom('platform_settings')
      .select('value')
      .where('name', '=', 'lineage')
      .forUpdate()
      .executeTakeFirstOrThrow()
    const held = await tx.selectFrom('platform_secrets').selectAll().where('name', '=', 'keys').executeTakeFirst()
    if (held !== undefined) return completed(tx, key, unseal(key, held.sealed))
    const authority = await makeAuthority()
    const signing = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const made: Secrets = {
      caCertificate: authority.certificate,
      caKey: authority.key,
      signing,
      sealing: makeSealing(),
      lease: makeLease(),
    }
    await tx
      .insertInto('platform_secrets')
      .values({ name: 'keys', sealed: seal(key, made) })
      .execute()
    return made
  })
  const { value: lineage } = await db
    .selectFrom('platform_settings')
    .select('value')
    .where('name', '=', 'lineage')
    .executeTakeFirstOrThrow()
  const signing = createPrivateKey(secrets.signing)
  const unsealingKey = createPrivateKey(secrets.sealing)
  return {
    caCertificate: secrets.caCertificate,
    caKey: secrets.caKey,
    caFingerprint: fingerprintOf(secrets.caCertificate),
    signingKey: createPublicKey(signing).export({ type: 'spki', format: 'pem' }).toString(),
    sealingKey: createPublicKey(unsealingKey).export({ type: 'spki', format: 'pem' }).toString(),
    unsealingKey,
    leaseKey: (device) =>
      Buffer.from(hkdfSync('sha256', Buffer.from(secrets.lease, 'base64'), '', `lease/${device}`, 32)).toString(
        'base64',
      ),
    lineage,
    signed: (kind, content) => ({ ...content, signature: signatureOf(signing, kind, content) }),
  }
}

/** After a restore: what was given out under the old lineage is no longer counted on. Snapshots of it are thrown away. */
export async function beginLineage(db: Database): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('platform_settings').set({ value: platformId() }).where('name', '=', 'lineage').execute()
    await tx.deleteFrom('snapshots').execute()
    await tx
      .updateTable('stations')
      .set(({ ref }) => ({ lineage_from: ref('head_seq') }))
      .execute()
  })
}

function signatureOf(
  key: KeyObject,
  kind: Parameters<typeof signedText>[0],
  content: Readonly<Record<string, unknown>>,
): string {
  return sign(null, Buffer.from(signedText(kind, content), 'utf8'), key).toString('base64')
}

/** Private keys in PKCS#8 PEM. */
type Secrets = {
  readonly caCertificate: string
  readonly caKey: string
  readonly signing: string
  readonly sealing: string
  /** Of which each device's key for codes is derived; 32 bytes, base64. */
  readonly lease: string
}
/** As platforms of before packages of unsent work, and of before codes, kept them. */
type OlderSecrets = Omit<Secrets, 'sealing' | 'lease'> & { readonly sealing?: string; readonly lease?: string }

function makeSealing(): string {
  return generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function makeLease(): string {
  return randomBytes(32).toString('base64')
}

/** With what an older platform did not have: it gets it at its first start as this version. */
async function completed(tx: Tx, key: Buffer, held: OlderSecrets): Promise<Secrets> {
  const { sealing, lease } = held
  if (sealing !== undefined && lease !== undefined) return { ...held, sealing, lease }
  const made = { ...held, sealing: sealing ?? makeSealing(), lease: lease ?? makeLease() }
  await tx
    .updateTable('platform_secrets')
    .set({ sealed: seal(key, made) })
    .where('name', '=', 'keys')
    .execute()
  return made
}

async function readKeyFile(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true })
  const made = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null
    throw error
  })
  if (made !== null) {
    await made.writeFile(randomBytes(32).toString('hex'))
    await made.sync()
    await made.close()
  }
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex')
  if (key.length !== 32) throw new Error(`the platform's key file ${file} is not one: restore it from the backup`)
  return key
}

function seal(key: Buffer, secrets: Secrets): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function unseal(key: Buffer, sealed: Buffer): OlderSecrets {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(12, 28))
  try {
    return JSON.parse(
      Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8'),
    ) as OlderSecrets
  } catch (error) {
    throw new Error('the key file does not belong to this database: restore the one from its backup', { cause: error })
  }
}
