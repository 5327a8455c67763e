import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import type { Values } from '../../../src-domain/books/book.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import type { ReadDb } from '../../store/sql.ts'

/** With fewer rooms known than these a building may well be higher than the highest of them. */
const enoughRooms = 6
const roomsLookedAt = 2_000

/** Rooms of the seven systems are kept under the same keys that the ledger uses (subjects, kind `room`). */
export const knownRoomSql = `SELECT 1 AS found FROM subject_keys WHERE kind = 'room' AND value = ? LIMIT 1`
export const anyRoomSql = `SELECT 1 AS found FROM subject_keys WHERE kind = 'room' LIMIT 1`
export const roomsOfSql = `SELECT DISTINCT value FROM subject_keys WHERE kind = 'room' AND value >= ? AND value < ? LIMIT ${roomsLookedAt}`

/** Whether the station knows of any premises at all. */
export function knowsPlaces(db: ReadDb): boolean {
  return db.prepare<[], { found: number }>(anyRoomSql).one() !== undefined
}

/** Whether the address is one of the station's premises, of which it knows some. */
export function isKnownPlace(db: ReadDb, values: Values, context: AddressContext): boolean | undefined {
  const address = addressIn(values)
  if (address === null) return undefined
  const one = db.prepare<[string], { found: number }>(knownRoomSql)
  return readPlace(address, context).keys.some((key) => one.one(key) !== undefined)
}

/** The highest storey on which a room of the building is known; null where too few are. */
export function floorsAt(db: ReadDb, values: Values, context: AddressContext): number | null {
  const address = addressIn(values)
  if (address === null) return null
  const { building: key, hasBuilding } = readPlace(address, context)
  if (key === null || !hasBuilding) return null
  const rooms = db
    .prepare<[string, string], { value: string }>(roomsOfSql)
    .all(`${key}|`, `${key}|\u{10ffff}`)
    .map(({ value }) => floorOf(value.slice(key.length + 1)))
    .filter((floor) => floor !== null)
  return rooms.length < enoughRooms ? null : Math.max(...rooms)
}

/** `unit|floor|room`, where the floor is empty when the room's number tells it: 1203 is on the twelfth. */
function floorOf(rest: string): number | null {
  const [, floor = '', room = ''] = rest.split('|')
  const stated = /^\d{1,3}$/.exec(floor)
  if (stated !== null) return Number(floor)
  const told = /^[A-Z]?(\d{1,2})\d{2}(?!\d)/.exec(room)
  return told?.[1] === undefined ? null : Number(told[1])
}

function addressIn(values: Values): string | null {
  const address = values['address']
  return address === undefined || isDeclaredMissing(address) ? null : address
}
