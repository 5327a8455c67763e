import type { Migration } from '../migration.ts'

/** Walk lists (走访表): numbered copies of a building's registers, and what was typed back from them. */
export const paper: Migration = {
  id: '0095-paper',
  up: [
    `CREATE TABLE paper_copies (
      copy_id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, building TEXT NOT NULL, place TEXT NOT NULL,
      officer_id TEXT NOT NULL REFERENCES accounts (account_id), holder_id TEXT NOT NULL REFERENCES accounts (account_id),
      made_by TEXT NOT NULL REFERENCES accounts (account_id), made_at TEXT NOT NULL, printed_at TEXT, visited_on TEXT,
      typist_id TEXT, returned_at TEXT, returned_by TEXT, destroyed_at TEXT, destroyed_by TEXT, note TEXT) WITHOUT ROWID`,
    `CREATE INDEX paper_copies_by_day ON paper_copies (made_at)`,
    `CREATE INDEX paper_copies_out ON paper_copies (made_at) WHERE returned_at IS NULL AND destroyed_at IS NULL`,
    // What a row says of somebody is read from the entry; only what was typed from the paper is kept here.
    `CREATE TABLE paper_rows (
      copy_id TEXT NOT NULL REFERENCES paper_copies, position INTEGER NOT NULL, household INTEGER NOT NULL,
      entry_id TEXT NOT NULL REFERENCES entries, version INTEGER NOT NULL, state TEXT NOT NULL,
      outcome TEXT, day TEXT, phone TEXT, note TEXT, seen_version INTEGER, revision INTEGER NOT NULL DEFAULT 0,
      typed_at TEXT, visit_id TEXT, PRIMARY KEY (copy_id, position)) WITHOUT ROWID`,
    `CREATE TABLE paper_newcomers (
      draft_id TEXT PRIMARY KEY, copy_id TEXT NOT NULL REFERENCES paper_copies, household INTEGER NOT NULL, book TEXT NOT NULL,
      at TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE INDEX paper_newcomers_by_copy ON paper_newcomers (copy_id, household)`,
  ],
}
