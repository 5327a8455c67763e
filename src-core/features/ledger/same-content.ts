import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { valuesOf } from './book-rows.repo.ts'
import { columnsOf, tableOf } from './book-tables.ts'

/** More entries than these at one place (or on one day, where there is no place) are not compared. */
const mostCompared = 200

/**
 * Finds an entry in force that `isSame` (by its values and its number) as the given values among those at the same place (of a book in which things recur: on the same
 * day), and for books without places among those of the same day. Answers with its number, or null.
 */
export function sameContentFinder(
  db: ReadDb,
  book: BookSpec,
): (values: Values, addressKey: string | null, isSame: (held: Values, number: string) => boolean) => string | null {
  const columns = columnsOf(book)
    .map(({ column }) => `b.${column}`)
    .join(', ')
  const select = `SELECT e.number, e.occurred_on AS day, ${columns}
    FROM entries AS e JOIN ${tableOf(book)} AS b ON b.entry_id = e.entry_id`
  type Row = Record<string, SqlValue>
  const atPlace = db.prepare<[string, string], Row>(
    `${select} WHERE e.address_key = ? AND e.book = ? AND e.voided_at IS NULL LIMIT ${mostCompared}`,
  )
  const onDay = db.prepare<[string, string], Row>(
    `${select} WHERE e.book = ? AND e.occurred_on = ? AND e.voided_at IS NULL LIMIT ${mostCompared}`,
  )
  const id = book.definition.id as string
  return (values, addressKey, isSame) => {
    const day = values['occurredOn']
    if (addressKey === null && day === undefined) return null
    const rows = addressKey === null ? onDay.all(id, day ?? '') : atPlace.all(addressKey, id)
    for (const row of rows) {
      const number = String(row['number'])
      if (isSame({ ...valuesOf(book, row), occurredOn: String(row['day']) }, number)) return number
    }
    return null
  }
}
