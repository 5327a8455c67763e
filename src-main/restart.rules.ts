/** Waiting times before the 1st, 2nd … restart after an unexpected end, ms. The first is at once: typing goes on. */
const delays = [0, 250, 1000, 2000, 4000] as const
/** Ends older than this do not count any more, ms. */
const memory = 60_000

/**
 * How long to wait before core is started again, ms; null when it has ended too often and somebody has to look.
 * @param ends instants of the unexpected ends so far, the latest included, ms since the epoch
 * @param now ms since the epoch
 */
export function restartDelay(ends: readonly number[], now: number): number | null {
  const recent = recentEnds(ends, now).length
  return delays[Math.max(0, recent - 1)] ?? null
}

export function recentEnds(ends: readonly number[], now: number): number[] {
  return ends.filter((end) => now - end < memory)
}
