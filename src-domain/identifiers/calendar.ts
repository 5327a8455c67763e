/** A day as YYYY-MM-DD, Asia/Shanghai. */
export type LocalDate = string

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Length of a month in days; 0 for a month that does not exist. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2 && ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0)) return 29
  return DAYS[month - 1] ?? 0
}

/** The day as LocalDate, or null when the calendar has no such day. */
export function dayOf(year: number, month: number, day: number): LocalDate | null {
  if (!Number.isInteger(year) || year < 1 || year > 9999) return null
  if (day < 1 || day > daysInMonth(year, month)) return null
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Whether a text is a day of the calendar as it is written everywhere, YYYY-MM-DD. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return dayOf(year, month, day) === text
}

const MS_PER_DAY = 86_400_000

/** The day `days` later (or earlier). Pure calendar arithmetic, no time zone. */
export function addDays(date: LocalDate, days: number): LocalDate {
  let known = answers.get(days)
  if (known === undefined) answers.set(days, (known = new Map()))
  let answer = known.get(date)
  if (answer === undefined) {
    answer = new Date(Date.parse(`${date}T00:00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10)
    if (known.size >= mostAnswers) known.clear()
    if (answers.size <= mostSpans) known.set(date, answer)
    else answers.clear()
  }
  return answer
}

/** Thousands of rows ask from the same few hundred days, by the same few spans. */
const answers = new Map<number, Map<LocalDate, LocalDate>>()
const mostAnswers = 4_000
const mostSpans = 64
