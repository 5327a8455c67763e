import type { Migration } from '../migration.ts'

/** What the platform signed for what it took over and what it made of it: the newest, as evidence. */
export const receipts: Migration = {
  id: '0310-receipts',
  up: [
    `CREATE TABLE sync_receipts (
      receipt_id INTEGER PRIMARY KEY, device TEXT NOT NULL, lineage TEXT NOT NULL, epoch INTEGER NOT NULL, from_seq INTEGER NOT NULL,
      to_seq INTEGER NOT NULL, results TEXT NOT NULL, at TEXT NOT NULL, signature TEXT NOT NULL)`,
  ],
}
