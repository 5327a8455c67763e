import type { Migration } from '../migration.ts'

/** Language, colours, size and columns as each account likes them. `name` and `value` (JSON) are those of the contract's Preference. */
export const preferences: Migration = {
  id: '0110-preferences',
  up: [
    `CREATE TABLE account_preferences (
      account_id TEXT NOT NULL REFERENCES accounts (account_id), name TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (account_id, name)) WITHOUT ROWID`,
  ],
}
