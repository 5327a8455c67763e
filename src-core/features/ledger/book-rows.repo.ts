import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import { indexText } from '../../../src-domain/text/bigrams.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'
import { columnsOf, searchTableOf, tableOf } from './book-tables.ts'

type Row = Record<string, SqlValue>

/** The book's own values of one entry; empty fields are left out. */
export function readBookRow(db: ReadDb, book: BookSpec, entryId: string): Values | undefined {
  const row = db.prepare<[string], Row>(`SELECT * FROM ${tableOf(book)} WHERE entry_id = ?`).one(entryId)
  return row === undefined ? undefined : valuesOf(book, row)
}

/** Values from a row that holds the book's columns, whatever else it holds. */
export function valuesOf(book: BookSpec, row: Row): Values {
  const values: Record<string, string> = {}
  for (const { key, column } of columnsOf(book)) {
    const value = row[column]
    if (value !== null && value !== undefined) values[key] = String(value)
  }
  return values
}

/** @param number the entry's number, which a list's text filter finds too */
export function insertBookRow(db: WriteDb, book: BookSpec, entryId: string, number: string, values: Values): void {
  const columns = columnsOf(book)
  const names = ['entry_id', ...columns.map((one) => one.column)]
  const { lastInsertRowid } = db
    .prepare<SqlValue[], unknown>(
      `INSERT INTO ${tableOf(book)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    )
    .run(entryId, ...columns.map(({ key }) => values[key] ?? null))
  indexRow(db, book, lastInsertRowid, number, values)
}

export function updateBookRow(db: WriteDb, book: BookSpec, entryId: string, number: string, values: Values): void {
  const columns = columnsOf(book)
  const changed = db
    .prepare<SqlValue[], { row_id: number }>(
      `UPDATE ${tableOf(book)} SET ${columns.map(({ column }) => `${column} = ?`).join(', ')} WHERE entry_id = ?
       RETURNING row_id`,
    )
    .one(...columns.map(({ key }) => values[key] ?? null), entryId)
  if (changed === undefined) throw new Error('an entry has no row in its book')
  db.prepare<[number], unknown>(`DELETE FROM ${searchTableOf(book)} WHERE rowid = ?`).run(changed.row_id)
  indexRow(db, book, changed.row_id, number, values)
}

const searchable: ReadonlySet<string> = new Set([
  'person-name',
  'document-number',
  'phone',
  'address',
  'text',
  'long-text',
  'uscc',
  'plate',
  'incident-number',
])

function indexRow(db: WriteDb, book: BookSpec, rowId: number | bigint, number: string, values: Values): void {
  db.prepare<[number | bigint, string], unknown>(`INSERT INTO ${searchTableOf(book)} (rowid, words) VALUES (?, ?)`).run(
    rowId,
    wordsOf(number, searchWords(book, values)),
  )
}

/** The searchable values of an entry as the index keeps them, without its number. */
export function searchWords(book: BookSpec, values: Values): string {
  const words: string[] = []
  for (const field of book.definition.fields) {
    const value = values[field.key]
    if (value === undefined || !searchable.has(field.kind) || isDeclaredMissing(value)) continue
    words.push(value)
    // People quote the last four of a number; the index finds beginnings only.
    if (field.kind === 'document-number' || field.kind === 'phone') words.push(value.slice(-4))
  }
  return indexText(words)
}

/** What the index holds of an entry: its number, and what `searchWords` made of its values. */
export function wordsOf(number: string, words: string): string {
  return `${indexText([number])} ${words}`
}
