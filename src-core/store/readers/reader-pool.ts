import { Worker } from 'node:worker_threads'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { ReplicaKey } from '../../crypto/replica-key.ts'
import type { readQueries } from '../../readers.ts'
import { workerUrl } from '../../worker-url.ts'
import type { SlowQuery } from '../sql.ts'
import type { FromReader, ReaderFault, ReaderStart, ToReader } from './reader-protocol.ts'
import type { InputOf, OutputOf, ReadQueries } from './registry.ts'

export type ReadError = 'core/reader-restarted' | 'rpc/cancelled'

export type PoolOptions = {
  readonly dir: string
  readonly key: ReplicaKey
  readonly knownVersion?: number
  readonly size?: number
  /** Start a thread only when a question waits for it, or at `warm`. */
  readonly lazy?: boolean
  readonly cacheKiB?: number
  readonly onSlow?: SlowQuery
  /** A thread ended without being asked to; it is being replaced. */
  readonly onRestart?: (why: { readonly exitCode: number; readonly refused: string | undefined }) => void
  /** Another thread file, for tests. */
  readonly worker?: URL
}

type Call = {
  readonly id: number
  readonly name: string
  readonly input: unknown
  readonly background: boolean
  readonly settle: (result: Result<unknown, ReadError>) => void
  readonly reject: (error: Error) => void
}

type Reader = {
  readonly worker: Worker
  readonly cancelled: Int32Array
  ready: boolean
  refused: string | undefined
  call: Call | undefined
}

/** A thread that ends this often in a row before answering anything is not started again by itself. */
const mostFailedStarts = 3

/** Starts the threads and waits until one of them has opened the replica (or all have failed to, which the first call will tell). */
export async function openReaders(options: PoolOptions): Promise<ReaderPool> {
  const pool = new ReaderPool(options)
  await pool.started()
  return pool
}

/** Read-only threads for lists, lookup and scoring, so that a long query never holds up a keystroke being saved. */
export class ReaderPool<Q extends ReadQueries = typeof readQueries> {
  readonly #options: PoolOptions
  readonly #readers: Reader[] = []
  readonly #queue: Call[] = []
  readonly #onStarted: (() => void)[] = []
  #nextId = 1
  #failedStarts = 0
  #closing = false

  constructor(options: PoolOptions) {
    this.#options = options
    if (options.lazy !== true) this.warm()
  }

  /** Starts the threads that are not running yet, so that the first question does not wait for them. */
  warm(): void {
    while (!this.#closing && this.#readers.length < this.#size) this.#start()
  }

  get #size(): number {
    return this.#options.size ?? 2
  }

