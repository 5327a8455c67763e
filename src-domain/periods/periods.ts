import catalog from '../../resources/catalogs/periods/periods.json' with { type: 'json' }
import { addDays, dayOf, type LocalDate } from '../identifiers/calendar.ts'

/** A kind of period, as the catalog has it. */
export type PeriodKind = {
  readonly id: string
  readonly label: { readonly zh: string; readonly en: string }
  /** Length in months; a divisor of 12. */
  readonly months: number
  /** Day of the month on which it begins, 1 to 28. */
  readonly startDay: number
  /** Months by which the first day is moved: -1 where October begins on the 26th of September. */
  readonly startShift: number
}

/** One period: `2026-10`, `2026-Q4`, `2026-H2` or `2026`, with its first and last day. */
export type Period = {
  readonly id: string
  readonly year: number
  /** From 1 within the year. */
  readonly part: number
  readonly from: LocalDate
  readonly to: LocalDate
}

export const periodKinds: readonly PeriodKind[] = catalog.periods

const byId = new Map(periodKinds.map((kind) => [kind.id, kind]))

export function periodKind(id: string): PeriodKind | undefined {
  return byId.get(id)
}

/** The period in which a day lies. */
export function periodOfDay(kind: PeriodKind, day: LocalDate): Period {
  const serial = Math.floor(monthSerial(day) / kind.months)
  // A shifted period may begin one serial later or earlier than the calendar says.
  for (const candidate of [serial + 1, serial]) {
    const period = periodAt(kind, candidate)
    if (period.from <= day && day <= period.to) return period
  }
  return periodAt(kind, serial - 1)
}

/** The period with this id; undefined when the kind has no such period. */
export function periodById(kind: PeriodKind, id: string): Period | undefined {
  const found = /^(\d{4})(?:-(?:(\d{2})|[QH](\d)))?$/.exec(id)
  if (found === null) return undefined
  const part = Number(found[2] ?? found[3] ?? 1)
  if (part < 1 || part > 12 / kind.months) return undefined
  const period = periodAt(kind, (Number(found[1]) * 12) / kind.months + part - 1)
  return period.id === id ? period : undefined
}

/** The period so many later (or earlier). */
export function periodAfter(kind: PeriodKind, period: Period, steps = 1): Period {
  return periodAt(kind, (period.year * 12) / kind.months + period.part - 1 + steps)
}

/** The day by which a return has to be sent: so many days after the period's last one. */
export function dueOn(period: Period, dueDays: number): LocalDate {
  return addDays(period.to, dueDays)
}

function periodAt(kind: PeriodKind, serial: number): Period {
  const from = firstDay(kind, serial)
  const to = addDays(firstDay(kind, serial + 1), -1)
  const parts = 12 / kind.months
  const year = Math.floor(serial / parts)
  const part = serial - year * parts + 1
  return { id: idOf(kind, year, part), year, part, from, to }
}

function firstDay(kind: PeriodKind, serial: number): LocalDate {
  const month = serial * kind.months + kind.startShift
  const day = dayOf(Math.floor(month / 12), (month % 12) + 1, kind.startDay)
  if (day === null) throw new RangeError('a period outside the calendar')
  return day
}

function idOf(kind: PeriodKind, year: number, part: number): string {
  const y = String(year).padStart(4, '0')
  if (kind.months === 12) return y
  if (kind.months === 1) return `${y}-${String(part).padStart(2, '0')}`
  return `${y}-${kind.months === 6 ? 'H' : 'Q'}${part}`
}

function monthSerial(day: LocalDate): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
}
