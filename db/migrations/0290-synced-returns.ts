import type { Migration } from '../migration.ts'

const current = `(SELECT txn FROM sync_switch)`
const bindingId = `NEW.return_id || ':' || NEW.cell || ':' || NEW.sheet`
// Not OR IGNORE: inside a trigger, the statement that fired it says what a conflict does.
const mark = (table: string, id: string): string => `
         INSERT INTO sync_marks (tbl, row_id, txn, at)
           SELECT '${table}', ${id}, ${current}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
           WHERE NOT EXISTS (SELECT 1 FROM sync_marks WHERE tbl = '${table}' AND row_id = ${id});
         UPDATE sync_marks SET txn = ${current}
           WHERE txn = (SELECT txn FROM sync_marks WHERE tbl = '${table}' AND row_id = ${id}) AND txn <> ${current};`
const send = (size: string): string => `
         INSERT INTO blob_transfers (sha256, way, size, at)
           SELECT NEW.sha256, 'up', ${size}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
           WHERE NOT EXISTS (SELECT 1 FROM blob_transfers WHERE sha256 = NEW.sha256);`
const marked = (table: string, event: string, id: string, more = ''): string =>
  `CREATE TRIGGER sync_mark_${table}_${event.slice(0, 6).toLowerCase()} AFTER ${event} ON ${table}
       WHEN (SELECT recording > applying FROM sync_switch)
       BEGIN ${mark(table, id)} ${more}
       END`

/**
 * Returns are known on every PC of the station. The tables are made anew, for what a constraint forbade: a form and a frozen return are named
 * before their content has come, two PCs can give two returns one name and add an edition at the same time, and a binding that was taken
 * back stays as a row, so that the others learn of it.
 */
export const syncedReturns: Migration = {
  id: '0290-synced-returns',
  up: [
    `CREATE TABLE kept_returns AS SELECT * FROM returns`,
    `CREATE TABLE kept_templates AS SELECT * FROM return_templates`,
    `CREATE TABLE kept_bindings AS SELECT * FROM return_bindings`,
    `CREATE TABLE kept_submissions AS SELECT * FROM return_submissions`,
    `DROP TABLE return_submissions`,
    `DROP TABLE return_bindings`,
    `DROP TABLE return_templates`,
    `DROP TABLE returns`,
    `CREATE TABLE returns (
      return_id TEXT PRIMARY KEY, name TEXT NOT NULL, issuer TEXT NOT NULL, period_kind TEXT NOT NULL,
      due_days INTEGER NOT NULL, starts_with TEXT NOT NULL, active INTEGER NOT NULL, revision INTEGER NOT NULL DEFAULT 1,
      account_id TEXT NOT NULL REFERENCES accounts, created_at TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE INDEX returns_by_name ON returns (name)`,
    `CREATE TABLE return_templates (
      row_id INTEGER PRIMARY KEY, template_id TEXT NOT NULL UNIQUE, return_id TEXT NOT NULL REFERENCES returns,
      version INTEGER NOT NULL, account_id TEXT NOT NULL REFERENCES accounts, at TEXT NOT NULL, file_name TEXT NOT NULL,
      sha256 TEXT NOT NULL, size INTEGER NOT NULL, notices TEXT NOT NULL, layout TEXT, file BLOB)`,
    `CREATE INDEX return_templates_by_version ON return_templates (return_id, version)`,
    `CREATE INDEX return_templates_by_content ON return_templates (sha256)`,
    `CREATE TABLE return_bindings (
      return_id TEXT NOT NULL REFERENCES returns, sheet TEXT NOT NULL, cell TEXT NOT NULL, binding TEXT,
      account_id TEXT NOT NULL REFERENCES accounts, at TEXT NOT NULL, PRIMARY KEY (return_id, sheet, cell)) WITHOUT ROWID`,
    `CREATE TABLE return_submissions (
      row_id INTEGER PRIMARY KEY, submission_id TEXT NOT NULL UNIQUE, return_id TEXT NOT NULL REFERENCES returns,
      period TEXT NOT NULL, template_id TEXT NOT NULL REFERENCES return_templates (template_id),
      template_version INTEGER NOT NULL, status TEXT NOT NULL, preliminary INTEGER NOT NULL,
      filler_id TEXT NOT NULL REFERENCES accounts (account_id), submitted_at TEXT NOT NULL,
      reviewer_id TEXT REFERENCES accounts (account_id), reviewed_at TEXT, reason TEXT, sha256 TEXT NOT NULL,
      size INTEGER, snapshot BLOB)`,
    `CREATE INDEX return_submissions_by_period ON return_submissions (return_id, period, submitted_at)`,
    `CREATE INDEX return_submissions_by_content ON return_submissions (sha256)`,
    `INSERT INTO returns SELECT return_id, name, issuer, period_kind, due_days, starts_with, active, revision, account_id, created_at
      FROM kept_returns`,
    // The id of an edition that was there before is made of what it was known by.
    `INSERT INTO return_templates (row_id, template_id, return_id, version, account_id, at, file_name, sha256, size, notices, layout, file)
      SELECT row_id, return_id || ':' || version, return_id, version, account_id, at, file_name, sha256, length(file), notices, layout, file
      FROM kept_templates`,
    `INSERT INTO return_bindings SELECT return_id, sheet, cell, binding, account_id, at FROM kept_bindings`,
    `INSERT INTO return_submissions (row_id, submission_id, return_id, period, template_id, template_version, status, preliminary,
        filler_id, submitted_at, reviewer_id, reviewed_at, reason, sha256, snapshot)
      SELECT row_id, submission_id, return_id, period, return_id || ':' || template_version, template_version, status, preliminary,
        filler_id, submitted_at, reviewer_id, reviewed_at, reason, sha256, snapshot
      FROM kept_submissions`,
    `DROP TABLE kept_submissions`,
    `DROP TABLE kept_bindings`,
    `DROP TABLE kept_templates`,
    `DROP TABLE kept_returns`,
    marked('returns', 'INSERT', 'NEW.return_id'),
    // The revision is a PC's own.
    marked('returns', 'UPDATE OF name, issuer, due_days, active', 'NEW.return_id'),
    marked('return_templates', 'INSERT', 'NEW.template_id', send('NEW.size')),
    marked('return_bindings', 'INSERT', bindingId),
    marked('return_bindings', 'UPDATE', bindingId),
    marked('return_submissions', 'INSERT', 'NEW.submission_id', send('NEW.size')),
    marked('return_submissions', 'UPDATE OF status', 'NEW.submission_id'),
  ],
}
