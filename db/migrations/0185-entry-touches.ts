import type { Migration } from '../migration.ts'

const row = (of: 'NEW' | 'OLD'): string => `INSERT INTO entry_touches (book, officer_id, day, seq)
  VALUES (${of}.book, ${of}.officer_id, ${of}.occurred_on, (SELECT coalesce(max(seq), 0) + 1 FROM entry_touches))
  ON CONFLICT (book, officer_id, day) DO UPDATE SET seq = excluded.seq;`

/**
 * Which officer's day of a book was touched last: who keeps figures of the ledger computes these days again and no others. Triggers mark
 * them in the write's own transaction, whatever code wrote it.
 */
export const entryTouches: Migration = {
  id: '0185-entry-touches',
  up: [
    `CREATE TABLE entry_touches (
      book TEXT NOT NULL, officer_id TEXT NOT NULL, day TEXT NOT NULL, seq INTEGER NOT NULL,
      PRIMARY KEY (book, officer_id, day)) WITHOUT ROWID`,
    `CREATE INDEX entry_touches_by_seq ON entry_touches (seq)`,
    `CREATE TRIGGER touch_entry_insert AFTER INSERT ON entries BEGIN ${row('NEW')} END`,
    `CREATE TRIGGER touch_entry_update AFTER UPDATE ON entries BEGIN ${row('OLD')} ${row('NEW')} END`,
    `CREATE TRIGGER touch_entry_delete AFTER DELETE ON entries BEGIN ${row('OLD')} END`,
    // Who works on an entry since a handover answers for what falls due.
    ...(['INSERT', 'UPDATE'] as const).map(
      (event) => `CREATE TRIGGER touch_handler_${event.toLowerCase()} AFTER ${event} ON entry_handlers BEGIN
        INSERT INTO entry_touches (book, officer_id, day, seq)
          SELECT book, officer_id, occurred_on, (SELECT coalesce(max(seq), 0) + 1 FROM entry_touches) FROM entries
            WHERE entry_id = NEW.entry_id
          ON CONFLICT (book, officer_id, day) DO UPDATE SET seq = excluded.seq; END`,
    ),
    // An officer's entries of one book, in the order of their days.
    `DROP INDEX entries_by_officer`,
    `CREATE INDEX entries_by_officer ON entries (officer_id, book, occurred_on, stage)`,
  ],
}
