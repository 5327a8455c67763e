import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import type { Facts } from '../../../src-domain/books/facts.ts'
import type { ReadDb } from '../../store/sql.ts'
import { addressesOf } from './catalogs.ts'
import { collectFacts, householdKey } from './collect-facts.ts'

/** Facts for many rows of one book: what does not depend on a row is read once. */
export function bulkFacts(
  db: ReadDb,
  book: BookSpec,
  today: string,
): { facts(values: Values): Facts; placeKey(values: Values): string | null; context: AddressContext } {
  const context = addressesOf(db)
  return {
    facts: (values) => collectFacts(db, book, values, today),
    placeKey: (values) => householdKey(values, context),
    context,
  }
}
