import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import type { ReplicaKey } from '../../crypto/replica-key.ts'
import { workerUrl } from '../../worker-url.ts'
import type { DescribedSubject } from './describe-queued.ts'
import type { KeysPiece } from './sorted-keys.ts'

export type QueueThreadStart = {
  readonly file: string
  readonly dek: Uint8Array
  readonly salt: Uint8Array
  readonly check: Uint8Array
  readonly pieces: MessagePort
}

/**
 * Asks for more subjects of the batch, or for keys of the one before it. `begins`: from here on the batch that was described is the one
 * before. `share` of all its keys; 1: what is left of them.
 */
export type ToQueueThread =
  | { readonly wanted: 'subjects'; readonly most: number; readonly begins: boolean }
  | { readonly wanted: 'keys'; readonly share: number; readonly begins: boolean }

/** How many pieces lie ready, and whether there may be more of what was asked for. */
export type FromQueueThread = { readonly pieces: number; readonly isMore: boolean }

/** What lies in the channel: so little each that taking one out is not felt. */
export type Piece =
  { readonly subjects: readonly DescribedSubject[] } | { readonly come: KeysPiece } | { readonly gone: KeysPiece }

/** Pieces are taken out one by one, and those of one answer before those of the next. */
export type Answer = { readonly pieces: Iterable<Piece>; readonly isMore: boolean }

/** The thread ended, or could not be started: what it did not do has to be done without it. */
export class QueueThreadFailed extends Error {
  constructor(cause: unknown) {
    super('the thread that describes subjects ended', { cause })
    this.name = 'QueueThreadFailed'
  }
}

/** How often is looked whether anybody still wants the answer. */
const lookEveryMs = 50

/** Core's side of the thread that groups and describes the records of the queue. */
export class QueueThread {
  readonly #worker: Worker
  readonly #pieces: MessagePort
  readonly #answers: FromQueueThread[] = []
  #failed: QueueThreadFailed | undefined
  #wake: (() => void) | undefined

  constructor(file: string, key: ReplicaKey) {
    const { port1, port2 } = new MessageChannel()
    this.#pieces = port1
    // Own memory, so that transferring it moves these bytes and nothing else.
    const dek = new Uint8Array(new ArrayBuffer(key.dek.length))
    dek.set(key.dek)
    const start: QueueThreadStart = {
      ...{ file, dek, pieces: port2 },
      salt: new Uint8Array(key.salt),
      check: new Uint8Array(key.check),
    }
    this.#worker = new Worker(workerUrl(import.meta.url, './queue.worker'), {
      workerData: start,
      transferList: [dek.buffer, port2],
      // With less room it tidies up all the time, with more it keeps what nobody needs.
      resourceLimits: { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 256 },
    })
    this.#worker.on('message', (message: FromQueueThread) => {
      this.#answers.push(message)
      this.#wake?.()
    })
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', (code) => this.#fail(code))
  }

  ask(asked: ToQueueThread): void {
    this.#worker.postMessage(asked)
  }

  /**
   * The next answer, in the order in which was asked.
   *
   * @param goOn asked now and then while it is waited for
   * @returns undefined: not to be gone on
   * @throws QueueThreadFailed
   */
  async answer(goOn: () => boolean): Promise<Answer | undefined> {
    while (goOn()) {
      const answer = this.#answers.shift()
      if (answer !== undefined) return { pieces: this.#take(answer.pieces), isMore: answer.isMore }
      if (this.#failed !== undefined) throw this.#failed
      await this.#change()
    }
    return undefined
  }

  async end(): Promise<void> {
    this.#pieces.close()
    await this.#worker.terminate()
  }

  *#take(pieces: number): Iterable<Piece> {
    for (let n = 0; n < pieces; n += 1) {
      const piece = receiveMessageOnPort(this.#pieces) as { message: Piece } | undefined
      if (piece === undefined) throw new QueueThreadFailed('a piece of a batch is missing')
      yield piece.message
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #fail(cause: unknown): void {
    this.#failed ??= new QueueThreadFailed(cause)
    this.#wake?.()
  }
}
