/** What decides whether personal data may be looked up freely, exported and printed on this PC. Instants in ms since 1970, by this PC's clock. */
export type LeaseFacts = {
  readonly enrolled: boolean
  /** The platform told this PC to stop. */
  readonly stopped: boolean
  /** End of the lease that the last contact began; null: there was none yet. */
  readonly until: number | null
  readonly now: number
  /** The latest time that this PC has ever seen: a clock that is set back gains nothing. */
  readonly latest: number
}

/**
 * A PC that belongs to a platform and has not reached it for three days goes over to entry: what it holds is not searched, exported or
 * printed freely any more, since it may be in other hands. Entry, drafts and what is due never stop. A PC that is not enrolled has no lease.
 */
export function leaseHolds({ enrolled, stopped, until, now, latest }: LeaseFacts): boolean {
  if (!enrolled) return true
  if (stopped) return false
  return until === null || Math.max(now, latest) < until
}
