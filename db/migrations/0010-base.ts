import type { Migration } from '../migration.ts'

/** Station, accounts, the audit chain, and the memory of writes that were already done. */
export const base: Migration = {
  id: '0010-base',
  up: [
    `CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE accounts (
      account_id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL, role TEXT NOT NULL,
      staff_kind TEXT NOT NULL, staff_number TEXT NOT NULL, team TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1,
      created_at TEXT NOT NULL)`,
    `CREATE TABLE account_beats (
      account_id TEXT NOT NULL REFERENCES accounts, beat TEXT NOT NULL, PRIMARY KEY (account_id, beat)) WITHOUT ROWID`,
    // No foreign key to accounts: a failed log-in may name nobody, and the chain outlives an account.
    `CREATE TABLE audit_log (
      seq INTEGER PRIMARY KEY, at TEXT NOT NULL, monotonic_ms INTEGER NOT NULL, actor TEXT, role TEXT, action TEXT NOT NULL,
      record TEXT, purpose TEXT, reference TEXT, result TEXT NOT NULL, detail TEXT NOT NULL,
      previous_hash TEXT NOT NULL, hash TEXT NOT NULL)`,
    `CREATE INDEX audit_log_by_record ON audit_log (record, seq) WHERE record IS NOT NULL`,
    `CREATE INDEX audit_log_by_actor ON audit_log (actor, seq)`,
    `CREATE INDEX audit_log_by_action ON audit_log (action, seq)`,
    // The highest sequence number and its hash, so that a truncated chain is noticed.
    `CREATE TABLE audit_head (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL)`,
    `CREATE TABLE operations (
      operation_id TEXT PRIMARY KEY, method TEXT NOT NULL, account_id TEXT, input_hash TEXT NOT NULL, result TEXT NOT NULL,
      at TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE INDEX operations_by_time ON operations (at)`,
  ],
}
