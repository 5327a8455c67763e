import { canonicalJson } from '../../../../src-domain/canonical/canonical-json.ts'
import { engineVersion, resultsOf } from '../../../../src-domain/scoring/score.ts'
import type { OfficerReport } from './officer-report.ts'

export const resultsFormat = 'beatbook-assessment-results-1'

/** The figures of a report for machines, beside its snapshot: what `verify-report` computes anew and compares. */
export function attachedResults({ score, sha256 }: Pick<OfficerReport, 'score' | 'sha256'>): string {
  return canonicalJson({
    format: resultsFormat,
    engine: engineVersion,
    snapshotSha256: sha256,
    status: score.status,
    results: resultsOf(score),
    points: Object.fromEntries(score.indicators.map(({ id, points }) => [id, points / 10_000])),
  })
}
