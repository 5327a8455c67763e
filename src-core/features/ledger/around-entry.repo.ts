import type { Due } from '../../../src-domain/books/book.ts'
import { q } from '../../query.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'

/** What stands around an entry and is derived from it or leads to others: dues, look-alike keys, links. */

export type DueRecord = { kind: string; on: string; done: boolean }

/** The dues of an entry, in the order of their days. */
export function duesOf(db: ReadDb, entryId: string): DueRecord[] {
  return db
    .all(
      q
        .selectFrom('entry_dues')
        .select(['kind', 'due_on', 'done'])
        .where('entry_id', '=', entryId)
        .orderBy('due_on')
        .orderBy('kind'),
    )
    .map(({ kind, due_on, done }) => ({ kind, on: due_on, done: done === 1 }))
}

/** Puts these in the place of all that were there. */
export function rewriteDues(db: WriteDb, entryId: string, dues: readonly Due[]): void {
  db.prepare<[string], never>('DELETE FROM entry_dues WHERE entry_id = ?').run(entryId)
  insertDues(db, entryId, dues)
}

export function insertDues(db: WriteDb, entryId: string, dues: readonly Due[]): void {
  const insert = db.prepare<SqlValue[], never>(
    'INSERT OR REPLACE INTO entry_dues (entry_id, kind, due_on, done) VALUES (?, ?, ?, ?)',
  )
  for (const due of dues) insert.run(entryId, due.kind, due.on, due.done ? 1 : 0)
}

/** The first thing that is still to do. */
export function nextDue(dues: readonly Due[]): Due | undefined {
  return dues.filter((due) => !due.done).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))[0]
}

export function insertKeys(db: WriteDb, book: string, entryId: string, keys: readonly string[]): void {
  const insert = db.prepare<SqlValue[], never>(
    'INSERT OR IGNORE INTO entry_keys (book, key, entry_id) VALUES (?, ?, ?)',
  )
  for (const key of keys) insert.run(book, key, entryId)
}

export function deleteKeys(db: WriteDb, book: string, entryId: string, keys: readonly string[]): void {
  const remove = db.prepare<SqlValue[], never>('DELETE FROM entry_keys WHERE book = ? AND key = ? AND entry_id = ?')
  for (const key of keys) remove.run(book, key, entryId)
}

/** Newest entries of a book that share a key, at most `limit`. */
export function entriesWithKey(db: ReadDb, book: string, key: string, limit: number): string[] {
  return db
    .prepare<[string, string, number], { entry_id: string }>(
      'SELECT entry_id FROM entry_keys WHERE book = ? AND key = ? ORDER BY entry_id DESC LIMIT ?',
    )
    .all(book, key, limit)
    .map((row) => row.entry_id)
}

export type Relation = 'filed-with' | 'confirmed' | 'left' | 'duplicate'

export function insertLink(db: WriteDb, link: { from: string; to: string; relation: Relation; at: string }): void {
  db.run(
    q
      .insertInto('entry_links')
      .values({ from_id: link.from, to_id: link.to, relation: link.relation, at: link.at })
      .onConflict((conflict) => conflict.doNothing()),
  )
}

export type LinkRecord = { entryId: string; relation: Relation; direction: 'from' | 'to' }

/** Both ways, oldest first. */
export function linksOf(db: ReadDb, entryId: string): LinkRecord[] {
  return db
    .prepare<[string, string], LinkRecord & { at: string }>(
      `SELECT to_id AS entryId, relation, 'to' AS direction, at FROM entry_links WHERE from_id = ?
       UNION ALL SELECT from_id, relation, 'from', at FROM entry_links WHERE to_id = ? ORDER BY at LIMIT 200`,
    )
    .all(entryId, entryId)
}
