import type { Migration } from '../migration.ts'

/**
 * Returns (报表报送): the superior's templates, what their cells are bound to, and what was sent. A template's file and a snapshot
 * are bytes inside the encrypted replica; tables that hold them keep an ordinary rowid, so that a large value does not widen the tree.
 */
export const returns: Migration = {
  id: '0100-returns',
  up: [
    `CREATE TABLE returns (
      return_id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, issuer TEXT NOT NULL, period_kind TEXT NOT NULL,
      due_days INTEGER NOT NULL, starts_with TEXT NOT NULL, active INTEGER NOT NULL, revision INTEGER NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts, created_at TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE return_templates (
      row_id INTEGER PRIMARY KEY, return_id TEXT NOT NULL REFERENCES returns, version INTEGER NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts, at TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL,
      notices TEXT NOT NULL, layout TEXT NOT NULL, file BLOB NOT NULL, UNIQUE (return_id, version))`,
    `CREATE TABLE return_bindings (
      return_id TEXT NOT NULL REFERENCES returns, sheet TEXT NOT NULL, cell TEXT NOT NULL, binding TEXT NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts, at TEXT NOT NULL, PRIMARY KEY (return_id, sheet, cell)) WITHOUT ROWID`,
    `CREATE TABLE return_submissions (
      row_id INTEGER PRIMARY KEY, submission_id TEXT NOT NULL UNIQUE, return_id TEXT NOT NULL REFERENCES returns,
      period TEXT NOT NULL, template_version INTEGER NOT NULL, status TEXT NOT NULL, preliminary INTEGER NOT NULL,
      filler_id TEXT NOT NULL REFERENCES accounts (account_id), submitted_at TEXT NOT NULL,
      reviewer_id TEXT REFERENCES accounts (account_id), reviewed_at TEXT, reason TEXT, sha256 TEXT NOT NULL,
      snapshot BLOB NOT NULL)`,
    `CREATE INDEX return_submissions_by_period ON return_submissions (return_id, period, submitted_at)`,
    // At most one waits for its reviewer.
    `CREATE UNIQUE INDEX return_submissions_waiting ON return_submissions (return_id, period) WHERE status = 'submitted'`,
    // How entries stood at the end of a period: a step after it may have moved them.
    `CREATE INDEX entry_events_by_time ON entry_events (at, to_state, entry_id)`,
  ],
}
