import type { Migration } from '../migration.ts'

const current = `(SELECT txn FROM sync_switch)`
const marked = `(SELECT txn FROM sync_marks WHERE tbl = 'corrections' AND row_id = NEW.request_id)`

/**
 * Corrections go out: what was asked, from what to what, and what the system answered. A request without a proposed value (one made
 * before this version) stays where it is.
 */
export const corrections: Migration = {
  id: '0190-corrections',
  up: [
    `ALTER TABLE correction_requests ADD COLUMN fingerprint TEXT`,
    `ALTER TABLE correction_requests ADD COLUMN old_value TEXT`,
    `ALTER TABLE correction_requests ADD COLUMN proposed TEXT`,
    `ALTER TABLE correction_requests ADD COLUMN receipt TEXT`,
    // What the system said no to; its words or a code of the platform's.
    `ALTER TABLE correction_requests ADD COLUMN refusal TEXT`,
    `ALTER TABLE correction_requests ADD COLUMN answered_at TEXT`,
    `CREATE INDEX correction_requests_by_record ON correction_requests (system, native_id, kind, fingerprint, created_at)`,
    ...['INSERT', 'UPDATE'].map(
      (event) => `CREATE TRIGGER sync_mark_corrections_${event.toLowerCase()} AFTER ${event} ON correction_requests
       WHEN NEW.proposed IS NOT NULL AND (SELECT recording > applying FROM sync_switch)
       BEGIN
         INSERT OR IGNORE INTO sync_marks (tbl, row_id, txn, at)
           VALUES ('corrections', NEW.request_id, ${current}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
         UPDATE sync_marks SET txn = ${current} WHERE txn = ${marked} AND txn <> ${current};
       END`,
    ),
  ],
}
