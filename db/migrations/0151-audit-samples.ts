import type { Migration } from '../migration.ts'

/** Audit samples: locked frames with their hashes, the dice, what was drawn, and the verdicts. */
export const auditSamples: Migration = {
  id: '0151-audit-samples',
  up: [
    `CREATE TABLE audit_samples (
      sample_id TEXT PRIMARY KEY, period_kind TEXT NOT NULL, period TEXT NOT NULL UNIQUE, from_date TEXT NOT NULL,
      to_date TEXT NOT NULL, scheme TEXT NOT NULL, frames_sha256 TEXT NOT NULL, locked_at TEXT NOT NULL,
      locked_by TEXT NOT NULL REFERENCES accounts (account_id), dice TEXT, seed TEXT, drawn_at TEXT,
      drawn_by TEXT REFERENCES accounts (account_id)) WITHOUT ROWID`,
    `CREATE TABLE audit_sample_frames (
      sample_id TEXT NOT NULL REFERENCES audit_samples (sample_id), officer_id TEXT NOT NULL REFERENCES accounts (account_id),
      position INTEGER NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, team TEXT NOT NULL, frame TEXT NOT NULL,
      sha256 TEXT NOT NULL, size INTEGER NOT NULL, n INTEGER NOT NULL, late INTEGER NOT NULL, burst INTEGER NOT NULL,
      PRIMARY KEY (sample_id, officer_id)) WITHOUT ROWID`,
    `CREATE TABLE audit_sample_entries (
      sample_id TEXT NOT NULL REFERENCES audit_samples (sample_id), officer_id TEXT NOT NULL, position INTEGER NOT NULL,
      entry_id TEXT NOT NULL, book TEXT NOT NULL, stratum TEXT NOT NULL, version INTEGER NOT NULL, checks TEXT, passed INTEGER,
      reason TEXT, judged_by TEXT, judged_at TEXT, PRIMARY KEY (sample_id, entry_id)) WITHOUT ROWID`,
  ],
}
