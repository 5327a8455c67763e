import { daysInMonth } from '../identifiers/calendar.ts'

/**
 * The day by which a place is to be inspected: so many months after the last inspection, on its last day where the month is shorter;
 * a place that was never inspected is due from the day of its registration. Days are YYYY-MM-DD.
 */
export function inspectionDue(lastOn: string | null, registeredOn: string, everyMonths: number): string {
  return lastOn === null ? registeredOn : addMonths(lastOn, everyMonths)
}

function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const index = year * 12 + (month - 1) + months
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1]
  const toDay = Math.min(day, daysInMonth(toYear, toMonth))
  return [String(toYear).padStart(4, '0'), ...[toMonth, toDay].map((part) => String(part).padStart(2, '0'))].join('-')
}
