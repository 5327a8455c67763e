import type { Counter, SpoolBody } from './spool-file.ts'

/** Wall clock and time since the machine started, both in ms. The second cannot be set by a user. */
export type Instants = {
  readonly wallMs: number
  readonly uptimeMs: number
  /** Names this run of the machine, where the system does; else empty. */
  readonly boot: string
}

export const lockoutRules = {
  /** Wrong passphrases in a row that lead to a lock-out. */
  failures: 5,
  firstMs: 15 * 60_000,
  longestMs: 24 * 3_600_000,
  /** A clock this far behind the latest time seen is reported. */
  clockToleranceMs: 5 * 60_000,
} as const

export const freshCounter: Counter = { failures: 0, level: 0, remainingMs: 0 }

/** 15 min, 30 min, 1 h … 24 h. */
export function lockoutMs(level: number): number {
  return Math.min(lockoutRules.longestMs, lockoutRules.firstMs * 2 ** Math.min(level, 10))
}

/**
 * The time that has certainly passed. While the machine runs only its uptime counts, so the clock can be set at will. After a
 * restart the clock is all there is, measured from the latest time ever seen: set back, it makes no time pass.
 */
export function elapsedMs(seen: Instants, now: Instants): number {
  const sameRun = now.boot === seen.boot && now.uptimeMs >= seen.uptimeMs
  if (sameRun) return now.uptimeMs - seen.uptimeMs
  return Math.max(now.uptimeMs, now.wallMs - seen.wallMs)
}

/** The spool at a later moment: every wait is shorter by the time passed, and the latest time seen is kept. */
export function advance(body: SpoolBody, now: Instants): SpoolBody {
  const passed = elapsedMs(body.seen, now)
  return {
    ...body,
    seen: { wallMs: Math.max(body.seen.wallMs, now.wallMs), uptimeMs: now.uptimeMs, boot: now.boot },
    device: waited(body.device, passed),
    users: Object.fromEntries(Object.entries(body.users).map(([user, counter]) => [user, waited(counter, passed)])),
  }
}

/** One more failure: the fifth starts a wait, twice as long as the one before it. */
export function failed(counter: Counter): Counter {
  const failures = counter.failures + 1
  if (failures < lockoutRules.failures) return { ...counter, failures }
  return { failures: 0, level: counter.level + 1, remainingMs: lockoutMs(counter.level) }
}

export function isClockBack(seen: Instants, now: Instants): boolean {
  return now.wallMs < seen.wallMs - lockoutRules.clockToleranceMs
}

function waited(counter: Counter, passed: number): Counter {
  return { ...counter, remainingMs: Math.max(0, counter.remainingMs - passed) }
}
