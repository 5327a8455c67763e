import type { AddressParts, Division } from './address.ts'

/** A division list prepared for matching. Build it once per list. */
export interface DivisionIndex {
  readonly byCode: ReadonlyMap<string, Division>
  readonly byName: ReadonlyMap<string, readonly Division[]>
  /** By the first two characters of a name: how long names are that begin with them, the longest first. */
  readonly lengths: ReadonlyMap<string, readonly number[]>
}

const SUFFIX = /(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)$/
const prepared = new WeakMap<readonly Division[], DivisionIndex>()

function indexOf(divisions: readonly Division[]): DivisionIndex {
  const byCode = new Map<string, Division>()
  const byName = new Map<string, Division[]>()
  const lengths = new Map<string, number[]>()
  const add = (name: string, division: Division): void => {
    const known = byName.get(name)
    if (!known) byName.set(name, [division])
    else if (!known.includes(division)) known.push(division)
    const start = name.slice(0, 2)
    const ofStart = lengths.get(start) ?? []
    if (!ofStart.includes(name.length)) lengths.set(start, [...ofStart, name.length])
  }
  for (const division of divisions) {
    byCode.set(division.code, division)
    add(division.name, division)
    const short = division.name.replace(SUFFIX, '')
    if ((division.level === 'province' || division.level === 'city') && short.length >= 2) add(short, division)
  }
  // Codes in force before retired ones, so that a name that moved is found under its present code first.
  for (const list of byName.values()) list.sort((a, b) => (a.to ?? 9999) - (b.to ?? 9999)).reverse()
  for (const ofStart of lengths.values()) ofStart.sort((a, b) => b - a)
  return { byCode, byName, lengths }
}

/** The index of a list, built on first use and kept as long as the list itself. */
export function divisionIndex(divisions: readonly Division[]): DivisionIndex {
  const known = prepared.get(divisions)
  if (known) return known
  const built = indexOf(divisions)
  prepared.set(divisions, built)
  return built
}

/** 陕西南路, 山东里, 吉林市: a short name that goes on like this is the name of a street or of another division. */
const STREET_FOLLOWS =
  /^[市县区州盟旗]|^(?:[东西南北中前后上下内外新老一二三四五六七八九十大小第环]{0,3})(?:路|街|道|巷|弄|里|胡同|村|屯|小区|花园|家园|广场|大厦|饭店|酒店|宾馆|商城|公寓|苑|坊|桥|口|站|园|庄)/

function under(code: string, parent: string | null): boolean {
  if (parent === null) return true
  const stem = parent.length > 6 ? parent : parent.replace(/(?:00){1,2}$/, '')
  return code.startsWith(stem)
}

function candidates(index: DivisionIndex, text: string, level: Division['level'], parent: string | null): Division[] {
  for (const length of index.lengths.get(text.slice(0, 2)) ?? []) {
    if (length > text.length || length < 2) continue
    const named = index.byName.get(text.slice(0, length))?.filter((d) => d.level === level && under(d.code, parent))
    if (named && named.length > 0) return named
  }
  return []
}

/** How much of the text a division takes: its full name, or the short one where no street follows. 0: not this one. */
function lengthOf(division: Division, text: string): number {
  if (text.startsWith(division.name)) {
    const rest = text.slice(division.name.length)
    return /^(?:场|民|政府)/.test(rest) ? 0 : division.name.length
  }
  const short = division.name.replace(SUFFIX, '')
  return short !== division.name &&
    text.startsWith(short) &&
    !STREET_FOLLOWS.test(text.slice(short.length)) &&
    !/^(?:\d|号)/.test(text.slice(short.length))
    ? short.length
    : 0
}

/** The one that is meant where several share a name: below what is already known, else where the station is. */
function chosen(found: readonly Division[], home: string | null): Division | null {
  if (found.length <= 1) return found[0] ?? null
  for (const length of [6, 4, 2]) {
    const near = home === null ? [] : found.filter((d) => d.code.slice(0, length) === home.slice(0, length))
    if (near.length > 0) return near[0] as Division
  }
  const current = found.filter((d) => d.to === undefined)
  return current.length === 1 ? (current[0] as Division) : null
}

