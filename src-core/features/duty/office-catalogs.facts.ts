import type { SignedDocument } from '../../../src-contract/sync/document.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import {
  builtInCalendar,
  calendarWith,
  type Calendar,
  type CalendarYear,
} from '../../../src-domain/duty/calendar.rules.ts'
import { readCalendarYear } from '../../../src-domain/duty/calendar-year.ts'
import {
  builtInIntervals,
  readIntervals,
  type InspectionIntervals,
} from '../../../src-domain/duty/inspection-intervals.ts'
import type { CatalogReading } from '../../../src-domain/duty/issued-catalog.ts'
import type { ReadDb } from '../../store/sql.ts'
import { officeDocuments } from '../sync/office-documents.ts'

/**
 * Catalogs as they stand at this PC: those of the program with what the superior office issued over the platform in their place. They are
 * derived from the signed rows each time, in whichever thread asks: nothing is copied that could be forgotten, and two PCs with the same
 * rows have the same days. What was derived is remembered by the hashes of the rows, because thousands of entries ask.
 */

/** Who issued a catalog, and which version of it. */
export type IssuedBy = { readonly version: number; readonly by: string; readonly at: string }
export type IssuedYear = IssuedBy & { readonly year: number }

type StoredYear = IssuedYear & { readonly days: CalendarYear }
type Calendars = {
  readonly inForce: readonly StoredYear[]
  readonly calendar: Calendar
  readonly stamp: string
}

const none: Calendars = { inForce: [], calendar: builtInCalendar, stamp: '' }

/** The working days that count at this PC. */
export function calendarOf(db: ReadDb): Calendar {
  return calendarsOf(db).calendar
}

/** Years whose days are the office's. */
export function issuedYears(db: ReadDb): readonly IssuedYear[] {
  return calendarsOf(db).inForce
}

/** The days of those years, for what is frozen: `calendarWith` makes the same calendar of them whatever comes later. */
export function issuedDays(db: ReadDb): readonly CalendarYear[] {
  return calendarsOf(db).inForce.map(({ days }) => days)
}

/** Another text whenever the working days are other ones; '' while they are the program's. */
export function calendarStamp(db: ReadDb): string {
  return calendarsOf(db).stamp
}

/** How often places of each kind are inspected, and who said so; null: they came with the program. */
export function intervalsOf(db: ReadDb): {
  readonly intervals: InspectionIntervals
  readonly issued: IssuedBy | null
} {
  const newest = issuedAs(db, 'inspection-intervals', readIntervals).at(-1)
  if (newest === undefined) return { intervals: builtInIntervals, issued: null }
  const { value: intervals, version, by, at } = newest
  return { intervals, issued: { version, by, at } }
}

/** Every catalog of the office that counts here. */
export function catalogsInForce(db: ReadDb): (IssuedBy & { readonly name: string })[] {
  const years = calendarsOf(db).inForce.map(({ year, version, by, at }) => ({
    name: `calendar-${year}`,
    version,
    by,
    at,
  }))
  const { issued } = intervalsOf(db)
  return issued === null ? years : [...years, { name: 'inspection-intervals', ...issued }]
}

const memory = new Map<string, Calendars>()
const mostRemembered = 8

function calendarsOf(db: ReadDb): Calendars {
  const rows = db
    .prepare<[], { rows: string | null }>(
      `SELECT group_concat(row_id || ' ' || hash, ' ') AS rows FROM sync_rows
       WHERE tbl = 'documents' AND row_id > 'catalog:calendar-' AND row_id < 'catalog:calendar.'`,
    )
    .one()?.rows
  if (rows === null || rows === undefined) return none
  const key = `${rows} ${signingKey(db)}`
  let known = memory.get(key)
  if (known === undefined) {
    known = readCalendars(db)
    if (memory.size >= mostRemembered) memory.clear()
    memory.set(key, known)
  }
  return known
}

/** Whose signature counts: the same rows say nothing to a PC of another platform. */
function signingKey(db: ReadDb): string {
  return (
    db.prepare<[], { value: string }>(`SELECT value FROM settings WHERE key = 'sync.signingKey'`).one()?.value ?? ''
  )
}

function readCalendars(db: ReadDb): Calendars {
  const all = issuedAs(db, 'calendar-', readCalendarYear).flatMap(({ name, value: days, version, by, at }) =>
    name === `calendar-${days.year}` ? [{ year: days.year, version, by, at, days }] : [],
  )
  const newest = new Map(all.map((one) => [one.year, one]))
  const inForce = [...newest.values()].sort((a, b) => a.year - b.year)
  const years = inForce.map(({ days }) => days)
  const stamp = inForce.length === 0 ? '' : sha256(canonicalJson(years as never))
  return { inForce, calendar: calendarWith(years), stamp }
}

type Issued<T> = Pick<SignedDocument, 'name' | 'version' | 'by' | 'at'> & { readonly value: T }

/** Catalogs whose name begins so, by version; what the rule does not let pass is left out, whoever signed it. */
function issuedAs<T>(db: ReadDb, name: string, read: (text: string) => CatalogReading<T>): Issued<T>[] {
  return officeDocuments(db, 'catalog')
    .filter((document) => document.name.startsWith(name))
    .sort((a, b) => a.version - b.version)
    .flatMap(({ name: of, version, by, at, content }) => {
      const reading = read(content)
      return reading.ok ? [{ name: of, version, by, at, value: reading.value }] : []
    })
}
