import type { Migration } from '../migration.ts'

/** Entries that were filed with an address that is no standard one, and what was asked for them. */
export const temporaryAddresses: Migration = {
  id: '0181-temporary-addresses',
  up: [
    // Asked with the same words (temporary-addresses.queries.ts), so that the list does not go through all warnings.
    `CREATE INDEX entry_warnings_address ON entry_warnings (entry_id, version)
      WHERE field = 'address' AND code IN ('address-no-room', 'address-unreadable', 'address-incomplete')`,
    // answered_act: the act that brought the entries to the standard address; taken back, the request is open again.
    `CREATE TABLE address_requests (
      request_id TEXT PRIMARY KEY, address TEXT NOT NULL, note TEXT NOT NULL, asked_by TEXT NOT NULL REFERENCES accounts,
      asked_at TEXT NOT NULL, answer TEXT, answered_by TEXT REFERENCES accounts, answered_at TEXT, answered_act TEXT) WITHOUT ROWID`,
    `CREATE UNIQUE INDEX address_requests_open ON address_requests (address) WHERE answered_at IS NULL`,
    `CREATE INDEX address_requests_by_address ON address_requests (address, asked_at)`,
    `CREATE INDEX address_requests_by_act ON address_requests (answered_act) WHERE answered_act IS NOT NULL`,
  ],
}
