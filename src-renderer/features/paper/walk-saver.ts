import type { RpcError } from '../../../src-contract/errors.ts'
import type { OutputOf, ResultOf } from '../../../src-contract/contract.ts'
import type { RowOutcome } from '../../../src-contract/features/paper.contract.ts'
import type { Version } from '../../../src-contract/ids.ts'

/** What one line of the paper says, as typed. */
export type Typed = {
  outcome: RowOutcome | null
  day: string
  phone: string
  note: string
  seenVersion: Version | null
}
export type Saved = OutputOf<'paper.saveRow'>

/** Saves one row as it is typed: after a pause, one save at a time, always the newest. */
export class WalkSaver {
  readonly #save: (typed: Typed, revision: number) => Promise<ResultOf<'paper.saveRow'>>
  readonly #said: { saved: (saved: Saved) => void; failed: (error: RpcError) => void }
  #revision: number
  #next: Typed | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<boolean> | null = null

  constructor(
    revision: number,
    save: (typed: Typed, revision: number) => Promise<ResultOf<'paper.saveRow'>>,
    said: { saved: (saved: Saved) => void; failed: (error: RpcError) => void },
  ) {
    this.#revision = revision
    this.#save = save
    this.#said = said
  }

  type(typed: Typed): void {
    this.#next = typed
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), 300)
  }

  /** False when something is still unsaved. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    while (this.#running) await this.#running
    const typed = this.#next
    if (typed === null) return true
    this.#running = this.#save(typed, this.#revision).then((result) => {
      this.#running = null
      if (!result.ok) {
        this.#said.failed(result.error)
        return false
      }
      this.#revision = result.value.revision
      if (this.#next === typed) this.#next = null
      this.#said.saved(result.value)
      return true
    })
    return (await this.#running) && (this.#next === null || this.flush())
  }
}
