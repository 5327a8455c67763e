import type { QueryKind } from '../../../src-contract/features/lookup.contract.ts'
import { parseAddress } from '../../../src-domain/addresses/parse-address.ts'
import { readResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'
import { divisions } from '../../divisions.ts'

/** A piece of text that a record holds as it stands; `anyCase`: Latin letters in either case. */
export type Word = { readonly text: string; readonly anyCase?: true }

/** What a record must hold to be worth reading: of every group at least one word. Never too little, sometimes too much. */
export type Wording = readonly (readonly Word[])[]

/** From so many characters on a name is looked for by pairs: single ones stand in too many records. */
const longName = 5
const wholeNumber = 18

/**
 * What the text of a record must hold for it to answer a question, before anybody has read the record: numbers by a run that every way of
 * writing them leaves together, names by their characters (blanks and dots stand between them), addresses by the road or compound and the
 * room. Whether it does answer is asked of the record itself, as always.
 *
 * @param normal the question in the form of its kind
 * @param text as it was typed: traditional characters are looked for as well
 * @param home as in placeKeys
 * @returns null where no text can be compared: a sound stands in no record
 */
export function wordingOf(kind: QueryKind, normal: string, text: string, home: string | null): Wording | null {
  switch (kind) {
    case 'pinyin':
      return null
    case 'name':
      return all(nameWords(normal, text))
    case 'id':
      return all(idWords(normal))
    case 'phone':
      return all(phoneWords(normal))
    case 'plate':
      // The dot behind the second character is written or left out.
      return all([word(normal.slice(0, 1)), word(normal.slice(2))].map((one) => [one]))
    case 'uscc':
    case 'incident':
      return all([[word(normal)]])
    case 'address':
      return all(addressWords(normal, home))
  }
}

/** Whether texts hold what a wording asks, each group in some text: as a statement asks it of a whole record. */
export function holdsWording(texts: readonly string[], wording: Wording): boolean {
  const lower = texts.map((one) => one.toLowerCase())
  return wording.every((group) => group.some((one) => lower.some((text) => text.includes(one.text.toLowerCase()))))
}

/** Null where nothing is asked: every record would hold it. */
function all(wording: Wording): Wording | null {
  const asked = wording.map((group) => group.filter((one) => one.text !== '')).filter((group) => group.length > 0)
  return asked.length === 0 ? null : asked
}

function word(text: string): Word {
  return /[a-z]/i.test(text) ? { text, anyCase: true } : { text }
}

function nameWords(normal: string, text: string): Wording {
  const characters = [...normal]
  const typed = [...normaliseBlanks(text)]
  const asTyped = (index: number, length: number): Word[] => {
    const piece = characters.slice(index, index + length).join('')
    const other = typed.length === characters.length ? typed.slice(index, index + length).join('') : piece
    return other === piece ? [word(piece)] : [word(piece), word(other)]
  }
  const groups: Word[][] = []
  for (const run of normal.matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)) {
    const from = [...normal.slice(0, run.index)].length
    const { length } = [...run[0]]
    const isHan = /\p{Script=Han}/u.test(run[0])
    const step = isHan ? (characters.length < longName ? 1 : 2) : length
    for (let at = 0; at < length; at += step) groups.push(asTyped(from + at, Math.min(step, length - at)))
  }
  // Given names are rarer than surnames: most records are passed over at the first word.
  return groups.reverse()
}

function normaliseBlanks(text: string): string {
  return text.replace(/\s/gu, '')
}

function idWords(normal: string): Wording {
  const lastFour = lastFourOf(normal)
  if (lastFour !== null) return [[word(`${lastFour}"`)]]
  // In both lengths of a number: born on a day, one of that day.
  const isWhole = normal.length === wholeNumber && readResidentId(normal).normal !== null
  return [[isWhole ? word(normal.slice(8, 17)) : word(normal)]]
}

function phoneWords(normal: string): Wording {
  const lastFour = lastFourOf(normal)
  if (lastFour !== null) return [[word(lastFour)]]
  // 138-1234-5678, 138 1234 5678, (0999)1234567: these stay together.
  const local = /^0\d{2,3}-(\d{7,8})/.exec(normal)?.[1] ?? normal
  if (local.length < 7) return [[word(local)]]
  return [[word(local.slice(-4))], [word(local.slice(0, 3))]]
}

/** Four characters, or a number of which the beginning is masked. */
function lastFourOf(normal: string): string | null {
  return /(?:^|\*)([\dX]{4})$/.exec(normal)?.[1] ?? null
}

function addressWords(normal: string, home: string | null): Wording {
  const { parts } = parseAddress(normal, home === null ? { divisions } : { divisions, home })
  const places = [parts.estate, parts.road].filter((part) => part !== undefined && normal.includes(part))
  const room = /\d+/.exec(parts.room ?? '')?.[0]
  const numbers = room === undefined ? [] : [[{ text: room }]]
  // A road or a compound: the other system may write only one of them, and the building in its own way.
  if (places.length > 0) return [places.map((text) => word(text ?? '')), ...numbers]
  if (parts.building !== undefined) {
    const building = /\d+/.exec(parts.building)?.[0]
    return [...numbers, ...(building === undefined ? [] : [[{ text: building }]])]
  }
  return [...normaliseText(normal).matchAll(/[\p{Script=Han}]+|[\p{L}\p{N}]+/gu)].map(([run]) => [word(run)]).reverse()
}
