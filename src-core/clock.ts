import { uptime } from 'node:os'
import type { Instant, LocalDate } from '../src-contract/ids.ts'

/** Where time comes from. Tests and simulations pass their own. */
export type Clock = {
  /** Milliseconds since 1970 by the PC's clock, which may be set back. */
  nowMs(): number
  /** Milliseconds that only grow while the process runs. */
  monotonicMs(): number
  /** Milliseconds since the PC was switched on, asleep or awake; nobody can set them, and they outlast the process. */
  sinceBootMs?(): number
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => Math.round(performance.now()),
  sinceBootMs: () => Math.round(uptime() * 1000),
}

/** The same times, as one run of the core counts them: what is monotonic in it says nothing of another run. */
export function clockOfRun(clock: Clock): Clock {
  const sinceBootMs = clock.sinceBootMs === undefined ? {} : { sinceBootMs: () => clock.sinceBootMs?.() ?? 0 }
  return { nowMs: () => clock.nowMs(), monotonicMs: () => clock.monotonicMs(), ...sinceBootMs }
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

/** Since then it is eight hours ahead of UTC, without a summer time. */
const withoutSummerTime = Date.UTC(1992, 0, 1)
const year10000 = Date.UTC(10_000, 0, 1)
const ahead = 8 * 3_600_000

/** The calendar date in Asia/Shanghai, whatever the PC's time zone says. */
export function localDateOf(ms: number): LocalDate {
  // A calendar takes several times as long, and this is asked at every act.
  if (ms >= withoutSummerTime && ms < year10000 - ahead) return instantOf(ms + ahead).slice(0, 10) as LocalDate
  return shanghai.format(ms) as LocalDate
}

/** The instant at which a day begins in Asia/Shanghai, which has had no summer time since 1991. */
export function startOfDay(date: string): string {
  return new Date(`${date}T00:00:00+08:00`).toISOString()
}
