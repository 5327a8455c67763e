import type { BookSpec } from '../../../src-domain/books/book.ts'
import type { Context } from '../../rpc/context.ts'
import type { Bulk } from '../../store/bulk.ts'
import type { CheckedKept } from './check.queries.ts'
import type { PreparedEntry } from '../ledger/file-bulk.service.ts'
import { insertRows, rowUpdater } from './import-rows.repo.ts'
import { Tally } from './tally.ts'
import { errorCodes } from './error-codes.rules.ts'

const sliceMs = 8
/** Rows that go in together before the clock is looked at. */
const rowsAtOnce = 64
/** The reader threads have to read anew what a commit has changed: not after every page. */
const rowsPerCommit = 2_500

/** Why rows that repeat an earlier one may be filed; null: they stay out. */
export function inFileReason(
  book: BookSpec,
  repairs: readonly { readonly kind: string; readonly of?: string; readonly reason?: string }[],
): string | null {
  // What the book refuses outright nobody can accept.
  if (book.uniques.some(({ code }) => errorCodes.has(code))) return null
  return repairs.find((one) => one.kind === 'duplicates' && one.of === 'in-file')?.reason ?? null
}

export type PassOptions = {
  readonly importId: string
  readonly book: BookSpec
  readonly inFile: string | null
}

/** Counts checked rows in the order of the file and keeps them, in slices that leave core free for others. */
export class CheckPass {
  readonly tally: Tally
  readonly #bulk: Bulk
  readonly #options: PassOptions
  #uncommitted = 0

  constructor(ctx: Pick<Context, 'bulkWork'>, options: PassOptions) {
    this.#bulk = ctx.bulkWork()
    this.#options = options
    this.tally = new Tally(options.book, options.inFile !== null)
  }

  /** @param cells JSON of each row's cells: they are new; without it they are kept already and only what was made of them changes */
  async keep(rows: readonly CheckedKept[], cells: ReadonlyMap<number, string> | null): Promise<void> {
    let next = 0
    while (next < rows.length) {
      const from = next
      next = this.#bulk.slice((tx) => {
        const started = performance.now()
        const { importId } = this.#options
        const update = rowUpdater(tx, importId)
        let at = from
        do {
          const some = rows.slice(at, at + rowsAtOnce).map((row) => this.#judged(row))
          if (cells === null) some.forEach(update)
          else
            insertRows(
              tx,
              importId,
              some.map((one) => ({ ...one, cells: cells.get(one.row) ?? '[]' })),
            )
          at += some.length
        } while (at < rows.length && performance.now() - started < sliceMs)
        return at
      })
      this.#uncommitted += next - from
      if (this.#uncommitted >= rowsPerCommit) {
        this.#bulk.commit()
        this.#uncommitted = 0
      }
      await this.#bulk.rest()
    }
  }

  /** To be called whatever happened. */
  async end(): Promise<void> {
    await this.#bulk.end()
  }

  #judged(row: CheckedKept) {
    const { verdict, repeats } = this.tally.take(row)
    const problems = repeats === null ? row.problems : [...row.problems, repeats]
    const content =
      verdict !== 'new' || row.content === null ? null : repeats === null ? row.content : this.#withReason(row.content)
    return {
      row: row.row,
      verdict,
      identities: row.identities,
      problems: problems.length === 0 ? null : JSON.stringify(problems),
      content,
    }
  }

  /** A row that repeats an earlier one is filed with the reason that was given for all of them. */
  #withReason(content: string): string {
    const { book, inFile } = this.#options
    const entry = JSON.parse(content) as PreparedEntry
    const code = book.register === null ? (book.uniques[0]?.code ?? null) : 'already-registered'
    const field = book.register === null ? book.uniques[0]?.fields[0] : book.documents?.number
    if (code === null || field === undefined || inFile === null) return content
    if (entry.accepted.some((one) => one.field === field && one.code === code)) return content
    return JSON.stringify({ ...entry, accepted: [...entry.accepted, { field, code, reason: inFile }] })
  }
}
