import type { WriteDb } from '../../store/sql.ts'
import { showRow } from './row-view.ts'
import { addMark, nextTxn, openRejectedTxn, settleRejected, whileApplying } from './sync.repo.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

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
  const rows = openRejectedTxn(tx, txn)
  if (rows.length === 0) return undefined
  const people = peopleIn(tx)
  if (answer === 'again') {
    nextTxn(tx)
    for (const { tbl, row_id } of rows) {
      const marked = syncedTable(tbl)?.markId(tx, row_id)
      if (marked !== undefined) addMark(tx, tbl, marked, now)
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

function entryOf(rows: readonly { readonly entry_id: string | null }[]): string | null {
  return rows.find(({ entry_id }) => entry_id !== null)?.entry_id ?? null
}
