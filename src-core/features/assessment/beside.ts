import type { Scheme } from '../../../src-domain/scoring/scheme.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { Beside } from './freeze.ts'
import { surveyOf } from '../evaluations/evaluations.facts.ts'
import { auditOf } from '../sampling/sampling.facts.ts'
import { trends } from './runs.repo.ts'

/** What a run says besides the ledgers. Without a survey satisfaction is a missing source, without a sample the factor is the prior's. */
export function besideLedgers(
  db: ReadDb,
  period: { readonly kind: string; readonly id: string; readonly from: string; readonly to: string },
  scheme: Scheme,
): Beside {
  const survey = surveyOf(db, period.id, Number(scheme.fewestAnswers.num / scheme.fewestAnswers.den))
  return {
    survey: survey?.officers ?? new Map(),
    stationSurvey: survey?.station ?? null,
    audit: auditOf(db, period.id),
    trend: trends(db, period.kind, period.from),
  }
}
