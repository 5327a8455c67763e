import {
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { CarriedContent, packageBytes, type CarriedPackage } from '../../src-contract/sync/carried.ts'
import { signedText } from '../../src-domain/sync/canonical-row.ts'
import { boundText, packageInfo } from '../../src-domain/sync/carried-package.ts'
import { WireError } from '../http/wire-error.ts'

const unzip = promisify(gunzip)

/** The certificate of the PC that signed the package, SHA-256 of its DER. @throws WireError package-damaged */
export function signerOf(sent: CarriedPackage): string {
  try {
    const certificate = new X509Certificate(sent.certificate)
    const { signature, ...rest } = sent
    const text = Buffer.from(signedText('carried', rest), 'utf8')
    if (!verify('sha256', text, certificate.publicKey, Buffer.from(signature, 'base64'))) throw new Error('signature')
    return createHash('sha256').update(certificate.raw).digest('hex')
  } catch {
    throw new WireError('sync/package-damaged')
  }
}

/**
 * What is in a package.
 *
 * @param key the platform's own sealing key
 * @throws WireError package-foreign when it was sealed to another platform; package-damaged
 */
export async function openPackage(sent: CarriedPackage, key: KeyObject): Promise<CarriedContent> {
  const own = createPublicKey(key).export({ type: 'spki', format: 'der' })
  if (createHash('sha256').update(own).digest('hex') !== sent.sealedTo) throw new WireError('sync/package-foreign')
  try {
    const ephemeral = Buffer.from(sent.ephemeral, 'base64')
    const publicKey = createPublicKey({ key: ephemeral, format: 'der', type: 'spki' })
    const shared = diffieHellman({ privateKey: key, publicKey })
    const secret = Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeral, own]), packageInfo, 32))
    const body = Buffer.from(sent.body, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(sent.nonce, 'base64'))
    decipher.setAAD(Buffer.from(boundText(sent), 'utf8'))
    decipher.setAuthTag(body.subarray(-16))
    const zipped = Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()])
    // One act can be larger than a package is meant to be, many times larger none is.
    const text = (await unzip(zipped, { maxOutputLength: 32 * packageBytes })).toString('utf8')
    const content = CarriedContent.parse(JSON.parse(text))
    if (content.mutations.length !== sent.count) throw new Error('count')
    return content
  } catch {
    throw new WireError('sync/package-damaged')
  }
}
