import { OfficerSnapshot } from '../../../../src-contract/features/assessment.snapshot.ts'
import { scoreSnapshot } from '../../../../src-domain/assessment/score-snapshot.ts'
import { sha256 } from '../../../../src-domain/canonical/sha256.ts'
import type { Scheme } from '../../../../src-domain/scoring/scheme.ts'
import type { Score } from '../../../../src-domain/scoring/score.ts'

/** What an officer's report is made from: the frozen text and nothing else. Crosses to the PDF worker. */
export type OfficerReportModel = {
  readonly kind: 'officer-report'
  /** Canonical JSON of an OfficerSnapshot. */
  readonly snapshot: string
  /** Printed before the chief released it: says so across every page. */
  readonly preview: boolean
}

export type OfficerReport = {
  readonly snapshot: OfficerSnapshot
  readonly text: string
  readonly sha256: string
  readonly score: Score
  readonly scheme: Scheme
}

export type SnapshotProblem = 'not-json' | 'shape' | 'engine' | 'scheme' | 'inputs'

/** Reads a frozen snapshot and scores it. Expected to succeed for what a run froze; a file from outside may be anything. */
export function readOfficerReport(
  text: string,
): { readonly ok: true; readonly report: OfficerReport } | { readonly ok: false; readonly problem: SnapshotProblem } {
  const json = parsed(text)
  if (json === undefined) return { ok: false, problem: 'not-json' }
  const reading = OfficerSnapshot.safeParse(json)
  if (!reading.success) return { ok: false, problem: 'shape' }
  const scored = scoreSnapshot(reading.data)
  if (!scored.ok) return { ok: false, problem: scored.problem }
  const { score, scheme } = scored
  return { ok: true, report: { snapshot: reading.data, text, sha256: sha256(text), score, scheme } }
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
