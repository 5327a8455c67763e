import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  beginLease,
  leaseHolds,
  leaseMs,
  passTime,
  type Lease,
  type LeaseFacts,
  type Moment,
} from '../../../src-domain/sync/lease.rules.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log/log.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { dropSetting, keepSetting, setting } from './sync.repo.ts'

/** What has passed is noted so often: whoever ends the program and sets the clock back gains no more than that. */
export const noteEveryMs = 60_000

const runs = new WeakMap<Clock, string>()

/** Now, as this PC can tell it. */
export function momentOf(clock: Clock): Moment {
  // The monotonic time of one clock counts from one origin: what it says can be compared with itself only.
  const run = runs.get(clock) ?? randomUUID()
  runs.set(clock, run)
  return { wall: clock.nowMs(), monotonic: clock.monotonicMs(), sinceBoot: clock.sinceBootMs?.() ?? null, run }
}

export const StoredMoment = z.object({
  wall: z.number(),
  monotonic: z.number(),
  sinceBoot: z.number().nullable(),
  run: z.string(),
})
const StoredLease = z.object({ left: z.number(), at: StoredMoment, behind: z.number() })

/** Whether this PC may disclose personal data now; notes what has passed. */
export function mayDisclose(db: WriteDb, clock: Clock): boolean {
  noteTime(db, clock)
  return leaseHolds(factsOf(db, clock))
}

/** Where the lease stands; null on a PC that belongs to no platform. */
export function leaseShown(db: ReadDb, clock: Clock): { readonly holds: boolean; readonly leftMs: number } | null {
  const facts = factsOf(db, clock)
  if (!facts.enrolled) return null
  const holds = leaseHolds(facts)
  return { holds, leftMs: holds ? Math.round(facts.left) : 0 }
}

function factsOf(db: ReadDb, clock: Clock): LeaseFacts {
  const lease = leaseIn(db)
  return {
    enrolled: setting(db, 'device') !== undefined,
    stopped: setting(db, 'stopped') !== undefined,
    // Enrolled, and none was ever begun: there is nothing to hold.
    left: lease === undefined ? 0 : passTime(lease, momentOf(clock)).left,
  }
}

/** A lease as the platform grants it, by its own clock: how long counts, not until when. */
export function keepLease(tx: WriteDb, lease: { until: string; serverTime: string }, clock: Clock): void {
  startLease(tx, clock, Date.parse(lease.until) - Date.parse(lease.serverTime))
}

/** From now on, by the enrolment or a code, for no longer than a lease lasts. */
export function startLease(tx: WriteDb, clock: Clock, ms: number = leaseMs): void {
  keep(tx, beginLease(ms, momentOf(clock)))
}

/** Until the next contact, or a code: what this replica knows of the time is not to be counted on. */
export function endLease(tx: WriteDb, clock: Clock): void {
  if (setting(tx, 'device') !== undefined) startLease(tx, clock, 0)
  // A code that was used since would do again.
  dropSetting(tx, 'leaseRequest')
}

/** Writes down what has passed since it was last done, now and then. */
export function noteTime(db: WriteDb, clock: Clock): void {
  const lease = leaseIn(db)
  if (lease === undefined) return
  const now = momentOf(clock)
  const { at } = lease
  const shift = now.wall - at.wall
  // A clock that was set back meanwhile is noted at once: the next start compares with what stands here.
  if (at.run === now.run && shift >= 0 && shift < noteEveryMs && now.monotonic - at.monotonic < noteEveryMs) return
  db.transaction((tx) => keep(tx, passTime(lease, now)))
}

/** Notes what passes while somebody is logged in, also where nothing is asked that depends on it. @returns what ends it */
export function watchTime(replica: () => WriteDb | undefined, clock: Clock, log: Log): () => void {
  const timer = setInterval(() => {
    const db = replica()
    try {
      if (db !== undefined) noteTime(db, clock)
    } catch (error) {
      // A full disk, or one that cannot be written: the next start counts from what was noted last.
      log.warn('time-not-noted', { error })
    }
  }, noteEveryMs).unref()
  return () => clearInterval(timer)
}

function leaseIn(db: ReadDb): Lease | undefined {
  const text = setting(db, 'lease')
  return text === undefined ? undefined : StoredLease.parse(JSON.parse(text))
}

function keep(tx: WriteDb, lease: Lease): void {
  keepSetting(tx, 'lease', JSON.stringify(lease))
}
