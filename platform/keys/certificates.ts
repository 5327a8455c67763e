import { createHash, generateKeyPair, randomBytes, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'

const makeKeyPair = promisify(generateKeyPair)
const { pki } = forge

/** The name that the platform's certificate carries; clients ask for it whatever the address is. */
export const serverName = 'platform.beatbook'

export type KeyAndCertificate = { readonly key: string; readonly certificate: string }

const tenYears = 10 * 365
/** A device asks for the next one 60 days before the end. */
const deviceDays = 2 * 365

/** The platform's own certificate authority: it signs devices and the platform's server certificates, and nothing else. */
export async function makeAuthority(): Promise<KeyAndCertificate> {
  const key = await makeKey()
  const certificate = start(forgePublic(key), 'Beatbook platform CA', tenYears)
  certificate.setIssuer(certificate.subject.attributes)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ])
  certificate.sign(pki.privateKeyFromPem(key), forge.md.sha256.create())
  return { key, certificate: pki.certificateToPem(certificate) }
}

/** A server certificate for one instance; made anew at every start. */
export async function issueServer(ca: KeyAndCertificate, hosts: readonly string[]): Promise<KeyAndCertificate> {
  const key = await makeKey()
  const certificate = start(forgePublic(key), serverName, 825)
  const names = [serverName, 'localhost', ...hosts.filter((host) => !isAddress(host))].map((value) => ({
    type: 2,
    value,
  }))
  const addresses = ['127.0.0.1', ...hosts.filter(isAddress)].map((ip) => ({ type: 7, ip }))
  signBy(ca, certificate, [
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [...names, ...addresses] },
  ])
  return { key, certificate: pki.certificateToPem(certificate) }
}

export type IssuedDevice = {
  readonly certificate: string
  readonly fingerprint: string
  readonly serial: string
  readonly until: string
}

/**
 * A device's certificate from its request (PKCS#10, PEM). Only the key is taken from the request: the name in it is the platform's
 * own.
 *
 * @returns null when the request is not one: unreadable, not signed with its key, not RSA of 2,048 to 4,096 bits
 */
export function issueDevice(
  ca: KeyAndCertificate,
  csrPem: string,
  { device, station, now }: { readonly device: string; readonly station: string; readonly now: Date },
): IssuedDevice | null {
  const key = keyOfRequest(csrPem)
  if (key === null) return null
  const certificate = start(key, device, deviceDays, now)
  certificate.setSubject([
    { shortName: 'CN', value: device },
    { shortName: 'OU', value: station },
  ])
  signBy(ca, certificate, [{ name: 'extKeyUsage', clientAuth: true }])
  const pem = pki.certificateToPem(certificate)
  return {
    certificate: pem,
    fingerprint: fingerprintOf(pem),
    serial: certificate.serialNumber,
    until: certificate.validity.notAfter.toISOString(),
  }
}

/** SHA-256 of the certificate's DER, 64 hex digits. */
export function fingerprintOf(pem: string): string {
  return createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')
}

function keyOfRequest(csrPem: string): forge.pki.rsa.PublicKey | null {
  try {
    const request = pki.certificationRequestFromPem(csrPem)
    if (!request.verify() || request.publicKey === null) return null
    const key = request.publicKey as forge.pki.rsa.PublicKey
    const bits = key.n.bitLength()
    return bits >= 2048 && bits <= 4096 ? key : null
  } catch {
    return null
  }
}

async function makeKey(): Promise<string> {
  const { privateKey } = await makeKeyPair('rsa', { modulusLength: 3072 })
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
}

function forgePublic(keyPem: string): forge.pki.rsa.PublicKey {
  const { n, e } = pki.privateKeyFromPem(keyPem)
  return pki.setRsaPublicKey(n, e)
}

function start(key: forge.pki.PublicKey, name: string, days: number, now = new Date()): forge.pki.Certificate {
  const certificate = pki.createCertificate()
  certificate.publicKey = key
  // Positive, and without a leading zero, which its DER must not have.
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  certificate.serialNumber = serial.toString('hex')
  const hour = 3_600_000
  // Whoever checks it goes by the machine's clock, which may be behind the one that is told here.
  certificate.validity.notBefore = new Date(Math.min(now.getTime(), Date.now()) - hour)
  certificate.validity.notAfter = new Date(now.getTime() + days * 24 * hour)
  certificate.setSubject([{ shortName: 'CN', value: name }])
  return certificate
}

function signBy(ca: KeyAndCertificate, certificate: forge.pki.Certificate, extensions: object[]): void {
  certificate.setIssuer(pki.certificateFromPem(ca.certificate).subject.attributes)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    ...extensions,
  ])
  certificate.sign(pki.privateKeyFromPem(ca.key), forge.md.sha256.create())
}

function isAddress(host: string): boolean {
  return /^[0-9.]+$/.test(host) || host.includes(':')
}
