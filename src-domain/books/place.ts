import type { AddressElement } from '../addresses/address.ts'
import { addressKey, addressKeys, buildingKey } from '../addresses/address-key.ts'
import { parseAddress, type AddressContext } from '../addresses/parse-address.ts'

/** What a ledger needs to know of an address. */
export type Place = {
  /** Equal for two spellings of one room; null where no road, estate or village could be read. */
  readonly key: string | null
  /** `key`, and those of what else the address may mean. */
  readonly keys: readonly string[]
  /** Equal for all rooms of one building. */
  readonly building: string | null
  readonly hasBuilding: boolean
  readonly hasRoom: boolean
  /** Floor as the address or its room tells it, such as `12层`. */
  readonly floor: string | null
  /** Elements that an address of its kind should have and this one has not. */
  readonly missing: readonly AddressElement[]
}

const CACHE_SIZE = 2_000
/** One address is asked about several times while an entry is checked, indexed and compared: it is read once. */
const read = new WeakMap<AddressContext, Map<string, Place>>()

export function readPlace(text: string, context: AddressContext): Place {
  let places = read.get(context)
  if (places === undefined) {
    places = new Map()
    read.set(context, places)
  }
  const known = places.get(text)
  if (known !== undefined) return known
  const parse = parseAddress(text, context)
  const place: Place = {
    key: addressKey(parse),
    keys: addressKeys(parse),
    building: buildingKey(parse),
    hasBuilding: parse.parts.building !== undefined,
    hasRoom: parse.parts.room !== undefined,
    floor: parse.parts.floor ?? null,
    missing: parse.missing,
  }
  if (places.size >= CACHE_SIZE) places.clear()
  places.set(text, place)
  return place
}
