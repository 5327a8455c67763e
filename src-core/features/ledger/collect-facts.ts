import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { isDay } from '../../../src-domain/books/days.ts'
import type { Assignment, Facts, OtherEntry } from '../../../src-domain/books/facts.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'
import { fictitious } from './catalogs.ts'
import { documentOf, elsewhere, sameDocument, sameUnique, shiftsAround } from './other-entries.ts'
import { StationFacts } from './station-facts.ts'

/**
 * What the checks of a book need to know about the station and its other entries. Everything is asked of indexes: it is collected each
 * time a draft is saved.
 *
 * @param except entry that is being corrected or stepped, which must not be found as its own duplicate
 * @param station what is the same for many entries; one that is handed in remembers it
 */
export function collectFacts(
  db: ReadDb,
  book: BookSpec,
  values: Values,
  today: string,
  except = '',
  station = new StationFacts(db),
): Facts {
  const { context } = station
  const assignment = assignmentOf(station, book, values)
  const known = station.knownPlace(values)
  const place = householdKey(values, context)
  const held = !station.unknownDocuments.has(documentOf(book, values) ?? '')
  return {
    today,
    calendar: station.calendar,
    staff: station.staff(peopleIn(book, values)),
    beats: station.beats,
    fictitious,
    addresses: context,
    sameHousehold: sameHousehold(db, book, values, context, except),
    sameDocument: held ? sameDocument(db, book, values, except) : [],
    ...(assignment === undefined ? {} : { assignment }),
    sameUnique: book.uniques.map((unique) => sameUnique(db, book, unique, values, place, except)),
    elsewhere: held ? elsewhere(db, book, values, place) : [],
    shifts: shiftsAround(db, book, values, except),
    buildingFloors: station.floors(values),
    ...(known === undefined ? {} : { knownPlace: known }),
  }
}

/** Beats of the station. */
export function beatsOf(db: ReadDb): string[] {
  return [...new StationFacts(db).beats]
}

/** Accounts of all fields that name some: who answers, who helped, who inspected again. */
function peopleIn(book: BookSpec, values: Values): string[] {
  return [...new Set(accountFields(book).flatMap((key) => values[key]?.split(',') ?? []))]
}

const accountKeys = new WeakMap<BookSpec, readonly string[]>()

function accountFields(book: BookSpec): readonly string[] {
  const known = accountKeys.get(book)
  if (known !== undefined) return known
  const made = book.definition.fields
    .filter(({ kind }) => kind === 'account' || kind === 'accounts')
    .map(({ key }) => key)
  accountKeys.set(book, made)
  return made
}

function assignmentOf(station: StationFacts, book: BookSpec, values: Values): Assignment | undefined {
  const { officer, beat, plannedOn, occurredOn } = values
  if (officer === undefined || beat === undefined) return undefined
  const planned = plannedOn !== undefined && book.stateOf(values) === 'planned'
  return station.assignment(officer, beat, planned ? plannedOn : occurredOn)
}

/** Credited entries of the household whose day is less than the book's period away, nearest first. */
function sameHousehold(
  db: ReadDb,
  book: BookSpec,
  values: Values,
  context: AddressContext,
  except: string,
): OtherEntry[] {
  if (book.household === null) return []
  const day = values['occurredOn']
  if (!isDay(day)) return []
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
