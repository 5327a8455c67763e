/** How long a PC may disclose personal data without having reached its platform. */
export const leaseMs = 72 * 3_600_000
/**
 * By so much the clock may have been set back between two starts, since the last contact: a clock that is kept in local time by another system on
 * the same PC, or one that was a little fast. Nothing is lost by it: what passed is counted all the same.
 */
export const clockTolerance = 90 * 60_000

/** An instant as a PC can tell it, in ms. */
export type Moment = {
  /** Since 1970, by a clock that anybody can set. */
  readonly wall: number
  /** Only grows while the program runs; counts from the program's start. */
  readonly monotonic: number
  /** Since the PC was switched on, asleep or awake; null: it does not say. */
  readonly sinceBoot: number | null
  /** The run of the program that it belongs to. */
  readonly run: string
}

/** What is left of a lease, as of a moment. */
export type Lease = {
  readonly left: number
  readonly at: Moment
  /** By how much the clock was set back between starts, and has not caught up since. */
  readonly behind: number
}

/** A lease that a contact, a code or the enrolment begins. What the PC thought of the time before, counts no longer. */
export function beginLease(ms: number, at: Moment): Lease {
  return { left: Math.min(Math.max(0, ms), leaseMs), at, behind: 0 }
}

/**
 * What is left of it now. While the program runs, time that nobody can set is counted; between two runs, the clock, and at least what the PC
 * has been on for. A clock that was set forward uses the lease up; one that was set back between two runs by more than the tolerance ends it,
 * because then the PC knows no more how late it is.
 */
export function passTime(lease: Lease, now: Moment): Lease {
  const { at } = lease
  const byClock = now.wall - at.wall
  const passed = elapsed(at, now)
  // Set back while the program runs, it deceives nobody: the clock that goes on from there is as good as the one before.
  const behind = Math.max(0, lease.behind - (at.run === now.run ? passed : byClock))
  const left = behind > clockTolerance ? 0 : Math.max(0, lease.left - passed)
  return { left, at: now, behind }
}

/** How much time has passed, as far as the PC can know. */
export function elapsed(from: Moment, to: Moment): number {
  return Math.max(to.wall - from.wall, surelyElapsed(from, to))
}

/** How much time has passed at least, whatever was done to the clock. */
export function surelyElapsed(from: Moment, to: Moment): number {
  const running = from.run === to.run ? to.monotonic - from.monotonic : 0
  return Math.max(0, running, sinceSwitchedOn(from, to))
}

/** Switched on anew or not: it has been on for at least so long since then. */
function sinceSwitchedOn(from: Moment, to: Moment): number {
  if (from.sinceBoot === null || to.sinceBoot === null) return 0
  return to.sinceBoot >= from.sinceBoot ? to.sinceBoot - from.sinceBoot : to.sinceBoot
}

/** What decides whether personal data may be looked up freely, exported and printed on this PC. */
export type LeaseFacts = {
  readonly enrolled: boolean
  /** The platform told this PC to stop. */
  readonly stopped: boolean
  /** What is left of the lease now, in ms. */
  readonly left: number
}

/**
 * A PC that belongs to a platform and has not reached it for three days goes over to entry: what it holds is not searched, exported or
 * printed freely any more, since it may be in other hands. Entry, drafts and what is due never stop. A PC that is not enrolled has no lease.
 */
export function leaseHolds({ enrolled, stopped, left }: LeaseFacts): boolean {
  return !enrolled || (!stopped && left > 0)
}
