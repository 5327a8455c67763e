import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import { divisions } from '../../divisions.ts'
import type { ReadDb } from '../../store/sql.ts'
import { homeCounty } from '../subjects/subjects.service.ts'

const abroad: AddressContext = { divisions }
const known = new Map<string, AddressContext>()

/** How addresses are read here: the station's county is meant where none is written. */
export function placeContext(db: ReadDb): AddressContext {
  const home = homeCounty(db)
  if (home === null) return abroad
  const context = known.get(home) ?? { divisions, home }
  known.set(home, context)
  return context
}
