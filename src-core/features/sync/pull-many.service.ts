import type { Position } from '../../../src-contract/sync/protocol.ts'
import { batch, commit, nextBatch, nextCommit, nextSlice, slice } from '../../../src-domain/sync/back-off.rules.ts'
import { Bulk } from '../../store/bulk.ts'
import { storeFault } from '../../store/errors.ts'
import { SlicesLost } from '../../store/sql.ts'
import { cameIn } from './came-in.ts'
import type { CheckedOperation } from './checked-operation.ts'
import { PageReader } from './page-reader.ts'
import { applyChecked, checkPosition, keepBehind, Untrue } from './pull.service.ts'
import { UnreadablePage, type PageHead, type PagePart } from './read-page.ts'
import { PackedRows } from './row-pack.ts'
import { RunEnded, valueOf, type RunParts, type RunReport } from './run-parts.ts'
import { slicesOf, type Slice } from './slices.ts'
import { operationsOf, storePack } from './store-pulled.ts'
import { unreadable } from './transport.ts'

/**
 * Takes many pages: while one is stored, the next one is read in a thread of its own and the one after it is on its way. Parts of pages,
 * each with the position behind it, share commits; between two of them the user's own work is done, which commits what is there first.
 *
 * @throws Untrue, RunEnded
 */
export async function pullMany(parts: RunParts, report: RunReport, first: Position): Promise<void> {
  const { db, key } = parts.open
  const storing = new Storing(parts, new Bulk(db, key, undefined, 'as-it-is'), first)
  let reader: PageReader | undefined
  let position = first
  let failed: unknown
  try {
    reader = new PageReader()
    void askAll(parts, reader, first)
    for (;;) {
      const come = await reader.next()
      if (come === undefined) return
      if (!parts.isOpen()) throw new RunEnded('sync/unreachable')
      if (come.kind === 'head') {
        checkHead(come.head, position)
        position = come.head.to
        continue
      }
      if (come.kind === 'end') await storing.endPage(position)
      else report.received += await storing.take(come)
    }
  } catch (error) {
    failed = endOf(error)
    throw failed
  } finally {
    reader?.end()
    await storing.end().catch((error: unknown) => {
      // What happened first is what is told.
      if (failed === undefined) throw endOf(error)
    })
  }
}

/** A page begins where the one before it ended. @throws Untrue */
function checkHead({ from, to, hasMore }: PageHead, { lineage, seq }: Position): void {
  if (from !== seq || to.lineage !== lineage || to.seq < seq) throw new Untrue('position')
  // A page that is said not to be the last one and brings nothing would go on for ever.
  if (hasMore && to.seq <= seq) throw new Untrue('position')
}

/** Asks for page after page, each before the one before it was read, where the platform says where it begins. Nothing is looked at here. */
async function askAll(parts: RunParts, reader: PageReader, first: Position): Promise<void> {
  const { clock, platform } = parts
  const { lineage } = first
  let bytes: number = batch.smallest
  const ask = (cursor: number) => {
    const asked = platform.page?.({ lineage, cursor, maxBytes: bytes }) ?? Promise.reject(new Error('no pages'))
    // Where the page before it cannot be stored, nobody waits for it any more.
    asked.catch(() => undefined)
    return asked
  }
  try {
    let { seq } = first
    let started = clock.monotonicMs()
    let asked = ask(seq)
    for (;;) {
      const answer = await asked
      if (reader.hasEnded) return
      const page = valueOf(answer, parts)
      const now = clock.monotonicMs()
      bytes = nextBatch(bytes, now - started)
      started = now
      const { next } = page
      if (next !== null) asked = ask(next)
      const head = await reader.read(page)
      if (!head.hasMore) break
      seq = head.to.seq
      // Where it said another one, that is what came, and is refused.
      if (next === null) asked = ask(seq)
      await reader.room()
    }
    reader.allGiven()
  } catch (error) {
    reader.fail(error instanceof Error ? error : new Error(String(error)))
  }
}

/** Parts on their way into the replica. */
class Storing {
  readonly #parts: RunParts
  readonly #bulk: Bulk
  /** Behind what is stored: where the next part has to begin. */
  #position: Position
  #perSlice: number = slice.smallest
  #perCommit: number = commit.first
  #uncommitted = 0
  /** Rows that the audit trail does not speak of yet. */
  #untold = 0
  /** Rows of the page that is being stored. */
  #ofPage = 0

  constructor(parts: RunParts, bulk: Bulk, first: Position) {
    this.#parts = parts
    this.#bulk = bulk
    this.#position = first
    bulk.beforeCommit((tx) => {
      cameIn(tx, parts, this.#untold)
      this.#untold = 0
    })
  }

  /** @returns how many rows came */
  async take(part: PagePart): Promise<number> {
    if (part.kind === 'operations') return this.#inSlices(part.operations)
    const rows = new PackedRows(part.pack)
    const to = this.#behind(part.upTo)
    const isStored = this.#bulk.slice((tx) => {
      checkPosition(tx, this.#position.seq, to)
      if (!storePack(tx, rows, to.seq)) return false
      keepBehind(tx, this.#position.seq, to)
      this.#untold += rows.count
      return true
    })
    if (isStored) this.#position = to
    else this.#apply({ operations: operationsOf(rows), upTo: part.upTo })
    await this.#came(rows.count)
    return rows.count
  }

  /** The page is at its end: what it brought is there for everybody. */
  async endPage(to: Position): Promise<void> {
    if (this.#position.seq < to.seq) this.#apply({ operations: [], upTo: to.seq })
    await this.#commit()
    if (this.#ofPage > 0) this.#parts.changed()
    this.#ofPage = 0
  }

  end(): Promise<void> {
    return this.#bulk.end()
  }

  async #inSlices(operations: readonly CheckedOperation[]): Promise<number> {
    for (const slice of slicesOf(operations, () => this.#perSlice)) {
      this.#apply(slice)
      await this.#came(slice.operations.length)
    }
    return operations.length
  }

  #apply({ operations, upTo }: Slice): void {
    const { clock } = this.#parts
    const started = clock.monotonicMs()
    const to = this.#behind(upTo)
    this.#bulk.slice((tx) => {
      applyChecked(tx, { from: this.#position.seq, to }, operations)
      this.#untold += operations.length
    })
    this.#position = to
    this.#perSlice = nextSlice(this.#perSlice, clock.monotonicMs() - started)
  }

  /** @param upTo null: more of their transaction follows */
  #behind(upTo: number | null): Position {
    return { ...this.#position, seq: upTo ?? this.#position.seq }
  }

  async #came(rows: number): Promise<void> {
    this.#ofPage += rows
    this.#uncommitted += rows
    await this.#rest()
    if (this.#uncommitted >= this.#perCommit) await this.#commit()
  }

  /** A commit takes about as long as a slice, so that others are let in before and after it. */
  async #commit(): Promise<void> {
    const started = this.#parts.clock.monotonicMs()
    this.#bulk.commit()
    this.#perCommit = nextCommit(this.#perCommit, this.#parts.clock.monotonicMs() - started)
    this.#uncommitted = 0
    await this.#rest()
  }

  async #rest(): Promise<void> {
    await this.#bulk.rest()
    if (!this.#parts.isOpen()) throw new RunEnded('sync/unreachable')
  }
}

function endOf(error: unknown): unknown {
  if (error instanceof UnreadablePage) return new RunEnded('sync/unreachable', unreadable.code)
  // Somebody else's work, with which rows shared a commit, failed: the next try goes on from what is there.
  if (error instanceof SlicesLost && storeFault(error) === undefined) return new RunEnded('sync/unreachable')
  return error
}
