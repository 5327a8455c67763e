import { addDays, type LocalDate } from '../identifiers/calendar.ts'
import { compare, fraction } from '../scoring/fraction.ts'
import type { SampleScheme } from '../scoring/scheme.ts'

/** Patterns of entering for the sake of entering. They double the sample and do nothing else. */
export type Flags = {
  /** More than the scheme's share of entries on the last days of the period. */
  readonly late: boolean
  /** Many entries filed within minutes. */
  readonly burst: boolean
}

type FlagScheme = Pick<SampleScheme, 'lateDays' | 'lateShare' | 'burstEntries' | 'burstMinutes'>

const SHANGHAI_MS = 8 * 3_600_000
const MINUTE_MS = 60_000

/**
 * @param filedAt instants at which an officer's entries of the period were filed, ISO UTC, in any order
 * @param lastDay last day of the period, Asia/Shanghai
 */
export function flagsOf(filedAt: readonly string[], lastDay: LocalDate, scheme: FlagScheme): Flags {
  const instants = filedAt.map((instant) => Date.parse(instant)).toSorted((a, b) => a - b)
  const firstLateDay = addDays(lastDay, 1 - scheme.lateDays)
  const late = instants.filter((instant) => shanghaiDay(instant) >= firstLateDay).length
  return {
    late: late > 0 && compare(fraction(BigInt(late), BigInt(instants.length)), scheme.lateShare) > 0,
    burst: instants.some((instant, i) => {
      const last = instants[i + scheme.burstEntries - 1]
      return last !== undefined && last - instant <= scheme.burstMinutes * MINUTE_MS
    }),
  }
}

function shanghaiDay(instant: number): LocalDate {
  return new Date(instant + SHANGHAI_MS).toISOString().slice(0, 10)
}

/** The sample size that the scheme asks for: more where entering looks forced. */
export function sampleSize(scheme: Pick<SampleScheme, 'size' | 'flaggedFactor'>, flags: Flags): number {
  return flags.late || flags.burst ? scheme.size * scheme.flaggedFactor : scheme.size
}
