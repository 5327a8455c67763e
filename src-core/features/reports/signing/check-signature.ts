import { createHash, verify, X509Certificate } from 'node:crypto'
import forge from 'node-forge'
import { findSignature, type PlaceProblem, type SignaturePlace } from './signature-place.ts'

export type SignatureProblem =
  | PlaceProblem
  /** No CMS structure as reports have it. */
  | 'structure'
  /** The file is not the one that was signed. */
  | 'altered'
  /** The signature is not the certificate's. */
  | 'signature'
  /** The certificate was not valid when, as the signature says, it was made. */
  | 'certificate-time'

export type SignatureCheck =
  | { readonly state: 'unsigned' }
  | { readonly state: 'broken'; readonly problem: SignatureProblem }
  | { readonly state: 'good'; readonly signer: SignerFacts }

export type SignerFacts = {
  /** Common name of the certificate. */
  readonly name: string
  readonly issuer: string
  /** SHA-256 of the certificate, hex: to be compared with the one that the station published. */
  readonly fingerprint: string
  /** As the signature says. */
  readonly signedAt: string
}

/**
 * Checks the signature of a PDF with Node's own cryptography: it covers the whole file, the file's digest is the signed one, and the
 * signature is the enclosed certificate's. Whether that certificate is the chief's says its fingerprint, not this function.
 */
export function checkSignature(pdf: Uint8Array): SignatureCheck {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  const place = findSignature(bytes)
  if (place.state === 'none') return { state: 'unsigned' }
  if (place.state === 'problem') return { state: 'broken', problem: place.problem }
  const cms = readCms(bytes, place)
  if (cms === null) return { state: 'broken', problem: 'structure' }
  const { from, to } = place.contents
  const digest = createHash('sha256').update(bytes.subarray(0, from)).update(bytes.subarray(to)).digest()
  if (!digest.equals(cms.digest)) return { state: 'broken', problem: 'altered' }
  if (!verify('sha256', cms.attributes, cms.certificate.publicKey, cms.signature))
    return { state: 'broken', problem: 'signature' }
  const { validFrom, validTo } = cms.certificate
  const at = cms.signedAt.getTime()
  if (!(Date.parse(validFrom) <= at && at <= Date.parse(validTo)))
    return { state: 'broken', problem: 'certificate-time' }
  return {
    state: 'good',
    signer: {
      name: commonName(cms.certificate.subject),
      issuer: commonName(cms.certificate.issuer),
      fingerprint: createHash('sha256').update(cms.certificate.raw).digest('hex'),
      signedAt: cms.signedAt.toISOString(),
    },
  }
}

function commonName(subject: string): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ')
}

type Cms = {
  readonly digest: Buffer
  /** DER of the signed attributes, as they are signed (a SET). */
  readonly attributes: Buffer
  readonly signature: Buffer
  readonly certificate: X509Certificate
  readonly signedAt: Date
}

const oid = forge.pki.oids as Record<string, string>

/** SignedData (RFC 5652) with one signer, SHA-256, signed attributes and no content; null for anything else. */
function readCms(pdf: Buffer, { contents }: SignaturePlace): Cms | null {
  try {
    const der = withoutPadding(Buffer.from(pdf.toString('latin1', contents.from + 1, contents.to - 1), 'hex'))
    const [type, wrapped] = parts(parse(der))
    if (oidOf(type) !== oid['signedData']) return null
    const [, , encapsulated, certificates, ...rest] = parts(parts(wrapped)[0])
    const signers = parts(rest.at(-1))
    if (parts(encapsulated).length !== 1 || oidOf(parts(encapsulated)[0]) !== oid['data'] || signers.length !== 1)
      return null
    const [, identity, digestAlgorithm, attributes, , signature] = parts(signers[0])
    if (oidOf(parts(digestAlgorithm)[0]) !== oid['sha256']) return null
    const values = new Map(parts(attributes).map((each) => [oidOf(parts(each)[0]), parts(parts(each)[1])[0]]))
    const digest = values.get(oid['messageDigest'] ?? '')
    const time = values.get(oid['signingTime'] ?? '')
    if (digest === undefined || time === undefined || oidOf(values.get(oid['contentType'] ?? '')) !== oid['data'])
      return null
    const certificate = parts(certificates)
      .map((each) => ({ each, x509: new X509Certificate(derOf(each)) }))
      .find(({ each }) => isIdentity(each, identity))?.x509
    if (certificate === undefined || certificate.publicKey.asymmetricKeyType !== 'rsa') return null
    const signed = derOf(attributes)
    // Signed as a SET, sent as [0].
    signed[0] = 0x31
    return {
      digest: Buffer.from(text(digest), 'binary'),
      attributes: signed,
      signature: Buffer.from(text(signature), 'binary'),
      certificate,
      signedAt:
        time?.type === forge.asn1.Type.UTCTIME
          ? forge.asn1.utcTimeToDate(text(time))
          : forge.asn1.generalizedTimeToDate(text(time)),
    }
  } catch {
    return null
  }
}

type Node = forge.asn1.Asn1

function parse(der: Buffer): Node {
  // The types know an older signature of fromDer.
  const options = { strict: true, parseAllBytes: true } as unknown as boolean
  return forge.asn1.fromDer(forge.util.createBuffer(der.toString('binary')), options)
}

/** The structure alone: the place in the file is longer and filled up with zeros. */
function withoutPadding(bytes: Buffer): Buffer {
  const first = bytes[1] ?? 0
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes)
  const end = 2 + lengthBytes + length
  if (bytes.subarray(end).some((byte) => byte !== 0)) throw new RangeError('something is hidden behind the signature')
  return bytes.subarray(0, end)
}

function parts(node: Node | undefined): Node[] {
  if (node === undefined || !Array.isArray(node.value)) throw new TypeError('not a constructed value')
  return node.value
}

function text(node: Node | undefined): string {
  if (node === undefined || typeof node.value !== 'string') throw new TypeError('not a primitive value')
  return node.value
}

function oidOf(node: Node | undefined): string {
  return forge.asn1.derToOid(forge.util.createBuffer(text(node)))
}

function derOf(node: Node | undefined): Buffer {
  if (node === undefined) throw new TypeError('missing')
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'binary')
}

/** Issuer and serial number of a certificate, against those that the signer names. */
function isIdentity(certificate: Node, identity: Node | undefined): boolean {
  const [issuer, serial] = parts(identity)
  const fields = parts(parts(certificate)[0])
  const own = fields[0]?.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC ? fields.slice(1) : fields
  return text(own[0]) === text(serial) && derOf(own[2]).equals(derOf(issuer))
}
