import year2025 from '../../resources/catalogs/calendar/2025.json' with { type: 'json' }
import year2026 from '../../resources/catalogs/calendar/2026.json' with { type: 'json' }
import year2027 from '../../resources/catalogs/calendar/2027.json' with { type: 'json' }
import { addDays, type LocalDate } from '../identifiers/calendar.ts'

/** What a day is for somebody who works office hours. `makeup` is a Saturday or Sunday that is worked (调休上班). */
export type DayKind = 'workday' | 'weekend' | 'holiday' | 'makeup'

/**
 * Where a year's days come from: announced by the State Council, issued over the platform by the superior office, assumed from the law, or
 * only Monday to Friday.
 */
export type CalendarStatus = 'announced' | 'issued' | 'assumed' | 'unknown'

export type CalendarDay = {
  readonly date: LocalDate
  readonly kind: DayKind
  /** Name of the holiday that the day is, or is worked for. */
  readonly name: string | null
}

/** Days of a year that are not what their weekday says; both ends of a holiday are free. */
export type CalendarYear = {
  readonly year: number
  readonly holidays: readonly { readonly name: string; readonly from: LocalDate; readonly to: LocalDate }[]
  readonly workdays: readonly { readonly name: string; readonly date: LocalDate }[]
}

/** The working days of all years, as one station has them at one moment. Whoever counts working days is given one. */
export type Calendar = {
  day(date: LocalDate): CalendarDay
  isWorkingDay(date: LocalDate): boolean
  /** How many working days there are from `from` to `to`, both included; 0 when `from` is after `to`. */
  workingDays(from: LocalDate, to: LocalDate): number
  /** The `count`-th working day after `date` (count 1 is the next one); `date` itself when count is 0 or less. */
  addWorkingDays(date: LocalDate, count: number): LocalDate
  /** How sure the working days of a period are: the least sure of its years. */
  status(from: LocalDate, to: LocalDate): CalendarStatus
}

type Special = { readonly kind: 'holiday' | 'makeup'; readonly name: string }

/** Longest period that is counted day by day; longer ones are a mistake of the caller. */
const mostDays = 40_000
/** A period is gone through once for each officer, and thousands of entries ask from the same few hundred days. */
const mostAnswers = 5_000

const files = [year2025, year2026, year2027]
/** The years that come with the program, by year. */
export const builtInYears: ReadonlyMap<number, CalendarYear> = new Map(files.map((file) => [file.year, file]))
const statuses: ReadonlyMap<number, CalendarStatus> = new Map(
  files.map(({ year, status }) => [year, status === 'announced' ? 'announced' : 'assumed']),
)

/** Every day from `from` to `to`, both included; none when `from` is after `to`. */
export function daysBetween(from: LocalDate, to: LocalDate): LocalDate[] {
  const days: LocalDate[] = []
  for (let day = from; day <= to && days.length < mostDays; day = addDays(day, 1)) days.push(day)
  return days
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf(date: LocalDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}

/**
 * The calendar of the program with the years in `issued` in the place of its own.
 *
 * Source: the State Council's notices on holidays (国务院办公厅关于部分节假日安排的通知) for 2025 and 2026; for 2027 the statutory days of
 * 全国年节及纪念日放假办法, which are an assumption until the office issues the year; for other years Monday to Friday. Ask `status` before
 * a figure is relied on.
 */
export function calendarWith(issued: readonly CalendarYear[]): Calendar {
  const years = new Map([...builtInYears, ...issued.map((one): [number, CalendarYear] => [one.year, one])])
  const fromOffice = new Set(issued.map(({ year }) => year))
  const special = new Map([...years.values()].flatMap(specialDays))
  const daysKnown = new Map<LocalDate, CalendarDay>()
  const answers = new Map<string, LocalDate>()

  function day(date: LocalDate): CalendarDay {
    const known = daysKnown.get(date)
    if (known !== undefined) return known
    const found = special.get(date)
    const weekday = weekdayOf(date)
    const kind: DayKind = found?.kind ?? (weekday === 0 || weekday === 6 ? 'weekend' : 'workday')
    const made = { date, kind, name: found?.name ?? null }
    if (daysKnown.size >= mostAnswers) daysKnown.clear()
    daysKnown.set(date, made)
    return made
  }
  function isWorkingDay(date: LocalDate): boolean {
    const { kind } = day(date)
    return kind === 'workday' || kind === 'makeup'
  }
  return {
    day,
    isWorkingDay,
    workingDays: (from, to) => daysBetween(from, to).filter(isWorkingDay).length,
    addWorkingDays: (date, count) => {
      const asked = `${date} ${count}`
      const known = answers.get(asked)
      if (known !== undefined) return known
      let reached = date
      for (let left = count; left > 0;) {
        reached = addDays(reached, 1)
        if (isWorkingDay(reached)) left -= 1
      }
      if (answers.size >= mostAnswers) answers.clear()
      answers.set(asked, reached)
      return reached
    },
    status: (from, to) => {
      let worst: CalendarStatus = 'announced'
      for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
        const status = fromOffice.has(year) ? 'issued' : statuses.get(year)
        if (status === undefined) return 'unknown'
        if (sureness.indexOf(status) > sureness.indexOf(worst)) worst = status
      }
      return worst
    },
  }
}

/** The surest first. */
const sureness: readonly CalendarStatus[] = ['announced', 'issued', 'assumed', 'unknown']

function specialDays({ holidays, workdays }: CalendarYear): [LocalDate, Special][] {
  return [
    ...holidays.flatMap(({ name, from, to }) =>
      daysBetween(from, to).map((date): [LocalDate, Special] => [date, { kind: 'holiday', name }]),
    ),
    ...workdays.map(({ name, date }): [LocalDate, Special] => [date, { kind: 'makeup', name }]),
  ]
}

/** As it came with the program: of a station that heard nothing from an office, of demos and tests. */
export const builtInCalendar: Calendar = calendarWith([])

/** First and last day of a month `YYYY-MM`. */
export function monthSpan(month: string): { from: LocalDate; to: LocalDate } {
  const from = `${month}-01`
  const [year = 0, number = 0] = month.split('-').map(Number)
  const next =
    number === 12
      ? `${String(year + 1).padStart(4, '0')}-01-01`
      : `${month.slice(0, 5)}${String(number + 1).padStart(2, '0')}-01`
  return { from, to: addDays(next, -1) }
}
