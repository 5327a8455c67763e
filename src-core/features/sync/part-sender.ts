import { parentPort } from 'node:worker_threads'
import type { RowPack } from './row-pack.ts'

/** What a thread is told beside its work: one more part is wanted, for which the memory of a pack that is stored can be used; null: none. */
export type Wanted = { readonly spare: RowPack['bytes'] | null }

/** The thread's side of work that comes in order, and of parts of which as many are sent as were asked for. */
export class PartSender<Task extends object, Message> {
  /** Memory of packs that are stored. */
  readonly spare: RowPack['bytes'][] = []
  readonly #tasks: Task[] = []
  #wanted = 0
  #wake: (() => void) | undefined

  constructor() {
    parentPort?.on('message', (message: Task | Wanted) => {
      if (!('spare' in message)) this.#tasks.push(message)
      else {
        this.#wanted += 1
        if (message.spare !== null) this.spare.push(message.spare)
      }
      this.#wake?.()
    })
  }

  async task(): Promise<Task> {
    await this.#until(() => this.#tasks.length > 0)
    return this.#tasks.shift() as Task
  }

  say(message: Message, transfer: ArrayBuffer[] = []): void {
    parentPort?.postMessage(message, transfer)
  }

  /** Once it is wanted. */
  async send(part: Message, transfer: ArrayBuffer[]): Promise<void> {
    await this.#until(() => this.#wanted > 0)
    this.#wanted -= 1
    this.say(part, transfer)
  }

  async #until(ready: () => boolean): Promise<void> {
    while (!ready()) await new Promise<void>((resolve) => (this.#wake = resolve))
  }
}