  /** Settles when a thread is ready, or none will be. */
  async started(): Promise<void> {
    if (this.#readers.some((reader) => reader.ready) || this.#readers.length === 0) return
    await new Promise<void>((resolve) => this.#onStarted.push(resolve))
  }

  /**
   * Runs a registered query in the next free thread, on one snapshot of the database.
   *
   * core/reader-restarted: the thread died under this call; asking again is safe. rpc/cancelled: the signal came first.
   * A bug in the query rejects with its error (and SQLite's code, if it has one).
   *
   * `background`: nobody waits for the answer. It is asked in the last thread alone: what the first ones have read of the database stays
   * what people ask for.
   */
  run<N extends keyof Q & string>(
    name: N,
    input: InputOf<Q, N>,
    options: { readonly signal?: AbortSignal; readonly background?: boolean } = {},
  ): Promise<Result<OutputOf<Q, N>, ReadError>> {
    const { signal } = options
    if (signal?.aborted === true) return Promise.resolve(failure('rpc/cancelled'))
    if (this.#closing || this.#readers.length === 0) {
      if (this.#closing) return Promise.resolve(failure('core/reader-restarted'))
      this.#failedStarts = 0
      this.#start()
    }
    return new Promise((resolve, reject) => {
      const id = this.#nextId
      this.#nextId = this.#nextId >= 0x7fffffff ? 1 : this.#nextId + 1
      const abort = (): void => this.#cancel(id)
      const done = (): void => signal?.removeEventListener('abort', abort)
      const call: Call = {
        id,
        name,
        input,
        background: options.background === true,
        settle: (result) => {
          done()
          resolve(result as Result<OutputOf<Q, N>, ReadError>)
        },
        reject: (error) => {
          done()
          reject(error)
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#queue.push(call)
      if (this.#options.lazy === true && this.#queue.length > this.#starting && this.#readers.length < this.#size)
        this.#start()
      this.#dispatch()
    })
  }

  /** Threads that will take a waiting call as soon as they are ready. */
  get #starting(): number {
    return this.#readers.filter((reader) => !reader.ready || reader.call === undefined).length
  }

  /** Ends the threads after their current query; calls that wait fail as restarted. */
  async close(): Promise<void> {
    this.#closing = true
    for (const call of this.#queue.splice(0)) call.settle(failure('core/reader-restarted'))
    await Promise.all(
      this.#readers.map(
        (reader) =>
          new Promise<void>((resolve) => {
            reader.worker.once('exit', () => resolve())
            reader.worker.postMessage({ kind: 'close' } satisfies ToReader)
          }),
      ),
    )
  }

  #start(): void {
    const { dir, key, knownVersion, cacheKiB } = this.#options
    // Own memory, so that transferring it moves these 32 bytes and nothing else.
    const dek = new Uint8Array(new ArrayBuffer(key.dek.length))
    dek.set(key.dek)
    const shared = new SharedArrayBuffer(4)
    const start: ReaderStart = {
      dir,
      dek,
      salt: new Uint8Array(key.salt),
      check: new Uint8Array(key.check),
      knownVersion: knownVersion ?? null,
      cacheKiB: cacheKiB ?? 32_768,
      cancelled: shared,
    }
    const worker = new Worker(this.#options.worker ?? workerUrl(import.meta.url, './reader.worker'), {
      workerData: start,
      transferList: [dek.buffer],
      // Answers are short-lived: with half the usual room they are tidied away as well, and a thread takes less for good.
      resourceLimits: { maxYoungGenerationSizeMb: 24 },
    })
    const reader: Reader = {
      worker,
      cancelled: new Int32Array(shared),
      ready: false,
      refused: undefined,
      call: undefined,
    }
    worker.on('message', (message: FromReader) => this.#receive(reader, message))
    // 'exit' follows and does the work; without a listener the error would end core.
    worker.on('error', () => undefined)
    worker.on('exit', (exitCode) => this.#gone(reader, exitCode))
    this.#readers.push(reader)
  }

  #receive(reader: Reader, message: FromReader): void {
    switch (message.kind) {
      case 'ready':
        reader.ready = true
        this.#tellStarted()
        break
      case 'refused':
        reader.refused = message.code
        return
      case 'slow':
        this.#options.onSlow?.({ sql: message.sql, ms: message.ms })
        return
      case 'value':
        this.#failedStarts = 0
        take(reader, message.id)?.settle(success(message.value))
        break
      case 'fault':
        this.#failedStarts = 0
        take(reader, message.id)?.reject(errorOf(message.fault))
        break
    }
    this.#dispatch()
  }

  #gone(reader: Reader, exitCode: number): void {
    this.#readers.splice(this.#readers.indexOf(reader), 1)
    reader.call?.settle(failure('core/reader-restarted'))
    if (this.#closing) return
    this.#options.onRestart?.({ exitCode, refused: reader.refused })
    if (!reader.ready) this.#failedStarts += 1
    if (this.#failedStarts < mostFailedStarts) {
      this.#start()
    } else if (this.#readers.length === 0) {
      this.#tellStarted()
      for (const call of this.#queue.splice(0)) call.settle(failure('core/reader-restarted'))
    }
  }

  #tellStarted(): void {
    for (const resolve of this.#onStarted.splice(0)) resolve()
  }

  #dispatch(): void {
    for (const [index, reader] of this.#readers.entries()) {
      if (!reader.ready || reader.call !== undefined) continue
      const isLast = index === this.#readers.length - 1
      const next = this.#queue.findIndex(({ background }) => isLast || !background)
      const [call] = next < 0 ? [] : this.#queue.splice(next, 1)
      if (call === undefined) continue
      reader.call = call
      reader.worker.postMessage({ kind: 'call', id: call.id, name: call.name, input: call.input } satisfies ToReader)
    }
  }

  #cancel(id: number): void {
    const waiting = this.#queue.findIndex((call) => call.id === id)
    if (waiting >= 0) {
      const [call] = this.#queue.splice(waiting, 1)
      call?.settle(failure('rpc/cancelled'))
      return
    }
    const reader = this.#readers.find((candidate) => candidate.call?.id === id)
    if (reader === undefined) return
    Atomics.store(reader.cancelled, 0, id)
    // The thread stays taken until it answers; only the caller stops waiting.
    reader.call?.settle(failure('rpc/cancelled'))
  }
}

function take(reader: Reader, id: number): Call | undefined {
  const { call } = reader
  if (call?.id !== id) return undefined
  reader.call = undefined
  return call
}

function errorOf(fault: ReaderFault): Error {
  const error = new Error(fault.message)
  error.name = fault.name
  if (fault.stack !== undefined) error.stack = fault.stack
  return fault.code === undefined ? error : Object.assign(error, { code: fault.code })
}
