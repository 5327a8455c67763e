import { normaliseText } from '../text/normalise.ts'
import type { AddressElement, AddressParse, AddressParts, Division } from './address.ts'
import { divisionIndex, readHead, readListed, type DivisionIndex } from './divisions.ts'
import {
  communityAt,
  estateLength,
  isEstate,
  isRemark,
  leadingEstateLength,
  roadLength,
  townAt,
} from './place-words.ts'
import { placeNumber, type Draft } from './tail.ts'
import { tokenise, type Token } from './tokens.ts'

/** What the caller knows besides the text. */
export interface AddressContext {
  /** Divisions with their codes; build the array once and pass the same one, its index is kept with it. */
  readonly divisions: readonly Division[]
  /** County code of the station: fills in what an address leaves out, and decides between namesakes. */
  readonly home?: string
}

/** Longest address that is read; what is behind it is unplaced. */
const LONGEST = 200
const BRACKETS = /[([【〔{][^)\]】〕}]*[)\]】〕}]?/g
/** A blank only separates two numbers or words in letters; elsewhere it is stray. */
const LOOSE_BLANK = /(?<![A-Z0-9]) | (?![A-Z0-9])|(?<=\d) (?=F(?![A-Z]))/g
const DASHES = /[‐‑‒–—―−﹘﹣－~～]+/g

interface Places {
  readonly index: DivisionIndex
  code: string | null
}

/** Splits text without numbers into town, community, roads and a compound; what is left is unplaced. */
function placeText(draft: Draft, text: string, next: Token | undefined, places: Places): void {
  const { parts } = draft
  let rest = text
  const settled = (): boolean => parts.building !== undefined || parts.unit !== undefined || parts.room !== undefined
  while (rest !== '' && !settled()) {
    const taken = takeDivision(draft, rest, places) || takeRoad(draft, rest) || takeLeadingEstate(draft, rest)
    if (taken === 0) break
    rest = rest.slice(taken)
  }
  if (rest === '') return
  if (settled() || parts.floor !== undefined || isRemark(rest)) {
    draft.unplaced.push(rest)
    return
  }
  takeEstate(draft, rest, next)
}

function takeDivision(draft: Draft, text: string, places: Places): number {
  const { parts } = draft
  const early = parts.road === undefined && parts.estate === undefined
  if (early && parts.town === undefined && parts.community === undefined) {
    const listed = readListed(text, 'town', places.index, places.code)
    const read = listed ? townAt(text) : null
    const town = listed ? { name: listed.name, length: Math.max(listed.name.length, read?.length ?? 0) } : townAt(text)
    if (town) {
      if (listed) places.code = listed.code
      parts.town = town.name
      return town.length
    }
  }
  if (parts.community !== undefined || parts.estate !== undefined) return 0
  const listed = readListed(text, 'community', places.index, places.code)
  const read = communityAt(text)
  if (listed) {
    places.code = listed.code
    parts.community = listed.name
    return Math.max(listed.name.length, read?.name === listed.name ? read.length : 0)
  }
  if (!read) return 0
  parts.community = read.name
  return read.length
}

function takeRoad(draft: Draft, text: string): number {
  const { parts } = draft
  if (parts.road !== undefined && (parts.door !== undefined || parts.estate !== undefined)) return 0
  const length = roadLength(text)
  if (length === 0) return 0
  draft.lastPlace = text.endsWith('弄', length) ? 'lane' : 'road'
  parts.road = (parts.road ?? '') + text.slice(0, length)
  return length
}

function takeLeadingEstate(draft: Draft, text: string): number {
  if (draft.parts.estate !== undefined || isRemark(text)) return 0
  const length = leadingEstateLength(text)
  if (length === 0 || roadLength(text.slice(length)) === 0) return 0
  draft.parts.estate = text.slice(0, length)
  draft.lastPlace = 'estate'
  return length
}

const BUILDING_FOLLOWS = new Set<string | null>(['栋', '座', '单元', '楼', '层', '室', '期', '区', '号', '号院', null])

