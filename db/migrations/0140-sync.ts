import type { Migration } from '../migration.ts'

/**
 * What a PC keeps to exchange records with the platform. Triggers mark each synced row that a ledger write touches, in the write's own
 * transaction, whatever code wrote it; they do nothing until the PC is enrolled, nor while the platform's rows are being written.
 */
export const sync: Migration = {
  id: '0140-sync',
  up: [
    // recording: enrolled. applying: the platform's rows are being written. txn: grows with each act.
    `CREATE TABLE sync_switch (
      only INTEGER PRIMARY KEY CHECK (only = 1), recording INTEGER NOT NULL, applying INTEGER NOT NULL, txn INTEGER NOT NULL)`,
    `INSERT INTO sync_switch (only, recording, applying, txn) VALUES (1, 0, 0, 1)`,
    // Rows changed here and not yet handed over, in the order of their first change; those of one act share a txn.
    `CREATE TABLE sync_marks (
      mark_id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, row_id TEXT NOT NULL, txn INTEGER NOT NULL, at TEXT NOT NULL,
      ver INTEGER, own TEXT, UNIQUE (tbl, row_id))`,
    `CREATE INDEX sync_marks_by_txn ON sync_marks (txn)`,
    // Handed over: frozen as sent until the platform has answered and its answer has come back by a pull.
    `CREATE TABLE sync_outbox (
      epoch INTEGER NOT NULL, seq INTEGER NOT NULL, tbl TEXT NOT NULL, row_id TEXT NOT NULL, mutation TEXT NOT NULL,
      at TEXT NOT NULL, ver INTEGER, server_seq INTEGER, PRIMARY KEY (epoch, seq)) WITHOUT ROWID`,
    `CREATE INDEX sync_outbox_by_row ON sync_outbox (tbl, row_id, epoch, seq)`,
    `CREATE INDEX sync_outbox_acked ON sync_outbox (server_seq) WHERE server_seq IS NOT NULL`,
    // As the platform last said them.
    `CREATE TABLE sync_rows (
      tbl TEXT NOT NULL, row_id TEXT NOT NULL, ver INTEGER NOT NULL, fields TEXT NOT NULL, hash TEXT NOT NULL,
      shown INTEGER NOT NULL, PRIMARY KEY (tbl, row_id)) WITHOUT ROWID`,
    `CREATE INDEX sync_rows_unshown ON sync_rows (tbl, row_id) WHERE shown = 0`,
    `CREATE TABLE sync_roots (tbl TEXT PRIMARY KEY, rows INTEGER NOT NULL, sum TEXT NOT NULL) WITHOUT ROWID`,
    // What the platform refused, kept with the whole mutation until somebody has decided.
    `CREATE TABLE sync_rejected (
      mid TEXT PRIMARY KEY, txn TEXT NOT NULL, tbl TEXT NOT NULL, row_id TEXT NOT NULL, entry_id TEXT, mutation TEXT NOT NULL,
      reason TEXT NOT NULL, field TEXT, at TEXT NOT NULL, state TEXT NOT NULL, settled_at TEXT, settled_by TEXT) WITHOUT ROWID`,
    `CREATE INDEX sync_rejected_open ON sync_rejected (tbl, row_id) WHERE state = 'open'`,
    `CREATE TABLE sync_conflicts (
      conflict_id TEXT PRIMARY KEY, tbl TEXT NOT NULL, row_id TEXT NOT NULL, entry_id TEXT, fields TEXT NOT NULL,
      actor TEXT NOT NULL, made_at TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL, choice TEXT, reason TEXT,
      settled_at TEXT, settled_by TEXT) WITHOUT ROWID`,
    `CREATE INDEX sync_conflicts_open ON sync_conflicts (state, at) WHERE state = 'open'`,
    `CREATE INDEX sync_conflicts_by_row ON sync_conflicts (tbl, row_id)`,
    // An account that two PCs made for the same person: the platform's id, and this PC's.
    `CREATE TABLE sync_aliases (wire_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts) WITHOUT ROWID`,
    `CREATE INDEX sync_aliases_by_account ON sync_aliases (account_id)`,
    ...marks('entries', 'INSERT', 'NEW.entry_id'),
    ...marks('entries', 'UPDATE', 'NEW.entry_id'),
    ...marks('entry_versions', 'INSERT', `NEW.entry_id || '.' || NEW.version`),
    ...marks('entry_events', 'INSERT', 'NEW.event_id'),
    ...marks('entry_links', 'INSERT', `NEW.from_id || '.' || NEW.to_id || '.' || NEW.relation`),
    ...marks('reviews', 'INSERT', 'NEW.review_id'),
    ...marks('reviews', 'UPDATE', 'NEW.review_id'),
    ...marks('accounts', 'INSERT', 'NEW.account_id'),
    ...marks('accounts', 'UPDATE', 'NEW.account_id'),
  ],
}

/** A row that several acts touched joins them: they are handed over together, since only its newest state is sent. */
function marks(table: string, event: 'INSERT' | 'UPDATE', id: string): string[] {
  const current = `(SELECT txn FROM sync_switch)`
  const marked = `(SELECT txn FROM sync_marks WHERE tbl = '${table}' AND row_id = ${id})`
  return [
    `CREATE TRIGGER sync_mark_${table}_${event.toLowerCase()} AFTER ${event} ON ${table}
     WHEN (SELECT recording > applying FROM sync_switch)
     BEGIN
       INSERT OR IGNORE INTO sync_marks (tbl, row_id, txn, at)
         VALUES ('${table}', ${id}, ${current}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
       UPDATE sync_marks SET txn = ${current} WHERE txn = ${marked} AND txn <> ${current};
     END`,
  ]
}
