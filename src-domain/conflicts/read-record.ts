import type { SystemId } from '../../src-contract/systems.ts'
import type { AddressParse } from '../addresses/address.ts'
import { foldForSearch } from '../text/normalise.ts'
import type { ConflictRecord, PlaceSaid } from './conflict-kinds.ts'

type Stored = Pick<ConflictRecord, 'system' | 'nativeId' | 'fields'>

/**
 * Prepares a source record for the rules.
 * @param parse takes an address apart; callers remember what they parsed, a household shares one address
 */
export function readRecord(stored: Stored, parse: (address: string) => AddressParse): ConflictRecord {
  const written = stored.fields['address'] === undefined ? null : placeSaid(parse(stored.fields['address']))
  const key = stored.system === 'WY' ? keyOfUnit(stored.fields) : null
  return { ...stored, written, place: key === null ? written : placeSaid(parse(key)) }
}

/** Property management writes building, unit and room apart, with or without their words. */
function keyOfUnit({ estate, building, unit, room }: ConflictRecord['fields']): string | null {
  if (estate === undefined || building === undefined || room === undefined) return null
  const number = (text: string): string => text.replace(/(?:号楼|栋|幢|座|单元|室|号|户)$/u, '')
  const inside = unit === undefined ? '' : `${number(unit)}单元`
  return `${estate}${number(building)}栋${inside}${number(room)}室`
}

const bare = (part: string | undefined): string => (part ?? '').replace(/(?:栋|座|单元|层|室|户|号)$/u, '')

export function placeSaid(parse: AddressParse): PlaceSaid {
  const { road, door, estate, building, unit, floor, room } = parse.parts
  return {
    road: foldForSearch(road ?? ''),
    door: bare(door),
    estate: foldForSearch(estate ?? ''),
    building: bare(building),
    unit: bare(unit),
    floor: bare(floor),
    room: bare(room),
    floorMissing: parse.missing.includes('floor'),
  }
}

/** People who live here by the record's own words, now. A lease counts while it runs. */
export function isCurrent(record: ConflictRecord, today: string): boolean {
  const { fields } = record
  switch (record.system) {
    case 'JZ':
      return fields['status'] === '登记'
    case 'WG':
      return !isFormer(record)
    case 'WY':
      return fields['movedOut'] === undefined || fields['movedOut'] > today
    case 'ZJ':
      return (fields['leaseStart'] ?? '') <= today && today <= (fields['leaseEnd'] ?? '9999')
    default:
      return false
  }
}

/**
 * Until when these records say the same about who lives where now, as isCurrent reads them: days before this text, in the order of texts,
 * change nothing by themselves. Null: no day does.
 */
export function currentUntil(records: readonly ConflictRecord[], today: string): string | null {
  let until: string | null = null
  const at = (day: string | undefined): void => {
    if (day !== undefined && day > today && (until === null || day < until)) until = day
  }
  for (const { system, fields } of records) {
    if (system === 'WY') at(fields['movedOut'])
    if (system !== 'ZJ') continue
    at(fields['leaseStart'])
    // The last day itself still counts.
    if (fields['leaseEnd'] !== undefined) at(`${fields['leaseEnd']} `)
  }
  return until
}

/** The record itself says that the person no longer lives there. */
export function isFormer({ system, fields }: ConflictRecord): boolean {
  return (
    (system === 'JZ' && fields['status'] === '变更') ||
    (system === 'WG' && /搬离|迁出/u.test(fields['lastEvent'] ?? ''))
  )
}

const eventFields: Readonly<Record<SystemId, string>> = {
  JZ: 'registeredOn',
  JCJ: 'reportedAt',
  MZ: 'acceptedOn',
  WG: 'eventOn',
  WY: 'movedIn',
  YJ: 'foundOn',
  ZJ: 'leaseStart',
}

/** Day of what the record tells of, YYYY-MM-DD; '' where it does not say. */
export function eventDay({ system, fields }: ConflictRecord): string {
  return (fields[eventFields[system]] ?? '').slice(0, 10)
}

export function keyOf({ system, nativeId }: Pick<ConflictRecord, 'system' | 'nativeId'>): string {
  return `${system}#${nativeId}`
}
