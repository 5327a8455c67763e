import type { QueryKind, SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import { likeSounds } from '../../../src-domain/names/like-sounds.ts'
import { pinyinKeys } from '../../../src-domain/names/pinyin-keys.ts'
import { foldForSearch } from '../../../src-domain/text/normalise.ts'
import type { KeyKind } from '../subjects/keys.rules.ts'
import { placeKeys } from '../subjects/place-keys.ts'
import { ranked, type Match } from './ranking.rules.ts'

type Found = { match: Match; matched: SearchHit['matched'] }

/** While this many sound as typed, those that only nearly do are not asked for. */
const enough = 20

/** One way in which a subject may answer a question: a key that is equal, a key that begins so, or text somewhere inside. */
export type Step = Found & {
  /** Only asked while fewer than this were found by better steps: it is slow, or brings much that is not meant. */
  unless?: number
} & (
    | { by: 'equal' | 'beginning'; kind: KeyKind; value: string }
    /** `whole`: nothing follows its last character, as in a number with its unit; otherwise it may go on. */
    | { by: 'text'; column: 'names' | 'places'; text: string; whole?: true }
  )

/**
 * The steps that answer a question, best match first. Pure, so that the same steps are asked of the index and of the part of a
 * subject that a purpose opens.
 *
 * @param normal the question in the form of its kind, see normalForKind
 * @param home as in placeKeys
 */
export function stepsFor(kind: QueryKind, normal: string, home: string | null): Step[] {
  return ranked(steps(kind, normal, home).filter((step) => step.by === 'text' || step.value !== ''))
}

function steps(kind: QueryKind, normal: string, home: string | null): Step[] {
  switch (kind) {
    case 'name':
      return name(normal)
    case 'pinyin': {
      const as: Found = { match: 'exact', matched: 'name' }
      return [
        equal('pinyin', normal, as),
        equal('initials', normal, as),
        beginning('pinyin', normal, 'name'),
        beginning('initials', normal, 'name'),
        ...likeSounds(normal).map((heard): Step => ({
          ...equal('pinyin', heard, { match: 'similar', matched: 'name' }),
          unless: enough,
        })),
      ]
    }
    case 'id':
      return number('id', 'id4', normal, 6)
    case 'phone':
      return number('phone', 'phone4', normal, 4)
    case 'plate':
    case 'uscc':
    case 'incident':
      return [
        equal(kind, normal, { match: 'exact', matched: kind }),
        ...(normal.length >= 3 ? [beginning(kind, normal, kind)] : []),
      ]
    case 'address':
      return address(normal, home)
  }
}

function name(normal: string): Step[] {
  const folded = foldForSearch(normal)
  if (folded === '') return []
  const whole: Step[] = [equal('name', folded, { match: 'exact', matched: 'name' }), beginning('name', folded, 'name')]
  // One character sounds like thousands and stands in tens of thousands of names.
  if ([...folded].length < 2) return whole
  const sounds = pinyinKeys(normal).full.map((reading) =>
    equal('pinyin', reading, { match: 'pinyin', matched: 'name' }),
  )
  return [...whole, ...sounds, inside('names', normal, 'name')]
}

/** Whole, last four (also of a masked number: **************1234), or from `least` characters on the beginning. */
function number(kind: 'id' | 'phone', last4: 'id4' | 'phone4', normal: string, least: number): Step[] {
  const exact: Found = { match: 'exact', matched: kind }
  const lastFour = /(?:^|\*)([\dX]{4})$/.exec(normal)?.[1]
  if (normal.includes('*')) return lastFour === undefined ? [] : [equal(last4, lastFour, exact)]
  return [
    equal(kind, normal, exact),
    ...(lastFour === undefined ? [] : [equal(last4, lastFour, exact)]),
    ...(normal.length >= least ? [beginning(kind, normal, kind)] : []),
  ]
}

function address(text: string, home: string | null): Step[] {
  const { rooms, localRoom, localStart, buildings, normal, local } = placeKeys(text, home)
  const exact: Found = { match: 'exact', matched: 'address' }
  // From the road or compound on: divisions are written or left out, and stand in nearly every address.
  const texts = local === null ? new Set([text, normal]) : [local]
  const keys = addressSteps()
  // One digit stands in every address.
  if (/^\d$/.test(text)) return keys
  // Numbers stand in every address, so text with numbers is slow: it is asked only where no key answers.
  const inTexts = [...texts].map((one): Step => {
    // Nothing follows a room, nor what was made of a number (129室): words that begin with 室 or 栋 stand in every address.
    const whole = one.endsWith('室') || (one === normal && one !== text)
    const step = { ...inside('places', one, 'address'), ...(whole ? { whole: true as const } : {}) }
    return keys.length > 0 && /\d/.test(one) ? { ...step, unless: 1 } : step
  })
  return [...keys, ...inTexts]

  /** A room is asked for as such; a building, door or compound brings all that is in it. */
  function addressSteps(): Step[] {
    if (rooms.length > 0) return rooms.map((room) => equal('room', room, exact))
    if (localRoom !== null) return [equal('local-room', localRoom, exact)]
    if (localStart !== null) return [beginning('local-room', localStart, 'address')]
    return buildings.flatMap((one) =>
      one.endsWith('|')
        ? [equal('building', one, exact), beginning('building', one.replace(/\|+$/, '|'), 'address')]
        : [equal('building', one, { match: 'prefix', matched: 'address' })],
    )
  }
}

function equal(kind: KeyKind, value: string, found: Found): Step {
  return { by: 'equal', kind, value, ...found }
}
function beginning(kind: KeyKind, value: string, matched: Found['matched']): Step {
  return { by: 'beginning', kind, value, match: 'prefix', matched }
}
function inside(column: 'names' | 'places', text: string, matched: Found['matched']): Step {
  return { by: 'text', column, text, match: 'contains', matched }
}
