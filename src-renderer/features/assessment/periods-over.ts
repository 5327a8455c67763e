import type { assessedPeriods } from '../../../src-contract/features/assessment.shapes.ts'
import { periodAfter, periodKind, periodOfDay } from '../../../src-domain/periods/periods.ts'
import { today } from '../../ui/today.ts'

export type AssessedKind = (typeof assessedPeriods)[number]
/** Periods back from the running one that can be chosen. */
const offered = 6

/** The last periods that are over, the newest first. */
export function periodsOver(kindId: AssessedKind): string[] {
  const kind = periodKind(kindId)
  if (kind === undefined) return []
  const now = periodOfDay(kind, today())
  return Array.from({ length: offered }, (_, index) => periodAfter(kind, now, -1 - index).id)
}
