import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../../store/sql.ts'
import { keepConflicts } from './file-conflicts.service.ts'
import { queueDue } from './kept.repo.ts'
import type { Scanned, ScanInput } from './scan.queries.ts'

/** Subjects a turn, and a transaction: a lookup that comes in between waits for the rest of one at most. */
const atOnce = 8
/** Rests this many times as long as a turn took: whoever works at the PC meanwhile must not notice. */
const restTimes = 2
const leastRestMs = 20
/** Whoever typed a question just now is typing the next: the turn waits for a pause, but not for ever. */
const typingMs = 700
const lookForPauseMs = 100
const longestWaitMs = 10_000
/** Nobody has asked anything for so long: nobody is there who would notice. After a first linking there is a day's work to do. */
const quietAfterMs = 5_000

/**
 * So long what was found waits to be written: after every commit the reader threads begin with an empty page cache, and a question that
 * was milliseconds takes ten times as long.
 */
const writeEveryMs = 2_000
const mostWaiting = 200
/** As long as somebody types one question after the other. */
const writeWhileTypingEveryMs = 20_000
const mostWaitingWhileTyping = 1_000

/** Of files that a day changes, so many at a time: the rest follows at the next look. */
const mostDue = 200

export type ScanParts = {
  db: Db
  /** `conflicts.scan` in a reader thread. */
  scan: (input: ScanInput) => Promise<Scanned[]>
  today: string
  goOn: () => boolean
  /** Since when nobody has asked anything, ms. */
  quietMs: () => number
  /** How long ago somebody last typed in the lookup, ms. */
  typedMs: () => number
  /** Lets time pass; another one in tests. */
  pause?: (ms: number) => Promise<unknown>
}

/**
 * Looks at every subject whose records changed, in the background and in short turns, until the queue is empty or the replica is
 * closed. What was done is kept: the rest is looked at after the next log-in.
 * @returns how many subjects were looked at
 */
export async function scanConflicts({
  db,
  scan,
  today,
  goOn,
  quietMs,
  typedMs,
  pause = wait,
}: ScanParts): Promise<number> {
  let done = 0
  let after = 0
  let waiting: Scanned[] = []
  let written = performance.now()
  db.transaction((tx) => queueDue(tx, today, mostDue))
  while (goOn() && db.isOpen) {
    for (let ms = 0; goOn() && typedMs() < typingMs && ms < longestWaitMs; ms += lookForPauseMs)
      await pause(lookForPauseMs)
    const began = performance.now()
    const scanned = await scan({ today, limit: atOnce, after })
    if (!goOn() || !db.isOpen) return done
    waiting.push(...scanned)
    after = scanned.at(-1)?.subjectId ?? 0
    const [most, every] =
      typedMs() >= typingMs ? [mostWaiting, writeEveryMs] : [mostWaitingWhileTyping, writeWhileTypingEveryMs]
    if (scanned.length === 0 || waiting.length >= most || performance.now() - written > every) {
      // Nobody has anything more to be looked at, from the first one on.
      if (waiting.length === 0) return done
      done += await writeDown(db, waiting, today, goOn)
      waiting = []
      written = performance.now()
      if (scanned.length === 0) continue
    }
    const rest = quietMs() >= quietAfterMs ? leastRestMs : restTimes * (performance.now() - began)
    await pause(Math.max(leastRestMs, rest))
  }
  return done
}

/** In short transactions, one after the other. What is not written is looked at again. @returns how many were written */
async function writeDown(db: Db, waiting: readonly Scanned[], today: string, goOn: () => boolean): Promise<number> {
  let at = 0
  while (at < waiting.length && goOn() && db.isOpen) {
    const some = waiting.slice(at, at + atOnce)
    db.transaction((tx) => some.forEach((one) => keepConflicts(tx, one, today)))
    at += some.length
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return at
}
