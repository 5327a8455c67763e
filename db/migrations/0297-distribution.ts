import type { Migration } from '../migration.ts'

const current = `(SELECT txn FROM sync_switch)`
const marked = `(SELECT txn FROM sync_marks WHERE tbl = 'deliveries' AND row_id = NEW.delivery_id)`
// Not OR IGNORE: inside a trigger, the statement that fired it says what a conflict does.
const queue = (entry: string): string =>
  `INSERT INTO sharing_queue (entry_id) SELECT ${entry} WHERE NOT EXISTS (SELECT 1 FROM sharing_queue WHERE entry_id = ${entry});`

/**
 * 数据共享: what happened to an entry at each of the systems that take it (`deliveries`, exchanged, never changed), and where it stands with
 * them (`sharing`, derived from the entry and what happened, on each PC). Triggers say whose standing is to be derived again, whatever
 * code wrote. Corrections go over the channel that their system has.
 */
export const distribution: Migration = {
  id: '0297-distribution',
  up: [
    `CREATE TABLE deliveries (
      delivery_id TEXT PRIMARY KEY, entry_id TEXT NOT NULL, system TEXT NOT NULL, act TEXT NOT NULL, hash TEXT NOT NULL,
      at TEXT NOT NULL, account_id TEXT REFERENCES accounts, batch TEXT, receipt TEXT, reason TEXT, typed TEXT) WITHOUT ROWID`,
    `CREATE INDEX deliveries_by_entry ON deliveries (entry_id, system)`,
    `CREATE INDEX deliveries_by_batch ON deliveries (batch) WHERE batch IS NOT NULL`,
    `CREATE TABLE sharing (
      entry_id TEXT NOT NULL REFERENCES entries, system TEXT NOT NULL, book TEXT NOT NULL, standing TEXT NOT NULL,
      withdrawn INTEGER NOT NULL, former TEXT, lacking TEXT NOT NULL, hash TEXT NOT NULL, batch TEXT, receipt TEXT, reason TEXT,
      at TEXT, day TEXT NOT NULL, PRIMARY KEY (entry_id, system)) WITHOUT ROWID`,
    `CREATE INDEX sharing_by_standing ON sharing (system, standing, day, entry_id)`,
    `CREATE TABLE sharing_queue (entry_id TEXT PRIMARY KEY) WITHOUT ROWID`,
    `INSERT INTO sharing_queue (entry_id) SELECT entry_id FROM entries ORDER BY entry_id`,
    `CREATE TRIGGER sharing_entry_insert AFTER INSERT ON entries BEGIN ${queue('NEW.entry_id')} END`,
    `CREATE TRIGGER sharing_entry_update AFTER UPDATE ON entries BEGIN ${queue('NEW.entry_id')} END`,
    `CREATE TRIGGER sharing_delivery_insert AFTER INSERT ON deliveries BEGIN ${queue('NEW.entry_id')} END`,
    `CREATE TRIGGER sharing_delivery_update AFTER UPDATE ON deliveries BEGIN ${queue('NEW.entry_id')} END`,
    `CREATE TRIGGER sharing_delivery_delete AFTER DELETE ON deliveries BEGIN ${queue('OLD.entry_id')} END`,
    `CREATE TRIGGER sync_mark_deliveries_insert AFTER INSERT ON deliveries
       WHEN (SELECT recording > applying FROM sync_switch)
       BEGIN
         INSERT INTO sync_marks (tbl, row_id, txn, at)
           SELECT 'deliveries', NEW.delivery_id, ${current}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
           WHERE NOT EXISTS (SELECT 1 FROM sync_marks WHERE tbl = 'deliveries' AND row_id = NEW.delivery_id);
         UPDATE sync_marks SET txn = ${current} WHERE txn = ${marked} AND txn <> ${current};
       END`,
    `ALTER TABLE correction_requests ADD COLUMN batch TEXT`,
    `CREATE INDEX correction_requests_by_system ON correction_requests (system, state) WHERE proposed IS NOT NULL`,
    `CREATE INDEX correction_requests_by_batch ON correction_requests (batch) WHERE batch IS NOT NULL`,
  ],
}
