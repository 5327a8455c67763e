import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import type { Facts } from '../../../src-domain/books/facts.ts'
import type { ReadDb } from '../../store/sql.ts'
import { collectFacts, householdKey } from './collect-facts.ts'
import { unknownDocuments } from './other-entries.ts'
import { StationFacts } from './station-facts.ts'

/** Facts for many rows of one book: what does not depend on a row is asked once. */
export function bulkFacts(
  db: ReadDb,
  book: BookSpec,
  today: string,
): {
  expect(rows: readonly Values[]): void
  facts(values: Values): Facts
  placeKey(values: Values): string | null
} {
  const station = new StationFacts(db)
  const { context } = station
  return {
    expect: (rows) => (station.unknownDocuments = unknownDocuments(db, book, rows)),
    facts: (values) => collectFacts(db, book, values, today, '', station),
    placeKey: (values) => householdKey(values, context),
  }
}
