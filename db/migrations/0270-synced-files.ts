import type { Migration } from '../migration.ts'

const current = `(SELECT txn FROM sync_switch)`
// Not OR IGNORE: inside a trigger, the statement that fired it says what a conflict does.
const marks = `
         INSERT INTO sync_marks (tbl, row_id, txn, at)
           SELECT 'attachments', NEW.attachment_id, ${current}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
           WHERE NOT EXISTS (SELECT 1 FROM sync_marks WHERE tbl = 'attachments' AND row_id = NEW.attachment_id);
         UPDATE sync_marks SET txn = ${current}
           WHERE txn = (SELECT txn FROM sync_marks WHERE tbl = 'attachments' AND row_id = NEW.attachment_id) AND txn <> ${current};`
const sends = `
         INSERT INTO blob_transfers (sha256, way, size, at)
           SELECT NEW.sha256, 'up', NEW.size, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
           WHERE NOT EXISTS (SELECT 1 FROM blob_transfers WHERE sha256 = NEW.sha256);`

/** Files of entries are known on every PC of the station; their content goes to the platform and comes from there. */
export const syncedFiles: Migration = {
  id: '0270-synced-files',
  up: [
    // Contents on their way: up, the platform does not have it yet; down, this PC does not. One that is at both has no row.
    `CREATE TABLE blob_transfers (
      sha256 TEXT PRIMARY KEY, way TEXT NOT NULL, size INTEGER NOT NULL, at TEXT NOT NULL,
      tried_at TEXT, problem TEXT) WITHOUT ROWID`,
    `CREATE INDEX blob_transfers_by_way ON blob_transfers (way, tried_at)`,
    // Pieces of a content that has not come whole, each a file of its own, encrypted like any other.
    `CREATE TABLE blob_parts (
      sha256 TEXT NOT NULL, start INTEGER NOT NULL, part TEXT NOT NULL, PRIMARY KEY (sha256, start)) WITHOUT ROWID`,
    `CREATE INDEX attachments_by_content ON attachments (sha256)`,
    `CREATE TRIGGER sync_mark_attachments_insert AFTER INSERT ON attachments
       WHEN NEW.entry_id IS NOT NULL AND (SELECT recording > applying FROM sync_switch)
       BEGIN ${marks} ${sends}
       END`,
    `CREATE TRIGGER sync_mark_attachments_update AFTER UPDATE ON attachments
       WHEN coalesce(NEW.entry_id, OLD.entry_id) IS NOT NULL AND (SELECT recording > applying FROM sync_switch)
       BEGIN ${marks}
       END`,
    `CREATE TRIGGER sync_send_attachments AFTER UPDATE ON attachments
       WHEN OLD.entry_id IS NULL AND NEW.entry_id IS NOT NULL AND (SELECT recording > applying FROM sync_switch)
       BEGIN ${sends}
       END`,
  ],
}
