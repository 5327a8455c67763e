import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'

const makeKeyPair = promisify(generateKeyPair)

/** A new key of this PC, which never leaves it, and the request for a certificate for it (PKCS#10): the platform gives the name itself. */
export async function newDeviceKey(): Promise<{ readonly key: string; readonly csr: string }> {
  const { privateKey, publicKey } = await makeKeyPair('rsa', {
    modulusLength: 3072,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const request = forge.pki.createCertificationRequest()
  request.publicKey = forge.pki.publicKeyFromPem(publicKey)
  request.setSubject([{ shortName: 'CN', value: 'beatbook' }])
  request.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create())
  return { key: privateKey, csr: forge.pki.certificationRequestToPem(request) }
}
