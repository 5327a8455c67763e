import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import type { Facts, OtherEntry, StaffFact } from '../../../src-domain/books/facts.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'
import { columnsOf, tableOf } from './book-tables.ts'
import { addresses, fictitious } from './catalogs.ts'

/**
 * What the checks of a book need to know about the station and its other entries.
 *
 * @param except entry that is being corrected, which must not be found as its own duplicate
 */
export function collectFacts(db: ReadDb, book: BookSpec, values: Values, today: string, except?: string): Facts {
  return {
    today,
    staff: staffNamed(db, values),
    beats: beatsOf(db),
    fictitious,
    addresses,
    sameHousehold: sameHousehold(db, book, values, except ?? ''),
    sameDocument: sameDocument(db, book, values, except ?? ''),
    sameUnique: [],
    elsewhere: [],
    shifts: [],
    buildingFloors: null,
  }
}

/** Beats of the station: those that somebody is assigned to. */
export function beatsOf(db: ReadDb): string[] {
  return db.all(q.selectFrom('account_beats').select('beat').distinct().orderBy('beat')).map((row) => row.beat)
}

function staffNamed(db: ReadDb, values: Values): StaffFact[] {
  const ids = [values['officer'], ...(values['helpers']?.split(',') ?? [])].filter((id) => id !== undefined)
  if (ids.length === 0) return []
  const accounts = db.all(
    q.selectFrom('accounts').select(['account_id', 'staff_kind', 'active']).where('account_id', 'in', ids),
  )
  const assignments = db.all(q.selectFrom('account_beats').selectAll().where('account_id', 'in', ids))
  return accounts.map((account) => ({
    accountId: account.account_id,
    staffKind: account.staff_kind,
    active: account.active === 1,
    beats: assignments.filter((one) => one.account_id === account.account_id).map((one) => one.beat),
  }))
}

/** Credited entries of the household whose day is less than the book's period away, nearest first. */
function sameHousehold(db: ReadDb, book: BookSpec, values: Values, except: string): OtherEntry[] {
  const day = values['occurredOn']
  const key = householdKey(values)
  if (book.household === null || key === null || day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return []
  return db.all(
    q
      .selectFrom('entries')
      .select(['number', 'occurred_on as occurredOn'])
      .where('address_key', '=', key)
      .where('book', '=', book.definition.id)
      .where('occurred_on', '>', addDays(day, -book.household.days))
      .where('occurred_on', '<', addDays(day, book.household.days))
      .where('state', 'in', book.household.states)
      .where('voided_at', 'is', null)
      .where('entry_id', '!=', except)
      .orderBy('occurred_on', 'desc')
      .limit(5),
  )
}

function sameDocument(db: ReadDb, book: BookSpec, values: Values, except: string): OtherEntry[] {
  const keys = book.documents
  const number = keys === null ? undefined : values[keys.number]
  if (keys === null || book.register === null || number === undefined || isDeclaredMissing(number)) return []
  const column = columnsOf(book).find((one) => one.key === keys.number)?.column
  if (column === undefined) return []
  const open = book.register.open
  return db
    .prepare<string[], OtherEntry>(
      `SELECT e.number, e.occurred_on AS occurredOn FROM ${tableOf(book)} AS b JOIN entries AS e ON e.entry_id = b.entry_id
       WHERE b.${column} = ? AND e.voided_at IS NULL AND e.entry_id <> ? AND e.state IN (${open.map(() => '?').join(', ')})
       ORDER BY e.occurred_on DESC LIMIT 5`,
    )
    .all(number, except, ...open)
}

/** What two spellings of one address share; null where there is none. */
export function householdKey(values: Values): string | null {
  const address = values['address']
  return address === undefined || isDeclaredMissing(address) ? null : readPlace(address, addresses).key
}
