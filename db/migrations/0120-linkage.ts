import type { Migration } from '../migration.ts'

/**
 * Which records belong to one person, as far as it is derived: profiles, keys and open questions can all be made again. Decisions are
 * what people said; they refer to records by system and native id, and stay when everything else is made anew.
 */
export const linkage: Migration = {
  id: '0120-linkage',
  up: [
    `CREATE TABLE linkage_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE linkage_records (record_id INTEGER PRIMARY KEY, component INTEGER, facts TEXT NOT NULL)`,
    `CREATE INDEX linkage_records_by_component ON linkage_records (component)`,
    `CREATE TABLE linkage_keys (key INTEGER NOT NULL, record_id INTEGER NOT NULL, PRIMARY KEY (key, record_id)) WITHOUT ROWID`,
    `CREATE TABLE linkage_queue (record_id INTEGER PRIMARY KEY)`,
    `CREATE TABLE linkage_reviews (
      review_id INTEGER PRIMARY KEY, subject_a INTEGER NOT NULL, subject_b INTEGER NOT NULL, record_a INTEGER NOT NULL,
      record_b INTEGER NOT NULL, reason TEXT NOT NULL, bits REAL NOT NULL)`,
    `CREATE UNIQUE INDEX linkage_reviews_by_subjects ON linkage_reviews (subject_a, subject_b)`,
    `CREATE INDEX linkage_reviews_by_other ON linkage_reviews (subject_b)`,
    `CREATE INDEX linkage_reviews_by_bits ON linkage_reviews (reason, bits, review_id)`,
    `CREATE TABLE link_decisions (
      decision_id INTEGER PRIMARY KEY, act_id TEXT NOT NULL, kind TEXT NOT NULL, key_a TEXT NOT NULL, key_b TEXT NOT NULL,
      reason TEXT NOT NULL, account_id TEXT NOT NULL REFERENCES accounts (account_id), decided_at TEXT NOT NULL,
      undone_at TEXT, undone_by TEXT, superseded_by TEXT)`,
    `CREATE INDEX link_decisions_by_a ON link_decisions (key_a)`,
    `CREATE INDEX link_decisions_by_b ON link_decisions (key_b)`,
    `CREATE INDEX link_decisions_by_act ON link_decisions (act_id)`,
    `CREATE INDEX link_decisions_by_superseded ON link_decisions (superseded_by) WHERE superseded_by IS NOT NULL`,
    `CREATE INDEX link_decisions_by_time ON link_decisions (decided_at)`,
  ],
}
