import demo from '../../../resources/catalogs/demo/demo.json' with { type: 'json' }
import divisionList from '../../../resources/catalogs/divisions/demo.json' with { type: 'json' }
import type { Division } from '../../../src-domain/addresses/address.ts'
import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import type { FictitiousRanges } from '../../../src-domain/books/facts.ts'

/** Numbers that can belong to nobody; demo data and tests use no others. */
export const fictitious: FictitiousRanges = { divisions: demo.divisions, phonePrefixes: demo.phonePrefixes }

/** One array for the process: its index is built once and kept with it. */
export const addresses: AddressContext = { divisions: divisionList.divisions as readonly Division[] }
