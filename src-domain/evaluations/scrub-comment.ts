import { PLATE_PROVINCES } from '../identifiers/plate.ts'
import { normaliseText } from '../text/normalise.ts'

const HIDDEN = '＊＊'
/** In this order: what has letters around its digits goes before the digits alone. */
const patterns: readonly RegExp[] = [
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
  /(?:微信|QQ|qq|VX|vx|wx)(?:号)?[:：]?\s*[A-Za-z0-9_-]{4,}/g,
  new RegExp(`[${PLATE_PROVINCES}][A-HJ-Z][·•.\\s]?[A-HJ-NP-Z0-9]{4,6}`, 'g'),
  // ID numbers, telephones, bank cards: five or more digits, also with blanks and dashes between them.
  /(?:\d[\s-]?){4,}[\dXx]/g,
  // 建设路18号, 3号楼2单元501室, 12幢
  /[\p{Script=Han}]{1,8}(?:路|街|巷|弄|道)\d+(?:号|弄)?/gu,
  /\d+(?:号楼|号院|栋|幢|单元|室|号门|户|楼|层|房)/g,
]
/** One or two characters before a title: 张警官, 王小姐, 李师傅. */
const TITLED = /[\p{Script=Han}]{1,2}(?=警官|民警|所长|教导员|警长|辅警|同志|先生|女士|小姐|师傅|阿姨|大爷|大妈|叔叔)/gu
/** What people write before a title that is no name; the last character of it decides too (这位, 老). */
const NOT_NAMES = new Set([
  ...['社区', '我们', '片区', '辖区', '你们', '他们', '派出', '谢谢', '感谢', '民警', '警官'],
  ...['女', '男', '老', '位', '的'],
])

/**
 * A comment without what names a person or a home, for the station's page. `names` are the names that the station knows (its
 * officers); names of residents without a title cannot be told from words, so comments stay at station level even so.
 */
export function scrubComment(comment: string, names: readonly string[]): string {
  let text = normaliseText(comment)
  for (const name of names) if (name.length >= 2) text = text.replaceAll(name, HIDDEN)
  for (const pattern of patterns) text = text.replace(pattern, HIDDEN)
  return text.replace(TITLED, (before) => (NOT_NAMES.has(before) || NOT_NAMES.has(before.slice(-1)) ? before : HIDDEN))
}
