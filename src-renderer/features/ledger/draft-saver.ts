import type { OutputOf, ResultOf } from '../../../src-contract/contract.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import type { RpcError } from '../../../src-contract/errors.ts'

type Saved = OutputOf<'ledger.saveDraft'>

/** `saved` hears what was sent as well: what is on the screen may be newer. */
type Said = {
  saving: () => void
  saved: (saved: Saved, fields: TypedFields) => void
  failed: (error: RpcError) => void
}

/**
 * Saves a draft as it is typed: a pause after the last key, one save at a time, always the newest fields. What could not be
 * saved stays pending and goes with the next save.
 */
export class DraftSaver {
  readonly #save: (fields: TypedFields, revision: number) => Promise<ResultOf<'ledger.saveDraft'>>
  readonly #said: Said
  readonly #pause: number
  #revision: number
  #next: TypedFields | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<boolean> | null = null

  constructor(
    revision: number,
    save: (fields: TypedFields, revision: number) => Promise<ResultOf<'ledger.saveDraft'>>,
    said: Said,
    pauseMs = 300,
  ) {
    this.#revision = revision
    this.#save = save
    this.#said = said
    this.#pause = pauseMs
  }

  /** Keeps `fields` as the newest; they are saved after the pause. */
  type(fields: TypedFields): void {
    this.#next = fields
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), this.#pause)
  }

  /** Saves what is pending now. False when something is still unsaved. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    while (this.#running) await this.#running
    if (this.#next === null) return true
    this.#running = this.#once(this.#next)
    const saved = await this.#running
    this.#running = null
    return saved && (this.#next === null || this.flush())
  }

  /** Goes on from another revision of the draft, with what is on the screen. */
  continueFrom(revision: number, fields: TypedFields): Promise<boolean> {
    this.#revision = revision
    this.#next = fields
    return this.flush()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#next = null
  }

  async #once(fields: TypedFields): Promise<boolean> {
    this.#said.saving()
    const result = await this.#save(fields, this.#revision)
    if (!result.ok) {
      this.#said.failed(result.error)
      return false
    }
    this.#revision = result.value.revision
    if (this.#next === fields) this.#next = null
    this.#said.saved(result.value, fields)
    return true
  }
}
