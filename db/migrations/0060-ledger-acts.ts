import type { Migration } from '../migration.ts'

/**
 * What happens to an entry after it was filed: steps with their values, days on which something is due, reviews by a second person,
 * acts that can be taken back, links between entries, keys by which look-alikes are found; and what drafts hold beside their fields.
 */
export const ledgerActs: Migration = {
  id: '0060-ledger-acts',
  up: [
    `ALTER TABLE entries ADD COLUMN stage TEXT NOT NULL DEFAULT 'filed'`,
    // The next open due of the entry, out of entry_dues: lists show, filter and sort by it.
    `ALTER TABLE entries ADD COLUMN due_on TEXT`,
    `ALTER TABLE entries ADD COLUMN due_kind TEXT`,
    // How much of a typed entry was there before anybody typed; null where nothing was typed.
    `ALTER TABLE entries ADD COLUMN fields_filled INTEGER`,
    `ALTER TABLE entries ADD COLUMN fields_prefilled INTEGER`,
    // Counting a list reads this index alone: whatever decides whether an account sees an entry is in it.
    `DROP INDEX entries_by_book`,
    `CREATE INDEX entries_by_book ON entries (book, occurred_on, entry_id, stage, state, beat, officer_id, typist_id, due_on)`,
    `CREATE INDEX entry_helpers_by_account ON entry_helpers (account_id, entry_id)`,
    `CREATE INDEX entries_by_stage ON entries (stage, book, occurred_on, entry_id) WHERE stage <> 'filed'`,
    `CREATE INDEX entries_by_due ON entries (book, due_on, entry_id) WHERE due_on IS NOT NULL`,
    `CREATE INDEX entries_by_state ON entries (book, state, occurred_on, entry_id)`,
    `ALTER TABLE entry_events ADD COLUMN transition TEXT`,
    `CREATE TABLE event_changes (
      event_id TEXT NOT NULL REFERENCES entry_events, field TEXT NOT NULL, before TEXT, after TEXT,
      PRIMARY KEY (event_id, field)) WITHOUT ROWID`,
    `CREATE TABLE event_warnings (
      event_id TEXT NOT NULL REFERENCES entry_events, field TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
      PRIMARY KEY (event_id, field, code)) WITHOUT ROWID`,
    `CREATE TABLE entry_dues (
      entry_id TEXT NOT NULL REFERENCES entries, kind TEXT NOT NULL, due_on TEXT NOT NULL, done INTEGER NOT NULL,
      PRIMARY KEY (entry_id, kind, due_on)) WITHOUT ROWID`,
    `CREATE INDEX entry_dues_open ON entry_dues (due_on, entry_id, kind) WHERE done = 0`,
    `CREATE TABLE entry_links (
      from_id TEXT NOT NULL REFERENCES entries, to_id TEXT NOT NULL REFERENCES entries, relation TEXT NOT NULL, at TEXT NOT NULL,
      PRIMARY KEY (from_id, to_id, relation)) WITHOUT ROWID`,
    `CREATE INDEX entry_links_by_target ON entry_links (to_id)`,
    `CREATE TABLE entry_keys (
      book TEXT NOT NULL, key TEXT NOT NULL, entry_id TEXT NOT NULL REFERENCES entries,
      PRIMARY KEY (book, key, entry_id)) WITHOUT ROWID`,
    `CREATE TABLE reviews (
      review_id TEXT PRIMARY KEY, kind TEXT NOT NULL, entry_id TEXT NOT NULL REFERENCES entries, book TEXT NOT NULL,
      level TEXT NOT NULL, status TEXT NOT NULL, transition TEXT, note TEXT, asked_by TEXT NOT NULL REFERENCES accounts,
      asked_at TEXT NOT NULL, decided_by TEXT REFERENCES accounts, decided_at TEXT, decision TEXT) WITHOUT ROWID`,
    `CREATE INDEX reviews_by_entry ON reviews (entry_id, asked_at)`,
    `CREATE INDEX reviews_open ON reviews (status, asked_at, review_id) WHERE status = 'open'`,
    `CREATE INDEX reviews_open_by_book ON reviews (status, book, asked_at, review_id) WHERE status = 'open'`,
    `CREATE INDEX reviews_returned ON reviews (status, asked_by) WHERE status = 'returned'`,
    `CREATE TABLE review_changes (
      review_id TEXT NOT NULL REFERENCES reviews, field TEXT NOT NULL, before TEXT, after TEXT,
      PRIMARY KEY (review_id, field)) WITHOUT ROWID`,
    `CREATE TABLE review_warnings (
      review_id TEXT NOT NULL REFERENCES reviews, field TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
      PRIMARY KEY (review_id, field, code)) WITHOUT ROWID`,
    `CREATE TABLE acts (
      act_id TEXT PRIMARY KEY, kind TEXT NOT NULL, account_id TEXT NOT NULL REFERENCES accounts, at TEXT NOT NULL,
      until TEXT NOT NULL, undone_at TEXT) WITHOUT ROWID`,
    `CREATE TABLE act_items (
      act_id TEXT NOT NULL REFERENCES acts, what TEXT NOT NULL, ref TEXT NOT NULL, entry_id TEXT NOT NULL REFERENCES entries,
      version INTEGER NOT NULL, PRIMARY KEY (act_id, what, ref)) WITHOUT ROWID`,
    `ALTER TABLE drafts ADD COLUMN parent_id TEXT REFERENCES drafts ON DELETE CASCADE`,
    // Who typed it, when it was passed on to somebody who may file it.
    `ALTER TABLE drafts ADD COLUMN typist_id TEXT REFERENCES accounts`,
    // A draft that an act used up stays until the act can no longer be taken back.
    `ALTER TABLE drafts ADD COLUMN gone_act TEXT`,
    `ALTER TABLE drafts ADD COLUMN gone_until TEXT`,
    `ALTER TABLE drafts ADD COLUMN gone_entry TEXT REFERENCES entries`,
    `CREATE INDEX drafts_by_parent ON drafts (parent_id, draft_id) WHERE parent_id IS NOT NULL`,
    `CREATE INDEX drafts_gone ON drafts (gone_until) WHERE gone_until IS NOT NULL`,
    `CREATE INDEX drafts_gone_by_act ON drafts (gone_act) WHERE gone_act IS NOT NULL`,
    `CREATE TABLE draft_confirms (
      draft_id TEXT NOT NULL REFERENCES drafts ON DELETE CASCADE, entry_id TEXT NOT NULL REFERENCES entries,
      outcome TEXT NOT NULL, PRIMARY KEY (draft_id, entry_id)) WITHOUT ROWID`,
    // No foreign key to drafts: the reason is kept with the entry that the draft became.
    `CREATE TABLE likeness_verdicts (
      draft_id TEXT NOT NULL, entry_id TEXT NOT NULL REFERENCES entries, verdict TEXT NOT NULL, reason TEXT NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts, at TEXT NOT NULL, filed_id TEXT REFERENCES entries,
      PRIMARY KEY (draft_id, entry_id)) WITHOUT ROWID`,
    `CREATE INDEX likeness_verdicts_by_filed ON likeness_verdicts (filed_id) WHERE filed_id IS NOT NULL`,
    `CREATE INDEX likeness_verdicts_by_day ON likeness_verdicts (verdict, at)`,
    `CREATE TABLE saved_views (
      view_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts, book TEXT NOT NULL, name TEXT NOT NULL,
      body TEXT NOT NULL, UNIQUE (account_id, book, name)) WITHOUT ROWID`,
  ],
}
