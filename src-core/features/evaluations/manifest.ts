import type { Trust } from '../../../src-domain/certificates/certificate-chain.ts'
import { NumberToken } from '../../../src-domain/scoring/strict-json.ts'
import {
  objectOf,
  openEnvelope,
  textOf,
  type EnvelopeProblem,
  type EnvelopeSigner,
} from '../authorities/signed-envelope.ts'

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
export type ManifestProblem = EnvelopeProblem | 'agency' | 'checksum' | 'rows'

export type VerifiedManifest = {
  readonly manifest: Manifest
  /** Who signed, for the report. */
  readonly signer: EnvelopeSigner
}

/** The data file as it was received. */
export type ReceivedFile = { readonly sha256: string; readonly rows: number }

export const PAYLOAD_TYPE = 'application/vnd.beatbook.evaluation-manifest+json'
/** Extended key usages of an agency's certificate: document signing (RFC 9336), e-mail protection, which most agencies have. */
export const AGENCY_USAGES = ['1.3.6.1.5.5.7.3.36', '1.3.6.1.5.5.7.3.4']

/**
 * Verifies the manifest of an evaluation file: a signed envelope by the agency that it names, about this very file. The payload is parsed
 * after the signature was found good.
 *
 * @param now the instant at which the certificates have to be valid
 */
export function verifyManifest(
  text: string,
  file: ReceivedFile,
  trust: Omit<Trust, 'usages'>,
  now: Date,
): { ok: true; value: VerifiedManifest } | { ok: false; problem: ManifestProblem } {
  const opened = openEnvelope(text, PAYLOAD_TYPE, { ...trust, usages: AGENCY_USAGES }, now)
  if (!opened.ok) return opened
  const { payload, signer, names } = opened.value
  const manifest = readManifest(payload)
  if (manifest === null) return { ok: false, problem: 'shape' }
  if (!names.includes(manifest.agency)) return { ok: false, problem: 'agency' }
  if (manifest.sha256 !== file.sha256) return { ok: false, problem: 'checksum' }
  if (manifest.rows !== file.rows) return { ok: false, problem: 'rows' }
  return { ok: true, value: { manifest, signer } }
}

const keys = ['agency', 'survey', 'period', 'invited', 'frame_hash', 'sha256', 'rows']

function readManifest(payload: Buffer): Manifest | null {
  const text = textOf(payload)
  const tree = text === null ? null : objectOf(text, keys)
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
