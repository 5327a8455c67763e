import type { Migration } from '../migration.ts'

/** Assessment schemes that the superior office issued, each from a period on. Those that came with the program are not in it. */
export const schemes: Migration = {
  id: '0161-schemes',
  up: [
    `CREATE TABLE assessment_schemes (
      version TEXT PRIMARY KEY, text TEXT NOT NULL, from_date TEXT NOT NULL UNIQUE, office TEXT NOT NULL, envelope TEXT NOT NULL,
      signer TEXT NOT NULL, loaded_at TEXT NOT NULL,
      loaded_by TEXT NOT NULL REFERENCES accounts (account_id)) WITHOUT ROWID`,
  ],
}
