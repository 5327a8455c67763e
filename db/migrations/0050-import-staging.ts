import type { Migration } from '../migration.ts'

/**
 * Where the rows of an import wait until all of them can be moved in one transaction, and which records the subject index has
 * still to follow. Both are empty unless an import is under way or was interrupted.
 */
export const importStaging: Migration = {
  id: '0050-import-staging',
  up: [
    `CREATE TABLE import_staging (
      staged_id INTEGER PRIMARY KEY, import_id TEXT NOT NULL, native_id TEXT NOT NULL, source_time TEXT,
      content_hash BLOB NOT NULL, payload TEXT NOT NULL, record_id INTEGER, leaves_subject INTEGER NOT NULL)`,
    `CREATE TABLE index_queue (record_id INTEGER PRIMARY KEY, subject_before INTEGER)`,
  ],
}
