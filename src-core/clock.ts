import type { Instant, LocalDate } from '../src-contract/ids.ts'

/** Where time comes from. Tests and simulations pass their own. */
export type Clock = {
  /** Milliseconds since 1970 by the PC's clock, which may be set back. */
  nowMs(): number
  /** Milliseconds that only grow while the process runs. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => Math.round(performance.now()),
}

export function instantOf(ms: number): Instant {
  return new Date(ms).toISOString() as Instant
}

const shanghai = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The calendar date in Asia/Shanghai, whatever the PC's time zone says. */
export function localDateOf(ms: number): LocalDate {
  return shanghai.format(ms) as LocalDate
}

/** The instant at which a day begins in Asia/Shanghai, which has had no summer time since 1991. */
export function startOfDay(date: string): string {
  return new Date(`${date}T00:00:00+08:00`).toISOString()
}
