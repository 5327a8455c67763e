import { normaliseName, splitName } from '../names/normalise-name.ts'
import { pinyinKeys, surnameReadings } from '../names/pinyin-keys.ts'
import { SURNAME_READINGS } from '../names/surnames.ts'

/** A name read once. */
export type NameFacts = {
  readonly text: string
  /** 张先生, 老张: a surname and a form of address; says nothing about the given name. */
  readonly title: boolean
  readonly surname: string
  readonly given: string
  readonly letters: readonly string[]
  /** Toneless readings of the whole name, at most four, and the initials of each. */
  readonly readings: readonly string[]
  readonly initials: readonly string[]
  readonly surnameReadings: readonly string[]
  /** The likeliest reading of the given name. */
  readonly givenReading: string
}

const cacheSize = 20_000
const known = new Map<string, NameFacts>()

/** Names recur in seven systems: what was read is remembered, within bounds. Pure but for that. */
export function nameFacts(name: string): NameFacts {
  const before = known.get(name)
  if (before) return before
  const facts = readName(normaliseName(name))
  if (known.size >= cacheSize) known.clear()
  known.set(name, facts)
  return facts
}

const titles =
  '先生|女士|小姐|太太|同志|姐|哥|叔|姨|阿姨|叔叔|大爷|大妈|大姐|大哥|师傅|老师|某|某某|某某某|总|经理|老板'
const titleBehind = new RegExp(`^(\\p{Script=Han}{1,2}?)(?:${titles})$`, 'u')
const titleBefore = /^[小老阿](\p{Script=Han}{1,2})$/u

function readName(text: string): NameFacts {
  const surname = titledSurname(text)
  if (surname !== null)
    return {
      text,
      title: true,
      surname,
      given: '',
      letters: [...text],
      readings: [],
      initials: [],
      surnameReadings: surnameReadings(surname),
      givenReading: '',
    }
  const parts = splitName(text)
  const { full, initials } = pinyinKeys(text)
  const ofSurname = surnameReadings(text)
  return {
    text,
    title: false,
    ...parts,
    letters: [...text],
    readings: full,
    initials,
    surnameReadings: ofSurname,
    givenReading: (full[0] ?? '').slice((ofSurname[0] ?? '').length),
  }
}

function titledSurname(text: string): string | null {
  const behind = titleBehind.exec(text)?.[1]
  if (behind !== undefined) return behind
  const before = titleBefore.exec(text)?.[1]
  // 老 and 小 stand before a surname; 阿强 is no surname, and then it is a name like any other.
  if (before === undefined) return null
  return before.length === 1 && (text[0] !== '阿' || SURNAME_READINGS.has(before)) ? before : null
}
