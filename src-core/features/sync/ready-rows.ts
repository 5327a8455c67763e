import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { readyRecord } from '../sources/incoming-record.ts'
import type { ReadyRow } from './synced-table.ts'

/** Undefined: it is not understood, or its table is not written in this way. Without the tables themselves: a thread loads little. */
export function readyRow(table: string, id: string, fields: Fields): ReadyRow | undefined {
  return table === 'source_records' ? readyRecord(id, fields) : undefined
}
