import type { Schema } from '../../../db/schema.ts'
import type { RecordKind } from '../../../src-contract/features/duty.shapes.ts'
import { q } from '../../query.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'
import { uuidv7 } from '../../uuid.ts'

/** Kinds whose rows are kept in a table of their own with a removed_at. */
export type RowKind = Exclude<RecordKind, 'beat'>

const tables = {
  duty: { table: 'duty_rows', id: 'duty_id' },
  assignment: { table: 'beat_assignments', id: 'assignment_id' },
  cover: { table: 'beat_covers', id: 'cover_id' },
  acting: { table: 'acting_periods', id: 'acting_id' },
  area: { table: 'beat_areas', id: 'area_id' },
  inspection: { table: 'inspection_plans', id: 'plan_id' },
  campaign: { table: 'campaigns', id: 'campaign_id' },
  batch: { table: 'paper_batches', id: 'batch_id' },
} as const satisfies Record<RowKind, { table: keyof Schema; id: string }>

export type RowOf<K extends RowKind> = Schema[(typeof tables)[K]['table']]

/** Who changed something, when and why. */
export type Act = {
  readonly at: string
  readonly accountId: string | null
  readonly reason: string
  readonly importId?: string
}

/** What a change log does not repeat: when the row was made is in its first change. */
const unlogged: ReadonlySet<string> = new Set(['created_at', 'removed_at'])

/** The row, unless it was taken back. */
export function findRow<K extends RowKind>(db: ReadDb, kind: K, id: string): RowOf<K> | undefined {
  const found = anyRow(db, kind, id)
  return found !== undefined && (found as { removed_at: string | null }).removed_at === null ? found : undefined
}

export function anyRow<K extends RowKind>(db: ReadDb, kind: K, id: string): RowOf<K> | undefined {
  const { table, id: key } = tables[kind]
  return db.prepare<[string], RowOf<K>>(`SELECT * FROM ${table} WHERE ${key} = ?`).one(id)
}

/**
 * Writes a whole row, new or changed, and who did it why. `more` is what belongs to the record but lies in another table.
 * @returns whether anything differs from before; if not, nothing is written
 */
export function writeRow<K extends RowKind>(
  tx: WriteDb,
  kind: K,
  row: RowOf<K>,
  act: Act,
  more: { before: object; after: object } = { before: {}, after: {} },
): boolean {
  const { table, id } = tables[kind]
  const values = row as Record<string, SqlValue>
  const recordId = String(values[id])
  const existing = findRow(tx, kind, recordId)
  const before = existing === undefined ? null : logged(existing, more.before)
  const after = logged(row, more.after)
  if (before === after) return false
  const names = Object.keys(values)
  const changes = names.filter((name) => name !== id).map((name) => `${name} = excluded.${name}`)
  tx.prepare<SqlValue[], never>(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
     ON CONFLICT (${id}) DO UPDATE SET ${changes.join(', ')}`,
  ).run(...Object.values(values))
  logChange(tx, kind, recordId, act, before, after)
  return true
}

/** Takes a row back; it stays in the table. False when there is none. */
export function removeRow(tx: WriteDb, kind: RowKind, id: string, act: Act): boolean {
  const existing = findRow(tx, kind, id)
  if (existing === undefined) return false
  const { table, id: key } = tables[kind]
  tx.prepare<[string, string], never>(`UPDATE ${table} SET removed_at = ? WHERE ${key} = ?`).run(act.at, id)
  logChange(tx, kind, id, act, logged(existing, {}), null)
  return true
}

/** The row as it stands in the log: JSON of its columns, in the table's order. */
export function logged(row: object, more: object): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries({ ...row, ...more })
        .filter(([name]) => !unlogged.has(name))
        .sort(byName),
    ),
  )
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1
}

export function logChange(
  tx: WriteDb,
  kind: RecordKind,
  recordId: string,
  act: Act,
  before: string | null,
  after: string | null,
): void {
  tx.run(
    q.insertInto('duty_changes').values({
      change_id: uuidv7(Date.parse(act.at)),
      kind,
      record_id: recordId,
      at: act.at,
      account_id: act.accountId,
      reason: act.reason,
      before,
      after,
      import_id: act.importId ?? null,
    }),
  )
}

export function changesOf(db: ReadDb, recordId: string) {
  return db.all(
    q
      .selectFrom('duty_changes as c')
      .leftJoin('accounts as a', 'a.account_id', 'c.account_id')
      .select(['c.at', 'c.reason', 'c.before', 'c.after', 'a.name as by'])
      .where('c.record_id', '=', recordId)
      .orderBy('c.change_id', 'desc')
      .limit(200),
  )
}

/** What an import wrote, the last first. */
export function changesOfImport(db: ReadDb, importId: string) {
  return db.all(
    q
      .selectFrom('duty_changes')
      .select(['kind', 'record_id', 'before', 'after'])
      .where('import_id', '=', importId)
      .orderBy('change_id', 'desc'),
  )
}

/** Puts a row back as it was before a change; a row that was not there before is taken back. */
export function restoreRow(tx: WriteDb, kind: RowKind, id: string, before: string | null, act: Act): void {
  if (before === null) {
    removeRow(tx, kind, id, act)
    return
  }
  const { table, id: key } = tables[kind]
  const values = JSON.parse(before) as Record<string, SqlValue>
  const now = anyRow(tx, kind, id) as { removed_at: string | null } | undefined
  const stood = now === undefined || now.removed_at !== null ? null : logged(now, {})
  const columns = Object.keys(values).filter((name) => name !== key)
  tx.prepare<SqlValue[], never>(
    `UPDATE ${table} SET ${columns.map((name) => `${name} = ?`).join(', ')}, removed_at = NULL WHERE ${key} = ?`,
  ).run(...columns.map((name) => values[name] ?? null), id)
  logChange(tx, kind, id, act, stood, before)
}
