import type { Trust } from '../../../src-domain/certificates/certificate-chain.ts'
import { isLocalDate } from '../../../src-domain/identifiers/calendar.ts'
import { readScheme, type Scheme } from '../../../src-domain/scoring/scheme.ts'
import {
  objectOf,
  openEnvelope,
  textOf,
  type EnvelopeProblem,
  type EnvelopeSigner,
} from '../authorities/signed-envelope.ts'

export const SCHEME_TYPE = 'application/vnd.beatbook.assessment-scheme+json'
/**
 * Private extended key usage of who issues schemes, beside those of updates (src-updates/roles.ts): no agency's certificate can. The arc
 * is the one that RFC 5612 reserves for examples.
 */
export const SCHEME_USAGE = '1.3.6.1.4.1.32473.1.4'

export type IssuedScheme = {
  readonly office: string
  /** First day from which periods are assessed by it. */
  readonly from: string
  /** The scheme as it was written. */
  readonly text: string
  readonly scheme: Scheme
  readonly signer: EnvelopeSigner
}

export type IssueProblem = EnvelopeProblem | 'office'
type Refused =
  | { readonly ok: false; readonly problem: IssueProblem }
  | { readonly ok: false; readonly problem: 'scheme'; readonly places: readonly string[] }

const keys = ['office', 'from', 'scheme']

/** Reads a scheme that the superior office signed: who issues it, from when on, and the scheme itself as a text of JSON. */
export function readIssued(
  envelope: string,
  trust: Omit<Trust, 'usages'>,
  now: Date,
): { readonly ok: true; readonly value: IssuedScheme } | Refused {
  const opened = openEnvelope(envelope, SCHEME_TYPE, { ...trust, usages: [SCHEME_USAGE] }, now)
  if (!opened.ok) return opened
  const { payload, signer, names } = opened.value
  const text = textOf(payload)
  const tree = text === null ? null : objectOf(text, keys)
  const [office, from, written] = keys.map((key) => tree?.get(key))
  if (typeof office !== 'string' || typeof from !== 'string' || typeof written !== 'string' || !isLocalDate(from))
    return { ok: false, problem: 'shape' }
  if (!names.includes(office)) return { ok: false, problem: 'office' }
  const reading = readScheme(written)
  if (!reading.ok) {
    const places = 'problems' in reading ? reading.problems.map(({ at, reason }) => `${at} ${reason}`) : ['JSON']
    return { ok: false, problem: 'scheme', places }
  }
  return { ok: true, value: { office, from, text: written, scheme: reading.scheme, signer } }
}
