import type { Migration } from '../migration.ts'

/** Records of the seven systems as delivered, their older versions, and the imports that brought them. */
export const sources: Migration = {
  id: '0020-sources',
  up: [
    `CREATE TABLE source_imports (
      import_id TEXT PRIMARY KEY, system TEXT NOT NULL, file_name TEXT NOT NULL, file_hash TEXT NOT NULL, sheet TEXT NOT NULL,
      declared TEXT NOT NULL, mapping TEXT NOT NULL, account_id TEXT NOT NULL, previewed_at TEXT NOT NULL, applied_at TEXT,
      rows_total INTEGER NOT NULL, rows_new INTEGER NOT NULL, rows_changed INTEGER NOT NULL, rows_unchanged INTEGER NOT NULL,
      rows_not_in_file INTEGER, rows_rejected INTEGER NOT NULL, newest_source_time TEXT)`,
    `CREATE INDEX source_imports_by_time ON source_imports (system, applied_at)`,
    `CREATE TABLE source_mappings (
      system TEXT NOT NULL, shape TEXT NOT NULL, mapping TEXT NOT NULL, updated_at TEXT NOT NULL,
      PRIMARY KEY (system, shape)) WITHOUT ROWID`,
    `CREATE TABLE source_records (
      record_id INTEGER PRIMARY KEY, system TEXT NOT NULL, native_id TEXT NOT NULL, version INTEGER NOT NULL,
      source_time TEXT, received_at TEXT NOT NULL, content_hash BLOB NOT NULL, payload TEXT NOT NULL,
      import_id TEXT, subject_id INTEGER)`,
    `CREATE UNIQUE INDEX source_records_by_key ON source_records (system, native_id)`,
    `CREATE INDEX source_records_by_subject ON source_records (subject_id)`,
    `CREATE TABLE source_record_versions (
      record_id INTEGER NOT NULL, version INTEGER NOT NULL, source_time TEXT, received_at TEXT NOT NULL,
      content_hash BLOB NOT NULL, payload TEXT NOT NULL, import_id TEXT, PRIMARY KEY (record_id, version)) WITHOUT ROWID`,
    `CREATE TABLE source_status (
      system TEXT PRIMARY KEY, records INTEGER NOT NULL, last_received TEXT, newest_source_time TEXT) WITHOUT ROWID`,
  ],
}
