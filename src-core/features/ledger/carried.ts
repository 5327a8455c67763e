import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'
import { readBookRow } from './book-rows.repo.ts'
import type { StoredMark } from './drafts.repo.ts'
import { helpersOf, type EntryRecord } from './entries.repo.ts'

/** The mark of a field that was carried forward. */
export const carriedSource = 'carried'

/** The fields that the book's definition carries forward, from the last entry of the book that this account typed. */
export function carriedFields(
  db: ReadDb,
  book: BookSpec,
  author: string,
): { fields: Record<string, string>; marks: StoredMark[] } {
  const last = db.one(
    q
      .selectFrom('entries')
      .selectAll()
      .where('book', '=', book.definition.id)
      .where('typist_id', '=', author)
      .orderBy('filed_at', 'desc')
      .orderBy('entry_id', 'desc')
      .limit(1),
  )
  if (last === undefined) return { fields: {}, marks: [] }
  const values = valuesOfEntry(db, book, last)
  const fields: Record<string, string> = {}
  for (const { key, carried } of book.definition.fields) {
    const value = values[key]
    if (carried && value !== undefined) fields[key] = value
  }
  const marks = Object.keys(fields).map((field) => ({
    field,
    source: carriedSource,
    at: last.filed_at,
    nativeId: null,
  }))
  return { fields, marks }
}

/** All values of an entry: those of the book's table and those that every book has. */
export function valuesOfEntry(db: ReadDb, book: BookSpec, entry: EntryRecord): Values {
  const helpers = helpersOf(db, entry.entry_id)
  return {
    ...readBookRow(db, book, entry.entry_id),
    occurredOn: entry.occurred_on,
    beat: entry.beat,
    officer: entry.officer_id,
    ...(helpers.length === 0 ? {} : { helpers: helpers.join(',') }),
  }
}
