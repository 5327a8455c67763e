import type { Migration } from '../migration.ts'

/**
 * The platform's rows lie in the order in which they came, with their keys in an index of its own. A table WITHOUT ROWID has whole rows in the
 * inner pages of its tree too: at 0.7 kB each there are five to a page, a million of them are nine pages deep, and each row that comes
 * in between them reads and writes several.
 *
 * In memory there is never more than the page cache, however many rows there are: rows come in the order of the index, so that nothing is
 * sorted, and a table is emptied before it is dropped, because of what a drop writes over SQLite keeps a copy until it is through.
 */
export const rowsInOrderOfComing: Migration = {
  id: '0296-rows-in-order-of-coming',
  up: [
    `CREATE TABLE sync_rows_moved (
      tbl TEXT NOT NULL, row_id TEXT NOT NULL, ver INTEGER NOT NULL, fields TEXT NOT NULL, hash TEXT NOT NULL, shown INTEGER NOT NULL)`,
    `CREATE UNIQUE INDEX sync_rows_by_key ON sync_rows_moved (tbl, row_id)`,
    `INSERT INTO sync_rows_moved (tbl, row_id, ver, fields, hash, shown)
     SELECT tbl, row_id, ver, fields, hash, shown FROM sync_rows ORDER BY tbl, row_id`,
    `DELETE FROM sync_rows`,
    `DROP TABLE sync_rows`,
    `ALTER TABLE sync_rows_moved RENAME TO sync_rows`,
    `CREATE INDEX sync_rows_unshown ON sync_rows (tbl, row_id) WHERE shown = 0`,
  ],
  // Dropped full, with the index made last: 1.6 GiB of memory for two million rows.
  formerly: ['5c5c8ac6bc92d8ba1d6d84f105a87b8489b1277d77367e5b22ec7fd885ac5b02'],
}
