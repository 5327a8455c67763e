import type { Schema } from '../../db/schema.ts'
import { canonicalJson, type Json } from '../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import { q } from '../query.ts'
import type { ReadDb, WriteDb } from '../store/sql.ts'

/** A write that was done: a repeat with the same id gets the same answer. */
export type Operation = { id: string; method: string; accountId: string; inputHash: string }

export function inputHashOf(input: unknown): string {
  return sha256(canonicalJson(input as Json))
}

/** The remembered answer; 'reused' when the id was used for another method, input or account. */
export function recall(db: ReadDb, operation: Operation): { value: unknown } | 'reused' | undefined {
  const row = db
    .prepare<[string], Schema['operations']>('SELECT * FROM operations WHERE operation_id = ?')
    .one(operation.id)
  if (!row) return undefined
  const same =
    row.method === operation.method && row.input_hash === operation.inputHash && row.account_id === operation.accountId
  return same ? { value: JSON.parse(row.result) as unknown } : 'reused'
}

export function remember(tx: WriteDb, operation: Operation, value: unknown, at: string): void {
  tx.prepare<string[], never>(
    'INSERT INTO operations (operation_id, method, account_id, input_hash, result, at) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(operation.id, operation.method, operation.accountId, operation.inputHash, JSON.stringify(value), at)
}

/** Answers older than any client's patience are forgotten. */
export function forgetOperationsBefore(tx: WriteDb, at: string): void {
  tx.run(q.deleteFrom('operations').where('at', '<', at))
}
