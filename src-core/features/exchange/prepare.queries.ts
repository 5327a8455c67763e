import { booksById } from '../../../src-domain/books/books.ts'
import type { ReadDb } from '../../store/sql.ts'
import { addressesOf } from '../ledger/catalogs.ts'
import { prepareEntry } from '../ledger/file-bulk.service.ts'
import type { CheckedEntry } from './check-row.ts'
import { rowsToFile } from './import-rows.repo.ts'

export type PrepareInput = {
  readonly importId: string
  readonly book: string
  readonly after: number
  readonly limit: number
}

/** Rows of an import that can be filed, in the order of the file: `entries` is JSON of a `PreparedEntry` for each. */
export type PreparedRows = { readonly rows: readonly number[]; readonly entries: string }

/** What is derived of rows that are filed next, made in a reader thread while core files the ones before. */
export function prepareRows(db: ReadDb, { importId, book: id, after, limit }: PrepareInput): PreparedRows {
  const book = booksById.get(id)
  if (book === undefined) return { rows: [], entries: '[]' }
  const context = addressesOf(db)
  const found = rowsToFile(db, importId, after, limit)
  const entries = found.map(({ content }) => {
    const { values, accepted } = JSON.parse(content) as CheckedEntry
    return prepareEntry(book, values, accepted, context)
  })
  return { rows: found.map(({ row }) => row), entries: JSON.stringify(entries) }
}
