import type { AddressParts } from './address.ts'
import type { Token } from './tokens.ts'

/** Where a parse stands: the elements so far, the place named last, and whether the door number came after a compound or lane. */
export interface Draft {
  readonly parts: AddressParts
  readonly unplaced: string[]
  lastPlace: 'road' | 'lane' | 'estate' | null
  doorInside: boolean
  floorContradicted: boolean
}

type NumberToken = Extract<Token, { kind: 'number' }>

const isLong = (value: string): boolean => /^[A-Z]?\d{3,}/.test(value)

/** Nothing of what a later marker would mean has been said yet. */
function outdoors({ parts }: Draft): boolean {
  return !parts.building && !parts.unit && !parts.floor && !parts.room
}

function put(draft: Draft, element: 'building' | 'unit' | 'floor' | 'room' | 'door', text: string): void {
  if (draft.parts[element] === undefined) draft.parts[element] = text
  else if (draft.parts[element] !== text) draft.unplaced.push(text)
}

function putDoor(draft: Draft, value: string): void {
  if (draft.parts.door === undefined) draft.doorInside = draft.lastPlace === 'estate' || draft.lastPlace === 'lane'
  put(draft, 'door', `${value}号`)
}

function append(draft: Draft, element: 'road' | 'estate', text: string): void {
  draft.lastPlace = element === 'road' && text.endsWith('弄') ? 'lane' : element
  // 3号25弄 is written the wrong way round: the door is in the lane all the same.
  if (draft.lastPlace === 'lane' && draft.parts.door !== undefined) draft.doorInside = true
  const known = draft.parts[element] ?? ''
  draft.parts[element] = known.endsWith(text) ? known : known + text
}

/** 甲 in front of a number is part of a door, never of a room. */
const room = (value: string): string =>
  /^[东西南北中]$/.test(value) ? `${value}户` : `${value.replace(/^[甲乙丙丁戊己庚辛](?=\d)/, '')}室`

/** 302-1 is one room, a part of 302 that is let by itself: a short number behind a long one belongs to it. */
function joinParts(values: readonly string[]): readonly string[] {
  const last = values[values.length - 1] as string
  const before = values[values.length - 2]
  if (before === undefined || !isLong(before) || !/^(?:\d{1,2}|[A-Z])$/.test(last)) return values
  return [...values.slice(0, -2), `${before}-${last}`]
}

/** Gives the numbers of a chain without markers of their own to building, unit, floor and room, as far as these are open. */
function spread(draft: Draft, values: readonly string[], lastIsRoom: boolean): void {
  const { parts } = draft
  const open: ('building' | 'unit' | 'floor')[] = []
  if (!parts.building && !parts.unit && !parts.floor) open.push('building')
  if (!parts.unit && !parts.floor) open.push('unit')
  if (!parts.floor) open.push('floor')
  const last = values[values.length - 1] as string
  const withRoom =
    lastIsRoom || isLong(last) || values.length > 2 || parts.unit !== undefined || parts.floor !== undefined
  const rest = withRoom ? values.slice(0, -1) : values
  const marks = { building: '栋', unit: '单元', floor: '层' } as const
  const extra = rest.slice(open.length)
  rest.slice(0, open.length).forEach((value, i) => {
    const element = open[i] as 'building' | 'unit' | 'floor'
    put(draft, element, value + marks[element])
  })
  draft.unplaced.push(...extra)
  if (withRoom) put(draft, 'room', room(last))
}

/** One number without a marker: what is still missing at this place decides. */
function single(draft: Draft, value: string): void {
  const { parts } = draft
  if (!outdoors(draft) || parts.door) put(draft, 'room', room(value))
  else if (parts.estate) put(draft, isLong(value) ? 'room' : 'building', isLong(value) ? room(value) : `${value}栋`)
  else if (parts.road || parts.community) putDoor(draft, value)
  else put(draft, isLong(value) ? 'room' : 'building', isLong(value) ? room(value) : `${value}栋`)
}

/** 12号 is a door on a road, a room inside a building; a second one behind a door is a building. */
function numbered(draft: Draft, value: string, next: Token | undefined): void {
  if (!outdoors(draft)) return put(draft, 'room', room(value))
  if (draft.parts.door === undefined) return putDoor(draft, value)
  if (!isLong(value) && next?.kind === 'number') return put(draft, 'building', `${value}栋`)
  put(draft, 'room', room(value))
}

function sub(draft: Draft, value: string): void {
  const { parts } = draft
  const element = parts.room ? 'room' : 'door'
  const known = parts[element]
  if (known === undefined) return putDoor(draft, `附${value}`)
  if (/[-附]/.test(known) || (element === 'room' && !isLong(known))) draft.unplaced.push(value)
  else parts[element] = known.replace(/(?=[号室户]$)/, `-${value}`)
}

function hasLater(rest: readonly Token[], markers: readonly string[]): boolean {
  return rest.some((token) => token.kind === 'number' && token.marker !== null && markers.includes(token.marker))
}

/** Places one number or chain. `rest` are the tokens behind it. */
export function placeNumber(draft: Draft, token: NumberToken, rest: readonly Token[]): void {
  const { values, marker } = token
  const last = values[values.length - 1] as string
  const before = values.slice(0, -1)
  const joined = values.join('-')
  switch (marker) {
    case '栋':
    case '座':
      return put(draft, 'building', `${joined}栋`)
    case '单元':
      if (before.length > 0) spread(draft, before, false)
      return put(draft, 'unit', `${last}单元`)
    case '楼':
      // 12楼3单元 is building 12; 3单元12楼 is floor 12.
      if (outdoors(draft) && before.length === 0 && !last.startsWith('负') && hasLater(rest, ['单元', '层', '楼'])) {
        return put(draft, 'building', `${last}栋`)
      }
      return placeFloor(draft, before, last)
    case '层':
      return placeFloor(draft, before, last)
    case '室':
      return placeRoom(draft, joinParts(values))
    case '号院':
      return isLong(last) && values.length > 1 ? void draft.unplaced.push(joined) : putDoor(draft, joined)
    case '号':
      if (values.length === 1) return numbered(draft, last, rest[0])
      if (values.length === 2 && outdoors(draft) && !draft.parts.door && !isLong(last)) return putDoor(draft, joined)
      return placeRoom(draft, joinParts(values))
    case '弄':
    case '巷':
      if (outdoors(draft)) return append(draft, 'road', joined + marker)
      return void draft.unplaced.push(joined + marker)
    case '组':
      if (outdoors(draft)) return append(draft, 'road', `${joined}组`)
      return void draft.unplaced.push(`${joined}组`)
    case '期':
    case '区':
      if (outdoors(draft)) return append(draft, 'estate', joined + marker)
      return void draft.unplaced.push(joined + marker)
    case '附':
      return sub(draft, joined)
    case null:
      return placeBare(draft, values)
  }
}

/** Floors have numbers; 甲楼 and A楼 are buildings. */
function placeFloor(draft: Draft, before: readonly string[], last: string): void {
  if (before.length > 0) spread(draft, before, false)
  if (/^负?\d+$/.test(last)) put(draft, 'floor', `${last}层`)
  else if (outdoors(draft)) put(draft, 'building', `${last}栋`)
  else draft.unplaced.push(last)
}

function placeRoom(draft: Draft, values: readonly string[]): void {
  if (values.length > 1) spread(draft, values, true)
  else put(draft, 'room', room(values[0] as string))
}

function placeBare(draft: Draft, chain: readonly string[]): void {
  const values = joinParts(chain)
  if (values.length === 1) return single(draft, values[0] as string)
  spread(draft, values, false)
}
