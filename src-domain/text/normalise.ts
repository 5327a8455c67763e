import { Converter } from 'opencc-js/t2cn'

/**
 * One character at a time, not phrase by phrase: both sides of a comparison then fold the same way wherever the
 * character stands, and a look-up in a table costs nanoseconds where the phrase trie costs microseconds.
 */
const convertCharacter = Converter({ from: 't', to: 'cn' })

/** Characters that also live in simplified text with a sound of their own: 乾 (qián, in names and in 乾县). */
const KEPT = new Set(['乾'])

/** Simplified form of every code unit of the basic plane; 0 = not asked for yet. */
const basicPlane = new Uint16Array(0x10000)
const otherPlanes = new Map<string, string>()

function convert(character: string): string {
  if (KEPT.has(character)) return character
  const once = convertCharacter(character)
  return once === character ? once : convertCharacter(once)
}

function simplifiedUnit(unit: number): number {
  const known = basicPlane[unit] as number
  if (known !== 0) return known
  const result = convert(String.fromCharCode(unit))
  const value = result.length === 1 ? result.charCodeAt(0) : unit
  basicPlane[unit] = value
  return value
}

function simplifiedCharacter(character: string): string {
  const known = otherPlanes.get(character)
  if (known !== undefined) return known
  const result = convert(character)
  otherPlanes.set(character, result)
  return result
}

const INVISIBLE = /(?![\t\n\v\f\r\x85])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu
const BLANKS = /[\s\x85]+/gu
const PIECE = 4096

/** Traditional characters become simplified ones; everything else stays. Linear; the length in code points is kept. */
export function simplify(text: string): string {
  const pieces: string[] = []
  let piece = ''
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x3400) continue
    let width = 1
    let replacement: string
    if (unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length) {
      width = 2
      const pair = text.slice(i, i + 2)
      replacement = simplifiedCharacter(pair)
      if (replacement === pair) {
        i++
        continue
      }
    } else {
      const simple = simplifiedUnit(unit)
      if (simple === unit) continue
      replacement = String.fromCharCode(simple)
    }
    piece += text.slice(from, i) + replacement
    i += width - 1
    from = i + 1
    if (piece.length > PIECE) {
      pieces.push(piece)
      piece = ''
    }
  }
  if (from === 0) return text
  piece += text.slice(from)
  if (pieces.length === 0) return piece
  pieces.push(piece)
  return pieces.join('')
}

/** True for text that the full treatment would return unchanged: most of what the seven systems deliver. */
function isPlain(text: string): boolean {
  let blankBefore = true
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 0x20) {
      if (blankBefore) return false
      blankBefore = true
      continue
    }
    blankBefore = false
    if (unit > 0x20 && unit < 0x7f) continue
    if (unit >= 0x4e00 && unit <= 0x9fff && simplifiedUnit(unit) === unit) continue
    return false
  }
  return !blankBefore || text.length === 0
}

/**
 * The one form in which text is compared: NFKC (full width to half width, compatibility characters to their plain
 * ones), simplified characters, no control, zero-width, bidirectional or variation characters, no lone surrogates,
 * blanks collapsed to one and trimmed. Case is kept. Idempotent and linear; for keys and checks, not for display.
 */
export function normaliseText(text: string): string {
  if (isPlain(text)) return text
  const visible = text.replace(INVISIBLE, '').normalize('NFKC').replace(INVISIBLE, '')
  return simplify(visible).replace(BLANKS, ' ').trim()
}

const MARKS = /\p{M}+/gu
const SEARCHED_AS_IS = /^[0-9a-z\u4e00-\u9fa5]*$/
const NOT_SEARCHED = /[^\p{L}\p{N}-]+/gu
const LOOSE_DASH = /(?<![0-9])-+|-+(?![0-9])/g
const DASHES = /[‐‑‒–—―−﹘﹣－]/g

/**
 * What the search index and the search box agree on: normalised text in lower case, without blanks, punctuation and
 * accents; a dash stays between two digits (12-3-1203); pinyin lü and nü are lv and nv, as they are typed.
 */
export function foldForSearch(text: string): string {
  const normal = normaliseText(text)
  let plain = normal.toLowerCase()
  // Most values are such already, and looking for what to take away is most of the work.
  if (SEARCHED_AS_IS.test(plain)) return plain
  if (/[^\x20-\x7e\u3400-\u9fff]/.test(plain)) {
    plain = plain
      .normalize('NFD')
      .replace(/([ln])u\u0308/g, '$1v')
      .replace(MARKS, '')
      .normalize('NFC')
    plain = plain.replace(DASHES, '-')
  }
  return plain.replace(NOT_SEARCHED, '').replace(LOOSE_DASH, '')
}
