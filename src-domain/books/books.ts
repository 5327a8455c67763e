import type { BookSpec } from './book.ts'
import { residents } from './l02-residents.book.ts'
import { visits } from './l06-visits.book.ts'

/** The station's books in the order of their numbers. A new book: its file, and one line here. */
export const books: readonly BookSpec[] = [residents, visits]

export type Books = ReadonlyMap<string, BookSpec>

/** Books by id; a Map, so that no id can reach a prototype. */
export const booksById: Books = new Map(books.map((book) => [book.definition.id as string, book]))