function takeEstate(draft: Draft, text: string, next: Token | undefined): void {
  const { parts } = draft
  const numberFollows = next?.kind === 'number' && BUILDING_FOLLOWS.has(next.marker)
  const whole = numberFollows || isEstate(text)
  const length = whole ? text.length : estateLength(text)
  const insideAnother = parts.estate !== undefined && draft.doorInside
  if (length <= 1 || insideAnother) {
    draft.unplaced.push(text)
    return
  }
  draft.lastPlace = 'estate'
  const name = text.slice(0, length)
  if (parts.estate === undefined) parts.estate = name
  else if (parts.estate !== name) parts.estate += name
  if (length < text.length) draft.unplaced.push(text.slice(length))
}

/** The floor that a room number tells: 1203 is on 12, 302 on 3; null for rooms that do not tell. */
function floorOfRoom(room: string | undefined): string | null {
  const digits = /^[A-Z]?(\d{1,2})\d{2}(?!\d)/.exec(room ?? '')?.[1]
  return digits === undefined || Number(digits) === 0 ? null : `${Number(digits)}层`
}

/** Brings floor and room together: 12层3室 is room 1203; the room's own floor is told where none was stated. */
function settleFloor(draft: Draft): void {
  const { parts } = draft
  const floor = /^(\d{1,2})层$/.exec(parts.floor ?? '')?.[1]
  const short = /^(\d{1,2})((?:-\w+)?)室$/.exec(parts.room ?? '')
  if (floor !== undefined && short) parts.room = `${floor}${(short[1] as string).padStart(2, '0')}${short[2] ?? ''}室`
  const implied = floorOfRoom(parts.room)
  if (implied === null) return
  if (parts.floor === undefined) parts.floor = implied
  else if (parts.floor !== implied) draft.floorContradicted = true
}

/** A door inside a compound or lane, with nothing between it and the room, is the building (25弄3号502室). */
function settleDoor(draft: Draft): void {
  const { parts } = draft
  if (!draft.doorInside || parts.building !== undefined || parts.door === undefined) return
  if (/[甲乙丙丁戊己庚辛附-]/.test(parts.door)) return
  parts.building = `${parts.door.slice(0, -1)}栋`
  delete parts.door
}

function missingOf(parts: AddressParts): AddressElement[] {
  const missing: AddressElement[] = []
  if (!parts.county) missing.push('county')
  if (!parts.road && !parts.estate && !parts.community) missing.push('road')
  const inLane = (parts.road ?? '').endsWith('弄')
  const storeys = parts.estate ?? parts.building ?? parts.unit ?? parts.floor ?? parts.room
  if (storeys === undefined) return parts.door ? missing : [...missing, 'door']
  if (!parts.building && !(parts.door && !parts.estate)) missing.push('building')
  if (!parts.unit && parts.building && !inLane) missing.push('unit')
  if (!parts.floor) missing.push('floor')
  if (!parts.room) missing.push('room')
  return missing
}

/**
 * Takes an address apart, whatever its spelling: full width, traditional characters, Chinese numbers, 号楼/幢/座,
 * missing separators (12-3-1203). What has no place is kept in `unplaced`, what should be there and is not is in
 * `missing`. Never fails; of very long texts only the first 200 characters are read.
 */
export function parseAddress(text: string, context: AddressContext): AddressParse {
  const index = divisionIndex(context.divisions)
  const normal = normaliseText(text)
  const draft: Draft = { parts: {}, unplaced: [], lastPlace: null, doorInside: false, floorContradicted: false }
  const remarks: string[] = []
  const clear = normal
    .slice(0, LONGEST)
    .toUpperCase()
    .replace(BRACKETS, (remark) => {
      remarks.push(remark.replace(/[()[\]【】〔〕{}]/g, ''))
      return ' '
    })
    .replace(DASHES, '-')
    .replace(LOOSE_BLANK, '')
    .trim()
  const head = readHead(clear, index, context.home ?? null)
  Object.assign(draft.parts, head.parts)
  const places: Places = { index, code: head.code }
  const tokens = tokenise(clear.slice(head.length))
  tokens.forEach((token, i) => {
    if (token.kind === 'text') placeText(draft, token.text, tokens[i + 1], places)
    else placeNumber(draft, token, tokens.slice(i + 1))
  })
  settleDoor(draft)
  settleFloor(draft)
  if (normal.length > LONGEST) remarks.push(normal.slice(LONGEST))
  return {
    parts: draft.parts,
    divisionCode: places.code,
    unplaced: [...draft.unplaced, ...remarks].filter((word) => word.trim() !== ''),
    missing: missingOf(draft.parts),
    floorContradicted: draft.floorContradicted,
  }
}
