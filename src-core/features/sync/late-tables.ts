import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { addMark, keepSetting, nextTxn, setting } from './sync.repo.ts'

type LateTable = { readonly name: string; readonly rows?: string }
type LateTables = {
  /** The setting that says when they were told. */
  readonly told: string
  readonly tables: readonly LateTable[]
  /** What else is to be done once. */
  readonly also?: string
}

/** Tables that joined the exchange after its first version, in the order in which they did. */
const late: readonly LateTables[] = [
  {
    told: 'periodsMarked',
    tables: [
      { name: 'acting_periods', rows: 'SELECT acting_id AS id FROM acting_periods' },
      { name: 'beat_covers', rows: 'SELECT cover_id AS id FROM beat_covers' },
    ],
  },
  {
    told: 'filesMarked',
    tables: [
      {
        name: 'attachments',
        rows: 'SELECT attachment_id AS id FROM attachments WHERE entry_id IS NOT NULL ORDER BY added_at, attachment_id',
      },
    ],
    also: `INSERT OR IGNORE INTO blob_transfers (sha256, way, size, at)
      SELECT sha256, 'up', size, added_at FROM attachments WHERE entry_id IS NOT NULL`,
  },
  // Nobody had a key before: only what others' came as is to be shown.
  { told: 'draftsMarked', tables: [{ name: 'account_keys' }, { name: 'sealed_drafts' }] },
  {
    told: 'dutyMarked',
    tables: [
      { name: 'beats', rows: 'SELECT beat AS id FROM beats' },
      { name: 'duty_rows', rows: 'SELECT duty_id AS id FROM duty_rows' },
      { name: 'beat_assignments', rows: 'SELECT assignment_id AS id FROM beat_assignments' },
      { name: 'beat_areas', rows: 'SELECT area_id AS id FROM beat_areas' },
      { name: 'inspection_plans', rows: 'SELECT plan_id AS id FROM inspection_plans' },
      { name: 'address_requests', rows: 'SELECT request_id AS id FROM address_requests' },
    ],
  },
  {
    told: 'returnsMarked',
    tables: [
      { name: 'returns', rows: 'SELECT return_id AS id FROM returns' },
      { name: 'return_templates', rows: 'SELECT template_id AS id FROM return_templates' },
      {
        name: 'return_bindings',
        rows: `SELECT return_id || ':' || cell || ':' || sheet AS id FROM return_bindings WHERE binding IS NOT NULL`,
      },
      { name: 'return_submissions', rows: 'SELECT submission_id AS id FROM return_submissions ORDER BY submitted_at' },
    ],
    also: `INSERT OR IGNORE INTO blob_transfers (sha256, way, size, at)
      SELECT sha256, 'up', size, at FROM return_templates WHERE file IS NOT NULL
      UNION ALL SELECT sha256, 'up', coalesce(size, length(snapshot)), submitted_at FROM return_submissions
        WHERE snapshot IS NOT NULL`,
  },
]

const toldSql = `SELECT count(*) AS n FROM settings WHERE key IN (${late.map(({ told }) => `'sync.${told}'`).join(', ')})`

export function isTold(db: ReadDb): boolean {
  return db.prepare<[], { n: number }>(toldSql).one()?.n === late.length
}

/**
 * A PC that joined before a table was exchanged tells its rows once, and shows what came of it while it did not know the table. To be run
 * after a pull: what is there already is not told again.
 */
export function markLateTables(tx: WriteDb, now: string): void {
  for (const { told, tables, also } of late) {
    if (setting(tx, told) !== undefined) continue
    nextTxn(tx)
    for (const { name, rows } of tables) {
      const known = rows === undefined ? [] : tx.prepare<[], { id: string }>(rows).all()
      for (const { id } of known) addMark(tx, name, id, now)
      tx.prepare<[string], never>('UPDATE sync_rows SET shown = 0 WHERE tbl = ?').run(name)
    }
    if (also !== undefined) tx.exec(also)
    nextTxn(tx)
    keepSetting(tx, told, now)
  }
}
