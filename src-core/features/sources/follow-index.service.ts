import type { ReplicaKey } from '../../crypto/replica-key.ts'
import type { Log } from '../../log/log.ts'
import type { Db, WriteDb } from '../../store/sql.ts'
import { refreshSubjects } from '../subjects/subjects.service.ts'
import { inTurn } from './in-turn.ts'
import { followLong } from './long-queue.service.ts'
import { Pauses } from './pauses.ts'
import { countQueued, dropStaged, queuedRecords } from './staging.repo.ts'
import { takeIn } from './take-in.ts'

/** What the work on the subject index needs: short transactions. `ctx.bulk`, or a connection's own. */
export type Slices = (slice: (tx: WriteDb) => number) => number

const sliceMs = 12
const recordsAtOnce = 8

/** From so many records on slices share commits: waiting for the disk after each would take as long as the work. */
const manyFrom = 2_000
const slicesPerCommit = 4

/** From so many on, grouping them before anything is written pays. */
const longFrom = 20_000

/** `key`: of the replica; without it a long queue is worked off like any other. */
export type FinishOptions = {
  readonly key?: ReplicaKey
  readonly progress?: (done: number, total: number) => void
  /** Told where the thread that describes a long queue failed; the ordinary way goes on. */
  readonly log?: Pick<Log, 'warn'>
  /** For tests: what counts as long, and how much of it goes together. */
  readonly longFrom?: number
  readonly subjectsAtOnce?: number
}

/**
 * Brings the subject index up to date with records that an import left in the queue, and clears what an interrupted import had
 * staged. Called after every log-in: the queue survives a crash. Waits for an import that is under way; ends early and quietly when
 * the replica is closed, and goes on at the next log-in.
 *
 * @returns how many records were indexed; usually 0, at once
 */
export function finishIndexing(db: Db, options: FinishOptions = {}): Promise<number> {
  const slices: Slices = (slice) => (db.isOpen ? db.transaction(slice) : 0)
  return inTurn(db, async () => {
    await clearStaging(slices)
    if (!db.isOpen) return 0
    const total = countQueued(db)
    const told = (before: number) => (done: number) => options.progress?.(before + done, total)
    const { key, log, subjectsAtOnce } = options
    const isLong = key !== undefined && total >= (options.longFrom ?? longFrom)
    const long = isLong
      ? await followLong(db, key, total, {
          ...{ progress: told(0), subjectsAtOnce },
          threadFailed: (error) => log?.warn('index-thread-failed', { error }),
        })
      : 0
    if (!db.isOpen) return long
    const rest = countQueued(db)
    const followed = await (rest < manyFrom ? followIndex(rest, slices, told(long)) : followMany(db, rest, told(long)))
    return long + followed
  })
}

/** Works the queue off. Any slice may be the last before a crash: what it did is whole, and the rest is still queued. */
export async function followIndex(
  total: number,
  slices: Slices,
  progress?: (done: number, total: number) => void,
): Promise<number> {
  const pauses = new Pauses()
  let done = 0
  while (done < total) {
    const indexed = slices(indexSlice)
    if (indexed === 0) break
    done += indexed
    progress?.(done, total)
    await pauses.due()
  }
  return done
}

/** A station's records on a new PC. A commit is small enough that nobody who comes between two slices notices it. */
async function followMany(db: Db, total: number, progress: (done: number, total: number) => void): Promise<number> {
  const group = db.group()
  let since = 0
  const slices: Slices = (slice) => {
    if (!db.isOpen) return 0
    const done = group.slice(slice)
    since = (since + 1) % slicesPerCommit
    if (since === 0) group.commit()
    return done
  }
  const done = await followIndex(total, slices, progress)
  if (db.isOpen) group.commit()
  return done
}

export async function clearStaging(slices: Slices): Promise<void> {
  const pauses = new Pauses()
  while (slices((tx) => dropStaged(tx, 500)) > 0) await pauses.due()
}

function indexSlice(tx: WriteDb): number {
  const started = performance.now()
  let indexed = 0
  while (performance.now() - started < sliceMs) {
    const queued = queuedRecords(tx, recordsAtOnce)
    if (queued.length === 0) return indexed
    const touched = new Set<number>()
    for (const record of queued) takeIn(tx, record, touched)
    refreshSubjects(tx, touched)
    indexed += queued.length
  }
  return indexed
}
