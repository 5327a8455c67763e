import type { Migration } from '../migration.ts'

/**
 * Imports of the station's own books: what was read of a file until it is filed, which entries came of it, what was decided about
 * files of one shape; and requests for exports that need a chief.
 */
export const ledgerImport: Migration = {
  id: '0080-ledger-import',
  up: [
    `CREATE TABLE ledger_imports (
      import_id TEXT PRIMARY KEY, book TEXT NOT NULL, origin TEXT NOT NULL, file_name TEXT NOT NULL, format TEXT NOT NULL,
      encoding TEXT, sheet TEXT NOT NULL, sheets TEXT NOT NULL, columns TEXT NOT NULL, notices TEXT NOT NULL, shape TEXT NOT NULL,
      mapping TEXT NOT NULL, mapped_by TEXT NOT NULL, repairs TEXT NOT NULL, problems TEXT NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts, at TEXT NOT NULL, state TEXT NOT NULL,
      rows_total INTEGER NOT NULL, rows_new INTEGER NOT NULL, rows_existing INTEGER NOT NULL, rows_in_file INTEGER NOT NULL,
      rows_errors INTEGER NOT NULL, rows_warnings INTEGER NOT NULL, rows_filed INTEGER NOT NULL,
      checked_on TEXT, checked_seq INTEGER) WITHOUT ROWID`,
    `CREATE INDEX ledger_imports_by_book ON ledger_imports (book, at)`,
    // Cells as they came, and what the checks made of them; gone once the row is filed. With a rowid: these rows are long, and in an
    // index tree each would take a page of its own.
    `CREATE TABLE ledger_import_rows (
      row_id INTEGER PRIMARY KEY, import_id TEXT NOT NULL REFERENCES ledger_imports ON DELETE CASCADE, row INTEGER NOT NULL,
      verdict TEXT, same_key TEXT, cells TEXT NOT NULL, problems TEXT, content TEXT, UNIQUE (import_id, row))`,
    `CREATE TABLE ledger_import_entries (
      import_id TEXT NOT NULL REFERENCES ledger_imports, row INTEGER NOT NULL, entry_id TEXT NOT NULL REFERENCES entries,
      PRIMARY KEY (import_id, row)) WITHOUT ROWID`,
    `CREATE INDEX ledger_import_entries_by_entry ON ledger_import_entries (entry_id)`,
    `CREATE TABLE ledger_mappings (
      book TEXT NOT NULL, shape TEXT NOT NULL, mapping TEXT NOT NULL, repairs TEXT NOT NULL, updated_at TEXT NOT NULL,
      PRIMARY KEY (book, shape)) WITHOUT ROWID`,
    `CREATE TABLE export_requests (
      request_id TEXT PRIMARY KEY, book TEXT NOT NULL, kind TEXT NOT NULL, purpose TEXT NOT NULL, reference TEXT,
      plain INTEGER NOT NULL, selection TEXT NOT NULL, rows INTEGER NOT NULL, reason TEXT NOT NULL,
      asked_by TEXT NOT NULL REFERENCES accounts, asked_at TEXT NOT NULL, state TEXT NOT NULL,
      decided_by TEXT REFERENCES accounts, decided_at TEXT, note TEXT, used_at TEXT) WITHOUT ROWID`,
    `CREATE INDEX export_requests_by_time ON export_requests (asked_at)`,
  ],
}
