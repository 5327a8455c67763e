import type { AddressParse } from '../../../src-domain/addresses/address.ts'
import { parseAddress } from '../../../src-domain/addresses/parse-address.ts'
import type { ReadDb } from '../../store/sql.ts'
import { addressesOf } from '../ledger/catalogs.ts'

/** One household shares one address: parsing is most of what a look at its records costs. */
const parsed = new Map<string, AddressParse>()
const mostParsed = 4_000

/** Takes addresses apart as this station reads them, each once. */
export function addressParser(db: ReadDb): (address: string) => AddressParse {
  const context = addressesOf(db)
  return (address) => {
    const known = parsed.get(address)
    if (known) return known
    const read = parseAddress(address, context)
    if (parsed.size >= mostParsed) parsed.clear()
    parsed.set(address, read)
    return read
  }
}
