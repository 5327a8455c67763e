import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import { books, booksById } from '../../../src-domain/books/books.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { valuesOf } from './book-rows.repo.ts'
import { tableOf } from './book-tables.ts'

/** A place of the register that is inspected (L05), as it stands. */
export type InspectedPlace = {
  readonly number: string
  readonly name: string
  readonly kind: string
  readonly address: string
  readonly beat: string
  readonly officerId: string
  readonly registeredOn: string
  /** Day of the last inspection in force that names it; null where there is none. */
  readonly lastOn: string | null
}

type Row = Record<string, SqlValue> & {
  readonly number: string
  readonly beat: string
  readonly officer_id: string
  readonly occurred_on: string
  readonly address_key: string | null
}

/** Every place that is open for business, with its last inspection: found by its code, or by its name at its address. */
export function inspectedPlaces(db: ReadDb): InspectedPlace[] {
  return books.flatMap((inspections) => {
    const { inspects } = inspections
    const register = inspects === null ? undefined : booksById.get(inspects.book)
    if (inspects === null || register === undefined) return []
    const last = lastInspections(db, inspections, inspects.fields)
    const open = register.definition.states.find(({ initial }) => initial)?.id ?? ''
    return rowsOf(db, register, open).map((row) => {
      const values = valuesOf(register, row)
      const days = namesOf(values, row.address_key, { name: 'name', uscc: 'uscc' }).flatMap(
        (key) => last.get(key) ?? [],
      )
      return {
        number: row.number,
        name: values['name'] ?? '',
        kind: values['kind'] ?? '',
        address: values['address'] ?? '',
        beat: row.beat,
        officerId: row.officer_id,
        registeredOn: row.occurred_on,
        lastOn: days.sort().at(-1) ?? null,
      }
    })
  })
}

function lastInspections(db: ReadDb, book: BookSpec, fields: Readonly<Record<string, string>>): Map<string, string> {
  const last = new Map<string, string>()
  for (const row of rowsOf(db, book, null)) {
    for (const key of namesOf(valuesOf(book, row), row.address_key, fields)) {
      if (row.occurred_on > (last.get(key) ?? '')) last.set(key, row.occurred_on)
    }
  }
  return last
}

/** What a place is known by: its code, and its name at its address. @param fields the book's own field for each */
function namesOf(values: Values, addressKey: string | null, fields: Readonly<Record<string, string>>): string[] {
  const had = (key: string): string | undefined => {
    const value = values[fields[key] ?? '']
    return value === undefined || isDeclaredMissing(value) ? undefined : value
  }
  const [uscc, name] = [had('uscc'), had('name')]
  return [
    ...(uscc === undefined ? [] : [`code ${uscc}`]),
    ...(name === undefined || addressKey === null ? [] : [`name ${name} ${addressKey}`]),
  ]
}

function rowsOf(db: ReadDb, book: BookSpec, state: string | null): Row[] {
  return db
    .prepare<string[], Row>(
      `SELECT b.*, e.number, e.beat, e.officer_id, e.occurred_on, e.address_key
         FROM entries AS e JOIN ${tableOf(book)} AS b USING (entry_id)
         WHERE e.book = ? AND e.voided_at IS NULL AND e.stage = 'filed' ${state === null ? '' : 'AND e.state = ?'}
         ORDER BY e.number`,
    )
    .all(book.definition.id, ...(state === null ? [] : [state]))
}
