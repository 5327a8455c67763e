import type { RefusedWork } from '../../../src-contract/sync/carried.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import type { WriteDb } from '../../store/sql.ts'
import { mutationOf, ownChanges, showRow } from './row-view.ts'
import {
  addMark,
  findMark,
  insertRejected,
  keepSeen,
  nextTxn,
  openRejectedTxn,
  openRejectedWithout,
  settleRejected,
  whileApplying,
} from './sync.repo.ts'
import { peopleIn, syncedTable, syncedTables } from './synced-tables.ts'

type RejectedAnswer = {
  readonly txn: string
  readonly answer: 'again' | 'give-up'
  readonly by: string
  readonly now: string
}

/**
 * Sends an act that the platform refused once more, as its rows stand now; or gives it up, so that they show what the platform has. An
 * entry that it never had stays with its number, out of force.
 *
 * @returns the entry that it was about, null where there is none; undefined: there is no such act any more
 */
export function answerRejected(tx: WriteDb, { txn, answer, by, now }: RejectedAnswer): string | null | undefined {
  const act = openRejectedTxn(tx, txn)
  if (act.length === 0) return undefined
  const entries = act.filter(({ tbl }) => tbl === 'entries').map(({ row_id }) => row_id)
  // What was asked of an entry that the platform lacks has the answer that its filing gets.
  const rows = [...act, ...(entries.length === 0 ? [] : openRejectedWithout(tx, entries))]
  const people = peopleIn(tx)
  if (answer === 'again') {
    nextTxn(tx)
    for (const row of rows) {
      const { tbl, row_id } = row
      const marked = syncedTable(tbl)?.markId(tx, row_id)
      if (marked === undefined) continue
      addMark(tx, tbl, marked, now)
      // Whoever wrote it saw these values, and not what others made of them since.
      const mark = findMark(tx, tbl, marked)
      if (mark === undefined) continue
      const before = mark.own === null ? {} : (JSON.parse(mark.own) as Mutation['fields'])
      keepSeen(tx, mark.mark_id, null, JSON.stringify({ ...before, ...mutationOf(row).fields }))
    }
    return entryOf(rows)
  }
  for (const { mid } of rows) settleRejected(tx, mid, { state: 'given-up', by, at: now })
  whileApplying(tx, () => {
    // What hangs on an entry goes before it.
    for (const { tbl, row_id } of [...rows].reverse()) showRow(tx, { table: tbl, id: row_id }, new Map(), people)
  })
  return entryOf(rows)
}

/**
 * What the platform refused on another PC, which may be lost: it stands here as it stood there, in the list of what was refused, and can
 * be corrected and sent again or given up.
 */
export function takeOverRefused(tx: WriteDb, refused: readonly RefusedWork[]): void {
  for (const { mutation, reason, field, at } of refused) {
    const { mid, txn, table, id, fields } = mutation
    const entry_id = syncedTable(table)?.entryOf(id, valuesOf(mutation)) ?? null
    if (Object.keys(fields).length === 0) continue
    insertRejected(tx, {
      mid,
      txn,
      tbl: table,
      row_id: id,
      entry_id,
      mutation: JSON.stringify(mutation),
      reason,
      field,
      at,
    })
  }
  const keys = refused.map(({ mutation }) => ({ table: mutation.table, id: mutation.id }))
  const own = ownChanges(tx, keys, peopleIn(tx))
  whileApplying(tx, () => {
    for (const { name } of syncedTables) {
      const people = peopleIn(tx)
      for (const key of keys) if (key.table === name) showRow(tx, key, own, people)
    }
  })
}

function entryOf(rows: readonly { readonly entry_id: string | null }[]): string | null {
  return rows.find(({ entry_id }) => entry_id !== null)?.entry_id ?? null
}
