import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { nextSlice, slice } from '../../../src-domain/sync/back-off.rules.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { fieldsOf } from './row-view.ts'
import { cameIn } from './came-in.ts'
import { RunEnded, type RunParts } from './run-parts.ts'
import { setAllShown, unshownAfter, waitingTables, whileApplying, type RowRecord } from './sync.repo.ts'
import type { SyncedTable } from './synced-table.ts'
import { peopleIn, syncedTables } from './synced-tables.ts'

/** Of rows that are written one by one. */
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
  const waiting = waitingTables(db)
  for (const table of syncedTables) {
    const { name } = table
    if (!wanted(name) || !waiting.has(name)) continue
    let after = ''
    let most: number = table.writeTogether === undefined ? perSlice : slice.smallest
    for (;;) {
      const started = parts.clock.monotonicMs()
      const rows = nextRows(db, name, after, most)
      after = rows.at(-1)?.row_id ?? ''
      if (after === '') break
      any = true
      db.transaction((tx) => {
        let shown = 0
        whileApplying(tx, () => {
          const written = writtenOf(tx, table, rows)
          setAllShown(tx, name, written)
          shown = written.length
        })
        // Records of the systems are in no check of an entry.
        if (builtOn(name)) cameIn(tx, parts, shown)
        if (table.writeTogether !== undefined) most = nextSlice(most, parts.clock.monotonicMs() - started)
      })
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (!parts.isOpen()) throw new RunEnded('sync/unreachable')
    }
  }
  if (any) parts.changed()
}

/** @returns ids of those that are shown now */
function writtenOf(tx: WriteDb, table: SyncedTable, rows: readonly RowRecord[]): string[] {
  const all = inOrder(rows).map((row) => ({ id: row.row_id, fields: JSON.parse(row.fields) as Fields }))
  if (table.writeTogether !== undefined) {
    const waiting = table.writeTogether(tx, all)
    return all.map(({ id }) => id).filter((id) => !waiting.has(id))
  }
  const people = peopleIn(tx)
  return all.filter(({ id, fields }) => table.write(tx, id, fields, people) === 'shown').map(({ id }) => id)
}

/** The id of a version begins with its entry's: versions of one entry are never in two slices. */
function nextRows(db: ReadDb, table: string, after: string, most: number): RowRecord[] {
  const rows = unshownAfter(db, table, after, most)
  if (rows.length < most || table !== 'entry_versions') return rows
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
