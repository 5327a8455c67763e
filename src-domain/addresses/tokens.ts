import { CHINESE_NUMERALS, chineseNumber } from './numerals.ts'

/** What a number is followed by; spellings of one marker are one (幢 is 栋). */
export type Marker = '栋' | '座' | '单元' | '层' | '楼' | '室' | '号' | '号院' | '弄' | '巷' | '组' | '期' | '区' | '附'

/** A number or a chain of numbers (12-3-1203) with the marker of the last; or text between numbers. */
export type Token =
  | { readonly kind: 'number'; readonly values: readonly string[]; readonly marker: Marker | null }
  | { readonly kind: 'text'; readonly text: string }

/** In the order in which they are tried, each with the characters that it may begin with. */
const MARKERS: readonly (readonly [string, RegExp, Marker])[] = [
  ['号#栋幢', /(?:号楼|#楼|号栋|号幢|号座|栋楼|栋|幢)/y, '栋'],
  ['号院', /(?:号院|院)(?![落])/y, '号院'],
  ['单号门', /(?:单元|号门|门(?![面市口诊店窗卫前]))/y, '单元'],
  ['号室户房', /(?:号室|号房|室|户(?![籍主])|房(?![东产管屋]))/y, '室'],
  ['座', /座/y, '座'],
  ['楼层', /楼层|层楼|层/y, '层'],
  ['F', /F(?![A-Z])/y, '层'],
  ['楼', /楼(?![梯上下顶村庄])/y, '楼'],
  ['支弄', /(?:支弄|弄)/y, '弄'],
  ['巷', /巷/y, '巷'],
  ['村居小组生队社', /(?:村民小组|居民小组|小组|组|生产队|队|社(?!区))/y, '组'],
  ['期', /期/y, '期'],
  ['区', /区/y, '区'],
  ['#号', /#(?=\D|$)|号(?![码线])/y, '号'],
  ['#', /#/y, '栋'],
]

/** First characters of markers, each with the markers that may stand there: most characters need no pattern to be tried. */
const MARKERS_AT = new Map<string, (readonly [RegExp, Marker])[]>()
for (const [starts, pattern, marker] of MARKERS) {
  for (const start of starts) MARKERS_AT.set(start, [...(MARKERS_AT.get(start) ?? []), [pattern, marker]])
}

const ARABIC = /(?:[A-Z]{1,2}-?)?\d{1,6}(?:[A-EG-Z](?![A-Z])|F(?=[栋幢座号室]))?/y
/** B-101 is room 101 in building B, as B座101 is; A-12 may be anything, and stays one number. */
const LETTER_OF_ROOM = /[A-Z](?=-\d{3,4}(?!\d))/y
const CHINESE = new RegExp(`[${CHINESE_NUMERALS}]+`, 'y')
const SIGN =
  /[甲乙丙丁戊己庚辛壬癸](?=(?:单元|号楼|栋|幢|座|楼|门|号))|[A-Z](?=(?:单元|号楼|栋|幢|座|区|楼|号|门))|[东西南北中](?=(?:单元|户|栋|幢|座))/y
const STEM_BEFORE = /[甲乙丙丁戊己庚辛](?=\d+号(?![楼栋幢]))/y
const STEM_AFTER = /[甲乙丙丁戊己庚辛](?=(?:号|栋|楼|室|座))/y
const BELOW = /(?:负|地下|-|B)([1-9]|[一二三四五])(?=层|楼|F)/y
const SEPARATOR = new Set(' \t\n,，、;；。.·*"\'“”‘’_')
const DASH = /[-/~]/
const HAN = /[\u3400-\u9fff]/

function sticky(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

/** First characters of numbers. */
const NUMBER_STARTS = new Set(
  `0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ${CHINESE_NUMERALS}甲乙丙丁戊己庚辛壬癸东西南北中负地附之-/~`,
)

function markerAt(text: string, at: number): { marker: Marker; end: number } | null {
  const possible = MARKERS_AT.get(text[at] ?? '')
  if (possible === undefined) return null
  for (const [pattern, marker] of possible) {
    const found = sticky(pattern, text, at)
    if (found !== null) return { marker, end: at + found.length }
  }
  return null
}

interface Numeral {
  readonly value: string
  readonly end: number
  readonly chinese: boolean
}

function trimZeros(value: string): string {
  // A number that begins with 1 to 9 has no zeros in front.
  if (isDigit(value, 0) && value[0] !== '0') return value
  return value.replace(/(?<![0-9])0+(?=\d)/, '').replace('-', '')
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 48 && unit <= 57
}

const STEMS = new Set('甲乙丙丁戊己庚辛')

function arabicAt(text: string, at: number): Numeral | null {
  const arabic = sticky(ARABIC, text, at)
  if (arabic === null) return null
  const end = at + arabic.length
  const after = STEMS.has(text[end] ?? '') ? (sticky(STEM_AFTER, text, end) ?? '') : ''
  return { value: after + trimZeros(arabic), end: end + after.length, chinese: false }
}

/** `letterBefore`: the text that is being collected ends in a letter, so a letter here goes on with it (SOHO3). */
function numeralAt(text: string, at: number, letterBefore = false): Numeral | null {
  // Nearly every number begins with a digit, and nothing else does.
  if (isDigit(text, at)) return letterBefore ? null : arabicAt(text, at)
  const stem = sticky(STEM_BEFORE, text, at)
  if (stem !== null) {
    const digits = sticky(/\d+/y, text, at + 1) as string
    return { value: stem + trimZeros(digits), end: at + 1 + digits.length, chinese: false }
  }
  const below = sticky(BELOW, text, at)
  if (below !== null && !letterBefore) {
    const last = below[below.length - 1] as string
    return { value: `负${chineseNumber(last) ?? last}`, end: at + below.length, chinese: false }
  }
  const building = letterBefore ? null : sticky(LETTER_OF_ROOM, text, at)
  if (building !== null) return { value: building, end: at + 1, chinese: false }
  const arabic = letterBefore ? null : arabicAt(text, at)
  if (arabic !== null) return arabic
  const chinese = sticky(CHINESE, text, at)
  if (chinese !== null) {
    const value = chineseNumber(chinese)
    return value === null || value > 999_999 ? null : { value: String(value), end: at + chinese.length, chinese: true }
  }
  const sign = letterBefore ? null : sticky(SIGN, text, at)
  return sign === null ? null : { value: sign, end: at + sign.length, chinese: false }
}

/** A number that belongs to a name: 经10路, 101国道, 301小区, 三中. */
const NAME_FOLLOWS =
  /(?:路|街|道|大道|大街|国道|省道|县道|乡道|线|小区|社区|村|厂|医院|中学|小学|里|团|部队|公寓|广场)/y

/** 12号甲 is 甲12号; 12号丁香花园 is not. */
const STEM_BEHIND = /(?:[甲乙丙]|[丁戊己庚辛](?![\u3400-\u9fff]))(?!\d+号(?![楼栋幢])|单元|号楼|栋|幢|座|楼|门)/y

/** What the next element of an address may begin with: 三门负一层, 三门东户. */
const NUMBER_GOES_ON = `${CHINESE_NUMERALS}负地东西南北中甲乙丙丁附`

/** Markers that also occur inside names (三门峡, 百户村): after a Chinese number they need an end or a number behind them. */
const SHY = new Set<Marker>(['单元', '室', '区', '号院'])

function acceptable(text: string, numeral: Numeral, found: { marker: Marker; end: number }, inTail: boolean): boolean {
  if (!numeral.chinese) return true
  const next = text[found.end] ?? ''
  const spelled = text.slice(numeral.end, found.end)
  if (SHY.has(found.marker) && spelled !== '单元') {
    return inTail && (!HAN.test(next) || NUMBER_GOES_ON.includes(next))
  }
  if (found.marker === '号') return !/[桥线路店台井仓库闸街大]/.test(next)
  if (/^[队社]$/.test(spelled)) return !HAN.test(next) || NUMBER_GOES_ON.includes(next)
  return true
}

const ATTACHED = /(?:附|之)(?=[\dA-Z一二三四五六七八九十])/y

/** Reads a number or chain at `at`; null when the text there is only text. */
function numberAt(
  text: string,
  at: number,
  inTail: boolean,
  letterBefore: boolean,
): { token: Token; end: number } | null {
  if ((text[at] === '附' || text[at] === '之') && sticky(ATTACHED, text, at) !== null) {
    const numeral = numeralAt(text, at + 1)
    if (numeral) {
      const end = text.startsWith('号', numeral.end) ? numeral.end + 1 : numeral.end
      return { token: { kind: 'number', values: [numeral.value], marker: '附' }, end }
    }
  }
  if (text[at - 1] === '号' && DASH.test(text[at] ?? '')) {
    // 12号-1 is 12-1号, but 12号-3-1203 goes on to a building.
    const part = /-(\d{1,2})(?=$|[\s,(])/y
    part.lastIndex = at
    const value = part.exec(text)?.[1]
    if (value) return { token: { kind: 'number', values: [value], marker: '附' }, end: at + 1 + value.length }
  }
  const values: string[] = []
  let pos = at
  for (;;) {
    const numeral = numeralAt(text, pos, letterBefore && values.length === 0)
    if (!numeral) break
    if (sticky(NAME_FOLLOWS, text, numeral.end) !== null) break
    const found = markerAt(text, numeral.end)
    const behind = found?.marker === '号' ? sticky(STEM_BEHIND, text, found.end) : null
    if (found && behind !== null && values.length === 0) {
      return { token: { kind: 'number', values: [behind + numeral.value], marker: '号' }, end: found.end + 1 }
    }
    if (found && acceptable(text, numeral, found, inTail || values.length > 0)) {
      return { token: { kind: 'number', values: [...values, numeral.value], marker: found.marker }, end: found.end }
    }
    const next = text[numeral.end] ?? ''
    const bare = numeral.chinese ? (inTail || values.length > 0) && !HAN.test(next) : /\d/.test(numeral.value)
    const chained =
      DASH.test(next) && numeralAt(text, numeral.end + 1) !== null && /[\dA-Z]|^[^\d]*$/.test(numeral.value)
    if (!bare && !chained) break
    values.push(numeral.value)
    pos = numeral.end
    if (!chained) break
    pos++
  }
  return values.length === 0 ? null : { token: { kind: 'number', values, marker: null }, end: pos }
}

/** A text that begins with a door in Chinese numerals. */
const OPENING_DOOR = new RegExp(`^[${CHINESE_NUMERALS}]+号院`)

/** Cuts a normalised, upper-case address into numbers with markers and the text between them. Linear. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  let pending = ''
  let inTail = false
  const flush = (): void => {
    if (pending !== '') tokens.push({ kind: 'text', text: pending })
    pending = ''
  }
  let at = 0
  while (at < text.length) {
    const character = text[at] as string
    if (!NUMBER_STARTS.has(character) && !SEPARATOR.has(character)) {
      pending += character
      at++
      continue
    }
    const partOfDoor = text[at - 1] === '号' && numberAt(text, at, inTail, false) !== null
    if (!partOfDoor && (SEPARATOR.has(character) || (DASH.test(character) && sticky(BELOW, text, at) === null))) {
      flush()
      at++
      continue
    }
    // 一号院 with nothing before it is a door too: its normal form would be read as one behind another door.
    const opens = at === 0 && OPENING_DOOR.test(text)
    const found = numberAt(text, at, inTail || pending !== '' || opens, /[A-Z]$/.test(pending))
    if (found) {
      flush()
      tokens.push(found.token)
      inTail = true
      at = found.end
      continue
    }
    // A number that is part of a name is taken whole, or its second half would be read as a number of its own.
    const digits = sticky(/\d+/y, text, at) ?? sticky(CHINESE, text, at) ?? character
    pending += digits
    at += digits.length
  }
  flush()
  return tokens
}
