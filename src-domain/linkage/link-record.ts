import type { RecordAbout, SystemId } from '../../src-contract/systems.ts'
import { nameFacts, type NameFacts } from './name-facts.ts'

/** Of which engine a derived link is. Raise it whenever a rule, a level or a constant changes: every station then links anew. */
export const engineVersion = 1

/** What of a source record linking looks at, as it was extracted: normal forms, nothing guessed. */
export type RecordFacts = {
  readonly system: SystemId
  readonly nativeId: string
  readonly about: RecordAbout
  /** 18 digits with a right checksum, or null. */
  readonly idNumber: string | null
  /** Numbers that are no valid ID number: they never link, and a number one digit away is only a hint. */
  readonly doubtfulIds: readonly string[]
  readonly names: readonly string[]
  readonly organisationNames: readonly string[]
  readonly phones: readonly string[]
  readonly uscc: string | null
  readonly birthDate: string | null
  readonly sex: string | null
  readonly places: readonly PlaceFacts[]
}

export type PlaceFacts = {
  /** Keys of the room as in addressKeys; empty where the address names none. */
  readonly rooms: readonly string[]
  /** Keys of the building as in buildingKey. */
  readonly buildings: readonly string[]
  /** The room is written without the floor (03室), so that its key is shared by all floors. */
  readonly floorMissing: boolean
}

/** A record as it is compared: built once, then only read. */
export type LinkRecord = {
  /** System and native id: what decisions refer to, equal on every PC. */
  readonly key: string
  readonly system: SystemId
  readonly about: RecordAbout
  readonly id: string | null
  readonly doubtfulIds: readonly string[]
  readonly names: readonly NameFacts[]
  readonly organisationNames: readonly string[]
  readonly phones: readonly string[]
  readonly uscc: string | null
  readonly birthDate: string | null
  readonly sex: string | null
  /** A home that the address names completely. */
  readonly rooms: readonly string[]
  /** A house by its door, where there are no rooms. */
  readonly houses: readonly string[]
  /** Building, unit and the last two digits of the room; those of addresses without a floor stand in `floorless` as well. */
  readonly stems: readonly string[]
  readonly floorless: readonly string[]
  readonly buildings: readonly string[]
}

/** The key by which a record is known to decisions and to other PCs. */
export function recordKey(system: SystemId, nativeId: string): string {
  return `${system} ${nativeId}`
}

/** Pure; equal facts give equal records. Masked numbers (with a star) say nothing here. */
export function linkRecord(facts: RecordFacts): LinkRecord {
  const rooms: string[] = []
  const houses: string[] = []
  const stems: string[] = []
  const floorless: string[] = []
  const buildings: string[] = []
  for (const place of facts.places) {
    for (const building of place.buildings) {
      add(buildings, building)
      if (place.rooms.length === 0 && isHouse(building)) add(houses, building)
    }
    for (const room of place.rooms) {
      const stem = stemOf(room)
      add(stems, stem)
      add(place.floorMissing ? floorless : rooms, place.floorMissing ? stem : room)
    }
  }
  const readable = (value: string): boolean => !value.includes('*')
  return {
    key: recordKey(facts.system, facts.nativeId),
    system: facts.system,
    about: facts.about,
    id: facts.about === 'organisation' ? null : facts.idNumber,
    doubtfulIds: facts.doubtfulIds.filter((id) => id.length === 18 && readable(id)),
    names: facts.names.map(nameFacts),
    organisationNames: facts.organisationNames,
    phones: facts.phones.filter(readable),
    uscc: facts.uscc,
    birthDate: facts.birthDate,
    sex: facts.sex,
    rooms,
    houses,
    stems,
    floorless,
    buildings,
  }
}

/** county|road|door| : a door on a road, and no building behind it. */
function isHouse(building: string): boolean {
  const [, , door, number] = building.split('|')
  return door !== undefined && door !== '' && number === ''
}

/** county|place|door|building|unit|floor|room without the floor: what is left of a room whose floor was not written. */
function stemOf(room: string): string {
  const parts = room.split('|')
  const number = parts[6] ?? ''
  return [...parts.slice(0, 5), number.slice(-2).padStart(2, '0')].join('|')
}

function add(list: string[], value: string): void {
  if (!list.includes(value)) list.push(value)
}
