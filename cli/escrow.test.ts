import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import forge from 'node-forge'
import { expect, test } from 'vitest'
import { serialNumber } from './escrow.ts'

test.each([[[0, 5, 7]], [[0, 0, 1]], [[0x80, 1, 2]], [[0xff, 0xff, 0xff]]])(
  'a certificate is readable whatever was drawn for its serial number: %j',
  (drawn) => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const certificate = forge.pki.createCertificate()
    certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
    certificate.serialNumber = serialNumber(Buffer.from(drawn))
    certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create())
    const read = new X509Certificate(forge.pki.certificateToPem(certificate))
    expect(Number.parseInt(read.serialNumber.slice(0, 2), 16)).toBeGreaterThanOrEqual(0x40)
    expect(Number.parseInt(read.serialNumber.slice(0, 2), 16)).toBeLessThan(0x80)
  },
)
