import type { DutyRowProblem } from '../../../src-contract/features/duty.shapes.ts'
import { shiftsCollide, type DutyTime } from '../../../src-domain/duty/shift-time.rules.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { ImportPlan, PlannedWrite } from './import-plan.ts'
import type { RosterItem } from './roster-file.rules.ts'
import { dutiesBetween, type StoredDuty } from './roster.repo.ts'

/**
 * What a roster would do to the duty calendar. A person's day that the file names is as the file says afterwards; days and people
 * that it does not name stay as they are.
 */
export function planRoster(db: ReadDb, items: readonly RosterItem[], now: string, newId: () => string): ImportPlan {
  const problems: DutyRowProblem[] = []
  const kept = withoutRepeats(items, problems)
  const days = kept.map(({ date }) => date).sort()
  const first = days[0]
  const last = days.at(-1)
  const held = first && last ? dutiesBetween(db, addDays(first, -1), addDays(last, 1)) : []
  const byDay = groupBy(kept, dayKey)
  const heldByDay = groupBy(held, dayKey)
  const writes: PlannedWrite[] = []
  const removals: string[] = []
  let changed = 0
  let unchanged = 0
  let added = 0
  for (const [key, wanted] of byDay) {
    const existing = [...(heldByDay.get(key) ?? [])]
    const open = wanted.filter((item) => {
      const same = existing.findIndex((row) => sameDuty(row, item))
      if (same >= 0) existing.splice(same, 1)
      else return true
      unchanged += 1
      return false
    })
    for (const item of open) {
      const before = existing.shift()
      if (before === undefined) added += 1
      else changed += 1
      writes.push({ kind: 'duty', row: dutyRow(item, before?.dutyId ?? newId(), now) })
    }
    removals.push(...existing.map(({ dutyId }) => dutyId))
    changed += existing.length
  }
  problems.push(
    ...collisions(
      kept,
      held.filter((row) => !byDay.has(dayKey(row))),
    ),
  )
  return {
    writes,
    removals: removals.map((id) => ({ kind: 'duty', id })),
    newBeats: [],
    problems,
    counts: { new: added, changed, unchanged },
  }
}

const dayKey = ({ accountId, date }: { accountId: string; date: string }): string => `${accountId} ${date}`

function sameDuty(one: DutyTime, other: DutyTime): boolean {
  return one.shift === other.shift && one.from === other.from && one.to === other.to
}

function withoutRepeats(items: readonly RosterItem[], problems: DutyRowProblem[]): RosterItem[] {
  const seen = new Map<string, RosterItem>()
  for (const item of items) {
    const key = `${dayKey(item)} ${item.shift} ${item.from} ${item.to}`
    const before = seen.get(key)
    if (before === undefined) seen.set(key, item)
    else
      problems.push({ row: item.row, column: item.column, kind: 'duplicate-row', severity: 'error', other: before.row })
  }
  return [...seen.values()]
}

/** Shifts of one person that collide, inside the file and with the days around it that stay. */
function collisions(items: readonly RosterItem[], staying: readonly StoredDuty[]): DutyRowProblem[] {
  const problems: DutyRowProblem[] = []
  const ofPerson = groupBy(items, ({ accountId }) => accountId)
  const stayingOf = groupBy(staying, ({ accountId }) => accountId)
  for (const [accountId, own] of ofPerson) {
    const sorted = [...own].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.row - b.row))
    for (const [at, item] of sorted.entries()) {
      // Nothing reaches further than a day.
      const near = sorted.slice(Math.max(0, at - 8), at)
      const other = near.find((one) => shiftsCollide(one, item))
      const held = stayingOf.get(accountId)?.some((row) => shiftsCollide(row, item)) ?? false
      if (other === undefined && !held) continue
      problems.push({
        row: item.row,
        column: item.column,
        kind: 'shift-overlap',
        severity: 'error',
        other: other?.row ?? null,
      })
    }
  }
  return problems
}

function dutyRow(item: RosterItem, dutyId: string, now: string) {
  return {
    duty_id: dutyId,
    account_id: item.accountId,
    date: item.date,
    shift: item.shift,
    from_time: item.from,
    to_time: item.to,
    created_at: now,
    removed_at: null,
  }
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
