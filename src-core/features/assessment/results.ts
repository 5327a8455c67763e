import type { IndicatorFigures, OfficerDiff, OfficerResult } from '../../../src-contract/features/assessment.shapes.ts'
import type { OfficerSnapshot } from '../../../src-contract/features/assessment.snapshot.ts'
import { shownValue } from '../../../src-domain/charts/indicator-bar.ts'
import { scoreSnapshot } from '../../../src-domain/assessment/score-snapshot.ts'
import { rounded } from '../../../src-domain/scoring/fraction.ts'
import type { Scheme } from '../../../src-domain/scoring/scheme.ts'
import type { Score } from '../../../src-domain/scoring/score.ts'
import { recordCount } from './records.ts'

/** @throws when a stored snapshot cannot be scored by this program */
export function scoreOf(snapshot: OfficerSnapshot): { readonly score: Score; readonly scheme: Scheme } {
  const scored = scoreSnapshot(snapshot)
  if (!scored.ok) throw new Error(`a frozen snapshot that cannot be scored: ${scored.problem}`)
  return scored
}

/** A frozen document as the screen shows it: figures from its own text, records only as a number. */
export function resultOf(snapshot: OfficerSnapshot, sha256: string | null): OfficerResult {
  const { score, scheme } = scoreOf(snapshot)
  const parts = snapshot.parts.map(({ from, to, beats, inputs }) => ({
    ...{ from, to, beats, dutyDays: inputs.dutyDays, workingDays: inputs.workingDays },
  }))
  return {
    officer: { officerId: snapshot.officer.id, number: snapshot.officer.number, name: snapshot.officer.name },
    sha256,
    ...{ status: score.status, total: score.total },
    ...{ processPoints: score.processPoints, outcomePoints: score.outcomePoints },
    ...{ auditRate: score.auditRate, auditFactor: score.auditFactor },
    dutyDays: parts.reduce((sum, part) => sum + part.dutyDays, 0),
    workingDays: parts.reduce((sum, part) => sum + part.workingDays, 0),
    parts,
    indicators: score.indicators.map((figures): IndicatorFigures => {
      const { name, dimension, credit } = scheme.indicators[figures.id]
      const shown = figures.state === 'counted' ? shownValue(figures.id, figures, scheme) : null
      return {
        ...figures,
        ...{ name, dimension, shown: shown === null ? null : Math.round(shown * 10_000) },
        target: credit === null ? null : { none: rounded(credit.none), full: rounded(credit.full) },
        records: recordCount(snapshot, figures.id),
      }
    }),
    ...{ evaluation: snapshot.evaluation, audit: snapshot.audit, trend: snapshot.trend },
  }
}

/** What differs between two versions of one officer's document; null when nothing does. */
export function diffOf(before: OfficerSnapshot, after: OfficerSnapshot): OfficerDiff | null {
  const [one, other] = [scoreOf(before).score, scoreOf(after).score]
  const indicators = other.indicators.flatMap((now) => {
    const was = one.indicators.find(({ id }) => id === now.id)
    if (was === undefined || (was.good === now.good && was.due === now.due && was.points === now.points)) return []
    return [
      {
        id: now.id,
        ...{ goodBefore: was.good, goodAfter: now.good, dueBefore: was.due, dueAfter: now.due },
        ...{ pointsBefore: was.points, pointsAfter: now.points },
      },
    ]
  })
  if (indicators.length === 0 && one.total === other.total) return null
  const { id, number, name } = after.officer
  return { officerId: id, number, name, before: one.total, after: other.total, indicators }
}
