import { workerUrl } from '../../worker-url.ts'
import { Untrue } from './checked-operation.ts'
import { ownBytes, PartThread } from './part-thread.ts'
import { UnreadablePage, type PageBytes, type PageHead, type PagePart } from './read-page.ts'
import type { RowPack } from './row-pack.ts'

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
  readonly #thread = new PartThread<PageBytes, FromPageWorker>(
    { file: workerUrl(import.meta.url, './page.worker'), youngMb: 32, ahead },
    (message) => this.#take(message),
  )
  readonly #come: FromPage[] = []
  readonly #heads: PageHead[] = []
  /** The memory of the part that is being stored. */
  #lent: RowPack['bytes'] | null | undefined
  #given = 0
  #ended = 0
  #allGiven = false

  /** Hands a page over, with its memory. @returns what it says of itself */
  async read({ bytes, isZipped }: PageBytes): Promise<PageHead> {
    const own = ownBytes(bytes)
    this.#given += 1
    this.#thread.give({ bytes: own, isZipped }, own)
    for (;;) {
      const head = this.#heads.shift()
      if (head !== undefined) return head
      if (this.#thread.failed !== undefined) throw this.#thread.failed
      await this.#thread.change()
    }
  }

  /** Until no more than one page is ahead of the one whose parts are taken. */
  async room(): Promise<void> {
    while (this.#given > this.#ended + 1 && this.#thread.failed === undefined) await this.#thread.change()
  }

  allGiven(): void {
    this.#allGiven = true
    this.#thread.tell()
  }

  /** Whatever is said here first is thrown by `next` once what came before it was given. */
  fail(error: Error): void {
    this.#thread.fail(error)
  }

  /** Undefined: all pages are at their ends. The memory of the part before it is used up then. */
  async next(): Promise<FromPage | undefined> {
    const lent = this.#lent
    this.#lent = undefined
    if (lent !== undefined) this.#thread.askForMore(lent)
    for (;;) {
      const come = this.#come.shift()
      if (come !== undefined) {
        if (come.kind === 'pack') this.#lent = come.pack.bytes
        if (come.kind === 'operations') this.#lent = null
        if (come.kind === 'end') this.#ended += 1
        this.#thread.tell()
        return come
      }
      if (this.#thread.failed !== undefined) throw this.#thread.failed
      if (this.#allGiven && this.#ended === this.#given) return undefined
      await this.#thread.change()
    }
  }

  /** Nobody asks for more, or nothing more can be given. */
  get hasEnded(): boolean {
    return this.#thread.failed !== undefined
  }

  end(): void {
    this.#thread.end()
  }

  #take(message: FromPageWorker): void {
    if (message.kind === 'bad') {
      this.fail(message.what === 'unreadable' ? new UnreadablePage() : new Untrue(message.what))
      return
    }
    if (message.kind === 'head') this.#heads.push(message.head)
    this.#come.push(message)
    this.#thread.tell()
  }
}
