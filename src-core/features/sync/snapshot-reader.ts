import { workerUrl } from '../../worker-url.ts'
import { ownBytes, PartThread } from './part-thread.ts'
import { BadChunk, packsOf, type Chunk } from './read-chunk.ts'
import { PackedRows, type RowPack } from './row-pack.ts'

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
  readonly #thread = new PartThread<Chunk, FromSnapshotWorker>(
    { file: workerUrl(import.meta.url, './snapshot.worker'), youngMb: 8, ahead },
    (message) => this.#take(message),
  )
  readonly #come: (RowPack | null)[] = []
  /** The one that is being stored. */
  #lent: RowPack | undefined
  #given = 0
  /** Chunks that the thread is done with, and those whose end was taken. */
  #read = 0
  #ended = 0
  #allGiven = false

  /** Hands chunks over, one beyond the one that is being read. Whatever ends it is thrown by `next`. */
  async feed(chunks: AsyncIterable<Chunk>): Promise<void> {
    try {
      for await (const { body, sha256 } of chunks) {
        // Handed over with its memory, which may be shared with others.
        const own = ownBytes(body)
        this.#given += 1
        this.#thread.give({ body: own, sha256 }, own)
        while (this.#read + 1 < this.#given && this.#thread.failed === undefined) await this.#thread.change()
        if (this.#thread.failed !== undefined) return
      }
      this.#allGiven = true
      this.#thread.tell()
    } catch (error) {
      this.#thread.fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** Null: a chunk is at its end. Undefined: all are. What came before a failure is given first. The rows before it are no more then. */
  async next(): Promise<PackedRows | null | undefined> {
    if (this.#lent !== undefined) this.#thread.askForMore(this.#lent.bytes)
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
      if (this.#thread.failed !== undefined) throw this.#thread.failed
      if (this.#allGiven && this.#ended === this.#given) return undefined
      await this.#thread.change()
    }
  }

  end(): void {
    this.#thread.end()
  }

  #take(message: FromSnapshotWorker): void {
    if (message.kind === 'bad') {
      this.#thread.fail(new BadChunk(message.what))
      return
    }
    if (message.kind === 'end') this.#read += 1
    this.#come.push(message.kind === 'pack' ? message.pack : null)
    this.#thread.tell()
  }
}
