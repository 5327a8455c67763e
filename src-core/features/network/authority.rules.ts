import { X509Certificate } from 'node:crypto'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { PrivateAuthority } from '../../../src-contract/features/network.contract.ts'

export type ReadAuthority = { readonly pem: string; readonly shown: PrivateAuthority }

export type AuthorityProblem =
  | 'network/certificate-unreadable'
  | 'network/certificate-several'
  | 'network/certificate-key'
  | 'network/certificate-no-authority'
  | 'network/certificate-expired'
  | 'network/certificate-weak'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g
/** Of the signature: what Node's TLS would take, but nobody should. */
const WEAK_HASH = /1\.2\.840\.113549\.1\.1\.[245]\b|sha1|md5/i
const LEAST_RSA_BITS = 2048

/**
 * One authority's certificate as PEM text.
 * @param now ISO instant
 */
export function readAuthority(text: string, now: string): Result<ReadAuthority, AuthorityProblem> {
  // A private key has no business here, and must not be kept by accident.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return failure('network/certificate-key')
  const found = text.match(CERTIFICATE) ?? []
  if (found.length > 1) return failure('network/certificate-several')
  const certificate = parsed(found[0])
  if (certificate === null) return failure('network/certificate-unreadable')
  if (!certificate.ca) return failure('network/certificate-no-authority')
  if (isWeak(certificate)) return failure('network/certificate-weak')
  const authority = { pem: certificate.toString(), shown: shownAuthority(certificate, now) }
  return authority.shown.expired ? failure('network/certificate-expired') : success(authority)
}

/** One that was read before. */
export function showAuthority(pem: string, now: string): PrivateAuthority {
  return shownAuthority(new X509Certificate(pem), now)
}

function shownAuthority(certificate: X509Certificate, now: string): PrivateAuthority {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)]
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', ''),
    // One line: `O=…, CN=…`.
    subject: certificate.subject.split('\n').join(', '),
    validFrom: from.toISOString() as Instant,
    validTo: to.toISOString() as Instant,
    expired: !(Date.parse(now) <= to.getTime()),
  }
}

function parsed(pem: string | undefined): X509Certificate | null {
  if (pem === undefined) return null
  try {
    const certificate = new X509Certificate(pem)
    // A date that does not parse must refuse.
    return [certificate.validFrom, certificate.validTo].some((at) => Number.isNaN(Date.parse(at))) ? null : certificate
  } catch {
    return null
  }
}

function isWeak(certificate: X509Certificate): boolean {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS) return true
  return WEAK_HASH.test(signatureAlgorithm(certificate.raw))
}

/** The object identifier of the signature's algorithm, dotted: in DER the second part of the certificate begins with it. */
function signatureAlgorithm(der: Buffer): string {
  const outer = header(der, 0)
  const body = header(der, outer.start)
  const algorithm = header(der, body.end)
  const oid = header(der, algorithm.start)
  const numbers: number[] = []
  let value = 0
  for (const byte of der.subarray(oid.start, oid.end)) {
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      numbers.push(value)
      value = 0
    }
  }
  const [first = 0, ...rest] = numbers
  return [Math.floor(first / 40), first % 40, ...rest].join('.')
}

function header(der: Buffer, at: number): { start: number; end: number } {
  const first = der[at + 1] ?? 0
  const count = first < 0x80 ? 0 : first & 0x7f
  const length = count === 0 ? first : der.readUIntBE(at + 2, count)
  const start = at + 2 + count
  return { start, end: start + length }
}
