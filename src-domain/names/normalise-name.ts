import { normaliseText } from '../text/normalise.ts'
import { COMPOUND_SURNAMES } from './surnames.ts'

/** The dots that separate the parts of a transliterated name, as keyboards and systems write them. */
const DOTS = /\s*[·•･・．‧∙⋅●﹒。.]\s*/gu
const HAN = '\\p{Script=Han}'
const BLANK_AT_HAN = new RegExp(`(?<=${HAN}) | (?=${HAN})`, 'gu')
const NEEDS_WORK = /[^\u4e00-\u9fff]/

/**
 * A person's name in the form for comparing: normalised text, one kind of middle dot (· U+00B7), no blanks at Chinese
 * characters, Latin letters in capitals. Length is not limited: transliterated names have 50 characters and more.
 */
export function normaliseName(name: string): string {
  const text = normaliseText(name)
  if (!NEEDS_WORK.test(text)) return text
  return text
    .replace(DOTS, '·')
    .replace(/^·+|·+$/g, '')
    .replace(/·{2,}/g, '·')
    .replace(BLANK_AT_HAN, '')
    .replace(/[’‘`´]/g, "'")
    .toUpperCase()
}

/** A name taken apart. `surname` is empty where the name has none (transliterated names, Latin letters). */
export interface NameParts {
  readonly surname: string
  readonly given: string
}

/** Splits a normalised name into surname and given name; compound surnames need a given name after them. */
export function splitName(normalName: string): NameParts {
  if (NEEDS_WORK.test(normalName) && !/^\p{Script=Han}+$/u.test(normalName)) return { surname: '', given: normalName }
  for (const length of [2, 4]) {
    if (normalName.length <= length) break
    const head = normalName.slice(0, length)
    if (COMPOUND_SURNAMES.has(head)) return { surname: head, given: normalName.slice(length) }
  }
  const first = String.fromCodePoint(normalName.codePointAt(0) ?? 0x20).trim()
  return { surname: first, given: normalName.slice(first.length) }
}
