import { gunzipSync } from 'node:zlib'
import type { Operation, PullResponse } from '../../../src-contract/sync/pull.ts'
import { checkedOperation, checkOrder, Untrue, type CheckedOperation } from './checked-operation.ts'
import { isPageHead, isPlainOperation } from './plain-row.rules.ts'
import { readyRow } from './ready-rows.ts'
import { PackWriter, type Checked, type RowPack } from './row-pack.ts'
import type { ReadyRow } from './synced-table.ts'

/** A page as it came. */
export type PageBytes = { readonly bytes: Uint8Array; readonly isZipped: boolean }

/** What a page says of itself. */
export type PageHead = Omit<PullResponse, 'operations'>

/**
 * As many rows of a page as go into a pack, or operations that are looked at one by one. `upTo`: the sequence behind them; null: in the
 * middle of a transaction whose rows refer to nothing, which is taken in several packs.
 */
export type PagePart =
  | { readonly kind: 'pack'; readonly pack: RowPack; readonly upTo: number | null }
  | { readonly kind: 'operations'; readonly operations: readonly CheckedOperation[] }

/** A page is not what the contract says. */
export class UnreadablePage extends Error {}

/** A page after decompression. */
const mostBytes = 64 * 1024 * 1024
const mostOperations = 640

/**
 * What a page brings, each row checked against its hash, and that each comes after the one before it.
 *
 * @param spare memory of packs that nobody needs any more
 * @throws UnreadablePage; its parts: UnreadablePage, Untrue
 */
export function readPage(
  page: PageBytes,
  spare: RowPack['bytes'][] = [],
): { head: PageHead; parts: AsyncGenerator<PagePart> } {
  const said = jsonOf(page)
  const operations = (said as { operations?: unknown } | null)?.operations
  if (!isPageHead(said) || !Array.isArray(operations)) throw new UnreadablePage()
  const { from, to, headSeq, hasMore } = said
  const head = { from, to, headSeq, hasMore }
  return { head, parts: partsOf(head, operations, spare) }
}

async function* partsOf(head: PageHead, all: readonly unknown[], spare: RowPack['bytes'][]): AsyncGenerator<PagePart> {
  const maker = new PartMaker(spare)
  let transaction: CheckedOperation[] = []
  let { from } = head
  for (const said of all) {
    const checked = isPlainOperation(said) ? checkedOperation(said, true) : checkedOperation(await asContract(said))
    transaction.push(checked)
    if (!checked.last) continue
    checkOrder({ from, to: head.to, operations: transaction })
    maker.take(transaction)
    while (maker.parts.length > 0) yield maker.parts.shift() as PagePart
    from = checked.seq
    transaction = []
  }
  // Half of a transaction is none.
  if (transaction.length > 0) throw new Untrue('order')
  maker.end()
  yield* maker.parts
}

/** What is not plain: the contract is read when the first one comes, which takes longer than a page. @throws UnreadablePage */
async function asContract(said: unknown): Promise<Operation> {
  const { Operation } = await import('../../../src-contract/sync/pull.ts')
  const operation = Operation.safeParse(said).data
  if (operation === undefined) throw new UnreadablePage()
  return operation
}

/** Cuts transactions into parts, in their order. */
class PartMaker {
  /** Those that are whole. */
  readonly parts: PagePart[] = []
  readonly #spare: RowPack['bytes'][]
  #pack: PackWriter | undefined
  /** Of the pack: a row that changes twice is looked at. */
  readonly #ids = new Set<string>()
  #operations: CheckedOperation[] = []
  #upTo = 0

  constructor(spare: RowPack['bytes'][]) {
    this.#spare = spare
  }

  take(transaction: readonly CheckedOperation[]): void {
    const rows = readyOf(transaction)
    if (rows === undefined) {
      this.#endPack(this.#upTo)
      for (const one of transaction) this.#operations.push(one)
      if (this.#operations.length >= mostOperations) this.#endOperations()
    } else {
      this.#endOperations()
      if (this.#pack?.takesAll(rows) === false || rows.some(({ row }) => this.#ids.has(row.id)))
        this.#endPack(this.#upTo)
      for (const { row, ready } of rows) {
        // More than a pack holds, or of several systems.
        if (this.#pack?.takes(row, ready) === false) this.#endPack(null)
        this.#pack ??= new PackWriter(row, ready, this.#spare.pop(), false)
        this.#pack.add(row, ready)
        this.#ids.add(row.id)
      }
    }
    this.#upTo = transaction.at(-1)?.seq ?? this.#upTo
  }

  end(): void {
    this.#endPack(this.#upTo)
    this.#endOperations()
  }

  #endPack(upTo: number | null): void {
    if (this.#pack === undefined) return
    this.parts.push({ kind: 'pack', pack: this.#pack.done(), upTo })
    this.#pack = undefined
    this.#ids.clear()
  }

  #endOperations(): void {
    if (this.#operations.length === 0) return
    this.parts.push({ kind: 'operations', operations: this.#operations })
    this.#operations = []
  }
}

/** Undefined: not all of them are rows that were made ready, each another one. */
function readyOf(checked: readonly CheckedOperation[]): { row: Checked; ready: ReadyRow }[] | undefined {
  const rows: { row: Checked; ready: ReadyRow }[] = []
  for (const { seq, applied } of checked) {
    if (applied.op !== 'upsert') return undefined
    const { table, id, ver, fields, text, hash } = applied
    const ready = readyRow(table, id, fields)
    if (ready === undefined) return undefined
    rows.push({ row: { table, id, ver, fields, text, hash, seq }, ready })
  }
  return new Set(rows.map(({ row }) => row.id)).size === rows.length ? rows : undefined
}

function jsonOf({ bytes, isZipped }: PageBytes): unknown {
  try {
    const text = isZipped
      ? gunzipSync(bytes, { maxOutputLength: mostBytes })
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return JSON.parse(text.toString('utf8'))
  } catch {
    throw new UnreadablePage()
  }
}
