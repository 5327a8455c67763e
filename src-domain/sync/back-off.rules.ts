/** Waiting times after failures, in ms. Of a platform that was not reached it is not known that it has too much to do: it is tried more often. */
export const backOff = { first: 2_000, factor: 2, longest: 300_000, longestUnreached: 60_000 } as const

/**
 * How long to wait before the next try: doubling from two seconds to five minutes, of which a random half is taken so that the PCs
 * of a province do not come back all at once. What the platform asked for (Retry-After) is never undercut.
 *
 * @param failures in a row, from 1
 * @param random in [0, 1)
 * @param retryAfterMs what the platform asked for
 * @param longest of the doubling
 */
export function waitAfter(
  failures: number,
  random: number,
  retryAfterMs = 0,
  longest: number = backOff.longest,
): number {
  const full = Math.min(longest, backOff.first * backOff.factor ** Math.min(30, Math.max(0, failures - 1)))
  return Math.round(Math.max(retryAfterMs, 0) + full / 2 + (full / 2) * random)
}

/** Bytes of a page or a push. */
export const batch = { smallest: 262_144, largest: 4_194_304 } as const

/** The next batch: twice as large after a quick one, half after a slow or failed one. @param ms how long the last one took; null: failed */
export function nextBatch(bytes: number, ms: number | null): number {
  const next = ms === null || ms > 4_000 ? bytes / 2 : ms < 1_000 ? bytes * 2 : bytes
  return Math.min(batch.largest, Math.max(batch.smallest, Math.round(next)))
}

/** Rows of one transaction of a pull; between two of them the user's own work is done. */
export const slice = { smallest: 40, largest: 640 } as const

/** The next slice: larger after a quick one, smaller before anybody notices that the PC is busy. @param ms how long the last one took, without its commit */
export function nextSlice(rows: number, ms: number): number {
  const next = ms > 30 ? rows / 2 : ms < 12 ? rows * 2 : rows
  return Math.min(slice.largest, Math.max(slice.smallest, Math.round(next)))
}

/** Rows that share a commit while many come. */
export const commit = { smallest: 256, first: 1_024, largest: 4_096 } as const

/** The next commit: more rows after a quick one, fewer before anybody waits for it. @param ms how long the last one took */
export function nextCommit(rows: number, ms: number): number {
  const next = ms > 30 ? rows / 2 : ms < 12 ? rows * 2 : rows
  return Math.min(commit.largest, Math.max(commit.smallest, Math.round(next)))
}
