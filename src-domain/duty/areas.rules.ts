import { buildingKey } from '../addresses/address-key.ts'
import type { AddressParse, AddressParts } from '../addresses/address.ts'
import { parseAddress, type AddressContext } from '../addresses/parse-address.ts'
import type { LocalDate } from '../identifiers/calendar.ts'
import { holdsOn, type Span } from './spans.rules.ts'

/** What a rule covers, from small to large: one building (or one house on a road), a compound, a road, a community. */
export const areaKinds = ['building', 'estate', 'road', 'community'] as const
export type AreaKind = (typeof areaKinds)[number]

/** Sides of a road: borders of beats run along its middle. */
export const roadSides = ['both', 'odd', 'even'] as const
export type RoadSide = (typeof roadSides)[number]

/** The place of a rule. `key` is what two spellings share (`areaKey`); the door numbers are of a road only. */
export type Area = {
  readonly kind: AreaKind
  readonly key: string
  readonly doorFrom: number | null
  readonly doorTo: number | null
  readonly side: RoadSide
}

export type AreaRule = Area & Span & { readonly areaId: string; readonly beat: string }

/**
 * The key of a rule's place as typed: 金桂花园, 桂花路, 桂园社区, 金桂花园3栋 or 桂花路18号. Null when no such place can be read from it.
 * @param context divisions, and the station's county as `home`, so that its own places need no county
 */
export function areaKey(kind: AreaKind, text: string, context: AddressContext): string | null {
  const parse = parseAddress(text, context)
  if (kind === 'building') {
    const { building, door, estate, road, community } = parse.parts
    return building === undefined && (door === undefined || (estate ?? road ?? community) === undefined)
      ? null
      : (buildingKeys(parse)[0] ?? null)
  }
  const name = parse.parts[kind] ?? nameAlone(parse, text)
  return name === undefined ? null : placeOnly(parse, { [kind]: name })
}

/** A name without the ending that tells what it is (金桂, 太阳城) still names the place; one with door or building does not. */
function nameAlone({ parts }: AddressParse, text: string): string | undefined {
  const { door, building, unit, floor, room } = parts
  const name = text.trim()
  return name.length < 2 || name.length > 40 || (door ?? building ?? unit ?? floor ?? room) !== undefined
    ? undefined
    : (parts.estate ?? parts.road ?? parts.community ?? name)
}

/** County and name alone: the beginning of every key under it. */
function placeOnly(parse: AddressParse, parts: AddressParts): string | null {
  const { province, city, county } = parse.parts
  const divisions = { ...(province && { province }), ...(city && { city }), ...(county && { county }) }
  return buildingKey({ ...parse, parts: { ...divisions, ...parts } })
}

/** As address keys do it: other systems may write the compound or the road, so both are looked for. */
function buildingKeys(parse: AddressParse): string[] {
  const { estate, road, door } = parse.parts
  const keys = [buildingKey(parse)]
  if (estate && road && door) {
    const { estate: _, ...withoutEstate } = parse.parts
    keys.push(buildingKey({ ...parse, parts: withoutEstate }))
  }
  return keys.filter((key) => key !== null)
}

/** Where a rule for this address may stand, the most exact first. */
export type AreaCandidate = { readonly kind: AreaKind; readonly key: string; readonly door: number | null }

export function areaCandidates(parse: AddressParse): AreaCandidate[] {
  const { estate, road, community, door } = parse.parts
  const number = /^\d+/.exec(door ?? '')?.[0]
  const of = (kind: AreaKind, key: string | null, at: number | null = null): AreaCandidate[] =>
    key === null ? [] : [{ kind, key, door: at }]
  return [
    ...buildingKeys(parse).flatMap((key) => of('building', key)),
    ...(estate ? of('estate', placeOnly(parse, { estate })) : []),
    ...(road ? of('road', placeOnly(parse, { road }), number === undefined ? null : Number(number)) : []),
    ...(community ? of('community', placeOnly(parse, { community })) : []),
  ]
}

/**
 * The rule that gives an address its beat on a day: the most exact one that holds. Of a road, doors and side go before the whole
 * road; an address without a door number takes only the whole road.
 */
export function ruleOf<R extends AreaRule>(
  rules: readonly R[],
  candidates: readonly AreaCandidate[],
  date: LocalDate,
): R | null {
  for (const candidate of candidates) {
    const fitting = rules.filter(
      (rule) =>
        rule.kind === candidate.kind &&
        rule.key === candidate.key &&
        holdsOn(rule, date) &&
        coversDoor(rule, candidate.door),
    )
    const best = fitting.find((rule) => !isWholeRoad(rule)) ?? fitting[0]
    if (best !== undefined) return best
  }
  return null
}

function isWholeRoad({ kind, doorFrom, doorTo, side }: Area): boolean {
  return kind === 'road' && doorFrom === null && doorTo === null && side === 'both'
}

export function coversDoor(area: Area, door: number | null): boolean {
  if (area.kind !== 'road' || isWholeRoad(area)) return true
  if (door === null) return false
  if (area.side !== 'both' && (door % 2 === 1 ? 'odd' : 'even') !== area.side) return false
  return (area.doorFrom ?? 1) <= door && door <= (area.doorTo ?? Number.MAX_SAFE_INTEGER)
}

/** Whether two rules claim the same doors (of any day). A whole road and a part of it do not: the part goes first. */
export function areasCollide(one: Area, other: Area): boolean {
  if (one.kind !== other.kind || one.key !== other.key) return false
  if (one.kind !== 'road') return true
  if (isWholeRoad(one) !== isWholeRoad(other)) return false
  const from = Math.max(one.doorFrom ?? 1, other.doorFrom ?? 1)
  const to = Math.min(one.doorTo ?? Number.MAX_SAFE_INTEGER, other.doorTo ?? Number.MAX_SAFE_INTEGER)
  if (from > to) return false
  if (one.side === 'both' || other.side === 'both') {
    const side = one.side === 'both' ? other.side : one.side
    if (side === 'both') return true
    // A single door of the other side is not shared.
    return from < to || (from % 2 === 1 ? 'odd' : 'even') === side
  }
  return one.side === other.side && (from < to || (from % 2 === 1 ? 'odd' : 'even') === one.side)
}

export function parseForArea(text: string, context: AddressContext): AreaCandidate[] {
  return areaCandidates(parseAddress(text, context))
}
