import type { OfficerSnapshot, SnapshotPart } from '../../src-contract/features/assessment.snapshot.ts'
import { canonicalJson, type Json } from '../canonical/canonical-json.ts'
import { readInputs, type OfficerInputs } from '../scoring/inputs.ts'
import { engineVersion, scoreParts, type Score } from '../scoring/score.ts'
import { readScheme, type Scheme } from '../scoring/scheme.ts'

export type SnapshotScore =
  | { readonly ok: true; readonly score: Score; readonly scheme: Scheme }
  | { readonly ok: false; readonly problem: 'engine' | 'scheme' | 'inputs' }

/**
 * The score that a frozen snapshot has, computed from its own scheme and inputs and from nothing else: the same way on screen, in a
 * report and in `verify-report`.
 */
export function scoreSnapshot(snapshot: Pick<OfficerSnapshot, 'engine' | 'scheme' | 'parts'>): SnapshotScore {
  if (snapshot.engine !== engineVersion) return { ok: false, problem: 'engine' }
  const reading = readScheme(snapshot.scheme.text)
  if (!reading.ok || reading.scheme.scheme !== snapshot.scheme.version) return { ok: false, problem: 'scheme' }
  return scoreFrozenParts(snapshot.parts, reading.scheme)
}

/** The same with another scheme: what a variant would change. */
export function scoreFrozenParts(parts: readonly SnapshotPart[], scheme: Scheme): SnapshotScore {
  const read: OfficerInputs[] = []
  for (const part of parts) {
    const reading = readInputs(canonicalJson(part.inputs as Json))
    if (!reading.ok) return { ok: false, problem: 'inputs' }
    read.push(reading.inputs)
  }
  const [first, ...rest] = read
  if (first === undefined) return { ok: false, problem: 'inputs' }
  return { ok: true, score: scoreParts([first, ...rest], scheme), scheme }
}

/** The one text of a snapshot: its SHA-256 is printed on every report. */
export function snapshotText(snapshot: object): string {
  return canonicalJson(snapshot as Json)
}
