import type { SetHash } from '../../../src-contract/sync/digest.ts'
import type { Fields, Position } from '../../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import { hashOfCanonical } from '../../../src-domain/sync/canonical-row.ts'
import { changesOf } from '../../../src-domain/sync/overlay.rules.ts'
import { isFromFile, isNewerSource } from '../../../src-domain/sync/tables.ts'
import { noRows, SetSum } from '../../../src-domain/sync/set-hash.ts'
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

/** Of these tables: of others there may be rows from a snapshot that its platform kept no longer, until the next one is taken. */
export function rootsAmong(
  tables: readonly string[],
  held: ReadonlyMap<string, SetHash>,
): Readonly<Record<string, SetHash>> {
  return Object.fromEntries(tables.map((table) => [table, held.get(table) ?? noRows]))
}

/** Rows that people see otherwise than the platform said them; table, id and fields. For a PC that has nothing of its own. */
export function shownOtherwise(db: ReadDb): string[] {
  const people = peopleIn(db)
  const wrong: string[] = []
  for (const { tbl, row_id, fields } of db.prepare<[], RowRecord>('SELECT * FROM sync_rows').all()) {
    const table = syncedTable(tbl)
    if (table === undefined || tbl === 'accounts') continue
    const shown = table.read(db, row_id, people)
    const said = JSON.parse(fields) as Fields
    // Of a system's record the newer one is shown, also where the platform has lost it, or the system has taken it back. Of what files
    // brought, what the platform says is.
    const keepsNewer = tbl === 'source_records' && !isFromFile(said)
    if (keepsNewer && shown !== undefined && isNewerSource(shown, said)) continue
    const differing = shown === undefined ? ['missing'] : Object.keys(changesOf(shown, said, table.kept))
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

/** What people of this PC decided for on conflicts that the platform has forgotten. */
export function decidedForNothing(db: ReadDb): string[] {
  return db
    .prepare<[], { mutation: string }>('SELECT mutation FROM sync_rejected')
    .all()
    .map(({ mutation }) => JSON.parse(mutation) as Mutation)
    .filter(({ op }) => op === 'resolve')
    .flatMap(({ fields }) => Object.values(fields).flatMap(({ value }) => (typeof value === 'string' ? value : [])))
}

/** Grows with every row that is written, and never goes back. */
export function writesOf(db: ReadDb): number {
  return db.prepare<[], { n: number }>('SELECT total_changes() AS n').one()?.n ?? 0
}

/** Where the PC stands; null before it has joined. */
export function position(db: ReadDb): Position | null {
  const row = db.prepare<[], { value: string }>(`SELECT value FROM settings WHERE key = 'sync.position'`).one()
  return row === undefined ? null : (JSON.parse(row.value) as Position)
}

const historyRows: Readonly<Record<string, string>> = {
  entry_versions: `SELECT entry_id || '.' || version AS id FROM entry_versions`,
  entry_events: 'SELECT event_id AS id FROM entry_events',
  reviews: 'SELECT review_id AS id FROM reviews',
}

/** History that people see and the platform did not say, and conflicts that stand otherwise here. For a PC that has nothing of its own. */
export function shownBeyond(db: ReadDb): string[] {
  const wrong: string[] = []
  const people = peopleIn(db)
  const held = db.prepare<[string, string], { fields: string }>(
    'SELECT fields FROM sync_rows WHERE tbl = ? AND row_id = ?',
  )
  for (const [table, sql] of Object.entries(historyRows))
    for (const { id } of db.prepare<[], { id: string }>(sql).all()) {
      const wire = syncedTable(table)?.wireId(db, id, people)
      if (wire === undefined || held.one(table, wire) === undefined) wrong.push(`${table} ${id} is only here`)
    }
  const known = new Set<string>()
  for (const { row_id, fields } of db.prepare<[], RowRecord>(`SELECT * FROM sync_rows WHERE tbl = 'conflicts'`).all()) {
    known.add(row_id)
    const said = (JSON.parse(fields) as Fields)['status'] === 'open' ? 'open' : 'settled'
    const shown = stateOf(db, row_id)
    if (shown !== said) wrong.push(`conflict ${row_id} is ${said}, and here ${String(shown)}`)
  }
  for (const { id } of db
    .prepare<[], { id: string }>(`SELECT conflict_id AS id FROM sync_conflicts WHERE state <> 'settled'`)
    .all())
    if (!known.has(id)) wrong.push(`conflict ${id} is ${String(stateOf(db, id))} only here`)
  return wrong
}

function stateOf(db: ReadDb, conflictId: string): string | undefined {
  return db
    .prepare<[string], { state: string }>('SELECT state FROM sync_conflicts WHERE conflict_id = ?')
    .one(conflictId)?.state
}

/** Entries that the platform said are out of force. */
export function outOfForce(db: ReadDb): string[] {
  return db
    .prepare<[], RowRecord>(`SELECT * FROM sync_rows WHERE tbl = 'entries'`)
    .all()
    .filter(({ fields }) => (JSON.parse(fields) as Fields)['stage'] === 'voided')
    .map(({ row_id }) => row_id)
}

/** What is only about what was done, and brings none of it back. */
const traces: ReadonlySet<string> = new Set(['audit_log', 'operations'])

/** Everything that the PC holds, or these tables of it, as one text: what of a lost tail is not in there is gone. */
export function everythingIn(db: ReadDb, tables: readonly string[] = tablesOf(db)): string {
  return tables
    .filter((name) => !traces.has(name))
    .map((name) => JSON.stringify(db.prepare<[], object>(`SELECT * FROM "${name}"`).all()))
    .join('\n')
}

let known: { readonly objects: number; readonly tables: readonly string[] } | undefined

/** Asked anew when the replica has got more of them: for the list alone SQLite reads every view. */
function tablesOf(db: ReadDb): readonly string[] {
  const objects = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').one()?.n ?? 0
  if (known?.objects !== objects) {
    const rows = db
      .prepare<[], { name: string }>(
        `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'`,
      )
      .all()
    known = { objects, tables: rows.map(({ name }) => name) }
  }
  return known.tables
}
