import { addDays, type LocalDate } from '../identifiers/calendar.ts'
import { shiftsById } from './shifts.ts'

/** One row of the duty calendar. Times are HH:MM; an end that is not after the start is on the next day. */
export type DutyTime = {
  readonly date: LocalDate
  readonly shift: string
  readonly from: string
  readonly to: string
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
const dayMs = 86_400_000

/** Start and end in minutes since 1970 on Shanghai's clocks; the end is not included. */
export function minutesSpan({ date, from, to }: DutyTime): { start: number; end: number } {
  const midnight = (Date.parse(`${date}T00:00:00Z`) / dayMs) * 1440
  const start = midnight + minutesOf(from)
  const length = minutesOf(to) - minutesOf(from)
  return { start, end: start + (length > 0 ? length : length + 1440) }
}

/** Whether somebody would be in two places: two rows whose times touch the same minute. */
export function shiftsOverlap(one: DutyTime, other: DutyTime): boolean {
  const a = minutesSpan(one)
  const b = minutesSpan(other)
  return a.start < b.end && b.start < a.end
}

/**
 * Whether two rows of one person cannot both be: two duties at one time, or two words for one day of which one is no duty
 * (a rest may follow a night that ends that morning).
 */
export function shiftsCollide(one: DutyTime, other: DutyTime): boolean {
  return countsAsDuty(one.shift) && countsAsDuty(other.shift) ? shiftsOverlap(one, other) : one.date === other.date
}

export function countsAsDuty(shift: string): boolean {
  return shiftsById.get(shift)?.onDuty ?? false
}

/** The days on which somebody is on duty, each once, in order: the days on which their counting shifts begin. */
export function dutyDates(rows: readonly Pick<DutyTime, 'date' | 'shift'>[]): LocalDate[] {
  return [...new Set(rows.filter(({ shift }) => countsAsDuty(shift)).map(({ date }) => date))].sort()
}

/** The day's neighbours whose shifts can reach into it. */
export function daysAround(date: LocalDate): readonly [LocalDate, LocalDate, LocalDate] {
  return [addDays(date, -1), date, addDays(date, 1)]
}
