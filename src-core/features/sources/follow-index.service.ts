import type { Db, WriteDb } from '../../store/sql.ts'
import { definition, memberOf } from '../subjects/describe-subject.rules.ts'
import { assignSubject, refreshSubjects } from '../subjects/subjects.service.ts'
import { queueForLinking } from '../linkage/queue.ts'
import { noteOddity } from './odd-records.repo.ts'
import { inTurn } from './in-turn.ts'
import { Pauses } from './pauses.ts'
import { countQueued, dropStaged, leaveQueue, queuedRecords, setSubject } from './staging.repo.ts'

/** What the work on the subject index needs: short transactions. `ctx.bulk`, or a connection's own. */
export type Slices = (slice: (tx: WriteDb) => number) => number

const sliceMs = 12
const recordsAtOnce = 8

/** From so many records on slices share commits: waiting for the disk after each would take as long as the work. */
const manyFrom = 2_000
const slicesPerCommit = 4

/**
 * Brings the subject index up to date with records that an import left in the queue, and clears what an interrupted import had
 * staged. Called after every log-in: the queue survives a crash. Waits for an import that is under way; ends early and quietly when
 * the replica is closed, and goes on at the next log-in.
 *
 * @returns how many records were indexed; usually 0, at once
 */
export function finishIndexing(db: Db, progress?: (done: number, total: number) => void): Promise<number> {
  const slices: Slices = (slice) => (db.isOpen ? db.transaction(slice) : 0)
  return inTurn(db, async () => {
    await clearStaging(slices)
    if (!db.isOpen) return 0
    const total = countQueued(db)
    return total < manyFrom ? followIndex(total, slices, progress) : followMany(db, total, progress)
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
async function followMany(db: Db, total: number, progress?: (done: number, total: number) => void): Promise<number> {
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
    for (const record of queued) {
      const before = record.subject_id ?? null
      const subject = assignSubject(tx, memberOf(record).found, before)
      if (subject !== before) setSubject(tx, record.record_id, subject)
      for (const each of [subject, before, record.subject_before]) if (each !== null) touched.add(each)
      leaveQueue(tx, record.record_id)
      noteOddity(tx, definition(record.system), record.record_id, record.payload)
      queueForLinking(tx, record.record_id)
    }
    refreshSubjects(tx, touched)
    indexed += queued.length
  }
  return indexed
}
