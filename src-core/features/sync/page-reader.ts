import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../worker-url.ts'
import { Untrue } from './checked-operation.ts'
import { UnreadablePage, type PageBytes, type PageHead, type PagePart } from './read-page.ts'
import type { RowPack } from './row-pack.ts'

/** For another part, the memory of a pack that is stored; null: there is none. */
export type ToPageWorker = PageBytes | { readonly spare: RowPack['bytes'] | null }
/** Each page begins with its head. */
export type FromPage = { readonly kind: 'head'; readonly head: PageHead } | PagePart | { readonly kind: 'end' }
export type FromPageWorker = FromPage | { readonly kind: 'bad'; readonly what: Untrue['what'] | 'unreadable' }

/** Parts that are ready before they are asked for. */
const ahead = 6

/**
 * Pages that are unpacked and checked in a thread of its own, in the order in which they were given, while whoever asks stores the parts
 * that came before.
 */
export class PageReader {
  readonly #worker = new Worker(workerUrl(import.meta.url, './page.worker'), {
    // What it makes of a page is gone with the next one.
    resourceLimits: { maxYoungGenerationSizeMb: 32 },
  })
  readonly #come: FromPage[] = []
  readonly #heads: PageHead[] = []
  /** The memory of the part that is being stored. */
  #lent: RowPack['bytes'] | null | undefined
  #failed: Error | undefined
  #given = 0
  #ended = 0
  #allGiven = false
  #waiting: (() => void)[] = []

  constructor() {
    this.#worker.on('message', (message: FromPageWorker) => this.#take(message))
    this.#worker.on('error', (error) => this.fail(error))
    this.#worker.on('exit', () => this.fail(new Error('the thread that reads pages ended')))
    for (let n = 0; n < ahead; n += 1) this.#ask({ spare: null })
  }

  /** Hands a page over, with its memory. @returns what it says of itself */
  async read({ bytes, isZipped }: PageBytes): Promise<PageHead> {
    const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
    this.#given += 1
    this.#ask({ bytes: own, isZipped }, [own.buffer as ArrayBuffer])
    for (;;) {
      const head = this.#heads.shift()
      if (head !== undefined) return head
      if (this.#failed !== undefined) throw this.#failed
      await this.#change()
    }
  }

  /** Until no more than one page is ahead of the one whose parts are taken. */
  async room(): Promise<void> {
    while (this.#given > this.#ended + 1 && this.#failed === undefined) await this.#change()
  }

  allGiven(): void {
    this.#allGiven = true
    this.#tell()
  }

  /** Whatever is said here is thrown by `next` once what came before it was given. The first reason counts: what follows is its consequence. */
  fail(error: Error): void {
    this.#failed ??= error
    this.#tell()
  }

  /** Undefined: all pages are at their ends. The memory of the part before it is used up then. */
  async next(): Promise<FromPage | undefined> {
    const lent = this.#lent
    this.#lent = undefined
    if (lent !== undefined) this.#ask({ spare: lent }, lent === null ? [] : [lent.buffer])
    for (;;) {
      const come = this.#come.shift()
      if (come !== undefined) {
        if (come.kind === 'pack') this.#lent = come.pack.bytes
        if (come.kind === 'operations') this.#lent = null
        if (come.kind === 'end') this.#ended += 1
        this.#tell()
        return come
      }
      if (this.#failed !== undefined) throw this.#failed
      if (this.#allGiven && this.#ended === this.#given) return undefined
      await this.#change()
    }
  }

  /** Nobody asks for more, or nothing more can be given. */
  get hasEnded(): boolean {
    return this.#failed !== undefined
  }

  end(): void {
    this.fail(new Error('nobody asks for more'))
    void this.#worker.terminate()
  }

  #take(message: FromPageWorker): void {
    if (message.kind === 'bad') {
      this.fail(message.what === 'unreadable' ? new UnreadablePage() : new Untrue(message.what))
      return
    }
    if (message.kind === 'head') this.#heads.push(message.head)
    this.#come.push(message)
    this.#tell()
  }

  #ask(message: ToPageWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #tell(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
