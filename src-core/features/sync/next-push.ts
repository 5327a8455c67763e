import { limits } from '../../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import type { ReadDb } from '../../store/sql.ts'
import { mutationOf } from './row-view.ts'
import { eachUnanswered } from './sync.repo.ts'

export type NextPush = { readonly epoch: number; readonly mutations: Mutation[]; readonly transactions: number }

/**
 * What goes with the next push: the oldest of what is not answered, of one epoch, in whole transactions. Whatever waits, no more of it is
 * read than that.
 *
 * @param most bytes; the first transaction goes however large it is
 * @returns undefined: nothing waits
 */
export function nextPush(db: ReadDb, most: number): NextPush | undefined {
  const mutations: Mutation[] = []
  let transactions = 0
  let epoch: number | undefined
  let sum = 0
  let open: Mutation[] = []
  let openBytes = 0
  for (const record of eachUnanswered(db)) {
    if (record.epoch !== (epoch ??= record.epoch)) break
    const mutation = mutationOf(record)
    open.push(mutation)
    openBytes += Buffer.byteLength(record.mutation)
    const isFull = sum + openBytes > most || mutations.length + open.length > limits.mutationsPerPush
    if (isFull && transactions > 0) break
    if (open.length < mutation.txnSize) continue
    mutations.push(...open)
    transactions += 1
    sum += openBytes
    open = []
    openBytes = 0
  }
  // The platform says what is wrong with a transaction of which a part is missing.
  if (transactions === 0) mutations.push(...open)
  return epoch === undefined ? undefined : { epoch, mutations, transactions }
}
