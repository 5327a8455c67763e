import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { settle } from '../../../src-domain/books/settle.ts'

/**
 * What core will understand by what was typed into a field that was just left: 0305 as a date, a phone without blanks. With it
 * come empty fields that follow from it, such as the day of birth from a document number.
 *
 * @returns only what differs from `fields`
 */
export function understood(bookId: string, fields: TypedFields, left: string, today: string): TypedFields {
  const book = booksById.get(bookId)
  if (!book || (fields[left] ?? '').trim() === '') return {}
  const settled = settle(book, fields, today)
  return Object.fromEntries(
    Object.entries(settled).filter(([key, value]) =>
      key === left ? fields[key] !== value : (fields[key] ?? '') === '',
    ),
  )
}
