import { constants, privateEncrypt } from 'node:crypto'
import { pdflibAddPlaceholder } from '@signpdf/placeholder-pdf-lib'
import { SignPdf } from '@signpdf/signpdf'
import { Signer } from '@signpdf/utils'
import forge from 'node-forge'
import { PDFDocument } from 'pdf-lib'
import { nodeKey, type ChiefKey } from './chief-key.ts'

/** What the signature says about itself inside the PDF. ASCII only: the person's name is in the certificate. */
export type SealFacts = {
  /** Staff number. */
  readonly name: string
  /** Station. */
  readonly location: string
  readonly reason: string
  /** When it was signed, as this computer says; no time-stamp authority vouches for it. */
  readonly signedAt: string
}

/** Who signs and what the signature says. */
export type Sealing = { readonly facts: SealFacts; readonly key: ChiefKey }

/** Room for the CMS structure with three certificates. */
const SIGNATURE_BYTES = 12_288

/**
 * Signs a finished report: a detached CMS signature (RFC 5652, adbe.pkcs7.detached, RSA with SHA-256). It is not PAdES with long-term
 * validation: no time stamp and no revocation data are in it.
 */
export async function signPdf(pdf: Uint8Array, facts: SealFacts, key: ChiefKey): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = await preparedForSignature(pdf, facts)
  const signed = await new SignPdf().sign(prepared, new CmsSigner(key), new Date(facts.signedAt))
  return new Uint8Array(signed)
}

/** The report with an empty place for the signature: same report and facts, same bytes. */
export async function preparedForSignature(pdf: Uint8Array, facts: SealFacts): Promise<Buffer> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false })
  pdflibAddPlaceholder({
    pdfDoc: document,
    reason: facts.reason,
    contactInfo: '',
    name: facts.name,
    location: facts.location,
    signingTime: new Date(facts.signedAt),
    signatureLength: SIGNATURE_BYTES,
    widgetRect: [0, 0, 0, 0],
  })
  return Buffer.from(await document.save({ useObjectStreams: false, updateFieldAppearances: false }))
}

/** DigestInfo of SHA-256 up to the digest (RFC 8017). */
const sha256Info = Buffer.from('3031300d060960864801650304020105000420', 'hex')

/** Signs with a key that is open already: the file with its slow key derivation is read once for all reports. */
class CmsSigner extends Signer {
  readonly #key: ChiefKey

  constructor(key: ChiefKey) {
    super()
    this.#key = key
  }

  override sign(content: Buffer, signingTime?: Date): Promise<Buffer> {
    const certificates = this.#key.certificates.map((pem) => forge.pki.certificateFromPem(pem))
    const [own] = certificates
    if (own === undefined) throw new Error('a key without its certificate signs nothing')
    const { contentType, data, messageDigest, sha256, signingTime: time } = forge.pki.oids as Record<string, string>
    const message = forge.pkcs7.createSignedData()
    message.content = forge.util.createBuffer(content.toString('binary'))
    for (const certificate of certificates) message.addCertificate(certificate)
    message.addSigner({
      key: quick(this.#key),
      certificate: own,
      digestAlgorithm: sha256 as string,
      authenticatedAttributes: [
        { type: contentType as string, value: data as string },
        { type: time as string, value: (signingTime ?? new Date(0)) as unknown as string },
        { type: messageDigest as string },
      ],
    })
    issuedBy(message, own)
    message.sign({ detached: true })
    return Promise.resolve(Buffer.from(forge.asn1.toDer(message.toAsn1()).getBytes(), 'binary'))
  }
}

/**
 * Names the signer's issuer as its certificate does. forge keeps names as the bytes of their UTF-8 and would encode those once more: no
 * reader would find the certificate of a Chinese authority.
 */
function issuedBy(message: forge.pkcs7.PkcsSignedData, own: forge.pki.Certificate): void {
  const { signers } = message as unknown as { signers: { issuer: forge.pki.CertificateField[] }[] }
  for (const signer of signers)
    signer.issuer = own.issuer.attributes.map((attribute) =>
      Number(attribute.valueTagClass) === Number(forge.asn1.Type.UTF8)
        ? { ...attribute, value: forge.util.decodeUtf8(String(attribute.value)) }
        : attribute,
    )
}

function quick(key: ChiefKey): forge.pki.rsa.PrivateKey {
  const own = nodeKey(key)
  const sign = (digest: forge.md.MessageDigest): string => {
    const info = Buffer.concat([sha256Info, Buffer.from(digest.digest().getBytes(), 'binary')])
    return privateEncrypt({ key: own, padding: constants.RSA_PKCS1_PADDING }, info).toString('binary')
  }
  return { sign } as unknown as forge.pki.rsa.PrivateKey
}
