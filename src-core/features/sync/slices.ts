import type { CheckedOperation } from './checked-operation.ts'
import { syncedTable } from './synced-tables.ts'

/** Operations that are stored in one go, and the sequence behind them; null: the position stays, more of their transaction follows. */
export type Slice = { readonly operations: readonly CheckedOperation[]; readonly upTo: number | null }

/**
 * Cuts operations where a transaction ends, so that each slice has about as many as may be stored before anybody notices; what a system
 * delivers at once, which is a transaction of up to thousands of records, also in between: records refer to nothing, and the position
 * goes on only when all of them are there.
 *
 * @param most operations of the next slice
 */
export function* slicesOf(operations: readonly CheckedOperation[], most: () => number): Generator<Slice> {
  let slice: CheckedOperation[] = []
  for (const transaction of transactionsOf(operations)) {
    const upTo = transaction.at(-1)?.seq ?? null
    if (slice.length + transaction.length > most() && canBeCut(transaction)) {
      if (slice.length > 0) yield { operations: slice, upTo: slice.at(-1)?.seq ?? null }
      for (let from = 0, to = 0; from < transaction.length; from = to) {
        to = from + most()
        yield { operations: transaction.slice(from, to), upTo: to < transaction.length ? null : upTo }
      }
      slice = []
      continue
    }
    for (const operation of transaction) slice.push(operation)
    if (slice.length < most()) continue
    yield { operations: slice, upTo }
    slice = []
  }
  if (slice.length > 0) yield { operations: slice, upTo: slice.at(-1)?.seq ?? null }
}

function* transactionsOf(operations: readonly CheckedOperation[]): Generator<readonly CheckedOperation[]> {
  let transaction: CheckedOperation[] = []
  for (const operation of operations) {
    transaction.push(operation)
    if (!operation.last) continue
    yield transaction
    transaction = []
  }
  if (transaction.length > 0) yield transaction
}

/** Where a part of it comes again because the rest did not come, each row has to be as it was left: a row that changes twice would not be. */
function canBeCut(transaction: readonly CheckedOperation[]): boolean {
  const names = new Set<string>()
  for (const { applied } of transaction) {
    if (syncedTable(applied.table)?.writeTogether === undefined) return false
    names.add(`${applied.table} ${applied.id}`)
  }
  return names.size === transaction.length
}
