import type { BookField } from '../../src-contract/books.ts'
import type { BookSpec } from '../books/book.ts'
import { commonKeys } from '../books/common-fields.ts'

const common: ReadonlySet<string> = new Set(commonKeys)
/** What only some entries have: their being empty says nothing. */
const occasional: ReadonlySet<string> = new Set(['plate', 'agent'])

/** Fields that a complete entry of the book has a value, or a declared absence, in (completeness); a missing one never blocks. */
export function expectedFields(book: BookSpec): readonly BookField[] {
  return book.definition.fields.filter(
    (field) =>
      !field.step && !common.has(field.key) && !occasional.has(field.key) && (field.required || field.declarable),
  )
}

/** States in which there is nothing to be complete about yet, or any more. */
export const emptyStates: readonly string[] = ['planned', 'called-off']

/** Books whose changes are to be entered in time. */
export const registers: ReadonlySet<string> = new Set(['L02', 'L03', 'L04', 'L05'])
