import type { Migration } from '../migration.ts'

/** Handover of work (交接单): what goes from one account to another, both signatures, and who works on an entry since. */
export const handover: Migration = {
  id: '0097-handover',
  up: [
    `CREATE TABLE handovers (
      handover_id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, giver_id TEXT NOT NULL REFERENCES accounts (account_id),
      receiver_id TEXT NOT NULL REFERENCES accounts (account_id), started_by TEXT NOT NULL REFERENCES accounts (account_id),
      started_at TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL, signed_at TEXT, signed_by TEXT, confirmed_at TEXT,
      called_off_at TEXT, called_off_by TEXT, call_off_reason TEXT) WITHOUT ROWID`,
    `CREATE INDEX handovers_by_giver ON handovers (giver_id, started_at)`,
    `CREATE INDEX handovers_by_receiver ON handovers (receiver_id, started_at)`,
    // What the paper of the handover says later must not change: number, state and day as they were signed.
    `CREATE TABLE handover_items (
      handover_id TEXT NOT NULL REFERENCES handovers, position INTEGER NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL,
      entry_id TEXT, number TEXT NOT NULL, book TEXT, state TEXT, due_kind TEXT, due_on TEXT,
      outcome TEXT, reason TEXT, PRIMARY KEY (handover_id, position)) WITHOUT ROWID`,
    `CREATE INDEX handover_items_by_ref ON handover_items (ref)`,
    // Who answers for an entry, and earns its credit, stays in the entry.
    `CREATE TABLE entry_handlers (
      entry_id TEXT PRIMARY KEY REFERENCES entries, account_id TEXT NOT NULL REFERENCES accounts (account_id),
      since TEXT NOT NULL, handover_id TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE INDEX entry_handlers_by_account ON entry_handlers (account_id)`,
  ],
}
