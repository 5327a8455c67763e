import { hash } from 'node:crypto'
import type { BookField } from '../../../src-contract/books.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'

const duty: ReadonlySet<string> = new Set(['beat', 'officer', 'helpers'])

/** What an entry says, without who answers for it and without remarks: two rows that agree in all of it are the same record twice. */
function saidBy(book: BookSpec): readonly BookField[] {
  const known = said.get(book)
  if (known !== undefined) return known
  const made = fieldsSaid(book)
  said.set(book, made)
  return made
}

const said = new WeakMap<BookSpec, readonly BookField[]>()

function fieldsSaid(book: BookSpec): readonly BookField[] {
  const register = book.register !== null || book.uniques.length > 0
  return book.definition.fields.filter(
    (field) =>
      !field.step &&
      !duty.has(field.key) &&
      field.kind !== 'long-text' &&
      // A register's row is the same person or house on whichever day it was written down.
      !(register && field.key === 'occurredOn'),
  )
}

/** @param addressKey what spellings of one address share; null: the text itself counts */
export function contentIdentity(book: BookSpec, values: Values, addressKey: string | null): string {
  return saidBy(book)
    .map(({ key, kind }) => (kind === 'address' && key === 'address' ? (addressKey ?? values[key]) : values[key]) ?? '')
    .join('\n')
}

/**
 * What an earlier row of the same file must share to be the same record: the document number of a register, the fields that may occur
 * once, else everything the row says. Short digests, so that hundreds of thousands fit in memory.
 */
export function identitiesOf(book: BookSpec, values: Values, addressKey: string | null): string[] {
  const found = strongIdentities(book, values, addressKey)
  if (found.length === 0) found.push(digest('c', contentIdentity(book, values, addressKey)))
  return found
}

/** By a number, or fields that may occur once; the checks of the book look for these themselves. */
export function strongIdentities(book: BookSpec, values: Values, addressKey: string | null): string[] {
  const found: string[] = []
  const number = book.documents === null ? undefined : values[book.documents.number]
  if (book.register !== null && number !== undefined && !isDeclaredMissing(number)) found.push(digest('d', number))
  book.uniques.forEach(({ fields }, at) => {
    const parts = fields.map((key) => (key === 'address' ? (addressKey ?? values[key]) : values[key]))
    if (parts.every((part) => part !== undefined && part !== '' && !isDeclaredMissing(part)))
      found.push(digest(`u${at}`, parts.join('\n')))
  })
  return found
}

function digest(kind: string, text: string): string {
  return hash('sha256', `${kind}\n${text}`, 'base64url').slice(0, 16)
}
