import { sql } from 'kysely'
import type { Platform } from '../platform.ts'
import { repeat } from '../repeat.ts'
import { pruneStation, type GoOn } from './prune.ts'

/** A station that an instance has taken is left to it for so long; it is another's then, which does no harm. */
const takenMinutes = 30
/** Two in the morning, at China's one time (UTC+8), and up to two hours later: not all of them at once. */
const hour = 18
const spreadMs = 2 * 3_600_000
const dayMs = 86_400_000
/** Between two looks whether a station's night has come. */
const restMs = 60_000

/** The next night after an instant. @param spread 0 to 1 */
export function nextNight(after: Date, spread: number): Date {
  const today = Date.UTC(after.getUTCFullYear(), after.getUTCMonth(), after.getUTCDate(), hour)
  const begins = today > after.getTime() ? today : today + dayMs
  return new Date(begins + Math.floor(spread * spreadMs))
}

/**
 * Does the work of the night for one station whose turn it is. Any number of instances may ask at once: each takes another station. One that
 * was missed, because no instance ran, is done as soon as one does.
 *
 * @returns whether there was one
 */
export async function upkeepOne(platform: Platform, goOn: GoOn = () => true): Promise<boolean> {
  const { db } = platform
  const now = platform.now()
  await sql`INSERT INTO upkeep (station, next_at) SELECT station, ${nextNight(now, Math.random()).toISOString()}::timestamptz FROM stations
    ON CONFLICT DO NOTHING`.execute(db)
  const at = now.toISOString()
  const { rows } = await sql<{ station: string }>`
    UPDATE upkeep u SET taken_until = ${at}::timestamptz + make_interval(mins => ${takenMinutes})
    FROM (SELECT station FROM upkeep WHERE next_at <= ${at}::timestamptz AND (taken_until IS NULL OR taken_until < ${at}::timestamptz)
      ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) due
    WHERE u.station = due.station RETURNING u.station`.execute(db)
  const [due] = rows
  if (due === undefined) return false
  const { station } = due
  const pruned = await pruneStation(platform, station, goOn)
  // Cut short, it is due again at once, for any instance.
  const next = goOn() ? nextNight(platform.now(), Math.random()).toISOString() : at
  await sql`UPDATE upkeep SET next_at = ${next}::timestamptz, taken_until = NULL WHERE station = ${station}`.execute(db)
  platform.log({ event: 'upkeep', station, ...pruned })
  return true
}

/** Does the work of the night until it is stopped, between two transactions at the latest; what fails is logged, and tried again. */
export function startUpkeep(platform: Platform): { stop(): Promise<void> } {
  let stopped = false
  let rested = -Infinity
  const work = repeat(async () => {
    if (performance.now() - rested < restMs) return 'rest'
    try {
      if (await upkeepOne(platform, () => !stopped)) return 'more'
    } catch (error) {
      const { name, stack } = error instanceof Error ? error : new Error(String(error))
      platform.log({ event: 'upkeep-failed', error: name, stack })
    }
    rested = performance.now()
    return 'rest'
  })
  return {
    async stop() {
      stopped = true
      await work.stop()
    },
  }
}
