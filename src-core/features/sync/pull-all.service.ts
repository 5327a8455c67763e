import type { PullResponse } from '../../../src-contract/sync/pull.ts'
import type { Position } from '../../../src-contract/sync/protocol.ts'
import { batch, nextBatch, nextSlice, slice } from '../../../src-domain/sync/back-off.rules.ts'
import { cameIn } from './came-in.ts'
import { pullMany } from './pull-many.service.ts'
import { checkedOperation, checkOrder, type CheckedOperation } from './checked-operation.ts'
import { applyChecked, checkPosition, positionOf, Untrue } from './pull.service.ts'
import { slicesOf } from './slices.ts'
import { RunEnded, valueOf, type RunParts, type RunReport } from './run-parts.ts'

/** From so many changes on, reading their pages in core's own thread would be noticed. */
const manyFrom = 2_000

/** Everything that is new at the platform. @param headSeq its newest sequence, as it said last */
export async function pullAll(parts: RunParts, report: RunReport, headSeq: number): Promise<void> {
  const first = positionOf(parts.open.db)
  if (first === null) throw new RunEnded('sync/start-over')
  const behind = headSeq - first.seq
  if (parts.platform.page !== undefined && behind >= (parts.manyFrom ?? manyFrom)) await pullMany(parts, report, first)
  else await pullFew(parts, report, first)
}

async function pullFew(parts: RunParts, report: RunReport, first: Position): Promise<void> {
  const { clock } = parts
  let bytes: number = batch.smallest
  let perSlice: number = slice.smallest
  let position: Position = first
  let asked = askPage(parts, position, bytes)
  for (;;) {
    const started = clock.monotonicMs()
    const page = valueOf(await asked, parts)
    // A page that is said not to be the last one and brings nothing would go on for ever.
    if (page.hasMore && page.to.seq <= position.seq) throw new Untrue('position')
    position = page.to
    // The next one is on its way while this one is stored.
    if (page.hasMore) asked = askPage(parts, position, bytes)
    perSlice = await applySlices(parts, page, perSlice)
    report.received += page.operations.length
    bytes = nextBatch(bytes, clock.monotonicMs() - started)
    if (!page.hasMore) break
  }
}

function askPage({ platform }: RunParts, { lineage, seq }: Position, maxBytes: number) {
  const asked = platform.call('pull', undefined, { query: { lineage, cursor: seq, maxBytes } })
  // Where the page before it cannot be stored, nobody waits for it any more.
  asked.catch(() => undefined)
  return asked
}

/**
 * A page in parts that each end with a transaction of the replica: between two of them the user's own work is done.
 *
 * @returns how many rows the next part may have
 */
async function applySlices(parts: RunParts, page: PullResponse, first: number): Promise<number> {
  const { from, to, operations } = page
  checkPosition(parts.open.db, from, to)
  checkOrder(page)
  let most = first
  let isFirst = true
  let behind = from
  for (const { operations: together, upTo } of slicesOf(
    operations.map((operation) => checkedOperation(operation)),
    () => most,
  )) {
    if (!isFirst) await new Promise<void>((resolve) => setImmediate(resolve))
    isFirst = false
    if (!parts.isOpen()) throw new RunEnded('sync/unreachable')
    const next = { ...to, seq: upTo ?? behind }
    most = nextSlice(most, applySlice(parts, { from: behind, to: next }, together))
    behind = next.seq
  }
  if (behind !== to.seq) applySlice(parts, { from: behind, to }, [])
  if (operations.length > 0) parts.changed()
  return most
}

/** @returns how many ms it took without the commit, which does not depend on how many rows there are */
function applySlice(
  parts: RunParts,
  between: Pick<PullResponse, 'from' | 'to'>,
  operations: readonly CheckedOperation[],
): number {
  const started = parts.clock.monotonicMs()
  return parts.open.db.transaction((tx) => {
    applyChecked(tx, between, operations)
    cameIn(tx, parts, operations.length)
    return parts.clock.monotonicMs() - started
  })
}
