/** Dates of the demo: days and minutes since 1970-01-01 as Shanghai's clocks show them. No time zone data is asked. */
/** From 1870 on, by day number + 40,000. */
const cache: string[] = new Array<string>(64_000).fill('')

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`)

/** Day number -> YYYY-MM-DD (proleptic Gregorian; days_from_civil of H. Hinnant, inverted). */
export function dateOf(day: number): string {
  const known = cache[day + 40_000]
  if (known !== undefined && known !== '') return known
  const z = day + 719468
  const era = Math.floor(z / 146097)
  const doe = z - era * 146097
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  const text = `${yoe + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(doy - Math.floor((153 * mp + 2) / 5) + 1)}`
  if (day >= -40_000 && day < 24_000) cache[day + 40_000] = text
  return text
}

/** YYYY-MM-DD -> day number. */
export function dayOf(date: string): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / 86_400_000
}

export function yearOf(day: number): number {
  return Number(dateOf(day).slice(0, 4))
}

/** Minute of Shanghai's wall time -> 'YYYY-MM-DDTHH:MM:SS'; the seconds come from the minute, never zero at midnight, which spreadsheets show as a bare date. */
export function wallTimeOf(minute: number): string {
  const day = Math.floor(minute / 1440)
  const rest = minute - day * 1440
  return `${dateOf(day)}T${two(Math.floor(rest / 60))}:${two(rest % 60)}:${two((minute * 37 + 11) % 60)}`
}

/** The same minute as an instant in UTC (Shanghai is UTC+8). */
export function instantOf(minute: number): string {
  return `${wallTimeOf(minute - 480).slice(0, 17)}${two((minute * 37 + 11) % 60)}.000Z`
}
