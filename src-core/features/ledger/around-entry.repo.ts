import type { BookSpec, Due } from '../../../src-domain/books/book.ts'
import { indexOfKey } from '../../../src-domain/books/likeness.rules.ts'
import { q } from '../../query.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'
import { columnsOf, tableOf } from './book-tables.ts'

/** What stands around an entry and is derived from it or leads to others: dues, look-alike keys, links. */

export type DueRecord = { kind: string; on: string; done: boolean }

/** The dues of an entry, in the order of their days. */
export function duesOf(db: ReadDb, entryId: string): DueRecord[] {
  return db
    .prepare<[string], { kind: string; due_on: string; done: number }>(
      'SELECT kind, due_on, done FROM entry_dues WHERE entry_id = ? ORDER BY due_on, kind',
    )
    .all(entryId)
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

/** Newest entries in force of a book that share a key of `likenessKeys`, at most `limit`. */
export function entriesWithKey(db: ReadDb, book: BookSpec, key: string, limit: number): string[] {
  const index = indexOfKey(book, key)
  const found =
    index.by === 'key'
      ? db.prepare<SqlValue[], { entry_id: string }>(byKeySql).all(book.definition.id, key, limit)
      : index.by === 'place'
        ? db.prepare<SqlValue[], { entry_id: string }>(atPlaceSql).all(index.addressKey, book.definition.id, limit)
        : db.prepare<SqlValue[], { entry_id: string }>(withFieldSql(book, index.field)).all(index.value, limit)
  return found.map((row) => row.entry_id)
}

const byKeySql = 'SELECT entry_id FROM entry_keys WHERE book = ? AND key = ? ORDER BY entry_id DESC LIMIT ?'
const atPlaceSql = `SELECT entry_id FROM entries INDEXED BY entries_by_address
  WHERE address_key = ? AND book = ? AND stage <> 'voided' ORDER BY occurred_on DESC LIMIT ?`

function withFieldSql(book: BookSpec, field: string): string {
  const column = columnsOf(book).find(({ key }) => key === field)?.column
  if (column === undefined) throw new Error('a book has no column for a field')
  return `SELECT b.entry_id FROM ${tableOf(book)} AS b CROSS JOIN entries AS e ON e.entry_id = b.entry_id
    WHERE b.${column} = ? AND e.stage <> 'voided' ORDER BY b.entry_id DESC LIMIT ?`
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
