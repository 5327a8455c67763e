import type { Mutation } from '../../../src-contract/sync/push.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { uuidOf } from '../../../src-domain/canonical/uuid-of.ts'
import type { WriteDb } from '../../store/sql.ts'
import { fieldsOf, forgetRow, nameOf, ownChanges, showRow, type RowKey } from './row-view.ts'
import { findRow, insertRejected, whileApplying, type RowRecord } from './sync.repo.ts'
import { textOf } from './synced-table.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

/**
 * Rows that came here, and of which the platform says, signed, that they are not its own: somebody has slipped them in on the way, or the platform
 * has lost them. They are none of the platform's rows any more. What tells of an entry is not thrown away for that, and not sent as if it
 * had been made here: it is listed as not accepted, until somebody gives it up or sends it.
 */
export function takeAway(db: WriteDb, table: string, ids: readonly string[], now: string): void {
  db.transaction((tx) => {
    const keys = ids.map((id) => ({ table, id }))
    const own = ownChanges(tx, keys, peopleIn(tx))
    for (const key of keys) {
      const row = findRow(tx, key.table, key.id)
      if (row !== undefined && !own.has(nameOf(key))) list(tx, key, row, now)
      forgetRow(tx, key)
      syncedTable(table)?.lost?.(tx, key.id, now)
    }
    whileApplying(tx, () => {
      for (const key of keys) showRow(tx, key, own, peopleIn(tx))
    })
  })
}

/** All of one entry is one act. */
function list(tx: WriteDb, { table, id }: RowKey, row: RowRecord, now: string): void {
  const held = fieldsOf(row) ?? {}
  const entry = syncedTable(table)?.entryOf(id, held) ?? null
  if (entry === null) return
  const [mid, txn] = [uuidOf(canonicalJson(['not-there', table, id, row.hash])), uuidOf(`not-there ${entry}`)]
  const actor = textOf(held, 'actor') ?? textOf(held, 'officer') ?? txn
  const mutation: Mutation = {
    ...{ seq: 1, mid, txn, txnSize: 1, table, id, op: 'put', baseVer: 0, at: now, actor },
    fields: Object.fromEntries(Object.entries(held).map(([field, value]) => [field, { base: null, value }])),
  }
  const text = JSON.stringify(mutation)
  insertRejected(tx, {
    ...{ mid, txn, tbl: table, row_id: id, entry_id: entry, mutation: text, reason: 'missing', field: null, at: now },
  })
}
