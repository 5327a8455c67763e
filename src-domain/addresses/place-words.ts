/** Endings of residential compounds and buildings with a name, longest first where one contains another. */
const LONG_ENDING =
  '小区|雅筑|花园|花苑|家园|新村|新城|公寓|家属院|家属楼|家属区|大院|宿舍|大厦|广场|庄园|山庄|名邸|公馆|国际|中心|商城|花城|嘉园|佳苑|华庭|豪庭|雅居'
const SHORT_ENDING = '苑|园|府|城|湾|里|坊|庭|居|轩|阁|院|庄|寓|邸|郡|墅|楼'

/** A short ending ends a name only where the text ends: 三里 of 三里屯 is none. */
const ESTATE = new RegExp(`^.+(?:${LONG_ENDING})|^.+(?:${SHORT_ENDING})$`)
const ESTATE_WHOLE = new RegExp(`^.+(?:${LONG_ENDING}|${SHORT_ENDING})$`)
const ESTATE_AT_START = new RegExp(
  `^(?:小区|花园|花苑|家园|新村|新城|公寓|家属|大院|宿舍|大厦|广场|商城|商场|市场|国际|中心|名邸|华庭|社区|居委会|居民委员会|村委会|村民委员会|村|苑|城|局|处|所|医院|学校|中学|小学|桥|口|站)`,
)

/** What stands behind an address, not in it. */
const REMARK =
  /^(?:旁|对面|附近|隔壁|后门|前门|东侧|西侧|南侧|北侧|东边|西边|南边|北边|路口|交叉口|十字|门口|门面|地下室|车库|出租|转租|自建|暂住)/

/** Length of the compound's name at the start of the text; 0 when it has no such ending. */
export function estateLength(text: string): number {
  if (REMARK.test(text)) return 0
  return ESTATE.exec(text)?.[0].length ?? 0
}

const CLEAR_ESTATE = /^.+?(?:小区|花园|家园|新村|公寓|大厦|家属院|山庄)/

/** Length of a compound that stands before something else (阳光小区幸福路); 0 when the text does not begin with one. */
export function leadingEstateLength(text: string): number {
  const length = CLEAR_ESTATE.exec(text)?.[0].length ?? 0
  return length < text.length ? length : 0
}

/** True when the whole text reads as the name of a compound. */
export function isEstate(text: string): boolean {
  return ESTATE_WHOLE.test(text)
}

/** True for words beside the address (旁边, 对面, 出租). */
export function isRemark(text: string): boolean {
  return REMARK.test(text)
}

/**
 * Length of the first road or lane at the start of the text, section included (解放路东段); 0 when there is none. A
 * road inside the name of something else is none: 铁路小区, 新街口, 和平路社区, 公路局.
 */
export function roadLength(text: string): number {
  for (let i = 1; i < text.length; i++) {
    let end = 0
    const character = text[i] as string
    if (character === '路' || character === '巷' || character === '弄') end = i + 1
    else if (character === '街') end = text[i + 1] === '道' ? 0 : i + 1
    else if (character === '道') end = /[街通隧铁管渠频]/.test(text[i - 1] as string) ? 0 : i + 1
    else if (character === '同' && text[i - 1] === '胡') end = i + 1
    else if (character === '条' && /[一二三四五六七八九十]/.test(text[i - 1] as string)) end = i + 1
    if (end === 0) continue
    const rest = text.slice(end)
    if (CLEAR_ESTATE.test(text.slice(0, end))) return 0
    if (ESTATE_AT_START.test(rest)) continue
    const section = /^[东西南北中]段/.exec(rest)?.[0].length ?? 0
    return end + section
  }
  return 0
}

const TOWN = /^(?<name>[\u3400-\u9fff]{2,8}?街道)(?:办事处|办)?|^(?<other>[\u3400-\u9fff]{1,5}?[镇乡])(?:人民政府)?/
const NAME_GOES_ON =
  /^(?:路|街|道|大道|大街|巷|弄|小区|花园|家园|新村|公寓|苑|园|桥|口|站|中学|小学|医院|[东西南北中]{1,2}[路街里])/

/** A town or subdistrict at the start of the text: its name and how much of the text it took. */
export function townAt(text: string): { name: string; length: number } | null {
  const found = TOWN.exec(text)
  const name = found?.groups?.['name'] ?? found?.groups?.['other']
  if (!found || !name || NAME_GOES_ON.test(text.slice(found[0].length))) return null
  // 镇 and 乡 come late in a name; a road before them means that they belong to something else (人民路镇宁小区).
  return /[镇乡]$/.test(name) && roadLength(name) > 0 ? null : { name, length: found[0].length }
}

const COMMUNITY =
  /^(?<name>[\u3400-\u9fff]{1,10}?)(?<ending>社区居民委员会|社区居委会|社区|居民委员会|居委会|村民委员会|村委会|(?<!新)村)/

/** A community or village at the start of the text, 居委会 told as 社区 and 村委会 as 村. */
export function communityAt(text: string): { name: string; length: number } | null {
  const found = COMMUNITY.exec(text)
  const name = found?.groups?.['name']
  const ending = found?.groups?.['ending']
  if (!found || !name || !ending || NAME_GOES_ON.test(text.slice(found[0].length))) return null
  const road = roadLength(text)
  if (road > 0 && road < found[0].length) return null
  const village = ending.startsWith('村')
  const stem = village && name.endsWith('村') ? name.slice(0, -1) : name
  return { name: stem + (village ? '村' : '社区'), length: found[0].length }
}
