const HOUR = 3_600_000
/** Between two looks when all is well. */
const PERIOD = 6 * HOUR
/** After the first failure; doubled with each further one, up to the period. */
const FIRST_PAUSE = 5 * 60_000
/** With a time of night chosen, somebody has to look at the clock now and then. */
const NIGHT_STEP = 10 * 60_000

/**
 * How long to wait until the feed is asked again, ms. Each station waits a time of its own, so that ten thousand do not come at once.
 * @param random 0 to 1
 */
export function nextLook(failures: number, when: string | null, random: number): number {
  if (when === 'tonight') return NIGHT_STEP
  const pause = failures === 0 ? PERIOD : Math.min(PERIOD, FIRST_PAUSE * 2 ** (failures - 1))
  return pause * (0.5 + random)
}

/** 22:00 to 06:00 on the station's clock. */
export function isQuietHour(now: Date): boolean {
  const hour = now.getHours()
  return hour >= 22 || hour < 6
}
