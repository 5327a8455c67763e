import type { PlaceSaid } from './conflict-kinds.ts'

/** same: nothing that both say differs; near: numbers are off by as much as a slip of the pen; far: elsewhere. */
export type Distance = 'same' | 'near' | 'far' | 'unknown'

/**
 * How far apart two addresses are. What only one of them says does not count; where a floor is missing, only the room on the floor
 * is compared. Symmetric.
 */
export function comparePlaces(a: PlaceSaid | null, b: PlaceSaid | null): Distance {
  if (a === null || b === null) return 'unknown'
  const site = sameSite(a, b)
  if (site === null) return 'unknown'
  if (!site) return 'far'
  if (differ(a.unit, b.unit)) return 'far'
  const apart = [door(a, b), stepApart(a.building, b.building), room(a, b)].filter((one) => one !== 'same')
  if (apart.length === 0) return 'same'
  return apart.every((one) => one === 'near') ? 'near' : 'far'
}

/** By the compound where both name one, else by the road; null where they name nothing in common. */
function sameSite(a: PlaceSaid, b: PlaceSaid): boolean | null {
  if (a.estate !== '' && b.estate !== '') return a.estate === b.estate
  if (a.estate !== '' || b.estate !== '') {
    // A compound and a bare door: only the door can tell, and a bare door has no room.
    if (a.road === '' || b.road === '') return null
    return a.road === b.road && a.door === b.door
  }
  if (a.road === '' || b.road === '') return null
  return a.road === b.road
}

const differ = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b

/** In a compound the door is told by its name, so any other is a slip; on a road only a turned or close number is one. */
function door(a: PlaceSaid, b: PlaceSaid): Distance {
  if (!differ(a.door, b.door)) return 'same'
  if (a.estate !== '' && b.estate !== '') return 'near'
  const turned = [...a.door].reverse().join('').replace(/^0+/, '')
  const back = [...b.door].reverse().join('').replace(/^0+/, '')
  if (turned === b.door || back === a.door) return 'near'
  return Math.abs(Number(a.door) - Number(b.door)) <= 6 ? 'near' : 'far'
}

function stepApart(a: string, b: string): Distance {
  if (!differ(a, b)) return 'same'
  const [left, right] = [numberOf(a), numberOf(b)]
  return Math.abs(left - right) === 1 ? 'near' : 'far'
}

const numberOf = (text: string): number => (/^[A-Z]$/.test(text) ? text.charCodeAt(0) : Number(text))

function room(a: PlaceSaid, b: PlaceSaid): Distance {
  if (a.room === '' || b.room === '' || a.room === b.room) return 'same'
  const whole = !a.floorMissing && !b.floorMissing
  const onFloor = (place: PlaceSaid): string => place.room.slice(-2).replace(/^0/, '')
  if (!whole && onFloor(a) === onFloor(b)) return 'same'
  return whole ? stepApart(a.room, b.room) : stepApart(onFloor(a), onFloor(b))
}
