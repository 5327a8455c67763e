import type { Migration } from '../migration.ts'

/** Books with registers, and the look-alike keys of theirs that an index over a column of the book answers as well. */
const covered: readonly (readonly [book: string, keys: readonly string[]])[] = [
  ['L01', ['a']],
  ['L02', ['d', 't', 'a']],
  ['L03', ['d', 'a']],
  ['L04', ['d', 't', 'a']],
  ['L05', ['t', 'a']],
  ['L07', ['a']],
  ['L12', ['d']],
]

/** Filing in bulk: half of what an entry cost was look-alike keys and marks of days. */
export const bulkFiling: Migration = {
  id: '0200-bulk-filing',
  up: [
    // Where a transaction is open that files in bulk: the newest mark before it. NULL otherwise.
    `CREATE TABLE entry_touch_floor (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER)`,
    `INSERT INTO entry_touch_floor (id, seq) VALUES (1, NULL)`,
    `DROP TRIGGER touch_entry_insert`,
    `CREATE TRIGGER touch_entry_insert AFTER INSERT ON entries
      WHEN NOT EXISTS (SELECT 1 FROM entry_touch_floor AS f CROSS JOIN entry_touches AS t ON t.seq > f.seq
        WHERE f.id = 1 AND t.book = NEW.book AND t.officer_id = NEW.officer_id AND t.day = NEW.occurred_on)
      BEGIN INSERT INTO entry_touches (book, officer_id, day, seq)
        VALUES (NEW.book, NEW.officer_id, NEW.occurred_on, (SELECT coalesce(max(seq), 0) + 1 FROM entry_touches))
        ON CONFLICT (book, officer_id, day) DO UPDATE SET seq = excluded.seq; END`,
    // The document number, the phone and the address of a register are found by indexes that lists and checks have anyway.
    ...covered.flatMap(([book, keys]) =>
      keys.map((key) => `DELETE FROM entry_keys WHERE book = '${book}' AND key >= '${key}:' AND key < '${key};'`),
    ),
  ],
}
