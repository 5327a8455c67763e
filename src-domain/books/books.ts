import type { BookSpec } from './book.ts'
import { beatProfile } from './l01-beat-profile.book.ts'
import { residents } from './l02-residents.book.ts'
import { temporaryResidents } from './l03-temporary-residents.book.ts'
import { rentals } from './l04-rentals.book.ts'
import { organisations } from './l05-organisations.book.ts'
import { visits } from './l06-visits.book.ts'
import { disputes } from './l07-disputes.book.ts'
import { hazards } from './l08-hazards.book.ts'
import { incidentFollowUp } from './l09-incident-follow-up.book.ts'
import { patrols } from './l10-patrols.book.ts'
import { outreach } from './l11-outreach.book.ts'
import { serviceRequests } from './l12-service-requests.book.ts'

/** The station's books in the order of their numbers. A new book: its file, and one line here. */
export const books: readonly BookSpec[] = [
  beatProfile,
  residents,
  temporaryResidents,
  rentals,
  organisations,
  visits,
  disputes,
  hazards,
  incidentFollowUp,
  patrols,
  outreach,
  serviceRequests,
]

export type Books = ReadonlyMap<string, BookSpec>

/** Books by id; a Map, so that no id can reach a prototype. */
export const booksById: Books = new Map(books.map((book) => [book.definition.id as string, book]))
