import type { BookId, FieldProblem } from '../../../../src-contract/books.ts'
import type { OutputOf } from '../../../../src-contract/contract.ts'
import type { RpcError } from '../../../../src-contract/errors.ts'
import type { TypedFields } from '../../../../src-contract/features/ledger.shapes.ts'
import type { DraftId } from '../../../../src-contract/ids.ts'
import { rpc } from '../../../rpc/client.ts'
import { DraftSaver } from '../draft-saver.ts'

type Draft = OutputOf<'ledger.openDraft'>
export type Filled = OutputOf<'ledger.saveDraft'>['filled']

export type KeeperSays = {
  /** A draft was opened for the row: what is carried forward stands in its empty fields. */
  opened: (fields: TypedFields) => void
  /** `sent` was saved; `filled` is what core filled in by itself. */
  saved: (problems: readonly FieldProblem[], filled: Filled, sent: TypedFields) => void
  failed: (error: RpcError) => void
}

/** Keeps one row of the entry grid as a draft: opened at the first value, saved as typed. */
export class RowKeeper {
  readonly #book: BookId
  readonly #says: KeeperSays
  #draftId: DraftId | null = null
  #saver: DraftSaver | null = null
  #opening: Promise<boolean> | null = null
  #waiting: TypedFields | null = null

  constructor(book: BookId, says: KeeperSays, draft: Draft | null = null) {
    this.#book = book
    this.#says = says
    if (draft) this.#adopt(draft)
  }

  get draftId(): DraftId | null {
    return this.#draftId
  }

  /** All fields of the row as they are now. */
  type(fields: TypedFields): void {
    if (this.#saver) this.#saver.type(fields)
    else {
      this.#waiting = fields
      void this.#open()
    }
  }

  /** Saves what is pending. False when something is still unsaved. */
  async flush(): Promise<boolean> {
    if (this.#opening && !(await this.#opening)) return false
    if (this.#waiting !== null && !(await this.#open())) return false
    return (await this.#saver?.flush()) ?? true
  }

  stop(): void {
    this.#saver?.stop()
  }

  async discard(): Promise<void> {
    await this.#opening
    this.stop()
    if (this.#draftId !== null) await rpc.ledger.discardDraft({ draftId: this.#draftId })
  }

  #open(): Promise<boolean> {
    this.#opening ??= rpc.ledger.openDraft({ book: this.#book }).then((opened) => {
      this.#opening = null
      if (!opened.ok) {
        this.#says.failed(opened.error)
        return false
      }
      this.#adopt(opened.value)
      const typed = this.#waiting ?? {}
      this.#waiting = null
      const all = { ...opened.value.fields, ...withoutEmpty(typed) }
      this.#says.opened(all)
      this.#saver?.type(all)
      return true
    })
    return this.#opening
  }

  #adopt(draft: Draft): void {
    this.#draftId = draft.draftId
    this.#saver = new DraftSaver(
      draft.revision,
      (fields, revision) => rpc.ledger.saveDraft({ draftId: draft.draftId, revision, fields }),
      {
        saving: () => {},
        saved: (saved, sent) => this.#says.saved(saved.problems, saved.filled, sent),
        failed: (error) => this.#says.failed(error),
      },
    )
  }
}

function withoutEmpty(fields: TypedFields): TypedFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}
