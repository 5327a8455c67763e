import { constants, createPrivateKey, generateKeyPairSync, privateEncrypt, sign, type KeyObject } from 'node:crypto'
import forge from 'node-forge'
import { preAuthentication } from '../src-core/features/authorities/signed-envelope.ts'
import { PAYLOAD_TYPE } from '../src-core/features/evaluations/manifest.ts'

export type Identity = {
  readonly name: string
  readonly key: KeyObject
  readonly certificate: forge.pki.Certificate
  readonly der: Buffer
}

/** Keys are slow to make: a handful is made once and shared by the certificates of a test file. */
export function makeKey(bits = 3072): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: bits }).privateKey
}

export const AUTHORITY = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
]
export const SIGNER = [
  { name: 'basicConstraints', cA: false },
  { name: 'keyUsage', digitalSignature: true, critical: true },
  { name: 'extKeyUsage', '1.3.6.1.5.5.7.3.36': true },
]

/** A certificate made on the spot; no key is kept in the repository. Without an issuer it signs itself. */
export function issue(options: {
  name: string
  key: KeyObject
  issuer?: Identity
  extensions: readonly object[]
  from?: string
  to?: string
  serial?: string
  hash?: 'sha1' | 'sha256'
  /** Common name of the subject. */
  person?: string
}): Identity {
  const { name, key, issuer, extensions } = options
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.setRsaPublicKey(...publicNumbers(key))
  certificate.serialNumber = options.serial ?? '0a'
  certificate.validity.notBefore = new Date(options.from ?? '2026-01-01T00:00:00Z')
  certificate.validity.notAfter = new Date(options.to ?? '2036-01-01T00:00:00Z')
  certificate.setSubject(subjectOf(name, options.person))
  certificate.setIssuer(subjectOf(issuer?.name ?? name))
  certificate.setExtensions([...extensions])
  certificate.sign(quickKey(issuer?.key ?? key, options.hash ?? 'sha256'), forge.md[options.hash ?? 'sha256'].create())
  const der = Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes(), 'binary')
  return { name, key, certificate, der }
}

function subjectOf(name: string, person = 'signing'): forge.pki.CertificateField[] {
  return [
    // As UTF-8: names of agencies are Chinese.
    { shortName: 'O', value: name, valueTagClass: forge.asn1.Type.UTF8 as never },
    { shortName: 'CN', value: person, valueTagClass: forge.asn1.Type.UTF8 as never },
  ]
}

function forgeKey(key: KeyObject): forge.pki.rsa.PrivateKey {
  return forge.pki.privateKeyFromPem(key.export({ type: 'pkcs1', format: 'pem' }).toString())
}

/** DigestInfo of PKCS#1 v1.5 up to the digest. */
const digestInfo = {
  sha1: Buffer.from('3021300906052b0e03021a05000414', 'hex'),
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
}

/** A key for forge that signs with Node: the same bytes in a hundredth of the time. */
function quickKey(key: KeyObject, hash: 'sha1' | 'sha256'): forge.pki.rsa.PrivateKey {
  const signed = (digest: forge.md.MessageDigest): string => {
    const info = Buffer.concat([digestInfo[hash], Buffer.from(digest.digest().getBytes(), 'binary')])
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info).toString('binary')
  }
  return { ...forgeKey(key), sign: signed } as forge.pki.rsa.PrivateKey
}

function publicNumbers(key: KeyObject): [forge.jsbn.BigInteger, forge.jsbn.BigInteger] {
  const { n, e } = forgeKey(key)
  return [n, e]
}

/** An envelope as an agency makes it; `changes` make it a wrong one. */
export function envelope(
  manifest: unknown,
  signer: Identity,
  authority: Identity,
  changes: {
    salt?: number
    pkcs1?: boolean
    signedText?: string
    fields?: Record<string, unknown>
    type?: string
  } = {},
): string {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
  const signed = preAuthentication(Buffer.from(changes.signedText ?? text, 'utf8'), changes.type ?? PAYLOAD_TYPE)
  const key = createPrivateKey(signer.key.export({ type: 'pkcs8', format: 'pem' }))
  const padding = changes.pkcs1
    ? { padding: constants.RSA_PKCS1_PADDING }
    : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: changes.salt ?? 32 }
  return JSON.stringify({
    payloadType: changes.type ?? PAYLOAD_TYPE,
    payload: Buffer.from(text, 'utf8').toString('base64'),
    certificates: [signer, authority].map(({ der }) => der.toString('base64')),
    signature: sign('sha256', signed, { key, ...padding }).toString('base64'),
    ...changes.fields,
  })
}
