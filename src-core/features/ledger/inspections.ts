import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { WriteDb } from '../../store/sql.ts'
import { fulfilInspection, releaseInspection } from '../duty/duty.acts.ts'
import { addressesOf } from './catalogs.ts'
import { householdKey } from './collect-facts.ts'
import { required } from './entry-writer.ts'
import { sameUnique } from './other-entries.ts'

type Act = { readonly at: string; readonly accountId: string }
type Inspected = { readonly entryId: string; readonly number: string }

/** A filed inspection does what the inspection plan asked for, where it did. Called in the transaction that files it. */
export function fulfilPlan(tx: WriteDb, book: BookSpec, entry: Inspected, values: Values, act: Act): void {
  if (book.inspects === null) return
  fulfilInspection(
    tx,
    {
      ...entry,
      officerId: required(values, 'officer'),
      occurredOn: required(values, 'occurredOn'),
      address: values['address'] ?? null,
      objectNumber: objectNumber(tx, book.inspects, values),
    },
    act,
  )
}

/** What is out of force, or says something else now, fulfils nothing. */
export function releasePlan(tx: WriteDb, book: BookSpec, entry: Inspected, act: Act): void {
  if (book.inspects !== null) releaseInspection(tx, entry, act)
}

/** A correction of who inspected what, where and when is held against the plan again. */
export function replan(
  tx: WriteDb,
  book: BookSpec,
  entry: Inspected,
  { before, after }: { readonly before: Values; readonly after: Values },
  act: Act,
): void {
  const asked = ['officer', 'occurredOn', ...Object.values(book.inspects?.fields ?? {})]
  if (book.inspects === null || asked.every((key) => before[key] === after[key])) return
  releasePlan(tx, book, entry, act)
  fulfilPlan(tx, book, entry, after, act)
}

/** Number of the register entry that was inspected, by what makes such an entry unique. */
function objectNumber(tx: WriteDb, { book: id, fields }: NonNullable<BookSpec['inspects']>, values: Values) {
  const register = booksById.get(id)
  if (register === undefined) return null
  const asked = Object.fromEntries(
    Object.entries(fields).flatMap(([key, own]) => (values[own] === undefined ? [] : [[key, values[own]]])),
  )
  const place = householdKey(values, addressesOf(tx))
  const found = register.uniques.flatMap((unique) => sameUnique(tx, register, unique, asked, place, ''))
  return found[0]?.number ?? null
}
