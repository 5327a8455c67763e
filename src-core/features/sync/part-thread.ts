import { Worker } from 'node:worker_threads'
import type { Wanted } from './part-sender.ts'
import type { RowPack } from './row-pack.ts'

type Given = {
  readonly file: URL
  /** Room for short-lived objects: what it makes of a row or a page is gone with the next one. */
  readonly youngMb: number
  /** Parts that are ready before they are asked for. */
  readonly ahead: number
}

/** Core's side of a thread that makes parts (`part-sender.ts`), and those in core who wait for something of it. */
export class PartThread<Task, Message> {
  readonly #worker: Worker
  #failed: Error | undefined
  #waiting: (() => void)[] = []

  constructor({ file, youngMb, ahead }: Given, take: (message: Message) => void) {
    this.#worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: youngMb } })
    this.#worker.on('message', take)
    this.#worker.on('error', (error) => this.fail(error))
    this.#worker.on('exit', () => this.fail(new Error('the thread that reads rows ended')))
    for (let n = 0; n < ahead; n += 1) this.askForMore(null)
  }

  get failed(): Error | undefined {
    return this.#failed
  }

  /** Hands work over, with its memory. @param bytes of the task, its own and nobody else's */
  give(task: Task, bytes: Uint8Array): void {
    this.#worker.postMessage(task, [bytes.buffer as ArrayBuffer])
  }

  /** @param spare memory of a part that is stored */
  askForMore(spare: RowPack['bytes'] | null): void {
    const wanted: Wanted = { spare }
    this.#worker.postMessage(wanted, spare === null ? [] : [spare.buffer])
  }

  /** The first reason counts: what follows is its consequence. */
  fail(error: Error): void {
    this.#failed ??= error
    this.tell()
  }

  /** Until somebody tells. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  tell(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  end(): void {
    this.fail(new Error('nobody asks for more'))
    void this.#worker.terminate()
  }
}

/** Bytes with a memory of their own, which can be handed over. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
}
