import { leaseHolds } from '../../../src-domain/sync/lease.rules.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { keepSetting, setting } from './sync.repo.ts'

/** The latest time is noted so often: a clock set back gains no more than that. */
const noteEveryMs = 60_000

/** Whether this PC may disclose personal data now; notes how late it is. */
export function mayDisclose(db: WriteDb, now: number): boolean {
  const latest = noteTime(db, now)
  const until = Number(setting(db, 'leaseEnds') ?? Number.NaN)
  return leaseHolds({
    enrolled: setting(db, 'device') !== undefined,
    stopped: setting(db, 'stopped') !== undefined,
    until: Number.isNaN(until) ? null : until,
    now,
    latest,
  })
}

/** A lease as the platform grants it, by its own clock; kept by this PC's, which may be wrong. */
export function keepLease(tx: WriteDb, lease: { until: string; serverTime: string }, now: number): void {
  keepSetting(tx, 'leaseEnds', String(now + Date.parse(lease.until) - Date.parse(lease.serverTime)))
  // The platform was just asked: what this PC thought before of how late it is, counts no longer.
  keepSetting(tx, 'latestTime', String(now))
}

/** A lease prolonged by an order, whose time is the platform's. */
export function prolongLease(tx: WriteDb, until: string): void {
  const skew = Number(setting(tx, 'skewMs') ?? 0)
  keepSetting(tx, 'leaseEnds', String(Date.parse(until) + skew))
}

function noteTime(db: WriteDb, now: number): number {
  const latest = latestTime(db)
  if (now > latest + noteEveryMs) {
    db.transaction((tx) => keepSetting(tx, 'latestTime', String(now)))
    return now
  }
  return Math.max(now, latest)
}

function latestTime(db: ReadDb): number {
  return Number(setting(db, 'latestTime') ?? 0)
}
