/** What a paper must know of an entry to put it in its place. `key` is the ledger's address key. */
export type Placed = { readonly entryId: string; readonly key: string; readonly book: string }

export type Room<T> = { readonly key: string; readonly label: string; readonly rows: readonly T[] }

const byNumber = new Intl.Collator('zh', { numeric: true })
const bookOrder = ['L04', 'L02', 'L03']

/** Rooms in the order in which a building is walked: unit, floor, room; in a room the rental first, then residents, then others. */
export function walkOrder<T extends Placed>(entries: readonly T[], building: string): Room<T>[] {
  const rooms = new Map<string, T[]>()
  for (const entry of entries) {
    const known = rooms.get(entry.key)
    if (known === undefined) rooms.set(entry.key, [entry])
    else known.push(entry)
  }
  return [...rooms]
    .map(([key, rows]) => ({ key, rows, place: placeIn(key, building) }))
    .sort((a, b) => inOrder(a.place, b.place))
    .map(({ key, rows, place }) => ({
      key,
      label: labelOf(place),
      rows: [...rows].sort(
        (a, b) => bookOrder.indexOf(a.book) - bookOrder.indexOf(b.book) || (a.entryId < b.entryId ? -1 : 1),
      ),
    }))
}

type Place = { readonly unit: string; readonly floor: string; readonly room: string }

/** The rest of an address key behind its building: `unit|floor|room`. */
function placeIn(key: string, building: string): Place {
  const [unit = '', floor = '', room = ''] = key.slice(building.length + 1).split('|')
  return { unit, floor, room }
}

function inOrder(a: Place, b: Place): number {
  return (
    byNumber.compare(a.unit, b.unit) || byNumber.compare(floorOf(a), floorOf(b)) || byNumber.compare(a.room, b.room)
  )
}

/** The floor as stated, or as the room's number tells it: 1203 is on the twelfth. */
function floorOf({ floor, room }: Place): string {
  if (floor !== '') return floor
  return /^[A-Z]?(\d{1,2})\d{2}(?!\d)/.exec(room)?.[1] ?? ''
}

/** 2单元1203室, 3层2室; empty for the building itself. */
function labelOf({ unit, floor, room }: Place): string {
  const part = (value: string, word: string): string =>
    value === '' ? '' : /[\d\p{Script=Han}A-Z]$/u.test(value) ? `${value}${word}` : value
  return `${part(unit, '单元')}${part(floor, '层')}${part(room, '室')}`
}
