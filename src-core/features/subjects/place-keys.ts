import { addressKey, addressKeys, buildingKey } from '../../../src-domain/addresses/address-key.ts'
import type { AddressElement, AddressParse } from '../../../src-domain/addresses/address.ts'
import { parseAddress } from '../../../src-domain/addresses/parse-address.ts'
import { printAddress } from '../../../src-domain/addresses/print-address.ts'
import { divisions } from '../../divisions.ts'

export type PlaceKeys = {
  /** Keys of the room; one for the compound and one for road and door where both were written. */
  readonly rooms: readonly string[]
  /** Building, unit and room without the place, for questions that leave it out: 3栋2单元1203. Null without building and room. */
  readonly localRoom: string | null
  /** How the local rooms begin of a building or unit without place and room: 3栋2单元. Null elsewhere. */
  readonly localStart: string | null
  /** Keys of the building; two where both compound and road with door were written. */
  readonly buildings: readonly string[]
  /** The normal form below the county, in which 3-2-1203 and 3号楼2单元1203室 are the same text. */
  readonly normal: string
  /** Of that, from the road or compound on; null where there is neither, or words could not be placed. */
  readonly local: string | null
  /** Elements that such an address should have and this one has not. */
  readonly missing: readonly AddressElement[]
}

/**
 * Keys under which two spellings of one room, and of one building, meet; empty lists where the address does not say.
 * @param home county code of the station, for addresses that leave the county out; null when it is not known
 */
export function placeKeys(address: string, home: string | null): PlaceKeys {
  if (home !== rememberedHome) {
    remembered.clear()
    rememberedHome = home
  }
  const known = remembered.get(address)
  if (known) return known
  const read = new Place(address, home)
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(address, read)
  return read
}

function localOf(parse: AddressParse): string | null {
  const { road, estate, door, building, unit, floor, room } = parse.parts
  if ((road ?? estate) === undefined || parse.unplaced.length > 0) return null
  const parts = Object.entries({ road, door, estate, building, unit, floor, room }).filter(
    ([, part]) => part !== undefined,
  )
  return printAddress({ ...parse, parts: Object.fromEntries(parts) })
}

function localRoomOf(parse: AddressParse): string | null {
  const { building, unit, floor, room } = parse.parts
  if (building === undefined || room === undefined) return null
  const parts = { estate: '·', building, room, ...(unit && { unit }), ...(floor && { floor }) }
  return (
    addressKey({ ...parse, parts })
      ?.split('|')
      .slice(3)
      .join('|') ?? null
  )
}

function localStartOf(parse: AddressParse): string | null {
  const { road, estate, community, building, unit, room } = parse.parts
  if (building === undefined || (road ?? estate ?? community ?? room) !== undefined) return null
  const start = localRoomOf({ ...parse, parts: { building, ...(unit && { unit }), room: '0室' } })
  return (
    start
      ?.split('|')
      .slice(0, unit === undefined ? 1 : 2)
      .join('|')
      .concat('|') ?? null
  )
}

/** As addressKeys does it for rooms: other systems may write the compound or the road. */
function buildingsOf(parse: AddressParse): string[] {
  const { estate, road, door } = parse.parts
  const keys = [buildingKey(parse)]
  if (estate && road && door) {
    const { estate: _, ...withoutEstate } = parse.parts
    keys.push(buildingKey({ ...parse, parts: withoutEstate }))
  }
  return keys.filter((key) => key !== null)
}

/** One household's records repeat one address, one after the other: parsing is most of what indexing costs. */
const remembered = new Map<string, PlaceKeys>()
const mostRemembered = 5_000
/** Of what is remembered: a station has one home. */
let rememberedHome: string | null = null

class Place implements PlaceKeys {
  readonly rooms: readonly string[]
  readonly localRoom: string | null
  readonly buildings: readonly string[]
  readonly normal: string
  readonly #parse: AddressParse

  constructor(address: string, home: string | null) {
    const parse = parseAddress(address, home === null ? { divisions } : { divisions, home })
    const { province: _province, city: _city, county: _county, ...local } = parse.parts
    this.rooms = parse.parts.room === undefined ? [] : addressKeys(parse)
    this.localRoom = localRoomOf(parse)
    this.buildings = buildingsOf(parse)
    this.normal = printAddress({ ...parse, parts: local })
    this.#parse = parse
  }

  // What only questions and comparisons ask for is not made while millions of records are indexed.

  get localStart(): string | null {
    return localStartOf(this.#parse)
  }

  get local(): string | null {
    return localOf(this.#parse)
  }

  get missing(): readonly AddressElement[] {
    return this.#parse.missing
  }
}
