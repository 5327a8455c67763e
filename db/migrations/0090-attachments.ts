import type { Migration } from '../migration.ts'

/** Photos and files of drafts and entries. The bytes lie beside the database, encrypted; here is what is known of them. */
export const attachments: Migration = {
  id: '0090-attachments',
  up: [
    `CREATE TABLE attachments (
      attachment_id TEXT PRIMARY KEY, draft_id TEXT, entry_id TEXT, name TEXT NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL,
      sha256 TEXT NOT NULL, width INTEGER, height INTEGER, added_at TEXT NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts (account_id), removed_at TEXT, removed_by TEXT, removed_reason TEXT) WITHOUT ROWID`,
    `CREATE INDEX attachments_by_draft ON attachments (draft_id, added_at) WHERE draft_id IS NOT NULL`,
    `CREATE INDEX attachments_by_entry ON attachments (entry_id, added_at) WHERE entry_id IS NOT NULL`,
    `CREATE TABLE attachment_thumbnails (
      attachment_id TEXT PRIMARY KEY REFERENCES attachments, jpeg BLOB NOT NULL) WITHOUT ROWID`,
  ],
}
