import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { isDay } from '../../../src-domain/books/days.ts'
import type { Assignment, Facts, OtherEntry, StaffFact } from '../../../src-domain/books/facts.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'
import { assignedOn, staffOn, stationBeats } from '../duty/duty.facts.ts'
import { addressesOf, fictitious } from './catalogs.ts'
import { elsewhere, sameDocument, sameUnique, shiftsAround } from './other-entries.ts'
import { floorsAt, isKnownPlace } from './premises.ts'

/**
 * What the checks of a book need to know about the station and its other entries. Everything is asked of indexes: it is collected each
 * time a draft is saved.
 *
 * @param except entry that is being corrected or stepped, which must not be found as its own duplicate
 */
export function collectFacts(db: ReadDb, book: BookSpec, values: Values, today: string, except = ''): Facts {
  const context = addressesOf(db)
  const assignment = assignmentOf(db, book, values)
  const known = isKnownPlace(db, values, context)
  return {
    today,
    staff: staffNamed(db, book, values),
    beats: beatsOf(db),
    fictitious,
    addresses: context,
    sameHousehold: sameHousehold(db, book, values, context, except),
    sameDocument: sameDocument(db, book, values, except),
    ...(assignment === undefined ? {} : { assignment }),
    sameUnique: book.uniques.map((unique) =>
      sameUnique(db, book, unique, values, householdKey(values, context), except),
    ),
    elsewhere: elsewhere(db, book, values, householdKey(values, context)),
    shifts: shiftsAround(db, book, values, except),
    buildingFloors: floorsAt(db, values, context),
    ...(known === undefined ? {} : { knownPlace: known }),
  }
}

/** Beats of the station: those that the duty calendar knows, and those that somebody is assigned to. */
export function beatsOf(db: ReadDb): string[] {
  const assigned = db
    .all(q.selectFrom('account_beats').select('beat').distinct().orderBy('beat'))
    .map((row) => row.beat)
  return [...new Set([...stationBeats(db), ...assigned])].sort()
}

/** Accounts of all fields that name some: who answers, who helped, who inspected again. */
function staffNamed(db: ReadDb, book: BookSpec, values: Values): StaffFact[] {
  const ids = book.definition.fields
    .filter(({ kind }) => kind === 'account' || kind === 'accounts')
    .flatMap(({ key }) => values[key]?.split(',') ?? [])
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

/** Undefined where the duty calendar says of nobody who answers for the beat on that day. */
function assignmentOf(db: ReadDb, book: BookSpec, values: Values): Assignment | undefined {
  const { officer, beat, plannedOn, occurredOn } = values
  const day = plannedOn !== undefined && book.stateOf(values) === 'planned' ? plannedOn : occurredOn
  if (officer === undefined || beat === undefined || !isDay(day)) return undefined
  const how = assignedOn(db, officer, beat, day)
  return how === 'not' && staffOn(db, beat, day).length === 0 ? undefined : how
}

/** Credited entries of the household whose day is less than the book's period away, nearest first. */
function sameHousehold(
  db: ReadDb,
  book: BookSpec,
  values: Values,
  context: AddressContext,
  except: string,
): OtherEntry[] {
  const day = values['occurredOn']
  if (book.household === null || !isDay(day)) return []
  const key = householdKey(values, context)
  if (key === null) return []
  return db.all(
    q
      .selectFrom('entries')
      .select(['number', 'occurred_on as occurredOn'])
      .where('address_key', '=', key)
      .where('book', '=', book.definition.id)
      .where('occurred_on', '>', addDays(day, -book.household.days))
      .where('occurred_on', '<', addDays(day, book.household.days))
      .where('state', 'in', book.household.states)
      .where('stage', '!=', 'voided')
      .where('entry_id', '!=', except)
      .orderBy('occurred_on', 'desc')
      .limit(5),
  )
}

/** What two spellings of one address share; null where there is none. */
export function householdKey(values: Values, context: AddressContext): string | null {
  const address = values['address']
  return address === undefined || isDeclaredMissing(address) ? null : readPlace(address, context).key
}
