import { createPrivateKey } from 'node:crypto'
import forge from 'node-forge'

/** What signs, opened: it lives in memory for one act and is written nowhere. */
export type ChiefKey = {
  /** PKCS#8. */
  readonly keyPem: string
  /** The signer's first, then whatever the file has of its chain. */
  readonly certificates: readonly string[]
}

export type KeyProblem =
  'not-pkcs12' | 'passphrase' | 'no-key' | 'weak' | 'usage' | 'not-yet-valid' | 'expired' | 'other-person'

export type Person = { readonly name: string; readonly staffNumber: string }

const FEWEST_BITS = 2048

/**
 * Opens a PKCS#12 file and checks that what is in it may sign for this person at this instant: an RSA key with its certificate, which
 * is for signing, valid, and issued to the person (staff number or name in its subject). Whether the certificate's issuer is trusted is
 * not asked here; who reads the report asks it.
 */
export function openChiefKey(
  file: Uint8Array,
  passphrase: string,
  person: Person,
  at: Date,
): { readonly ok: true; readonly key: ChiefKey } | { readonly ok: false; readonly problem: KeyProblem } {
  const opened = open(file, passphrase)
  if (typeof opened === 'string') return { ok: false, problem: opened }
  const { certificate, others, keyPem } = opened
  const problem = problemOf(certificate, person, at)
  if (problem !== null) return { ok: false, problem }
  return {
    ok: true,
    key: { keyPem, certificates: [certificate, ...others].map((each) => forge.pki.certificateToPem(each)) },
  }
}

type Opened = { certificate: forge.pki.Certificate; others: forge.pki.Certificate[]; keyPem: string }

function open(file: Uint8Array, passphrase: string): Opened | 'not-pkcs12' | 'passphrase' | 'no-key' {
  let asn1: forge.asn1.Asn1
  try {
    asn1 = forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(file).toString('binary')))
  } catch {
    return 'not-pkcs12'
  }
  let store: forge.pkcs12.Pkcs12Pfx
  try {
    store = forge.pkcs12.pkcs12FromAsn1(asn1, false, passphrase)
  } catch (error) {
    const says = error instanceof Error ? error.message : ''
    return /password|MAC|decrypt/i.test(says) ? 'passphrase' : 'not-pkcs12'
  }
  const bags = (type: string): forge.pkcs12.Bag[] => store.getBags({ bagType: type })[type] ?? []
  const { oids } = forge.pki
  const keys = [...bags(oids['pkcs8ShroudedKeyBag'] ?? ''), ...bags(oids['keyBag'] ?? '')].flatMap(
    ({ key }) => key ?? [],
  )
  const certificates = bags(oids['certBag'] ?? '').flatMap(({ cert }) => cert ?? [])
  for (const key of keys) {
    const certificate = certificates.find(({ publicKey }) => isPair(key, publicKey))
    if (certificate === undefined) continue
    const info = forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key))
    const keyPem = forge.pki.privateKeyInfoToPem(info)
    return { certificate, others: certificates.filter((each) => each !== certificate), keyPem }
  }
  return 'no-key'
}

function isPair(key: forge.pki.PrivateKey, publicKey: forge.pki.PublicKey): boolean {
  const own = key as forge.pki.rsa.PrivateKey
  const other = publicKey as forge.pki.rsa.PublicKey
  return own.n?.equals(other.n) === true && own.e.equals(other.e)
}

function problemOf(certificate: forge.pki.Certificate, person: Person, at: Date): KeyProblem | null {
  const { notBefore, notAfter } = certificate.validity
  if ((certificate.publicKey as forge.pki.rsa.PublicKey).n.bitLength() < FEWEST_BITS) return 'weak'
  const usage = certificate.getExtension('keyUsage') as
    { readonly digitalSignature?: boolean; readonly nonRepudiation?: boolean } | undefined | null
  if (usage && usage.digitalSignature !== true && usage.nonRepudiation !== true) return 'usage'
  if (at < notBefore) return 'not-yet-valid'
  // A date that does not parse refuses, too.
  if (!(at <= notAfter)) return 'expired'
  return belongsTo(certificate, person) ? null : 'other-person'
}

/** Common name, serialNumber and user id of the subject, by object identifier. */
const namingOids = ['2.5.4.3', '2.5.4.5', '0.9.2342.19200300.100.1.1']

/** Certificates of the trade name a person as `name number`, or carry the number apart; either word is enough. */
function belongsTo(certificate: forge.pki.Certificate, { name, staffNumber }: Person): boolean {
  const words = certificate.subject.attributes
    .filter(({ type }) => namingOids.includes(type ?? ''))
    .flatMap(({ value }) => [String(value ?? ''), forge.util.decodeUtf8(safe(String(value ?? '')))])
    .flatMap((value) => value.split(/[\s,，_-]+/))
  return words.some((word) => word === staffNumber || word === name)
}

/** Text that forge has already decoded is left alone. */
function safe(value: string): string {
  try {
    forge.util.decodeUtf8(value)
    return value
  } catch {
    return ''
  }
}

/** The key as Node signs with it: a hundredth of forge's time. */
export function nodeKey({ keyPem }: ChiefKey): ReturnType<typeof createPrivateKey> {
  return createPrivateKey(keyPem)
}