/** What the head of an address says, and how many characters it took. */
export interface Head {
  readonly parts: AddressParts
  readonly code: string | null
  readonly length: number
}

const COUNTRY = /^(?:中华人民共和国|中国)/
const HAN = '[\\u4e00-\\u9fff]'
const BY_SUFFIX = {
  province: new RegExp(`^${HAN}{2,3}?省|^${HAN}{2,7}?自治区`),
  city: new RegExp(`^${HAN}{2,6}?(?<![城都超夜集门闹菜])市(?![场民区])|^${HAN}{2,9}?自治州|^${HAN}{2,4}?(?:盟|地区)`),
  county: new RegExp(
    `^${HAN}{2,10}?(?:自治县|自治旗)|^${HAN}{1,4}?(?<![小社园校厂景矿新发业辖片库街住苑${'一二三四五六七八九十东西南北'}])区|^${HAN}{1,4}?(?:县|旗)|^${HAN}{2,4}?(?<![城都超夜集门闹菜])市(?![场民区])`,
  ),
} as const

function bySuffix(level: 'province' | 'city' | 'county', text: string): string | null {
  const name = BY_SUFFIX[level].exec(text)?.[0] ?? null
  if (name === null) return null
  if (/[路街巷弄号]/.test(name)) return null
  return STREET_FOLLOWS.test(text.slice(name.length)) && level !== 'province' && !/(?:省|市|县)$/.test(name)
    ? null
    : name
}

function nameUp(index: DivisionIndex, code: string): AddressParts {
  const parts: AddressParts = {}
  const province = index.byCode.get(`${code.slice(0, 2)}0000`)
  const city = index.byCode.get(`${code.slice(0, 4)}00`)
  const county = index.byCode.get(code.slice(0, 6))
  if (province) parts.province = province.name
  if (city && city !== province) parts.city = city.name
  if (county && county !== city && county !== province) parts.county = county.name
  return parts
}

/**
 * Reads province, city and county at the start of an address, by the list where it can (short names too, unless a
 * street follows), by their endings where the list does not know them. What is left out above is filled in from the
 * code; what is left out altogether comes from `home`, the division of the station.
 */
export function readHead(text: string, index: DivisionIndex, home: string | null): Head {
  const parts: AddressParts = {}
  let code: string | null = null
  let unknown = false
  let at = COUNTRY.exec(text)?.[0].length ?? 0
  for (const level of ['province', 'city', 'county'] as const) {
    const rest = text.slice(at)
    const found = candidates(index, rest, level, code)
    const division = chosen(found, code ?? home)
    const length = found[0] ? lengthOf(found[0], rest) : 0
    if (division && length > 0) {
      code = division.code
      parts[level] = division.name
      at += length
      continue
    }
    // A city at county level stands where a city could stand; the list knows it.
    if (length === 0 && level === 'city' && candidates(index, rest, 'county', code).length > 0) continue
    const name = length > 0 ? rest.slice(0, length) : bySuffix(level, rest)
    if (name === null) continue
    // Where a province or city comes by its ending, what follows must not be looked for in another province.
    unknown = true
    parts[level] = name
    at += name.length
  }
  if (code !== null) return { parts: { ...parts, ...nameUp(index, code) }, code, length: at }
  if (!unknown && home !== null) return { parts: nameUp(index, home), code: home, length: at }
  return { parts, code: null, length: at }
}

/** What addresses of a county begin with: its province, city and own name, in one word; empty when the list does not know it. */
export function countyName(divisions: readonly Division[], code: string): string {
  const { province = '', city = '', county = '' } = nameUp(divisionIndex(divisions), code)
  return county === '' ? '' : province + city + county
}

/** A town or community of the list that the text begins with, below `parent`. */
export function readListed(
  text: string,
  level: 'town' | 'community',
  index: DivisionIndex,
  parent: string | null,
): Division | null {
  if (parent === null || index.byName.size === 0) return null
  const found = candidates(index, text, level, parent)[0]
  return found && text.startsWith(found.name) ? found : null
}
