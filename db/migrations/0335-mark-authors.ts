import type { Migration } from '../migration.ts'

/**
 * Who changed a row that is not handed over yet. Rows of some tables do not say it, and whoever is logged in when they are handed over may be
 * somebody else: the platform looks at who did what.
 */
export const markAuthors: Migration = {
  id: '0335-mark-authors',
  up: [
    // Set while somebody's act is being written.
    `ALTER TABLE sync_switch ADD COLUMN account TEXT`,
    `ALTER TABLE sync_marks ADD COLUMN account TEXT`,
    `CREATE TRIGGER sync_mark_author AFTER INSERT ON sync_marks
       WHEN NEW.account IS NULL AND (SELECT account FROM sync_switch) IS NOT NULL
       BEGIN
         UPDATE sync_marks SET account = (SELECT account FROM sync_switch) WHERE mark_id = NEW.mark_id;
       END`,
  ],
}
