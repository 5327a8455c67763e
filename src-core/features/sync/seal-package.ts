import {
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
} from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { CarriedContent, CarriedPackage } from '../../../src-contract/sync/carried.ts'
import { signedText } from '../../../src-domain/sync/canonical-row.ts'
import { boundText, packageInfo } from '../../../src-domain/sync/carried-package.ts'

const zipped = promisify(gzip)

export type Sealing = {
  /** The platform's, SPKI PEM. */
  readonly sealingKey: string
  /** This PC's own, PEM. */
  readonly key: string
  readonly certificate: string
}
export type Labels = Pick<CarriedPackage, 'station' | 'device' | 'madeAt' | 'part' | 'parts'>

/** Seals unsent work to the platform's key and signs it with this PC's: see `CarriedPackage`. */
export async function sealPackage(content: CarriedContent, labels: Labels, own: Sealing): Promise<CarriedPackage> {
  const platformKey = createPublicKey(own.sealingKey)
  const platformDer = platformKey.export({ type: 'spki', format: 'der' })
  const pair = generateKeyPairSync('x25519')
  const ephemeral = pair.publicKey.export({ type: 'spki', format: 'der' })
  const shared = diffieHellman({ privateKey: pair.privateKey, publicKey: platformKey })
  const secret = Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeral, platformDer]), packageInfo, 32))
  const nonce = randomBytes(12)
  const bound = {
    format: 'beatbook-unsent/1' as const,
    ...labels,
    count: content.mutations.length,
    sealedTo: createHash('sha256').update(platformDer).digest('hex'),
    ephemeral: ephemeral.toString('base64'),
    nonce: nonce.toString('base64'),
  }
  const cipher = createCipheriv('aes-256-gcm', secret, nonce)
  cipher.setAAD(Buffer.from(boundText(bound), 'utf8'))
  const text = await zipped(JSON.stringify(content))
  const sealed = [cipher.update(text), cipher.final(), cipher.getAuthTag()]
  const rest = { ...bound, body: Buffer.concat(sealed).toString('base64'), certificate: own.certificate }
  const signature = sign('sha256', Buffer.from(signedText('carried', rest), 'utf8'), own.key).toString('base64')
  return { ...rest, signature }
}
