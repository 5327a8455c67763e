import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../worker-url.ts'
import { BadChunk, packsOf, type Chunk } from './read-chunk.ts'
import { PackedRows, type RowPack } from './row-pack.ts'

/** For another pack, the memory of one that is stored; null: none yet. */
export type MorePacks = { readonly spare: RowPack['bytes'] | null }
export type ToSnapshotWorker = Chunk | MorePacks
export type FromSnapshotWorker =
  | { readonly kind: 'pack'; readonly pack: RowPack }
  /** The chunk is at its end: there is room for another. */
  | { readonly kind: 'end' }
  | { readonly kind: 'bad'; readonly what: BadChunk['what'] }

/** Whether so many rows are worth a thread. */
export const isLarge = (rows: number): boolean => rows >= 5_000

/** Packs that are ready before they are asked for. */
const ahead = 6

/**
 * Rows of a snapshot's chunks in their order, checked; null where a chunk ends. Large ones are unpacked and checked in a thread of its own
 * while whoever asks stores what came before, and the next chunk is fetched meanwhile; memory holds no more than three
 * chunks as they came, whatever the snapshot's size.
 *
 * Rows that were given are used up when the next ones are asked for.
 *
 * @param rows of the snapshot
 * @throws BadChunk, and what `chunks` throws
 */
export async function* readSnapshot(chunks: AsyncIterable<Chunk>, rows: number): AsyncGenerator<PackedRows | null> {
  if (isLarge(rows)) {
    yield* inThread(chunks)
    return
  }
  const spare: RowPack['bytes'][] = []
  for await (const chunk of chunks) {
    for await (const pack of packsOf(chunk, spare)) {
      yield new PackedRows(pack)
      spare.push(pack.bytes)
    }
    yield null
  }
}

async function* inThread(chunks: AsyncIterable<Chunk>): AsyncGenerator<PackedRows | null> {
  const thread = new ReaderThread()
  try {
    void thread.feed(chunks)
    for (;;) {
      const next = await thread.next()
      if (next === undefined) return
      yield next
    }
  } finally {
    thread.end()
  }
}

/** The thread, and what came from it and was not taken yet. */
class ReaderThread {
  readonly #worker = new Worker(workerUrl(import.meta.url, './snapshot.worker'), {
    // What it makes of a row is gone with the next one.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  readonly #come: (RowPack | null)[] = []
  /** The one that is being stored. */
  #lent: RowPack | undefined
  #failed: Error | undefined
  #given = 0
  /** Chunks that the thread is done with, and those whose end was taken. */
  #read = 0
  #ended = 0
  #allGiven = false
  #waiting: (() => void)[] = []

  constructor() {
    this.#worker.on('message', (message: FromSnapshotWorker) => this.#take(message))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('the thread that checks rows ended')))
    for (let n = 0; n < ahead; n += 1) this.#ask({ spare: null })
  }

  /** Hands chunks over, one beyond the one that is being read. Whatever ends it is thrown by `next`. */
  async feed(chunks: AsyncIterable<Chunk>): Promise<void> {
    try {
      for await (const { body, sha256 } of chunks) {
        // Handed over with its memory, which may be shared with others.
        const own = body.byteLength === body.buffer.byteLength ? body : new Uint8Array(body)
        this.#given += 1
        this.#ask({ body: own, sha256 }, [own.buffer as ArrayBuffer])
        while (this.#read + 1 < this.#given && this.#failed === undefined) await this.#change()
        if (this.#failed !== undefined) return
      }
      this.#allGiven = true
      this.#tell()
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** Null: a chunk is at its end. Undefined: all are. What came before a failure is given first. The rows before it are no more then. */
  async next(): Promise<PackedRows | null | undefined> {
    if (this.#lent !== undefined) this.#ask({ spare: this.#lent.bytes }, [this.#lent.bytes.buffer])
    this.#lent = undefined
    for (;;) {
      const come = this.#come.shift()
      if (come === null) {
        this.#ended += 1
        return null
      }
      if (come !== undefined) {
        this.#lent = come
        return new PackedRows(come)
      }
      if (this.#failed !== undefined) throw this.#failed
      if (this.#allGiven && this.#ended === this.#given) return undefined
      await this.#change()
    }
  }

  end(): void {
    this.#fail(new Error('nobody asks for more'))
    void this.#worker.terminate()
  }

  #take(message: FromSnapshotWorker): void {
    if (message.kind === 'bad') {
      this.#fail(new BadChunk(message.what))
      return
    }
    if (message.kind === 'end') this.#read += 1
    this.#come.push(message.kind === 'pack' ? message.pack : null)
    this.#tell()
  }

  /** The first reason counts: what follows is its consequence. */
  #fail(error: Error): void {
    this.#failed ??= error
    this.#tell()
  }

  #ask(message: ToSnapshotWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #tell(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
