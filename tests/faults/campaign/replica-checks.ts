import type { SetHash } from '../../../src-contract/sync/digest.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { hashOfCanonical } from '../../../src-domain/sync/canonical-row.ts'
import { changesOf } from '../../../src-domain/sync/overlay.rules.ts'
import { SetSum } from '../../../src-domain/sync/set-hash.ts'
import type { RowRecord } from '../../../src-core/features/sync/sync.repo.ts'
import { peopleIn, syncedTable } from '../../../src-core/features/sync/synced-tables.ts'
import type { ReadDb } from '../../../src-core/store/sql.ts'

/** The roots added up anew from the stored rows, each hashed anew. */
export function rootsOf(db: ReadDb): Record<string, SetHash> {
  const sums = new Map<string, SetSum>()
  for (const row of db.prepare<[], RowRecord>('SELECT * FROM sync_rows').all()) {
    const sum = sums.get(row.tbl) ?? new SetSum()
    sums.set(row.tbl, sum)
    sum.add(hashOfCanonical(row.tbl, row.row_id, row.ver, row.fields))
  }
  return Object.fromEntries([...sums].map(([table, sum]) => [table, sum.value()]))
}

export function sameRoots(one: Readonly<Record<string, SetHash>>, other: Readonly<Record<string, SetHash>>): boolean {
  const tables = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...tables].every((table) => {
    const [a, b] = [one[table], other[table]]
    return (a?.count ?? 0) === (b?.count ?? 0) && ((a?.count ?? 0) === 0 || a?.sum === b?.sum)
  })
}

/** Rows that people see otherwise than the platform said them; table, id and fields. For a PC that has nothing of its own. */
export function shownOtherwise(db: ReadDb): string[] {
  const people = peopleIn(db)
  const wrong: string[] = []
  for (const { tbl, row_id, fields } of db.prepare<[], RowRecord>('SELECT * FROM sync_rows').all()) {
    const table = syncedTable(tbl)
    if (table === undefined || tbl === 'accounts') continue
    const shown = table.read(db, row_id, people)
    const differing =
      shown === undefined ? ['missing'] : Object.keys(changesOf(shown, JSON.parse(fields) as Fields, table.kept))
    if (differing.length > 0) wrong.push(`${tbl} ${row_id}: ${differing.join(', ')}`)
  }
  return wrong
}

/** Everything that is kept somewhere on this PC because the platform refused it, as one text. */
export function refusedText(db: ReadDb): string {
  return db
    .prepare<[], { mutation: string }>('SELECT mutation FROM sync_rejected')
    .all()
    .map(({ mutation }) => mutation)
    .join('\n')
}

export function position(db: ReadDb): number {
  const row = db.prepare<[], { value: string }>(`SELECT value FROM settings WHERE key = 'sync.position'`).one()
  return row === undefined ? -1 : (JSON.parse(row.value) as { seq: number }).seq
}
