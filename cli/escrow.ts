import { generateKeyPairSync, randomBytes } from 'node:crypto'
import forge from 'node-forge'

export type EscrowHolder = { pem: string; passphrase: string }
export type EscrowPair = { certificates: [string, string]; holders: [EscrowHolder, EscrowHolder] }

export type Validity = { from: Date; to: Date }

const dayMs = 86_400_000

/**
 * Two self-signed escrow certificates (RSA 3072) with their encrypted private keys, for a demo organisation. Valid from yesterday for
 * ten years, unless said otherwise.
 */
export function escrowPair(
  validity: Validity = { from: new Date(Date.now() - dayMs), to: new Date(Date.now() + 3650 * dayMs) },
): EscrowPair {
  const first = escrowCertificate('Demo escrow holder 1', validity)
  const second = escrowCertificate('Demo escrow holder 2', validity)
  return { certificates: [first.certificate, second.certificate], holders: [first.holder, second.holder] }
}

/**
 * A serial number in hex whose DER is right whatever was drawn: positive, and without a leading zero byte, with which one certificate in
 * some hundred would be one that OpenSSL refuses to read.
 */
export function serialNumber(random: Buffer): string {
  const [first = 0, ...rest] = random
  return Buffer.from([(first & 0x3f) | 0x40, ...rest]).toString('hex')
}

function escrowCertificate(commonName: string, { from, to }: Validity): { certificate: string; holder: EscrowHolder } {
  const passphrase = randomBytes(12).toString('base64url')
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 3072,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase },
  })
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey)
  certificate.serialNumber = serialNumber(randomBytes(16))
  certificate.validity.notBefore = from
  certificate.validity.notAfter = to
  const name = [{ name: 'commonName', value: commonName }]
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.sign(forge.pki.decryptRsaPrivateKey(pair.privateKey, passphrase), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate), holder: { pem: pair.privateKey, passphrase } }
}
