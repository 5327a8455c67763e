import type { Migration } from '../migration.ts'

/**
 * What all books share. Each book's own fields are real columns of its own table (`book_l02`, `book_l06`, ...), which
 * src-core/features/ledger/book-tables.ts makes and extends, additively, from the book's definition.
 */
export const ledger: Migration = {
  id: '0040-ledger',
  up: [
    `CREATE TABLE entries (
      entry_id TEXT PRIMARY KEY, book TEXT NOT NULL, number TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, state TEXT NOT NULL,
      occurred_on TEXT NOT NULL, entered_at TEXT NOT NULL, filed_at TEXT NOT NULL, handed_over_at TEXT, beat TEXT NOT NULL,
      officer_id TEXT NOT NULL REFERENCES accounts (account_id), typist_id TEXT NOT NULL REFERENCES accounts (account_id),
      address_key TEXT, voided_at TEXT) WITHOUT ROWID`,
    `CREATE INDEX entries_by_book ON entries (book, occurred_on, entry_id)`,
    `CREATE INDEX entries_by_filing ON entries (book, filed_at, entry_id)`,
    `CREATE INDEX entries_by_officer ON entries (officer_id, occurred_on)`,
    `CREATE INDEX entries_by_typist ON entries (typist_id, book, filed_at)`,
    `CREATE INDEX entries_by_address ON entries (address_key, book, occurred_on) WHERE address_key IS NOT NULL`,
    `CREATE TABLE entry_helpers (
      entry_id TEXT NOT NULL REFERENCES entries, account_id TEXT NOT NULL REFERENCES accounts,
      PRIMARY KEY (entry_id, account_id)) WITHOUT ROWID`,
    `CREATE TABLE entry_versions (
      entry_id TEXT NOT NULL REFERENCES entries, version INTEGER NOT NULL, at TEXT NOT NULL, account_id TEXT NOT NULL,
      reason TEXT, PRIMARY KEY (entry_id, version)) WITHOUT ROWID`,
    `CREATE TABLE entry_changes (
      entry_id TEXT NOT NULL, version INTEGER NOT NULL, field TEXT NOT NULL, before TEXT, after TEXT,
      PRIMARY KEY (entry_id, version, field)) WITHOUT ROWID`,
    `CREATE TABLE entry_events (
      event_id TEXT PRIMARY KEY, entry_id TEXT NOT NULL REFERENCES entries, at TEXT NOT NULL, account_id TEXT NOT NULL,
      from_state TEXT, to_state TEXT NOT NULL, note TEXT) WITHOUT ROWID`,
    `CREATE INDEX entry_events_by_entry ON entry_events (entry_id, at)`,
    `CREATE TABLE entry_warnings (
      entry_id TEXT NOT NULL, version INTEGER NOT NULL, field TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
      PRIMARY KEY (entry_id, version, field, code)) WITHOUT ROWID`,
    // References are record keys, never subject ids: subjects are derived on each PC.
    `CREATE TABLE entry_sources (
      entry_id TEXT NOT NULL REFERENCES entries, system TEXT NOT NULL, native_id TEXT NOT NULL,
      PRIMARY KEY (entry_id, system, native_id)) WITHOUT ROWID`,
    `CREATE INDEX entry_sources_by_key ON entry_sources (system, native_id)`,
    `CREATE TABLE drafts (
      draft_id TEXT PRIMARY KEY, book TEXT NOT NULL, account_id TEXT NOT NULL, revision INTEGER NOT NULL,
      created_at TEXT NOT NULL, updated_at TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE INDEX drafts_by_author ON drafts (account_id, updated_at)`,
    `CREATE TABLE draft_fields (
      draft_id TEXT NOT NULL REFERENCES drafts ON DELETE CASCADE, field TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (draft_id, field)) WITHOUT ROWID`,
    `CREATE TABLE draft_marks (
      draft_id TEXT NOT NULL REFERENCES drafts ON DELETE CASCADE, field TEXT NOT NULL, source TEXT NOT NULL, at TEXT,
      native_id TEXT, PRIMARY KEY (draft_id, field)) WITHOUT ROWID`,
    `CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID`,
  ],
}
