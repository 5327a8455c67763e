import { foldForSearch } from './normalise.ts'

/**
 * The tokenizer that the tokens below are made for. `ascii` treats every character beyond ASCII as part of a token,
 * so rare characters (𠮷, extension E and later) are found too; `unicode61` stops at the Unicode of 2012.
 */
export const FTS_TOKENIZER = 'ascii'

/** From here on characters are ideographs, kana or Hangul: written without blanks, so cut into pairs. */
const FIRST_IDEOGRAPHIC = 0x2e80

interface Run {
  readonly ideographic: boolean
  readonly characters: readonly string[]
}

/** Longest words that are indexed whole, in characters: a line of base64 must not become one token. */
const LONGEST_WORD = 64

function runs(folded: string): Run[] {
  const found: { ideographic: boolean; characters: string[] }[] = []
  let current: { ideographic: boolean; characters: string[] } | undefined
  for (const character of folded) {
    if (character === '-') {
      current = undefined
      continue
    }
    const ideographic = (character.codePointAt(0) as number) >= FIRST_IDEOGRAPHIC
    if (
      !current ||
      current.ideographic !== ideographic ||
      (!ideographic && current.characters.length >= LONGEST_WORD)
    ) {
      current = { ideographic, characters: [] }
      found.push(current)
    }
    current.characters.push(character)
  }
  return found
}

/**
 * Tokens of one value for the index, in order. Ideographs: every pair, then the last character alone (张三丰 becomes
 * 张三 三丰 丰), so that one character is a prefix, two are a token and more are a phrase. Letters and digits: the
 * whole word, lower case (幸福路12号 becomes 幸福 福路 路 12 号). Over code points, after foldForSearch.
 */
export function bigrams(text: string): string[] {
  const tokens = tokensOf(text)
  return tokens === '' ? [] : tokens.split(' ')
}

/** As bigrams says, with a blank between two: no token has one inside. Without lists, since every value of every record comes here. */
function tokensOf(text: string): string {
  const folded = foldForSearch(text)
  // A number or a word in letters: most values of a row are one token.
  if (folded.length <= LONGEST_WORD && /^[0-9a-z]+$/.test(folded)) return folded
  if (!onlyBasic.test(folded)) return tokensByCharacter(folded)
  let tokens = ''
  for (let at = 0; at < folded.length;) {
    const unit = folded.charCodeAt(at)
    if (unit === DASH) {
      at += 1
      continue
    }
    let end = at + 1
    if (unit >= FIRST_IDEOGRAPHIC) {
      for (; end < folded.length && folded.charCodeAt(end) >= FIRST_IDEOGRAPHIC; end += 1)
        tokens += (tokens === '' ? '' : ' ') + folded.slice(end - 1, end + 1)
      tokens += (tokens === '' ? '' : ' ') + folded.slice(end - 1, end)
    } else {
      for (; end < folded.length && end - at < LONGEST_WORD; end += 1) {
        const next = folded.charCodeAt(end)
        if (next === DASH || next >= FIRST_IDEOGRAPHIC) break
      }
      tokens += (tokens === '' ? '' : ' ') + folded.slice(at, end)
    }
    at = end
  }
  return tokens
}

const DASH = 0x2d
/** Characters of one unit each. */
const onlyBasic = /^[^\ud800-\udfff]*$/

function tokensByCharacter(folded: string): string {
  const tokens: string[] = []
  for (const run of runs(folded)) {
    if (!run.ideographic) {
      tokens.push(run.characters.join(''))
      continue
    }
    run.characters.forEach((character, i) => tokens.push(character + (run.characters[i + 1] ?? '')))
  }
  return tokens.join(' ')
}

/** Tokens of several values (names, pinyin, address …) as the text to store in one FTS5 column. No pair spans two values. */
export function indexText(values: readonly string[]): string {
  let text = ''
  for (const value of values) {
    const tokens = tokensOf(value)
    if (tokens !== '') text += (text === '' ? '' : ' ') + tokens
  }
  return text
}

/** One phrase of a query: consecutive tokens; with `prefix` the last of them may go on. */
export interface Phrase {
  readonly tokens: readonly string[]
  readonly prefix: boolean
}

/** What was typed, as a phrase over the tokens of `bigrams`; null when nothing searchable was typed. */
export function phraseOf(text: string): Phrase | null {
  const found = runs(foldForSearch(text))
  const tokens: string[] = []
  let prefix = false
  found.forEach((run, index) => {
    const last = index === found.length - 1
    if (!run.ideographic) {
      tokens.push(run.characters.join(''))
      prefix = last
      return
    }
    const { characters } = run
    for (let i = 0; i + 1 < characters.length; i++) tokens.push(`${characters[i]}${characters[i + 1]}`)
    // The last pair ends the phrase by itself; only a character without a partner has to be looked for as a prefix.
    if (!last || characters.length === 1) {
      tokens.push(characters[characters.length - 1] as string)
      prefix = last
    }
  })
  return tokens.length === 0 ? null : { tokens, prefix }
}

function quoted(phrase: Phrase): string {
  const body = phrase.tokens.map((token) => token.replaceAll('"', '""')).join(' ')
  return `"${body}"${phrase.prefix ? ' *' : ''}`
}

/**
 * The right-hand side of MATCH for phrases that must all occur. Every phrase is quoted, so nothing that was typed can
 * act as FTS5 syntax (`*`, `"`, `NEAR(`, `OR`, `col:`).
 */
export function ftsQuery(phrases: readonly Phrase[]): string {
  return phrases.map(quoted).join(' AND ')
}

const LONGEST_QUERY = 200

/**
 * The MATCH expression for what was typed in the box, or null when nothing in it can be searched for. Blanks may be
 * stray (张 三) or part two things (张三 幸福路): the whole without blanks is looked for, or, where every part has two
 * characters or more, all parts. Only the first 200 characters count.
 *
 * @param complete the text is whole as it stands: its last character does not go on. A prefix of one character has to be looked for among
 *   all words that begin with it
 */
export function ftsQueryForText(text: string, complete = false): string | null {
  const typed = text.slice(0, LONGEST_QUERY)
  const phrase = phraseOf(typed)
  if (!phrase) return null
  const whole = complete ? { ...phrase, prefix: false } : phrase
  const parts = typed
    .split(/[\s,，、;；]+/u)
    .filter((part) => part !== '')
    .map(phraseOf)
    .filter((part) => part !== null)
  const separate = parts.length > 1 && parts.every((part) => part.tokens.join('').length >= 2)
  return separate ? `(${quoted(whole)}) OR (${ftsQuery(parts)})` : quoted(whole)
}
