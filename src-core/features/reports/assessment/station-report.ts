import { StationSnapshot } from '../../../../src-contract/features/assessment.snapshot.ts'
import { sha256 } from '../../../../src-domain/canonical/sha256.ts'
import { readScheme, type Scheme } from '../../../../src-domain/scoring/scheme.ts'
import { parsed, type SnapshotProblem } from './officer-report.ts'

/** The station's report is made from its frozen text and nothing else. Crosses to the PDF worker. */
export type StationReportModel = {
  readonly kind: 'station-report'
  /** Canonical JSON of a StationSnapshot. */
  readonly snapshot: string
  readonly preview: boolean
}

export type StationReport = {
  readonly snapshot: StationSnapshot
  readonly text: string
  readonly sha256: string
  readonly scheme: Scheme
}

export function readStationReport(
  text: string,
): { readonly ok: true; readonly report: StationReport } | { readonly ok: false; readonly problem: SnapshotProblem } {
  const json = parsed(text)
  if (json === undefined) return { ok: false, problem: 'not-json' }
  const reading = StationSnapshot.safeParse(json)
  if (!reading.success) return { ok: false, problem: 'shape' }
  const scheme = readScheme(reading.data.scheme.text)
  if (!scheme.ok || scheme.scheme.scheme !== reading.data.scheme.version) return { ok: false, problem: 'scheme' }
  return { ok: true, report: { snapshot: reading.data, text, sha256: sha256(text), scheme: scheme.scheme } }
}
