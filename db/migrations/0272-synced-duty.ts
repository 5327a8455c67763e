import type { Migration } from '../migration.ts'

const current = `(SELECT txn FROM sync_switch)`
const tables = [
  ['beats', 'NEW.beat'],
  ['duty_rows', 'NEW.duty_id'],
  ['beat_assignments', 'NEW.assignment_id'],
  ['beat_areas', 'NEW.area_id'],
  ['inspection_plans', 'NEW.plan_id'],
  ['address_requests', 'NEW.request_id'],
] as const

/** Duty roster, assignments, premises of beats, inspection plans and requests for addresses are known on every PC of the station. */
export const syncedDuty: Migration = {
  id: '0272-synced-duty',
  up: tables.flatMap(([table, id]) =>
    ['INSERT', 'UPDATE'].map(
      (event) => `CREATE TRIGGER sync_mark_${table}_${event.toLowerCase()} AFTER ${event} ON ${table}
       WHEN (SELECT recording > applying FROM sync_switch)
       BEGIN
         INSERT INTO sync_marks (tbl, row_id, txn, at)
           SELECT '${table}', ${id}, ${current}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
           WHERE NOT EXISTS (SELECT 1 FROM sync_marks WHERE tbl = '${table}' AND row_id = ${id});
         UPDATE sync_marks SET txn = ${current}
           WHERE txn = (SELECT txn FROM sync_marks WHERE tbl = '${table}' AND row_id = ${id}) AND txn <> ${current};
       END`,
    ),
  ),
}
