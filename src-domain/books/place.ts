import type { AddressElement } from '../addresses/address.ts'
import { addressKey } from '../addresses/address-key.ts'
import { parseAddress, type AddressContext } from '../addresses/parse-address.ts'

/** What a ledger needs to know of an address. */
export type Place = {
  /** Equal for two spellings of one room; null where no road, estate or village could be read. */
  readonly key: string | null
  readonly hasRoom: boolean
  /** Elements that an address of its kind should have and this one has not. */
  readonly missing: readonly AddressElement[]
}

export function readPlace(text: string, context: AddressContext): Place {
  const parse = parseAddress(text, context)
  return { key: addressKey(parse), hasRoom: parse.parts.room !== undefined, missing: parse.missing }
}
