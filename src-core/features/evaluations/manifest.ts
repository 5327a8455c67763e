import { constants, verify } from 'node:crypto'
import { NumberToken, readStrictJson, type JsonObject } from '../../../src-domain/scoring/strict-json.ts'
import { checkChain, type ChainProblem, type Trust } from '../../../src-domain/certificates/certificate-chain.ts'

/** What an agency says about its file and signs. */
export type Manifest = {
  readonly agency: string
  readonly survey: string
  readonly period: string
  /** How many were invited. */
  readonly invited: number
  /** SHA-256 of the station's invitations file that the survey was drawn from. */
  readonly frameHash: string
  /** SHA-256 of the data file. */
  readonly sha256: string
  readonly rows: number
}

/** All of them are TP01: nothing is imported. */
export type ManifestProblem = ChainProblem | 'too-large' | 'shape' | 'signature' | 'agency' | 'checksum' | 'rows'

export type VerifiedManifest = {
  readonly manifest: Manifest
  /** Who signed, for the report. */
  readonly signer: { readonly subject: string; readonly serial: string; readonly fingerprint: string }
}

/** The data file as it was received. */
export type ReceivedFile = { readonly sha256: string; readonly rows: number }

export const PAYLOAD_TYPE = 'application/vnd.beatbook.evaluation-manifest+json'
const MOST_CHARACTERS = 64 * 1024
const SALT_BYTES = 32
/** Extended key usages of an agency's certificate: document signing (RFC 9336), e-mail protection, which most agencies have. */
export const AGENCY_USAGES = ['1.3.6.1.5.5.7.3.36', '1.3.6.1.5.5.7.3.4']

/**
 * Verifies the manifest of an evaluation file: {payloadType, payload, certificates: [signer, authority], signature}, base64, signed over
 * DSSE's pre-authentication encoding with RSA-PSS and SHA-256. The payload is parsed after the signature was found good.
 *
 * @param now the instant at which the certificates have to be valid
 */
export function verifyManifest(
  text: string,
  file: ReceivedFile,
  trust: Omit<Trust, 'usages'>,
  now: Date,
): { ok: true; value: VerifiedManifest } | { ok: false; problem: ManifestProblem } {
  if (text.length > MOST_CHARACTERS) return { ok: false, problem: 'too-large' }
  const envelope = readEnvelope(text)
  if (envelope === null) return { ok: false, problem: 'shape' }
  const chain = checkChain(envelope, { ...trust, usages: AGENCY_USAGES }, now)
  if (!chain.ok) return chain
  const { signer } = chain
  if (!isSigned(envelope, signer.publicKey)) return { ok: false, problem: 'signature' }

  const manifest = readManifest(envelope.payload)
  if (manifest === null) return { ok: false, problem: 'shape' }
  if (!namesOf(signer.subject).includes(manifest.agency)) return { ok: false, problem: 'agency' }
  if (manifest.sha256 !== file.sha256) return { ok: false, problem: 'checksum' }
  if (manifest.rows !== file.rows) return { ok: false, problem: 'rows' }
  return {
    ok: true,
    value: {
      manifest,
      signer: { subject: signer.subject, serial: signer.serialNumber, fingerprint: signer.fingerprint256 },
    },
  }
}

type Envelope = {
  readonly payload: Buffer
  readonly leaf: Buffer
  readonly authority: Buffer
  readonly signature: Buffer
}

function readEnvelope(text: string): Envelope | null {
  const tree = objectOf(text, ['payloadType', 'payload', 'certificates', 'signature'])
  if (tree === null || tree.get('payloadType') !== PAYLOAD_TYPE) return null
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
function objectOf(text: string, keys: readonly string[]): JsonObject | null {
  const reading = readStrictJson(text)
  if (!reading.ok || !(reading.tree instanceof Map)) return null
  const tree: JsonObject = reading.tree
  return tree.size === keys.length && keys.every((key) => tree.has(key)) ? tree : null
}

/** DSSE's pre-authentication encoding: the type is signed with the content, so that one cannot pass for the other. */
export function preAuthentication(payload: Buffer, type = PAYLOAD_TYPE): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `, 'utf8'), payload])
}

function isSigned({ payload, signature }: Envelope, key: Parameters<typeof verify>[2]): boolean {
  const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES }
  return verify('sha256', preAuthentication(payload), options as Parameters<typeof verify>[2], signature)
}

const keys = ['agency', 'survey', 'period', 'invited', 'frame_hash', 'sha256', 'rows']

function readManifest(payload: Buffer): Manifest | null {
  const text = payload.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(payload)) return null
  const tree = objectOf(text, keys)
  if (tree === null) return null
  const [agency, survey, period] = ['agency', 'survey', 'period'].map((key) => short(tree.get(key)))
  const [frameHash, sha256] = ['frame_hash', 'sha256'].map((key) => hash(tree.get(key)))
  const [invited, rows] = ['invited', 'rows'].map((key) => count(tree.get(key)))
  if (!agency || !survey || !period || !frameHash || !sha256 || invited === undefined || rows === undefined) return null
  if (invited === null || rows === null) return null
  return { agency, survey, period, invited, frameHash, sha256, rows }
}

function short(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 100 ? value : null
}

function hash(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : null
}

function count(value: unknown): number | null {
  return value instanceof NumberToken && /^(?:0|[1-9]\d{0,6})$/.test(value.text) ? Number(value.text) : null
}

/** Organisation and common name of a subject, as Node prints it: one attribute a line. */
function namesOf(subject: string): string[] {
  return subject
    .split('\n')
    .filter((line) => /^(?:O|CN)=/.test(line))
    .map((line) => line.slice(line.indexOf('=') + 1))
}
