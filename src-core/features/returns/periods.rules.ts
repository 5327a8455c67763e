import type { LocalDate } from '../../../src-contract/ids.ts'
import type { PeriodStatus, ReturnPeriod } from '../../../src-contract/features/returns.shapes.ts'
import {
  dueOn,
  periodAfter,
  periodById,
  periodKind,
  periodOfDay,
  type Period,
  type PeriodKind,
} from '../../../src-domain/periods/periods.ts'

export type Timing = { readonly period_kind: string; readonly starts_with: string; readonly due_days: number }
type Status = { readonly period: string; readonly status: string }

const longest = 24

/** Periods of a return up to the running one, newest first; at most 24. `submissions` come newest first. */
export function periodsOf(timing: Timing, submissions: readonly Status[], today: string): ReturnPeriod[] {
  const kind = periodKind(timing.period_kind)
  const first = kind === undefined ? undefined : periodById(kind, timing.starts_with)
  if (kind === undefined || first === undefined) return []
  const found: ReturnPeriod[] = []
  let period = periodOfDay(kind, today)
  for (; found.length < longest && period.from >= first.from; period = periodAfter(kind, period, -1)) {
    found.push(shown(period, timing, submissions, today))
  }
  // One that begins later: there is nothing to choose but its first period.
  return found.length > 0 ? found : [shown(first, timing, submissions, today)]
}

/** The period with this id, whether it is in the list or older. */
export function periodShown(
  timing: Timing,
  id: string,
  submissions: readonly Status[],
  today: string,
): ReturnPeriod | undefined {
  const kind = periodKind(timing.period_kind)
  const period = kind === undefined ? undefined : periodById(kind, id)
  return period === undefined ? undefined : shown(period, timing, submissions, today)
}

function shown(period: Period, timing: Timing, submissions: readonly Status[], today: string): ReturnPeriod {
  return {
    id: period.id,
    from: period.from as LocalDate,
    to: period.to as LocalDate,
    due: dueOn(period, timing.due_days) as LocalDate,
    status: statusOf(period, submissions, today),
  }
}

/** What waits comes first, because somebody has to act; a correction that was returned leaves what was sent as sent. */
function statusOf(period: Period, submissions: readonly Status[], today: string): PeriodStatus {
  const own = submissions.filter((one) => one.period === period.id).map((one) => one.status)
  for (const status of ['submitted', 'sent', 'returned'] as const) if (own.includes(status)) return status
  return period.to < today ? 'open' : 'running'
}

/** Whether a return may begin with this period: one that has begun, and no longer ago than can be listed. */
export function mayStartWith(kind: PeriodKind, id: string, today: string): boolean {
  const period = periodById(kind, id)
  if (period === undefined || period.from > today) return false
  return period.from >= periodAfter(kind, periodOfDay(kind, today), 1 - longest).from
}
