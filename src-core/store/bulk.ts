import { Worker } from 'node:worker_threads'
import type { ReplicaKey } from '../crypto/replica-key.ts'
import { workerUrl } from '../worker-url.ts'
import type { Around, Db, Group, Sync, WriteDb } from './sql.ts'

export type CheckpointStart = {
  readonly file: string
  readonly dek: Uint8Array
  readonly salt: Uint8Array
}

/** How many pages the log may grow to before the work waits until it has been moved into the file (about 200 MB). */
const mostPages = 48_000
/**
 * Page cache while the work lasts: a page that was pushed out is decrypted when it is needed again, and written, and encrypted, once more
 * when it was changed. It grows as pages come and is given back at the end.
 */
const cacheKiB = 262_144

/** Of each connection, the page caches of the pieces of work that are under way on it, and its own without them. */
const working = new WeakMap<Db, { readonly caches: number[]; readonly cacheBefore: number }>()

/**
 * A long piece of writing in slices that share commits. Moving the log into the file, which encrypts every page once more, happens in a
 * thread of its own meanwhile; otherwise every few slices would stop core for it.
 */
export class Bulk {
  readonly #db: Db
  readonly #key: ReplicaKey
  readonly #group: Group
  readonly #cacheKiB: number | undefined
  #worker: Worker | undefined
  #moving: Promise<void> | undefined
  /** Something was committed since the log was last moved. */
  #grown = false
  /** Pages in the log when it was last moved. */
  #pages = 0

  /**
   * @param around what each of its transactions begins and ends with
   * @param cache 'as-it-is': for what mostly adds at the ends of its tables, and seldom comes back to a page
   */
  constructor(db: Db, key: ReplicaKey, around?: Around, cache: 'large' | 'as-it-is' = 'large') {
    this.#db = db
    this.#key = key
    this.#cacheKiB = cache === 'large' ? cacheKiB : undefined
    begin(db, this.#cacheKiB)
    this.#group = db.group(around)
  }

  /** One slice; when it throws, everything since the last commit never happened. */
  slice<T>(fn: (tx: WriteDb) => Sync<T>): T {
    return this.#group.slice(fn)
  }

  commit(): void {
    this.#group.commit()
    this.#grown = true
  }

  /** As for a group. */
  beforeCommit(work: (tx: WriteDb) => void): void {
    this.#group.beforeCommit(work)
  }

  /** Between two slices: lets others in, and the log be moved when it is worth it. */
  async rest(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    // Always under way while there is something to move: what is left at the end is what the last one to wait waits for.
    if (this.#grown && this.#moving === undefined) this.#move()
    if (this.#pages < mostPages) return
    // A log starts over only when all of it was moved while nobody wrote.
    this.#group.commit()
    await this.#moving
    this.#move()
    await this.#moving
    this.#pages = 0
  }

  /** Commits what is left and leaves the connection as it was, unless others still work on it. To be called once, whatever happened. */
  async end(): Promise<void> {
    try {
      this.#group.commit()
    } finally {
      await this.#moving
      if (this.#worker !== undefined) this.#move()
      await this.#moving
      const worker = this.#worker
      this.#worker = undefined
      if (worker !== undefined) {
        const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
        worker.postMessage('close')
        await gone
      }
      finish(this.#db, this.#cacheKiB)
    }
  }

  #move(): void {
    const worker = (this.#worker ??= this.#start())
    this.#grown = false
    this.#moving = new Promise<void>((resolve) => {
      const done = (pages: unknown): void => {
        worker.off('message', done)
        worker.off('exit', done)
        this.#moving = undefined
        this.#pages = typeof pages === 'number' ? pages : 0
        resolve()
      }
      worker.on('message', done)
      worker.on('exit', done)
      worker.postMessage('checkpoint')
    })
  }

  #start(): Worker {
    // Own memory, so that transferring it moves these bytes and nothing else.
    const dek = new Uint8Array(new ArrayBuffer(this.#key.dek.length))
    dek.set(this.#key.dek)
    const start: CheckpointStart = {
      file: this.#db.file,
      dek,
      salt: new Uint8Array(this.#key.salt),
    }
    const worker = new Worker(workerUrl(import.meta.url, './checkpoint.worker'), {
      workerData: start,
      // It makes next to nothing.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
      transferList: [dek.buffer],
    })
    // 'exit' follows; without a listener the error would end core.
    worker.on('error', () => undefined)
    return worker
  }
}

function begin(db: Db, wanted: number | undefined): void {
  const known = working.get(db) ?? { caches: [], cacheBefore: cacheOf(db) }
  working.set(db, known)
  // Negative numbers are KiB, as SQLite says them.
  known.caches.push(wanted === undefined ? known.cacheBefore : -wanted)
  db.exec(`PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = ${largest(known.caches)}`)
}

/** The last to end gives the cache back, whichever began first. */
function finish(db: Db, wanted: number | undefined): void {
  const known = working.get(db)
  if (known === undefined) return
  known.caches.splice(known.caches.indexOf(wanted === undefined ? known.cacheBefore : -wanted), 1)
  if (known.caches.length > 0) {
    if (db.isOpen) db.exec(`PRAGMA cache_size = ${largest(known.caches)}`)
    return
  }
  working.delete(db)
  if (db.isOpen)
    db.exec(`PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = ${known.cacheBefore}; PRAGMA shrink_memory`)
}

function cacheOf(db: Db): number {
  return db.prepare<[], { cache_size: number }>('PRAGMA cache_size').one()?.cache_size ?? 0
}

function largest(caches: readonly number[]): number {
  return Math.min(...caches)
}
