import { constants, verify } from 'node:crypto'
import { checkChain, type ChainProblem, type Trust } from '../../../src-domain/certificates/certificate-chain.ts'
import { readStrictJson, type JsonObject } from '../../../src-domain/scoring/strict-json.ts'

/** Who signed, for the report. */
export type EnvelopeSigner = { readonly subject: string; readonly serial: string; readonly fingerprint: string }

export type EnvelopeProblem = ChainProblem | 'too-large' | 'shape' | 'signature'

export type OpenedEnvelope = {
  /** Exactly what was signed. */
  readonly payload: Buffer
  readonly signer: EnvelopeSigner
  /** Organisation and common name of the signer. */
  readonly names: readonly string[]
}

const MOST_CHARACTERS = 64 * 1024
const SALT_BYTES = 32

/**
 * Opens {payloadType, payload, certificates: [signer, authority], signature}, base64, signed over DSSE's pre-authentication encoding with
 * RSA-PSS and SHA-256. The payload is handed out after chain and signature were found good, and not before.
 *
 * @param type the payload's type: a document of one kind must not pass for another
 * @param now the instant at which the certificates have to be valid
 */
export function openEnvelope(
  text: string,
  type: string,
  trust: Trust,
  now: Date,
): { ok: true; value: OpenedEnvelope } | { ok: false; problem: EnvelopeProblem } {
  if (text.length > MOST_CHARACTERS) return { ok: false, problem: 'too-large' }
  const envelope = readEnvelope(text, type)
  if (envelope === null) return { ok: false, problem: 'shape' }
  const chain = checkChain(envelope, trust, now)
  if (!chain.ok) return chain
  const { signer } = chain
  if (!isSigned(envelope, type, signer.publicKey)) return { ok: false, problem: 'signature' }
  return {
    ok: true,
    value: {
      payload: envelope.payload,
      signer: { subject: signer.subject, serial: signer.serialNumber, fingerprint: signer.fingerprint256 },
      names: namesOf(signer.subject),
    },
  }
}

type Envelope = {
  readonly payload: Buffer
  readonly leaf: Buffer
  readonly authority: Buffer
  readonly signature: Buffer
}

function readEnvelope(text: string, type: string): Envelope | null {
  const tree = objectOf(text, ['payloadType', 'payload', 'certificates', 'signature'])
  if (tree === null || tree.get('payloadType') !== type) return null
  const listed = tree.get('certificates')
  if (!Array.isArray(listed) || listed.length !== 2) return null
  const [payload, signature, leaf, authority] = [tree.get('payload'), tree.get('signature'), ...listed].map(fromBase64)
  return payload && signature && leaf && authority ? { payload, signature, leaf, authority } : null
}

/** Base64 with padding and nothing else: one spelling for one content. */
function fromBase64(value: unknown): Buffer | null {
  if (typeof value !== 'string' || value === '') return null
  const bytes = Buffer.from(value, 'base64')
  return bytes.toString('base64') === value ? bytes : null
}

/** A JSON object with exactly these keys, none of them twice. */
export function objectOf(text: string, keys: readonly string[]): JsonObject | null {
  const reading = readStrictJson(text)
  if (!reading.ok || !(reading.tree instanceof Map)) return null
  const tree: JsonObject = reading.tree
  return tree.size === keys.length && keys.every((key) => tree.has(key)) ? tree : null
}

/** The payload as the text that it is; null where the bytes are no UTF-8. */
export function textOf(payload: Buffer): string | null {
  const text = payload.toString('utf8')
  return Buffer.from(text, 'utf8').equals(payload) ? text : null
}

/** DSSE's pre-authentication encoding: the type is signed with the content, so that one cannot pass for the other. */
export function preAuthentication(payload: Buffer, type: string): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `, 'utf8'), payload])
}

function isSigned({ payload, signature }: Envelope, type: string, key: Parameters<typeof verify>[2]): boolean {
  const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES }
  return verify('sha256', preAuthentication(payload, type), options as Parameters<typeof verify>[2], signature)
}

/** Organisation and common name of a subject, as Node prints it: one attribute a line. */
function namesOf(subject: string): string[] {
  return subject
    .split('\n')
    .filter((line) => /^(?:O|CN)=/.test(line))
    .map((line) => line.slice(line.indexOf('=') + 1))
}
