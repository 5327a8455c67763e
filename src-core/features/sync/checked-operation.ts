import type { Operation, PullResponse } from '../../../src-contract/sync/pull.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { hashOfCanonical } from '../../../src-domain/sync/canonical-row.ts'
import { canonicalText } from './canonical-text.ts'

// What is looked at of an operation before the replica is: without the replica, for threads.

/** Something that the platform said cannot be true, or is not meant for this PC. Nothing of its transaction, and of what comes after it, is kept as true. */
export class Untrue extends Error {
  readonly what: 'hash' | 'order' | 'history' | 'position' | 'signature' | 'receipt' | 'scope' | 'audit' | 'directory'
  constructor(what: Untrue['what']) {
    super(`the platform's answer is refused: ${what}`)
    this.what = what
  }
}

/** What is stored comes with its canonical text and the hash of it. */
export type Applied = { readonly table: string; readonly id: string; readonly ver: number; readonly fields: Fields } & (
  { readonly op: 'upsert'; readonly text: string; readonly hash: string } | { readonly op: 'delete' | 'evict' }
)

/** An operation that has the hash that it came with. */
export type CheckedOperation = {
  readonly seq: number
  readonly last: boolean
  readonly hash: string
  readonly applied: Applied
}

/** @throws Untrue */
export function checkOrder({
  from,
  to,
  operations,
}: Pick<PullResponse, 'from' | 'to'> & { readonly operations: readonly Pick<Operation, 'seq' | 'last'>[] }): void {
  let before = from
  for (const { seq } of operations) {
    if (seq < before || seq > to.seq || seq <= from) throw new Untrue('order')
    before = seq
  }
  // Half of a transaction is none.
  if (operations.at(-1)?.last === false) throw new Untrue('order')
}

/** With its canonical text, which has the hash that it came with. @param isPlain its fields were looked at and are @throws Untrue */
export function checkedOperation(operation: Operation, isPlain?: boolean): CheckedOperation {
  const { seq, last, hash } = operation
  return { seq, last, hash, applied: checkedHash(operation, isPlain) }
}

export function checkedHash({ table, id, ver, op, fields, hash }: Operation, isPlain?: boolean): Applied {
  if (op === 'evict') return { table, id, ver, op, fields }
  const text = op === 'delete' ? '{}' : canonicalText(fields, isPlain)
  if (hashOfCanonical(table, id, ver, text) !== hash) throw new Untrue('hash')
  return op === 'delete' ? { table, id, ver, op, fields } : { table, id, ver, op, fields, text, hash }
}
