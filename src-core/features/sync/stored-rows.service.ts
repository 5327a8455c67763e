import type { SetHash } from '../../../src-contract/sync/digest.ts'
import { hashOfCanonical } from '../../../src-domain/sync/canonical-row.ts'
import { SetSum } from '../../../src-domain/sync/set-hash.ts'
import { instantOf } from '../../clock.ts'
import type { ReadDb } from '../../store/sql.ts'
import { RunEnded, type RunParts } from './run-parts.ts'
import { dropSetting, keepRoot, keepSetting, rootOf, rootTables, setting, type RowRecord } from './sync.repo.ts'

const dayMs = 24 * 3_600_000
/** Rows of one slice; between two of them the user's own work is done. */
const perSlice = 500

/**
 * Once a day, adds up what is really stored: roots are moved with every change, and a row that was damaged under them would never be
 * noticed. What differs is written as it is found, so that the next comparison with the platform sees it and brings the row anew.
 *
 * @returns rows that were not what their hash said, and tables whose root was wrong; null: not due yet
 */
export async function checkStored(parts: RunParts): Promise<{ rows: number; roots: number } | null> {
  const { db } = parts.open
  const now = parts.clock.nowMs()
  const last = Date.parse(setting(db, 'storedChecked') ?? '')
  // A clock that was set back does not put it off for ever.
  if (now - last < dayMs && now >= last) return null
  const found = { rows: 0, roots: 0 }
  for (const table of new Set([...tablesIn(db), ...rootTables(db)])) {
    const { wrong, root } = await addUp(parts, table)
    const before = rootOf(db, table)
    const moved = before.count !== root.count || before.sum !== root.sum
    if (wrong === 0 && !moved) continue
    found.rows += wrong
    found.roots += moved ? 1 : 0
    db.transaction((tx) => {
      keepRoot(tx, table, root)
      dropSetting(tx, 'proven')
    })
  }
  db.transaction((tx) => keepSetting(tx, 'storedChecked', instantOf(now)))
  if (found.rows + found.roots > 0) parts.log.warn('sync-rows-damaged', { count: found.rows })
  return found
}

function tablesIn(db: ReadDb): string[] {
  return db
    .prepare<[], { tbl: string }>('SELECT DISTINCT tbl FROM sync_rows')
    .all()
    .map(({ tbl }) => tbl)
}

async function addUp(parts: RunParts, table: string): Promise<{ wrong: number; root: SetHash }> {
  const { db } = parts.open
  const next = db.prepare<[string, string], Pick<RowRecord, 'row_id' | 'ver' | 'fields' | 'hash'>>(
    `SELECT row_id, ver, fields, hash FROM sync_rows WHERE tbl = ? AND row_id > ? ORDER BY row_id LIMIT ${perSlice}`,
  )
  const sum = new SetSum()
  let wrong = 0
  for (let after = ''; ;) {
    const rows = next.all(table, after)
    const damaged: { id: string; hash: string }[] = []
    for (const { row_id: id, ver, fields, hash } of rows) {
      const real = hashOfCanonical(table, id, ver, fields)
      sum.add(real)
      if (real !== hash) damaged.push({ id, hash: real })
    }
    if (damaged.length > 0)
      db.transaction((tx) => {
        for (const { id, hash } of damaged)
          tx.prepare<[string, string, string], never>('UPDATE sync_rows SET hash = ? WHERE tbl = ? AND row_id = ?').run(
            hash,
            table,
            id,
          )
      })
    wrong += damaged.length
    const last = rows.at(-1)
    if (last === undefined || rows.length < perSlice) return { wrong, root: sum.value() }
    after = last.row_id
    await new Promise<void>((resolve) => setImmediate(resolve))
    if (!parts.isOpen()) throw new RunEnded('sync/unreachable')
  }
}
