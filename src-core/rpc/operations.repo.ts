import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../../src-domain/canonical/canonical-json.ts'
import { q } from '../query.ts'
import type { ReadDb, WriteDb } from '../store/sql.ts'

/** A write that was done: a repeat with the same id gets the same answer. */
export type Operation = { id: string; method: string; accountId: string; inputHash: string }

export function inputHashOf(input: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(input as Json), 'utf8')
    .digest('hex')
}

/** The remembered answer; 'reused' when the id was used for another method, input or account. */
export function recall(db: ReadDb, operation: Operation): { value: unknown } | 'reused' | undefined {
  const row = db.one(q.selectFrom('operations').selectAll().where('operation_id', '=', operation.id))
  if (!row) return undefined
  const same =
    row.method === operation.method && row.input_hash === operation.inputHash && row.account_id === operation.accountId
  return same ? { value: JSON.parse(row.result) as unknown } : 'reused'
}

export function remember(tx: WriteDb, operation: Operation, value: unknown, at: string): void {
  tx.run(
    q.insertInto('operations').values({
      operation_id: operation.id,
      method: operation.method,
      account_id: operation.accountId,
      input_hash: operation.inputHash,
      result: JSON.stringify(value),
      at,
    }),
  )
}

/** Answers older than any client's patience are forgotten. */
export function forgetOperationsBefore(tx: WriteDb, at: string): void {
  tx.run(q.deleteFrom('operations').where('at', '<', at))
}
