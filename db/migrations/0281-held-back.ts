import type { Migration } from '../migration.ts'

export const heldBack: Migration = {
  id: '0281-held-back',
  up: [
    // What the platform holds back until somebody has decided, as it was sent: a platform that is restored may not have it any more.
    `CREATE TABLE sync_held (
      mid TEXT PRIMARY KEY, txn TEXT NOT NULL, seq INTEGER NOT NULL, conflict TEXT NOT NULL, mutation TEXT NOT NULL,
      at TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE INDEX sync_held_by_conflict ON sync_held (conflict)`,
    `CREATE INDEX sync_held_by_txn ON sync_held (txn, seq)`,
    // While the rows of a restored platform are taken over: entries of whose history it has something that was not here (came), and
    // what becomes of an entry of which neither side has any history that the other lacks (otherwise: mine, theirs, dispute).
    `CREATE TABLE sync_regained (entry_id TEXT PRIMARY KEY, came INTEGER NOT NULL, otherwise TEXT) WITHOUT ROWID`,
  ],
}
