import type { BookField } from '../../../src-contract/books.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { books } from '../../../src-domain/books/books.ts'
import { FTS_TOKENIZER } from '../../../src-domain/text/bigrams.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** Fields that are columns of `entries` (or rows of `entry_helpers`) and not of the book's own table. */
const inEntry: ReadonlySet<string> = new Set(['occurredOn', 'beat', 'officer', 'helpers'])

export type BookColumn = { readonly key: string; readonly column: string; readonly type: 'TEXT' | 'INTEGER' }

/** `book_l06`. Book ids are letters and digits, so the name needs no quoting. */
export function tableOf(book: BookSpec): string {
  return `book_${book.definition.id.toLowerCase()}`
}

/** The full-text index over a book's searchable values: one document per entry, rowid = the book row's. */
export function searchTableOf(book: BookSpec): string {
  return `${tableOf(book)}_search`
}

/** The book's own columns, in the order of its definition: `documentNumber` -> `document_number`. */
export function columnsOf(book: BookSpec): readonly BookColumn[] {
  const known = columns.get(book)
  if (known !== undefined) return known
  const made = book.definition.fields.filter((field) => !inEntry.has(field.key)).map(columnOf)
  columns.set(book, made)
  return made
}

const columns = new WeakMap<BookSpec, readonly BookColumn[]>()

function columnOf(field: BookField): BookColumn {
  // INTEGER is an affinity: 未提供 in a number field stays the word that it is.
  const type = field.kind === 'number' ? 'INTEGER' : 'TEXT'
  return { key: field.key, column: field.key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), type }
}

/**
 * Makes each book's table, its list indexes and its search index, and adds the columns that a newer definition brought.
 * Only ever adds: a column of a field that is gone stays, for the clients that still send it. Runs in one transaction, after
 * the migrations and before anybody reads.
 */
export function ensureBookTables(db: WriteDb, all: readonly BookSpec[] = books): void {
  db.transaction((tx) => {
    for (const book of all) ensureBookTable(tx, book)
  })
}

function ensureBookTable(db: WriteDb, book: BookSpec): void {
  const table = tableOf(book)
  const columns = columnsOf(book)
  const existing = new Set(columnNames(db, table))
  if (existing.size === 0) {
    const list = columns.map(({ column, type }) => `${column} ${type}`).join(', ')
    db.exec(
      `CREATE TABLE ${table} (row_id INTEGER PRIMARY KEY, entry_id TEXT NOT NULL UNIQUE REFERENCES entries, ${list})`,
    )
    const search = searchTableOf(book)
    db.exec(
      `CREATE VIRTUAL TABLE ${search} USING fts5 (words, content='', contentless_delete=1, tokenize="${FTS_TOKENIZER}")`,
    )
    db.exec(`INSERT INTO ${search} (${search}, rank) VALUES ('secure-delete', 1)`)
  } else {
    for (const { column, type } of columns) {
      if (!existing.has(column)) db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`)
    }
  }
  // Lists sort by any of their columns without sorting the whole book first; checks look for other entries by some.
  const listed = new Set(book.definition.list.columns)
  const sought = new Set(soughtFields(book))
  for (const { key, column } of columns) {
    if (listed.has(key) || sought.has(key))
      db.exec(`CREATE INDEX IF NOT EXISTS ${table}_by_${column} ON ${table} (${column}, entry_id)`)
  }
}

/** Own fields by which entries are looked for: each has an index. */
export function soughtFields(book: BookSpec): string[] {
  const own = new Set(columnsOf(book).map((one) => one.key))
  const sought = book.uniques.map(({ fields }) => fields.find((key) => own.has(key) && key !== 'address'))
  const all = [book.documents?.number, ...sought].filter((key) => key !== undefined)
  return [...new Set(all)].filter((key) => own.has(key))
}

function columnNames(db: ReadDb, table: string): string[] {
  return db
    .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map((row) => row.name)
}
