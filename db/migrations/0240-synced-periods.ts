import type { Migration } from '../migration.ts'

const current = `(SELECT txn FROM sync_switch)`
const tables = [
  ['acting_periods', 'NEW.acting_id'],
  ['beat_covers', 'NEW.cover_id'],
] as const

/** Who acts for the chief and who covers whose beat is known on every PC of the station. */
export const syncedPeriods: Migration = {
  id: '0240-synced-periods',
  up: [
    ...tables.flatMap(([table, id]) =>
      ['INSERT', 'UPDATE'].map(
        (event) => `CREATE TRIGGER sync_mark_${table}_${event.toLowerCase()} AFTER ${event} ON ${table}
       WHEN (SELECT recording > applying FROM sync_switch)
       BEGIN
         INSERT OR IGNORE INTO sync_marks (tbl, row_id, txn, at)
           VALUES ('${table}', ${id}, ${current}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
         UPDATE sync_marks SET txn = ${current}
           WHERE txn = (SELECT txn FROM sync_marks WHERE tbl = '${table}' AND row_id = ${id}) AND txn <> ${current};
       END`,
      ),
    ),
  ],
}
