import type { Migration } from '../migration.ts'

/** Runs of the assessment, what each froze, appeals, and accepted reasons for incidents that were not recorded. */
export const assessment: Migration = {
  id: '0150-assessment',
  up: [
    `CREATE TABLE assessment_runs (
      run_id TEXT PRIMARY KEY, period_kind TEXT NOT NULL, period TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL,
      version INTEGER NOT NULL, scheme TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
      previous_id TEXT REFERENCES assessment_runs (run_id), appeal_id TEXT,
      frozen_at TEXT NOT NULL, frozen_by TEXT NOT NULL REFERENCES accounts (account_id),
      released_at TEXT, released_by TEXT REFERENCES accounts (account_id),
      station_sha256 TEXT NOT NULL, station_snapshot BLOB NOT NULL, UNIQUE (period, version)) WITHOUT ROWID`,
    // Texts are deflated canonical JSON; sha256 is of the text.
    `CREATE TABLE assessment_snapshots (
      run_id TEXT NOT NULL REFERENCES assessment_runs (run_id), officer_id TEXT NOT NULL REFERENCES accounts (account_id),
      position INTEGER NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, snapshot BLOB NOT NULL,
      status TEXT NOT NULL, total INTEGER, process_points INTEGER, outcome_points INTEGER,
      PRIMARY KEY (run_id, officer_id)) WITHOUT ROWID`,
    `CREATE INDEX assessment_snapshots_by_officer ON assessment_snapshots (officer_id, run_id)`,
    `CREATE TABLE assessment_appeals (
      appeal_id TEXT PRIMARY KEY, run_id TEXT NOT NULL REFERENCES assessment_runs (run_id),
      officer_id TEXT NOT NULL REFERENCES accounts (account_id), indicator TEXT, status TEXT NOT NULL, words TEXT NOT NULL,
      submitted_at TEXT NOT NULL, accepted_at TEXT, accepted_by TEXT, reviewed_at TEXT, reviewed_by TEXT, review TEXT,
      decided_at TEXT, decided_by TEXT, outcome TEXT, decision TEXT, new_run_id TEXT) WITHOUT ROWID`,
    `CREATE INDEX assessment_appeals_by_officer ON assessment_appeals (officer_id, submitted_at)`,
    `CREATE TABLE assessment_reasons (
      incident TEXT PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts (account_id)) WITHOUT ROWID`,
  ],
}
