import { foldForSearch } from '../text/normalise.ts'
import type { AddressParse } from './address.ts'
import { withArabicNumbers } from './numerals.ts'

const CACHE_SIZE = 20_000
const folded = new Map<string, string>()

/** Names of places recur: their folded form is remembered, within bounds. */
function fold(name: string | undefined): string {
  if (name === undefined) return ''
  const known = folded.get(name)
  if (known !== undefined) return known
  const value = withArabicNumbers(foldForSearch(name)).replace(/小区$/, '')
  if (folded.size >= CACHE_SIZE) folded.clear()
  folded.set(name, value)
  return value
}

const bare = (part: string | undefined): string => part?.replace(/(?:栋|单元|层|室|户|号)$/, '') ?? ''

/** County and place: the compound where there is one, else road and door, else village, group and door. */
function placeKey({ parts, divisionCode }: AddressParse): string | null {
  const known = divisionCode !== null && !/^\d{2}(?:\d{2}00|0000)$/.test(divisionCode)
  const county = known ? divisionCode.slice(0, 6) : fold(`${parts.city ?? parts.province ?? ''}${parts.county ?? ''}`)
  if (parts.estate) return `${county}|${fold(parts.estate)}|${parts.building ? '' : bare(parts.door)}`
  const road = fold(parts.road)
  const named = road !== '' && !/^\d+组$/.test(road)
  if (!named && !parts.community) return null
  return `${county}|${named ? road : fold(parts.community) + road}|${bare(parts.door)}`
}

/**
 * The key that two spellings of one building share; null when the address names no road, compound or village.
 * Without a building number it is the key of the door.
 */
export function buildingKey(parse: AddressParse): string | null {
  const place = placeKey(parse)
  return place === null ? null : `${place}|${bare(parse.parts.building)}`
}

/**
 * The key that two spellings of one room share (or of one door, where there is no room): null when the address names
 * no road, compound or village. Town and community do not count where a road or compound is named, nor does a floor
 * that the room number tells. Look at `missing` before trusting a key: 3栋1203 and 3栋2单元1203 have different ones.
 */
export function addressKey(parse: AddressParse): string | null {
  const building = buildingKey(parse)
  if (building === null) return null
  const { unit, floor, room } = parse.parts
  const told = room !== undefined && /^[A-Z]?\d{3,4}(?!\d)/.test(room) && !parse.floorContradicted
  return `${building}|${bare(unit)}|${told ? '' : bare(floor)}|${bare(room)}`
}

/**
 * All keys of a room, the preferred one first: with a compound and a road with door, other systems may write either,
 * so both are keys. At most two.
 */
export function addressKeys(parse: AddressParse): string[] {
  const first = addressKey(parse)
  if (first === null) return []
  const { estate, road, door } = parse.parts
  if (!estate || !road || !door) return [first]
  const { estate: _, ...withoutEstate } = parse.parts
  const second = addressKey({ ...parse, parts: withoutEstate })
  return second === null ? [first] : [first, second]
}
