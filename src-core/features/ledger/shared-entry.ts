import { booksById } from '../../../src-domain/books/books.ts'
import type { SharedEntry } from '../../../src-domain/distribution/content.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { valuesOfEntry } from './carried.ts'
import { findEntry } from './entries.repo.ts'

/** An entry with what other systems may be told of, whoever asks. */
export function sharedEntry(db: ReadDb, entryId: string): (SharedEntry & { readonly day: string }) | undefined {
  const entry = findEntry(db, entryId)
  const book = entry === undefined ? undefined : booksById.get(entry.book)
  if (entry === undefined || book === undefined) return undefined
  const { number, state, stage, occurred_on: day } = entry
  return { id: entryId, book: entry.book, number, state, stage, day, values: valuesOfEntry(db, book, entry) }
}
