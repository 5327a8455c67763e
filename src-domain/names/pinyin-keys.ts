import { pinyin } from 'pinyin-pro'
import { normaliseName, splitName } from './normalise-name.ts'
import { COMPOUND_SURNAMES, GIVEN_READINGS, SURNAME_READINGS } from './surnames.ts'

/** Readings of a name, the likeliest first, at most four. Lower case, no tones, no blanks, ü as v. */
export interface PinyinKeys {
  /** All syllables: zhangsan. */
  readonly full: readonly string[]
  /** First letters: zs. */
  readonly initials: readonly string[]
}

const MOST_READINGS = 4
/** A name that is read aloud; beyond this only the start counts (a key, not a text). */
const LONGEST_NAME = 120
const CACHE_SIZE = 50_000

type Syllables = readonly string[]

const surnameCache = new Map<string, readonly Syllables[]>()
const givenCache = new Map<string, readonly Syllables[]>()

function remembered(
  cache: Map<string, readonly Syllables[]>,
  key: string,
  read: (key: string) => readonly Syllables[],
): readonly Syllables[] {
  const known = cache.get(key)
  if (known) return known
  const result = read(key)
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(key, result)
  return result
}

const OPTIONS = { toneType: 'none', type: 'array', v: true } as const

/** One entry per character; what has no reading (letters, digits) stands for itself, other signs for nothing. */
function syllablesOf(text: string): string[] {
  return pinyin(text, OPTIONS).map((syllable) =>
    syllable
      .toLowerCase()
      .replace(/ü/g, 'v')
      .replace(/[^\p{L}\p{N}]/gu, ''),
  )
}

function readSurname(surname: string): readonly Syllables[] {
  const compound = COMPOUND_SURNAMES.get(surname)
  if (compound) return [compound]
  const listed = SURNAME_READINGS.get(surname)
  if (listed) return listed.map((syllable) => [syllable])
  const read = pinyin(surname, { ...OPTIONS, surname: 'all' })
  return [read.map((syllable) => syllable.toLowerCase().replace(/ü/g, 'v'))]
}

function product(heads: readonly Syllables[], tails: readonly Syllables[]): Syllables[] {
  const result: Syllables[] = []
  for (const head of heads) {
    for (const tail of tails) {
      if (result.length >= MOST_READINGS) return result
      result.push([...head, ...tail])
    }
  }
  return result
}

function readGiven(given: string): readonly Syllables[] {
  const characters = [...given]
  const inContext = syllablesOf(given)
  let readings: Syllables[] = [[]]
  characters.forEach((character, i) => {
    const usual = inContext[i] ?? ''
    const listed = GIVEN_READINGS.get(character)
    // The word decides which reading comes first (重阳 is chong), the list only which others are possible.
    const options = listed ? [usual, ...listed].filter((value, at, all) => all.indexOf(value) === at) : [usual]
    readings = product(
      readings,
      options.map((syllable) => [syllable]),
    )
  })
  return readings
}

/** Each pair of readings: all that the surname allows before the second of the given name, as families differ there. */
function readingsOf(name: string): readonly Syllables[] {
  const whole = normaliseName(name)
  const normal = whole.length <= LONGEST_NAME ? whole : [...whole].slice(0, LONGEST_NAME).join('')
  if (normal === '') return []
  const { surname, given } = splitName(normal)
  const heads = surname === '' ? [[]] : remembered(surnameCache, surname, readSurname)
  const tails = given === '' ? [[]] : remembered(givenCache, given, readGiven)
  const result: Syllables[] = []
  for (const tail of tails) {
    for (const head of heads) if (result.length < MOST_READINGS) result.push([...head, ...tail])
  }
  return result
}

/** The first character, also where it lies outside the basic plane and has no reading. */
function first(text: string): string {
  const point = text.codePointAt(0)
  return point === undefined ? '' : String.fromCodePoint(point)
}

function distinct(values: readonly string[]): string[] {
  return values.length < 2 ? [...values] : [...new Set(values)]
}

/**
 * How a name is read, for search and blocking. Surnames have their own readings (曾 zeng, 单 shan, 万俟 moqi …);
 * uncertain ones give several keys, at most four. A transliterated name is read part by part without its dots; Latin
 * letters stand for themselves, their initials are those of the words. Empty for a name without letters.
 */
export function pinyinKeys(name: string): PinyinKeys {
  const readings = readingsOf(name)
  const full = distinct(readings.map((syllables) => syllables.join(''))).filter((key) => key !== '')
  if (/^[A-Z]/.test(normaliseName(name).slice(0, 1))) {
    const words = normaliseName(name).split(/[^\p{L}\p{N}]+/u)
    return {
      full,
      initials: [
        words
          .map((word) => word.slice(0, 1))
          .join('')
          .toLowerCase(),
      ],
    }
  }
  const initials = distinct(readings.map((syllables) => syllables.map(first).join('')))
  return { full, initials: initials.filter((key) => key !== '') }
}

/** Readings of the surname alone, for the block "surname pinyin + building"; empty where a name has no surname. */
export function surnameReadings(name: string): readonly string[] {
  const { surname } = splitName(normaliseName(name))
  if (surname === '') return []
  return remembered(surnameCache, surname, readSurname).map((syllables) => syllables.join(''))
}
