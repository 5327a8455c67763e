import { X509Certificate } from 'node:crypto'
import forge from 'node-forge'

/** Why a chain is not trusted. */
export type ChainProblem = 'certificate' | 'algorithm' | 'authority' | 'usage' | 'chain' | 'expired' | 'revoked'

export type Chain = {
  /** DER: the signer, and the authority that issued it. */
  readonly leaf: Buffer
  readonly authority: Buffer
}

export type Trust = {
  /** Roots of the organisation, DER. Never the operating system's store. */
  readonly roots: readonly Buffer[]
  /** Serial numbers, upper-case hex, of certificates that count no longer. */
  readonly revoked: readonly string[]
  /** Extended key usages of which the signer needs one. */
  readonly usages: readonly string[]
}

const FEWEST_BITS = 3072
/** A key of a megabit is a way to keep a processor busy. */
const MOST_BITS = 8192
const EXPONENT = 65537n
const MOST_BYTES = 8 * 1024
/** RSA with SHA-256, SHA-384, SHA-512 (RFC 8017). */
const ALGORITHMS = ['1.2.840.113549.1.1.11', '1.2.840.113549.1.1.12', '1.2.840.113549.1.1.13']

type Certificate = { readonly node: X509Certificate; readonly forge: forge.pki.Certificate }

/**
 * Checks signer -> authority -> root, exactly these three, at an instant. The chain is built by node-forge, which lets weak hashes, short
 * keys, wrong usages and a missing authority pass; what it lets pass is checked here, and Node's own parser has to agree on every issuer.
 * The signatures of certificates are checked by Node, for forge as well: forge's own arithmetic takes ten times as long.
 *
 * @returns the signer's certificate, or why not
 */
export function checkChain(
  chain: Chain,
  trust: Trust,
  at: Date,
): { ok: true; signer: X509Certificate } | { ok: false; problem: ChainProblem } {
  if (Number.isNaN(at.getTime())) return { ok: false, problem: 'expired' }
  const leaf = read(chain.leaf)
  const authority = read(chain.authority)
  if (leaf === null || authority === null) return { ok: false, problem: 'certificate' }
  for (const der of trust.roots) {
    const root = read(der)
    if (root === null || !isNamedBy(authority, root)) continue
    if (![leaf, authority, root].every(isStrong)) return { ok: false, problem: 'algorithm' }
    if (!isIssuedBy(authority, root) || !isIssuedBy(root, root)) continue
    const problem = problemOf(leaf, authority, root, trust, at)
    return problem === null ? { ok: true, signer: leaf.node } : { ok: false, problem }
  }
  return { ok: false, problem: 'chain' }
}

/** Why a certificate cannot stand at the end of a chain. */
export type RootProblem = 'certificate' | 'algorithm' | 'authority' | 'expired'

/** What people see of a root certificate: its subject, and the first and last instant at which it is valid. */
export type RootFacts = { readonly name: string; readonly from: Date; readonly to: Date }

/** Checks that a certificate can be a root: strict DER, strong, an authority that signed itself, valid at the instant. */
export function readRoot(der: Buffer, at: Date): { ok: true; facts: RootFacts } | { ok: false; problem: RootProblem } {
  const root = read(der)
  if (root === null) return { ok: false, problem: 'certificate' }
  if (!isStrong(root)) return { ok: false, problem: 'algorithm' }
  if (!isAuthority(root) || !isIssuedBy(root, root)) return { ok: false, problem: 'authority' }
  if (!isValidAt(root, at)) return { ok: false, problem: 'expired' }
  const { subject, validFrom, validTo } = root.node
  return { ok: true, facts: { name: subject, from: new Date(validFrom), to: new Date(validTo) } }
}

function problemOf(
  leaf: Certificate,
  authority: Certificate,
  root: Certificate,
  trust: Trust,
  at: Date,
): ChainProblem | null {
  const all = [leaf, authority, root]
  // A root that poses as its own authority would shorten the path.
  if (isIssuedBy(authority, authority) || !isIssuedBy(leaf, authority)) return 'chain'
  if (!isAuthority(authority) || !isAuthority(root)) return 'authority'
  if (!isSigner(leaf, trust.usages)) return 'usage'
  if (!all.every((each) => isValidAt(each, at))) return 'expired'
  if ([leaf, authority].some(({ node }) => trust.revoked.includes(node.serialNumber))) return 'revoked'
  for (const issuer of [authority, root])
    issuer.forge.verify = (child) => all.some((each) => each.forge === child && isIssuedBy(each, issuer))
  try {
    const store = forge.pki.createCaStore([root.forge])
    const isBuilt = forge.pki.verifyCertificateChain(store, [leaf.forge, authority.forge], { validityCheckDate: at })
    return isBuilt ? null : 'chain'
  } catch {
    return 'chain'
  }
}

/** Strict DER, nothing behind it, no extension twice; null when either parser refuses it. */
function read(der: Buffer): Certificate | null {
  if (der.length > MOST_BYTES) return null
  try {
    const node = new X509Certificate(der)
    // The types know an older signature of fromDer.
    const options = { strict: true, parseAllBytes: true } as unknown as boolean
    const asn1 = forge.asn1.fromDer(forge.util.createBuffer(der.toString('binary')), options)
    const certificate = forge.pki.certificateFromAsn1(asn1)
    const ids = certificate.extensions.map(({ id }: { id?: string }) => id)
    if (new Set(ids).size !== ids.length) return null
    return { node, forge: certificate }
  } catch {
    return null
  }
}

function isNamedBy(certificate: Certificate, issuer: Certificate): boolean {
  return certificate.node.checkIssued(issuer.node)
}

function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return isNamedBy(certificate, issuer) && certificate.node.verify(issuer.node.publicKey)
}

/** RSA of 3072 to 8192 bits with the usual exponent: strong enough, and quick to check whoever made it. */
export function isStrongKey({ publicKey }: X509Certificate): boolean {
  const { modulusLength: bits = 0, publicExponent } = publicKey.asymmetricKeyDetails ?? {}
  const isRsa = publicKey.asymmetricKeyType === 'rsa' && publicExponent === EXPONENT
  return isRsa && bits >= FEWEST_BITS && bits <= MOST_BITS
}

function isStrong({ node, forge: parsed }: Certificate): boolean {
  return isStrongKey(node) && ALGORITHMS.includes(parsed.siginfo.algorithmOid)
}

type Extension = { readonly cA?: boolean; readonly keyCertSign?: boolean; readonly digitalSignature?: boolean }

function extension(certificate: Certificate, name: string): (Extension & Readonly<Record<string, unknown>>) | null {
  return (certificate.forge.getExtension(name) as Extension & Record<string, unknown>) ?? null
}

function isAuthority(certificate: Certificate): boolean {
  return (
    extension(certificate, 'basicConstraints')?.cA === true && extension(certificate, 'keyUsage')?.keyCertSign === true
  )
}

function isSigner(certificate: Certificate, usages: readonly string[]): boolean {
  if (extension(certificate, 'basicConstraints')?.cA === true) return false
  if (extension(certificate, 'keyUsage')?.digitalSignature !== true) return false
  return (certificate.node.keyUsage ?? []).some((usage) => usages.includes(usage))
}

/** A date that does not parse refuses: every comparison with it is false. */
function isValidAt({ node }: Certificate, at: Date): boolean {
  return Date.parse(node.validFrom) <= at.getTime() && at.getTime() <= Date.parse(node.validTo)
}
