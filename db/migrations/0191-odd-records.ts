import type { Migration } from '../migration.ts'

/** Source records that core could not read whole: broken JSON, or fields that the system's catalog does not know. */
export const oddRecords: Migration = {
  id: '0191-odd-records',
  up: [
    `CREATE TABLE odd_records (
      record_id INTEGER PRIMARY KEY REFERENCES source_records ON DELETE CASCADE, system TEXT NOT NULL, problem TEXT NOT NULL,
      noted_at TEXT NOT NULL)`,
    `CREATE INDEX odd_records_by_system ON odd_records (system, record_id)`,
  ],
}
