import type { FieldChange } from '../../../src-contract/sync/push.ts'
import type { WriteDb } from '../../store/sql.ts'
import { mutationOf } from './row-view.ts'
import { allOpenRejected, findMark, keepSeen, type RejectedRecord } from './sync.repo.ts'
import type { People } from './synced-table.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

/**
 * What was refused goes again with what was changed since in one of its rows, or with the entry that it was refused for lack of: all of the
 * act, so that no row comes without the version that tells of it; and against what its author saw then, so that nothing is written over that
 * somebody else has said since.
 */
export function takeRefusedAlong(tx: WriteDb): void {
  const people = peopleIn(tx)
  const acts = new Map<string, RejectedRecord[]>()
  for (const row of allOpenRejected(tx)) acts.set(row.txn, [...(acts.get(row.txn) ?? []), row])
  // An act that comes along can touch a row of another one.
  for (let before = -1; acts.size !== before;) {
    before = acts.size
    for (const [txn, rows] of acts) if (joinMarked(tx, people, rows)) acts.delete(txn)
  }
}

/** @returns false: nothing of it was changed since, nor is an entry sent that it was refused for lack of */
function joinMarked(tx: WriteDb, people: People, rows: readonly RejectedRecord[]): boolean {
  const marks = rows.flatMap((row) => {
    const markedId = syncedTable(row.tbl)?.markId(tx, row.row_id)
    return markedId === undefined ? [] : [{ row, markedId, mark: findMark(tx, row.tbl, markedId) }]
  })
  const lacking = rows.flatMap(({ reason, field, entry_id }) =>
    reason === 'missing' && field === 'entry' && entry_id !== null ? (findMark(tx, 'entries', entry_id) ?? []) : [],
  )
  const txns = [...new Set([...lacking, ...marks.flatMap(({ mark }) => mark ?? [])].map(({ txn }) => txn))]
  const [first, ...others] = txns
  if (first === undefined) return false
  for (const other of others)
    tx.prepare<[number, number], never>('UPDATE sync_marks SET txn = ? WHERE txn = ?').run(first, other)
  for (const { row, markedId } of marks) {
    tx.prepare<[string, string, number, string, string], never>(
      'INSERT OR IGNORE INTO sync_marks (tbl, row_id, txn, at, account) VALUES (?, ?, ?, ?, ?)',
    ).run(row.tbl, markedId, first, row.at, people.toLocal(mutationOf(row).actor))
    const mark = findMark(tx, row.tbl, markedId)
    if (mark === undefined) continue
    const since = mark.own === null ? {} : (JSON.parse(mark.own) as Record<string, FieldChange>)
    keepSeen(tx, mark.mark_id, null, JSON.stringify({ ...since, ...mutationOf(row).fields }))
  }
  return true
}
