import { refuse } from './codes.ts'
import { payloadTypes, type Role } from './roles.ts'
import { bytesOf, fieldsOf, listOf, readTree, textOf } from './strict-fields.ts'

export type Signature = {
  /** DER: the signer's certificate, and that of the release CA which issued it. */
  readonly leaf: Buffer
  readonly authority: Buffer
  readonly signature: Buffer
}

export type Envelope = { readonly payload: Buffer; readonly signatures: readonly Signature[] }

/** More than any threshold needs, few enough to be checked at once. */
const MOST_SIGNATURES = 8

/**
 * Reads a DSSE envelope: {payloadType, payload, signatures: [{certificates: [signer, authority], sig}]}, base64 with padding. Nothing in
 * it is believed yet.
 * @param bytes exactly as received
 * @throws Refused UPD_LIMIT, UPD_SCHEMA, or UPD_TYPE when it holds another kind of document
 */
export function readEnvelope(bytes: Uint8Array, role: Role): Envelope {
  const fields = fieldsOf(readTree(bytes), ['payloadType', 'payload', 'signatures'])
  if (textOf(fields.get('payloadType'), /^[\x21-\x7E]{1,200}$/) !== payloadTypes[role]) refuse('UPD_TYPE')
  const envelope = {
    payload: bytesOf(fields.get('payload')),
    signatures: listOf(fields.get('signatures'), { least: 1, most: MOST_SIGNATURES }, (item) => {
      const signature = fieldsOf(item, ['certificates', 'sig'])
      const certificates = listOf(signature.get('certificates'), { least: 2, most: 2 }, bytesOf)
      return {
        leaf: certificates[0] as Buffer,
        authority: certificates[1] as Buffer,
        signature: bytesOf(signature.get('sig')),
      }
    }),
  }
  // Blanks, escapes and order are not signed: without this, one document would have endless spellings that all count.
  if (!Buffer.from(writeEnvelope(role, envelope), 'utf8').equals(bytes)) refuse('UPD_SCHEMA')
  return envelope
}

/** DSSE's pre-authentication encoding (secure-systems-lab/dsse, protocol.md): what is really signed. */
export function preAuthentication(role: Role, payload: Uint8Array): Buffer {
  const type = payloadTypes[role]
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `, 'utf8'), payload])
}

/** The text of an envelope, as it is published: the only spelling that is read. */
export function writeEnvelope(role: Role, envelope: Envelope): string {
  return JSON.stringify({
    payloadType: payloadTypes[role],
    payload: envelope.payload.toString('base64'),
    signatures: envelope.signatures.map(({ leaf, authority, signature }) => ({
      certificates: [leaf.toString('base64'), authority.toString('base64')],
      sig: signature.toString('base64'),
    })),
  })
}
