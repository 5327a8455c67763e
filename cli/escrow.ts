import { generateKeyPairSync, randomBytes } from 'node:crypto'
import forge from 'node-forge'

export type EscrowHolder = { pem: string; passphrase: string }
export type EscrowPair = { certificates: [string, string]; holders: [EscrowHolder, EscrowHolder] }

/** Two self-signed escrow certificates (RSA 3072, ten years) with their encrypted private keys, for a demo organisation. */
export function escrowPair(): EscrowPair {
  const [first, second] = [escrowCertificate('Demo escrow holder 1'), escrowCertificate('Demo escrow holder 2')]
  return { certificates: [first.certificate, second.certificate], holders: [first.holder, second.holder] }
}

function escrowCertificate(commonName: string): { certificate: string; holder: EscrowHolder } {
  const passphrase = randomBytes(12).toString('base64url')
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 3072,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase },
  })
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey)
  certificate.serialNumber = `00${randomBytes(15).toString('hex')}`
  certificate.validity.notBefore = new Date(Date.now() - 86_400_000)
  certificate.validity.notAfter = new Date(Date.now() + 10 * 365 * 86_400_000)
  const name = [{ name: 'commonName', value: commonName }]
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.sign(forge.pki.decryptRsaPrivateKey(pair.privateKey, passphrase), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate), holder: { pem: pair.privateKey, passphrase } }
}
