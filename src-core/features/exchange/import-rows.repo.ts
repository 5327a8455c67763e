import type { Schema } from '../../../db/schema.ts'
import { insertMany } from '../../store/insert-many.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'

export type StoredRow = {
  readonly row: number
  readonly verdict: string | null
  readonly identities: readonly string[]
  readonly cells: string
  readonly problems: string | null
  readonly content: string | null
}

export function insertRows(tx: WriteDb, importId: string, rows: readonly StoredRow[]): void {
  insertMany(
    tx,
    'INSERT INTO ledger_import_rows (import_id, row, verdict, same_key, cells, problems, content)',
    rows.map(({ row, verdict, identities, cells, problems, content }) => [
      importId,
      row,
      verdict,
      identities.join(' '),
      cells,
      problems,
      content,
    ]),
  )
}

/** Writes what a later check made of a row. */
export function rowUpdater(tx: WriteDb, importId: string): (row: Omit<StoredRow, 'cells'>) => void {
  const update = tx.prepare<SqlValue[], never>(
    'UPDATE ledger_import_rows SET verdict = ?, same_key = ?, problems = ?, content = ? WHERE import_id = ? AND row = ?',
  )
  return ({ row, verdict, identities, problems, content }) =>
    void update.run(verdict, identities.join(' '), problems, content, importId, row)
}

/** Rows that can be filed, in the order of the file. */
export function rowsToFile(
  db: ReadDb,
  importId: string,
  after: number,
  most: number,
): { row: number; content: string }[] {
  return db
    .prepare<[string, number, number], { row: number; content: string }>(
      `SELECT row, content FROM ledger_import_rows
       WHERE import_id = ? AND row > ? AND verdict = 'new' ORDER BY row LIMIT ?`,
    )
    .all(importId, after, most)
}

/** Filed rows keep nothing of what they said: that is in the entries now. */
export function markFiled(
  tx: WriteDb,
  importId: string,
): (filed: readonly { readonly row: number; readonly entryId: string }[]) => void {
  const forget = tx.prepare<SqlValue[], never>(
    'DELETE FROM ledger_import_rows WHERE import_id = ? AND row >= ? AND row <= ? AND row IN (SELECT value FROM json_each(?))',
  )
  return (filed) => {
    const rows = filed.map(({ row }) => row)
    const first = rows[0]
    const last = rows.at(-1)
    if (first === undefined || last === undefined) return
    forget.run(importId, first, last, JSON.stringify(rows))
    insertMany(
      tx,
      'INSERT INTO ledger_import_entries (import_id, row, entry_id)',
      filed.map(({ row, entryId }) => [importId, row, entryId]),
    )
  }
}

export function countFiled(db: ReadDb, importId: string): number {
  return (
    db
      .prepare<[string], { n: number }>('SELECT count(*) AS n FROM ledger_import_entries WHERE import_id = ?')
      .one(importId)?.n ?? 0
  )
}

/** Says which row of an import an entry's number comes from; null where it is no row of this one. */
export function filedRowFinder(db: ReadDb, importId: string): (number: string) => number | null {
  const find = db.prepare<[string, string], { row: number }>(
    `SELECT i.row FROM entries AS e CROSS JOIN ledger_import_entries AS i ON i.entry_id = e.entry_id
     WHERE e.number = ? AND i.import_id = ?`,
  )
  return (number) => find.one(number, importId)?.row ?? null
}

/** Rows that are kept because they were not filed, in the order of the file. */
export function leftRows(db: ReadDb, importId: string, after: number, most: number): StoredRow[] {
  return db
    .prepare<[string, number, number], Schema['ledger_import_rows']>(
      'SELECT * FROM ledger_import_rows WHERE import_id = ? AND row > ? ORDER BY row LIMIT ?',
    )
    .all(importId, after, most)
    .map(({ row, verdict, same_key, cells, problems, content }) => ({
      row,
      verdict,
      identities: (same_key ?? '').split(' '),
      cells,
      problems,
      content,
    }))
}

/** How many rows stand at each verdict, for an import that is under way. */
export function verdictCounts(db: ReadDb, importId: string): Map<string, number> {
  const rows = db
    .prepare<[string], { verdict: string | null; n: number }>(
      'SELECT verdict, count(*) AS n FROM ledger_import_rows WHERE import_id = ? GROUP BY verdict',
    )
    .all(importId)
  return new Map(rows.map(({ verdict, n }) => [verdict ?? '', n]))
}

/** Entries of an import from a row on. */
export function filedEntries(
  db: ReadDb,
  importId: string,
  after: number,
  most: number,
): { row: number; entryId: string }[] {
  return db
    .prepare<[string, number, number], { row: number; entryId: string }>(
      `SELECT row, entry_id AS entryId FROM ledger_import_entries WHERE import_id = ? AND row > ? ORDER BY row LIMIT ?`,
    )
    .all(importId, after, most)
}

/** Filed by an import and still as it filed them: what an undo takes back. */
export function countUntouched(db: ReadDb, importId: string): number {
  return (
    db
      .prepare<[string], { n: number }>(
        `SELECT count(*) AS n FROM ledger_import_entries AS i JOIN entries AS e ON e.entry_id = i.entry_id
         WHERE i.import_id = ? AND e.version = 1 AND e.stage <> 'voided'
           AND NOT EXISTS (SELECT 1 FROM entry_events AS v WHERE v.entry_id = e.entry_id AND v.from_state IS NOT NULL)`,
      )
      .one(importId)?.n ?? 0
  )
}

/** Nothing of it was filed: its rows go with it, some hundred at a time. @returns how many rows went */
export function dropRows(tx: WriteDb, importId: string, most: number): number {
  return tx
    .prepare<[string, string, number], never>(
      `DELETE FROM ledger_import_rows WHERE import_id = ? AND row IN
         (SELECT row FROM ledger_import_rows WHERE import_id = ? ORDER BY row LIMIT ?)`,
    )
    .run(importId, importId, most).changes
}
