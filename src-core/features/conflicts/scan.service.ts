import type { Db } from '../../store/sql.ts'
import { keepConflicts } from './file-conflicts.service.ts'
import { queueDue } from './kept.repo.ts'
import type { Scanned } from './scan.queries.ts'

/** Subjects a turn: a lookup that comes in between waits for the rest of a turn at most. */
const atOnce = 8
/** Rests this many times as long as a turn took: whoever works at the PC meanwhile must not notice. */
const restTimes = 2
const leastRestMs = 20

/** Of files that a day changes, so many at a time: the rest follows at the next look. */
const mostDue = 200

export type ScanParts = {
  db: Db
  /** `conflicts.scan` in a reader thread. */
  scan: (input: { today: string; limit: number }) => Promise<Scanned[]>
  today: string
  goOn: () => boolean
}

/**
 * Looks at every subject whose records changed, in the background and in short turns, until the queue is empty or the replica is
 * closed. What was done is kept: the rest is looked at after the next log-in.
 * @returns how many subjects were looked at
 */
export async function scanConflicts({ db, scan, today, goOn }: ScanParts): Promise<number> {
  let done = 0
  db.transaction((tx) => queueDue(tx, today, mostDue))
  while (goOn() && db.isOpen) {
    const began = performance.now()
    const scanned = await scan({ today, limit: atOnce })
    if (scanned.length === 0 || !goOn() || !db.isOpen) return done
    db.transaction((tx) => scanned.forEach((one) => keepConflicts(tx, one, today)))
    done += scanned.length
    const rest = Math.max(leastRestMs, restTimes * (performance.now() - began))
    await new Promise((resolve) => setTimeout(resolve, rest))
  }
  return done
}
