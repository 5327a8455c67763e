import type { Freshness } from '../../src-contract/features/sources.contract.ts'

const msPerHour = 3_600_000

/**
 * How old a system's data is for what it is: fresh up to its expected lag, aging up to twice that, then stale. Data from the future
 * (a clock that was set back) counts as fresh.
 *
 * @param lastReceived instant, ISO UTC; null when nothing was ever received
 * @param lagHours the system's expected lag, hours (catalog)
 * @param now instant, ISO UTC
 */
export function freshnessOf(lastReceived: string | null, lagHours: number, now: string): Freshness {
  if (lastReceived === null) return 'never'
  const hours = (Date.parse(now) - Date.parse(lastReceived)) / msPerHour
  if (hours <= lagHours) return 'fresh'
  return hours <= 2 * lagHours ? 'aging' : 'stale'
}
