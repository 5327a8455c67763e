import demo from '../../../resources/catalogs/demo/demo.json' with { type: 'json' }
import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import type { FictitiousRanges } from '../../../src-domain/books/facts.ts'
import { divisions } from '../../divisions.ts'
import type { ReadDb } from '../../store/sql.ts'
import { homeCounty } from '../subjects/subjects.service.ts'

/** Numbers that can belong to nobody; demo data and tests use no others. */
export const fictitious: FictitiousRanges = { divisions: demo.divisions, phonePrefixes: demo.phonePrefixes }

export const addresses: AddressContext = { divisions }

const byHome = new Map<string, AddressContext>()

/** How addresses are read at this station: what they leave out is its own county. */
export function addressesOf(db: ReadDb): AddressContext {
  const home = homeCounty(db)
  if (home === null) return addresses
  const known = byHome.get(home) ?? { ...addresses, home }
  byHome.set(home, known)
  return known
}
