import { generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'

export type EscrowPerson = { readonly certificate: string; readonly pem: string; readonly passphrase: string }

/**
 * A certificate of an organisation's escrow and its private key, made on the spot: no key is kept in the repository.
 * @param options.bits size of the RSA key, default 3072
 */
export function escrowPerson(
  name: string,
  options: { bits?: number; from?: string; to?: string; sameKeyAs?: EscrowPerson } = {},
): EscrowPerson {
  const passphrase = `escrow ${name}`
  const made = generateKeyPairSync('rsa', {
    modulusLength: options.bits ?? 3072,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const publicKey =
    options.sameKeyAs === undefined
      ? forge.pki.publicKeyFromPem(made.publicKey)
      : forge.pki.certificateFromPem(options.sameKeyAs.certificate).publicKey
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = publicKey
  certificate.serialNumber = '01'
  certificate.validity.notBefore = new Date(options.from ?? '2026-01-01T00:00:00Z')
  certificate.validity.notAfter = new Date(options.to ?? '2036-01-01T00:00:00Z')
  const subject = [{ name: 'commonName', value: name }]
  certificate.setSubject(subject)
  certificate.setIssuer(subject)
  const signingKey = forge.pki.privateKeyFromPem(made.privateKey)
  certificate.sign(signingKey, forge.md.sha256.create())
  const pem = forge.pki.encryptRsaPrivateKey(signingKey, passphrase, { algorithm: 'aes256' })
  return { certificate: forge.pki.certificateToPem(certificate), pem, passphrase }
}
