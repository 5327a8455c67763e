import type { FieldProblem } from '../../src-contract/books.ts'
import { COMPOUND_SURNAMES } from '../names/surnames.ts'
import { normaliseText } from '../text/normalise.ts'
import { draftError, draftWarning } from './problem.ts'

const IDENTITY = /(?<![0-9A-Z])\d{17}[\dX](?![0-9A-Z])|(?<!\d)\d{15}(?!\d)/i
/** The commonest surnames, without those that begin everyday words (高, 方, 安, 文, 金, 万, 水). */
const SURNAMES = new Set(
  '王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范姚谭廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎易武乔贺赖龚欧阳',
)
const MOBILE = /(?<!\d)1[2-9]\d{9}(?!\d)/

/** Document and telephone numbers in a text that must say nothing of single people: an error. */
export function personalDataIn(field: string, text: string | undefined): FieldProblem[] {
  if (text === undefined) return []
  const plain = normaliseText(text).replace(/(?<=\d)[ -](?=\d)/g, '')
  return IDENTITY.test(plain) || MOBILE.test(plain) ? [draftError(field, 'personal-data')] : []
}

/** What reads as a list of people (张三、李四) in a text that should hold counts: a warning, because it may be something else. */
export function namesIn(field: string, text: string | undefined): FieldProblem[] {
  if (text === undefined) return []
  const parts = normaliseText(text).split(/[、,;\s]+/)
  return parts.filter(readsAsName).length >= 2 ? [draftWarning(field, 'names-in-text')] : []
}

function readsAsName(text: string): boolean {
  if (!/^\p{Script=Han}{2,4}$/u.test(text)) return false
  if (COMPOUND_SURNAMES.has(text.slice(0, 2))) return text.length > 2
  return text.length <= 3 && SURNAMES.has(text.slice(0, 1))
}
