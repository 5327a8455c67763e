import type { ReplicaKey } from '../../crypto/replica-key.ts'
import { Bulk } from '../../store/bulk.ts'
import type { Db, WriteDb } from '../../store/sql.ts'
import { watchRefreshed } from '../subjects/refreshed.ts'
import { BatchWriter } from './batch-writer.ts'
import { QueueThread, QueueThreadFailed, type Answer } from './queue-thread.ts'

/** To an answer of the thread; two lie ready at most, a kilobyte each. */
const mostSubjectsAtOnce = 6_000
/**
 * Answers whose keys are sorted together: keys go all over a tree of a gigabyte, and the more go together, the fewer pages are touched for
 * each. It bounds memory (300 bytes a subject in the thread), and what an end in the middle costs. Of a shorter queue there are several
 * batches too, since the keys of one are written while the next is described.
 */
const answersToABatch = { least: 2, most: 16 }
const recordsToAnAnswer = 60_000

const sliceMs = 12
/** So long a commit may take: slices share one as long as nobody notices. */
const commitMs = { least: 8, most: 25 }
const slicesToACommit = { least: 2, first: 4, most: 24 }

/** Who is told how it goes. */
export type LongHost = {
  progress(done: number): void
  threadFailed(error: Error): void
  /** For tests. */
  readonly subjectsAtOnce?: number | undefined
}

/**
 * Works off a long queue: a thread groups the records by subject and describes each subject once, core writes. Records leave the queue
 * when everything of their subject is written, so that an end at any moment loses nothing. What moves from one subject to another, or
 * changes meanwhile, stays in the queue for the ordinary way; where the thread fails, all the rest.
 *
 * @param queued how many records there are, about
 * @returns how many records left the queue
 */
export async function followLong(db: Db, key: ReplicaKey, queued: number, host: LongHost): Promise<number> {
  const slices = new LongSlices(db, key)
  const done = { records: 0 }
  let thread: QueueThread | undefined
  try {
    thread = new QueueThread(db.file, key)
    const { least, most } = answersToABatch
    const answers = Math.min(most, Math.max(least, Math.ceil(queued / recordsToAnAnswer)))
    const { subjectsAtOnce = mostSubjectsAtOnce } = host
    await work({ db, thread, slices, answers, subjectsAtOnce }, (records) => {
      done.records += records
      host.progress(done.records)
    })
  } catch (error) {
    if (!(error instanceof QueueThreadFailed)) throw error
    host.threadFailed(error)
  } finally {
    await thread?.end()
    await slices.end()
  }
  return done.records
}

type Work = {
  readonly db: Db
  readonly thread: QueueThread
  readonly slices: LongSlices
  /** To an answer, and answers to a batch. */
  readonly subjectsAtOnce: number
  readonly answers: number
}

/** A batch on its way, and what somebody else described since the thread read the first of it: that must not be overwritten. */
type Batch = { readonly writer: BatchWriter; readonly watch: ReturnType<typeof watchRefreshed> }

/**
 * The thread is always one answer ahead. The keys of a batch are written between the subjects of the next one, so that neither waits for
 * the other. Returns early when the replica is closed.
 */
async function work(
  { db, thread, slices, answers, subjectsAtOnce }: Work,
  left: (records: number) => void,
): Promise<void> {
  const batches: Batch[] = []
  const begin = (): void => {
    const watch = watchRefreshed(db)
    batches.push({ writer: new BatchWriter(watch.refreshed), watch })
  }
  const subjects = (begins: boolean): void => thread.ask({ wanted: 'subjects', most: subjectsAtOnce, begins })
  const keys = (share: number, begins = false): void => thread.ask({ wanted: 'keys', share, begins })
  /** Writes the next answer, once what is to come after it was asked for. @returns whether there is more of it; undefined: closed */
  const next = async (batch: Batch, ask: (isMore: boolean) => void): Promise<boolean | undefined> => {
    const answer = await thread.answer(() => db.isOpen)
    if (answer === undefined) return undefined
    ask(answer.isMore)
    return (await slices.run((tx) => written(tx, batch.writer, answer))) ? answer.isMore : undefined
  }
  const leave = async (batch: Batch): Promise<boolean> => {
    const isDone = await slices.run((tx) => batch.writer.leave(tx))
    if (!isDone) return false
    batch.watch.stop()
    batches.shift()
    left(batch.writer.done)
    return true
  }
  try {
    begin()
    subjects(true)
    for (let isMore = true; isMore;) {
      const [before, batch = before] = batches.length > 1 ? batches : [undefined, batches[0]]
      if (batch === undefined) throw new Error('no batch was begun')
      for (let n = 1, goesOn = true; goesOn; n += 1) {
        const askOn = (): void => {
          if (goesOn) return subjects(false)
          if (isMore) begin()
          if (isMore) subjects(true)
          else keys(1, true)
        }
        const more = await next(batch, (are) => {
          isMore = are
          goesOn = are && n < answers
          if (before === undefined) askOn()
          else keys(goesOn ? 1 / answers : 1)
        })
        if (more === undefined) return
        if (before !== undefined && (await next(before, askOn)) === undefined) return
      }
      if (before !== undefined && !(await leave(before))) return
    }
    const [last] = batches
    if (last === undefined || (await next(last, () => undefined)) === undefined) return
    await leave(last)
  } finally {
    for (const { watch } of batches) watch.stop()
  }
}

function* written(tx: WriteDb, writer: BatchWriter, { pieces }: Answer): Generator<void> {
  for (const piece of pieces) {
    writer.write(tx, piece)
    yield
  }
}

/** Long pieces of work in slices that share commits. */
class LongSlices {
  readonly #db: Db
  readonly #bulk: Bulk
  #since = 0
  #toACommit = slicesToACommit.first

  constructor(db: Db, key: ReplicaKey) {
    this.#db = db
    this.#bulk = new Bulk(db, key, undefined, 'as-it-is')
  }

  /** @returns false: the replica was closed before all steps were done */
  async run(steps: (tx: WriteDb) => Iterator<void>): Promise<boolean> {
    let at: Iterator<void> | undefined
    for (let isDone = false; !isDone;) {
      if (!this.#db.isOpen) return false
      isDone = this.#bulk.slice((tx) => {
        const ends = performance.now() + sliceMs
        at ??= steps(tx)
        while (performance.now() < ends) if (at.next().done === true) return true
        return false
      })
      this.#commitNowAndThen()
      await this.#bulk.rest()
    }
    return true
  }

  end(): Promise<void> {
    return this.#bulk.end()
  }

  #commitNowAndThen(): void {
    this.#since += 1
    if (this.#since < this.#toACommit) return
    this.#since = 0
    const started = performance.now()
    this.#bulk.commit()
    const took = performance.now() - started
    const { least, most } = slicesToACommit
    if (took < commitMs.least) this.#toACommit = Math.min(most, this.#toACommit * 2)
    else if (took > commitMs.most) this.#toACommit = Math.max(least, Math.ceil(this.#toACommit / 2))
  }
}
