import { constants, createHash, verify, X509Certificate } from 'node:crypto'
import { checkChain, isStrongKey, type ChainProblem } from '../src-domain/certificates/certificate-chain.ts'
import { refuse, type UpdateCode } from './codes.ts'
import type { Trust } from './documents.ts'
import { preAuthentication, type Envelope } from './envelope.ts'
import { roles, roleUsages, type Role } from './roles.ts'

/** Who signed, as it is shown to people. */
export type Signer = { readonly officer: string; readonly subject: string; readonly serial: string }

const SALT_BYTES = 32

const codes: Readonly<Record<ChainProblem, UpdateCode>> = {
  certificate: 'UPD_CHAIN',
  algorithm: 'UPD_ALG',
  authority: 'UPD_CHAIN',
  usage: 'UPD_EKU',
  chain: 'UPD_CHAIN',
  expired: 'UPD_CERT_TIME',
  revoked: 'UPD_REVOKED',
}

/** A signature that is good as such: by a certificate of the organisation for this role. Whether the signer counts, trust says. */
export type GoodSignature = { readonly key: string; readonly certificate: X509Certificate }

/**
 * Checks that every signature of an envelope is one by the key in its certificate; a single bad one refuses the whole, since nobody honest
 * puts one there. Says nothing about whose certificates they are.
 * @throws Refused UPD_SIG, UPD_ALG for a key that is too weak, UPD_CHAIN for what is no certificate
 */
export function checkSignatures(envelope: Envelope, role: Role): void {
  const signed = preAuthentication(role, envelope.payload)
  for (const { leaf, signature } of envelope.signatures) {
    const certificate = readCertificate(leaf)
    if (!isStrongKey(certificate)) refuse('UPD_ALG')
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES }
    const key = { key: certificate.publicKey, ...padding } as unknown as Parameters<typeof verify>[2]
    if (!verify('sha256', signed, key, signature)) refuse('UPD_SIG')
  }
}

/**
 * The certificates of an envelope whose signatures were checked: each issued by the organisation, for this role.
 * @param roots DER, compiled into the build
 * @param at the instant at which the certificates have to be valid
 * @throws Refused UPD_ALG, UPD_CHAIN, UPD_EKU, UPD_ROLE, UPD_CERT_TIME
 */
export function goodSignatures(
  envelope: Envelope,
  role: Role,
  roots: readonly Buffer[],
  at: number,
): readonly GoodSignature[] {
  return envelope.signatures.map(({ leaf, authority }) => {
    const certificate = readCertificate(leaf)
    const chain = checkChain({ leaf, authority }, { roots, revoked: [], usages: [roleUsages[role]] }, new Date(at))
    if (!chain.ok)
      refuse(chain.problem === 'usage' && isOfOtherRole(certificate, role) ? 'UPD_ROLE' : codes[chain.problem])
    return { key: keyHash(certificate), certificate }
  })
}

/**
 * Who of the signers counts for a role, by one trust document: listed keys, none revoked, enough of them, of different officers.
 * @throws Refused UPD_REVOKED, UPD_ROLE, UPD_TRUST for a signer that is not listed, UPD_THRESHOLD
 */
export function countedSigners(signatures: readonly GoodSignature[], role: Role, trust: Trust): readonly Signer[] {
  return enough(
    signatures.map((signature) => signerOf(signature, role, trust)),
    signatures,
    role,
    trust,
  )
}

/**
 * The same for a change of trust, where the old and the new signers sign together: who is not listed here is listed on the other side.
 * @throws Refused UPD_THRESHOLD
 */
export function countedAmong(signatures: readonly GoodSignature[], role: Role, trust: Trust): readonly Signer[] {
  const listed = signatures.filter(
    ({ key, certificate }) =>
      !trust.revoked.includes(certificate.serialNumber) &&
      trust.keys.some((each) => each.key === key && each.role === role),
  )
  return enough(
    listed.map((signature) => signerOf(signature, role, trust)),
    listed,
    role,
    trust,
  )
}

function enough(
  signers: readonly Signer[],
  signatures: readonly GoodSignature[],
  role: Role,
  trust: Trust,
): readonly Signer[] {
  const officers = new Set(signers.map(({ officer }) => officer))
  const keys = new Set(signatures.map(({ key }) => key))
  const isDistinct = officers.size === signatures.length && keys.size === signatures.length
  if (!isDistinct || signers.length < trust.thresholds[role]) refuse('UPD_THRESHOLD')
  return signers
}

function signerOf({ key, certificate }: GoodSignature, role: Role, trust: Trust): Signer {
  if (trust.revoked.includes(certificate.serialNumber)) refuse('UPD_REVOKED')
  const listed = trust.keys.find((each) => each.key === key && each.role === role)
  if (listed === undefined) refuse(trust.keys.some((each) => each.key === key) ? 'UPD_ROLE' : 'UPD_TRUST')
  return { officer: listed.officer, subject: certificate.subject, serial: certificate.serialNumber }
}

/** SHA-256 of the SubjectPublicKeyInfo: the same in every certificate of a key. */
export function keyHash(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

function readCertificate(der: Buffer): X509Certificate {
  try {
    const certificate = new X509Certificate(der)
    // Reads the key as well, which may be of a kind that nobody knows.
    void certificate.publicKey
    return certificate
  } catch {
    return refuse('UPD_CHAIN')
  }
}

function isOfOtherRole(certificate: X509Certificate, role: Role): boolean {
  const usages = certificate.keyUsage ?? []
  return roles.some((other) => other !== role && usages.includes(roleUsages[other]))
}
