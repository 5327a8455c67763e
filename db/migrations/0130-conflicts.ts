import type { Migration } from '../migration.ts'

/**
 * Conflicts that the rules found (derived, built again whenever a record or its subject changes), what people decided about them
 * (by record key, so that a decision survives new subjects), and corrections that wait to be sent to a system.
 */
export const conflicts: Migration = {
  id: '0130-conflicts',
  up: [
    `CREATE TABLE conflict_queue (subject_id INTEGER PRIMARY KEY)`,
    `CREATE TABLE conflict_finds (
      find_id INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL, kind TEXT NOT NULL, system TEXT NOT NULL, native_id TEXT NOT NULL,
      record_id INTEGER NOT NULL, against_system TEXT, against_record_id INTEGER, field TEXT NOT NULL, fingerprint TEXT NOT NULL,
      found_on TEXT NOT NULL, state TEXT NOT NULL, settled_on TEXT, reason TEXT, assignee TEXT)`,
    `CREATE INDEX conflict_finds_by_subject ON conflict_finds (subject_id)`,
    `CREATE INDEX conflict_finds_by_state ON conflict_finds (state, found_on, find_id)`,
    `CREATE TABLE conflict_decisions (
      decision_id TEXT PRIMARY KEY, kind TEXT NOT NULL, system TEXT NOT NULL, native_id TEXT NOT NULL, fingerprint TEXT NOT NULL,
      decision TEXT NOT NULL, reason TEXT NOT NULL, account_id TEXT NOT NULL, decided_at TEXT NOT NULL)`,
    `CREATE INDEX conflict_decisions_by_record ON conflict_decisions (system, native_id, kind)`,
    `CREATE TABLE correction_requests (
      request_id TEXT PRIMARY KEY, system TEXT NOT NULL, native_id TEXT NOT NULL, kind TEXT NOT NULL, field TEXT NOT NULL,
      reason TEXT NOT NULL, state TEXT NOT NULL, account_id TEXT NOT NULL, created_at TEXT NOT NULL)`,
    `CREATE INDEX correction_requests_by_state ON correction_requests (state, created_at)`,
    `CREATE TRIGGER conflict_queue_new AFTER INSERT ON source_records WHEN new.subject_id IS NOT NULL
      BEGIN INSERT OR IGNORE INTO conflict_queue (subject_id) VALUES (new.subject_id); END`,
    `CREATE TRIGGER conflict_queue_changed AFTER UPDATE OF subject_id, payload ON source_records
      BEGIN
        INSERT OR IGNORE INTO conflict_queue (subject_id) SELECT old.subject_id WHERE old.subject_id IS NOT NULL;
        INSERT OR IGNORE INTO conflict_queue (subject_id) SELECT new.subject_id WHERE new.subject_id IS NOT NULL;
      END`,
    `INSERT OR IGNORE INTO conflict_queue (subject_id) SELECT subject_id FROM source_records WHERE subject_id IS NOT NULL`,
  ],
}
