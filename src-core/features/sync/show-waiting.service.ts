import type { ReadDb } from '../../store/sql.ts'
import { fieldsOf } from './row-view.ts'
import { cameIn } from './came-in.ts'
import { RunEnded, type RunParts } from './run-parts.ts'
import { setShown, unshownAfter, whileApplying, type RowRecord } from './sync.repo.ts'
import { peopleIn, syncedTables } from './synced-tables.ts'

const perSlice = 200

/** What this PC's own changes can build on. Records of the systems do not, and there can be millions of them. */
export const builtOn = (table: string): boolean => table !== 'source_records'

/**
 * Shows rows that were stored and are not shown yet, those first that others refer to. Slice by slice, so that the user's own work is done
 * in between. What still has to wait for something is left.
 */
export async function showWaiting(parts: RunParts, wanted: (table: string) => boolean): Promise<void> {
  const { db } = parts.open
  let any = false
  for (const { name, write } of syncedTables) {
    if (!wanted(name)) continue
    let after = ''
    for (;;) {
      const rows = nextRows(db, name, after)
      after = rows.at(-1)?.row_id ?? ''
      if (after === '') break
      any = true
      db.transaction((tx) => {
        let shown = 0
        whileApplying(tx, () => {
          const people = peopleIn(tx)
          for (const row of inOrder(rows)) {
            const fields = fieldsOf(row)
            if (fields === undefined || write(tx, row.row_id, fields, people) !== 'shown') continue
            setShown(tx, name, row.row_id, true)
            shown += 1
          }
        })
        // Records of the systems are in no check of an entry.
        if (builtOn(name)) cameIn(tx, parts, shown)
      })
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (!parts.isOpen()) throw new RunEnded('sync/unreachable')
    }
  }
  if (any) parts.changed()
}

/** The id of a version begins with its entry's: versions of one entry are never in two slices. */
function nextRows(db: ReadDb, table: string, after: string): RowRecord[] {
  const rows = unshownAfter(db, table, after, perSlice)
  if (rows.length < perSlice) return rows
  const cut = rows.findIndex(({ row_id }) => entryOf(row_id) === entryOf(rows.at(-1)?.row_id ?? ''))
  return cut > 0 ? rows.slice(0, cut) : rows
}

const entryOf = (id: string): string => id.slice(0, 36)

/** Versions are numbered here as they come: in the order in which they were made. */
function inOrder(rows: readonly RowRecord[]): readonly RowRecord[] {
  if (rows[0]?.tbl !== 'entry_versions') return rows
  return rows
    .map((row) => ({ row, at: `${entryOf(row.row_id)} ${String(fieldsOf(row)?.['at'])}` }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ row }) => row)
}
