import type { Place, Places } from './places.ts'
import type { Random } from './random.ts'

/** From which element on the address is written. */
export type Head = 'province' | 'city' | 'county' | 'community' | 'road'

const digitsZh = '零一二三四五六七八九'

/** 1-99 in Chinese numerals, as doors and floors are spoken. */
export function chineseNumber(n: number): string {
  if (n >= 100) return [...String(n)].map((digit) => digitsZh.charAt(Number(digit))).join('')
  const tens = Math.floor(n / 10)
  const ones = n % 10
  return (
    (tens === 0 ? '' : tens === 1 ? '十' : `${digitsZh.charAt(tens)}十`) + (ones === 0 ? '' : digitsZh.charAt(ones))
  )
}

function fullWidth(text: string): string {
  return text.replace(/[0-9A-Z-]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
}

const two = (n: number): string => String(n).padStart(2, '0')

/** 1203 for floor 12, room 3; 3 where rooms are numbered per floor. */
export function roomNumber(place: Place): string {
  return place.perFloorNumbers ? String(place.room) : `${place.floor}${two(place.room)}`
}

export function buildingNumber(place: Place): string {
  return place.kind === 'office' ? 'ABC'.charAt(place.building - 1) : String(place.building)
}

function headOf(places: Places, place: Place, head: Head): string {
  const { province, city, county } = places
  const { community } = place
  switch (head) {
    case 'province':
      return province + city + county + community.town
    case 'city':
      return city + county + community.town
    case 'county':
      return county + community.town
    case 'community':
      return community.name
    case 'road':
      return ''
  }
}

/** The standard spelling: 云渚省澄湾市东渚区桂园街道桂花路18号金桂花园3号楼2单元1203室. `floor: false` leaves the floor out. */
export function standardAddress(places: Places, place: Place, head: Head = 'province', floor = true): string {
  const street = headOf(places, place, head) + place.road + place.door + '号'
  if (place.kind === 'lane') return street
  const building = `${place.estate}${buildingNumber(place)}${place.kind === 'office' ? '座' : '号楼'}`
  const unit = place.unit === 0 ? '' : `${place.unit}单元`
  const room = !floor
    ? `${two(place.room)}室`
    : place.perFloorNumbers
      ? `${place.floor}层${place.room}室`
      : `${roomNumber(place)}室`
  return street + building + unit + room
}

/** One of the ways in which people write the same address. */
export function spelledAddress(places: Places, place: Place, head: Head, floor: boolean, random: Random): string {
  const blank = random.chance(0.1) ? ' ' : ''
  const front = headOf(places, place, head)
  const street = `${front}${front === '' ? '' : blank}${place.road}${random.chance(0.15) ? chineseNumber(place.door) : place.door}${random.chance(0.9) ? '号' : '號'}`
  const wide = random.chance(0.12)
  if (place.kind === 'lane') return wide ? fullWidth(street) : street
  const number = buildingNumber(place)
  const dashed = random.chance(0.2) && floor && !place.perFloorNumbers
  let inside: string
  if (dashed) inside = [number, ...(place.unit === 0 ? [] : [place.unit]), roomNumber(place)].join('-')
  else {
    const zh = random.chance(0.2) && place.kind !== 'office'
    const building =
      (zh ? chineseNumber(place.building) : number) +
      random.pick(place.kind === 'office' ? ['座', '座', '栋'] : ['号楼', '栋', '幢', '座', '#楼'])
    const unit = place.unit === 0 ? '' : `${zh ? chineseNumber(place.unit) : place.unit}单元`
    const ending = random.pick(['室', '室', '户', '号', ''])
    const room = !floor
      ? two(place.room) + (ending === '' ? '室' : ending)
      : place.perFloorNumbers
        ? `${zh ? chineseNumber(place.floor) : place.floor}${random.pick(['层', '楼', zh ? '层' : 'F'])}${place.room}${ending === '' ? '室' : ending}`
        : roomNumber(place) + ending
    inside = building + unit + room
  }
  const text = street + blank + place.estate + inside
  return wide ? fullWidth(text) : text
}

/** The same place with a wrong door, building or room number; always different from it. */
export function misplaced(place: Place, random: Random): Place {
  const shape = place.kind === 'lane' ? 0 : random.below(3)
  if (shape === 1)
    return { ...place, building: place.building > 1 && random.chance(0.5) ? place.building - 1 : place.building + 1 }
  if (shape === 2) return { ...place, room: place.room > 1 ? place.room - 1 : place.room + 1 }
  const turned = Number([...String(place.door)].reverse().join(''))
  const door = turned !== place.door && turned > 0 && random.chance(0.5) ? turned : place.door + random.between(1, 6)
  return { ...place, door }
}
