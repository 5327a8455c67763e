import type { Migration } from '../migration.ts'

/**
 * What the platform's directory says of accounts here, beside what this PC decided of them itself: whether somebody may log in is what both
 * allow. A one-time code makes somebody's first log-in on this PC.
 */
export const directory: Migration = {
  id: '0315-directory',
  up: [
    `CREATE TABLE directory_records (
      record_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts, revision INTEGER NOT NULL, at TEXT NOT NULL,
      lineage TEXT NOT NULL, active INTEGER NOT NULL, beats TEXT NOT NULL, record TEXT NOT NULL,
      governs INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID`,
    `CREATE INDEX directory_records_by_account ON directory_records (account_id)`,
    `CREATE TABLE closed_accounts (account_id TEXT PRIMARY KEY REFERENCES accounts) WITHOUT ROWID`,
    `INSERT INTO closed_accounts SELECT account_id FROM accounts WHERE active = 0 AND role <> 'office'`,
    `CREATE TABLE first_codes (
      account_id TEXT PRIMARY KEY REFERENCES accounts, made_by TEXT NOT NULL REFERENCES accounts (account_id),
      made_at TEXT NOT NULL, expires_at TEXT NOT NULL) WITHOUT ROWID`,
  ],
}
