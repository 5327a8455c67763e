import { readPhone } from '../identifiers/phone.ts'
import { PLATE_PROVINCES, readPlate } from '../identifiers/plate.ts'
import { readResidentId } from '../identifiers/resident-id.ts'
import { readUscc } from '../identifiers/uscc.ts'
import { normaliseName } from '../names/normalise-name.ts'
import { foldForSearch, normaliseText } from '../text/normalise.ts'

/** What can be typed into the one box. */
export const queryKinds = ['name', 'pinyin', 'id', 'phone', 'plate', 'uscc', 'incident', 'address'] as const

/** One of `queryKinds`. */
export type QueryKind = (typeof queryKinds)[number]

/** The best guess, what else it could be (likeliest first), and the text in the form that the kind is searched in. */
export interface KindGuess {
  readonly kind: QueryKind
  readonly alternatives: readonly QueryKind[]
  readonly normal: string
}

/**
 * The form in which a kind is searched, for the guess and for a kind that the user chose instead. Numbers lose their
 * separators, names and addresses are normalised, pinyin is lower case without blanks.
 */
export function normalForKind(kind: QueryKind, text: string): string {
  const plain = normaliseText(text)
  const compact = plain.replace(/[\s\-‐‑–—()'’:]/g, '').toUpperCase()
  if (kind === 'name') return normaliseName(text)
  if (kind === 'address') return plain
  if (kind === 'pinyin') return foldForSearch(text).replaceAll('-', '')
  if (kind === 'phone') return readPhone(text).normal ?? compact.replace(/^\+/, '')
  if (kind === 'plate') return readPlate(text).normal ?? ''
  if (kind === 'id') return readResidentId(text).normal ?? compact
  return compact
}

type Guess = readonly [QueryKind, ...QueryKind[]]

const ADDRESS_MARKER =
  /\d\s*(?:号|#|栋|幢|座|单元|楼|层|室|户|弄|巷|组|F)|[一二三四五六七八九十百甲乙丙丁A-Z]\s*(?:号楼|栋|幢|座|单元|层|室|组)/iu
const NUMBER_CHAIN = /^#?[A-Z]?\d{1,4}[A-Z]?(?:[-—–/、\s][A-Z]?\d{1,4}[A-Z]?){1,3}(?:室|号)?$/iu
const PLACE_ENDING =
  /(?:路|街|大道|巷|弄|胡同|小区|花园|家园|新村|公寓|苑|里|坊|社区|街道|村|镇|乡|县|市|区|省|大厦|广场|楼|栋|幢|座|单元|层|室|号|号院|大院|家属院)$/u
/** A province and what lies in it, however far it is typed: nobody's name, and of an organisation's the end tells. */
const PROVINCE_FIRST = /^\p{Script=Han}{2,8}(?:省|自治区)\p{Script=Han}/u
const ORGANISATION_ENDING =
  /(?:公司|店|厂|学校|小学|中学|幼儿园|医院|超市|宾馆|酒店|饭店|餐厅|网吧|银行|合作社|事务所|中心|站|馆)$/u
const HAN_NAME = /^[\p{Script=Han}·]+$/u

function guessDigits(digits: string): Guess {
  const { length } = digits
  // Any eleven digits that begin with 1: an unassigned prefix is still typed as a telephone number.
  if (/^(?:(?:00)?86)?1\d{10}$/.test(digits)) return ['phone', 'id']
  if (length >= 19) return ['incident']
  // Incident numbers begin with their day; no ID number does, as there is no division 20.
  if (length >= 12 && /^20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(digits)) return ['incident', 'id', 'uscc']
  if (length === 18) {
    const id = readResidentId(digits).normal !== null
    return !id && readUscc(digits).normal !== null ? ['uscc', 'id', 'incident'] : ['id', 'uscc', 'incident']
  }
  if (length === 15) return ['id', 'uscc', 'incident']
  if (/^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(digits)) return ['id', 'phone', 'incident']
  if (/^0[1-9]\d{8,10}$/.test(digits)) return ['phone', 'id']
  if (length >= 12) return ['id', 'incident', 'uscc']
  if (/^1[3-9]\d{5,}$/.test(digits)) return ['phone', 'id']
  if (length >= 9) return ['id', 'phone', 'incident']
  if (length >= 7) return ['phone', 'id', 'incident']
  if (length === 4) return ['id', 'phone', 'address']
  return length <= 3 ? ['address', 'id', 'phone'] : ['id', 'phone', 'incident']
}

function guessMixed(compact: string): Guess | null {
  if (/^J(?:CJ)?\d{6,}$/.test(compact)) return ['incident', 'id']
  if (/^\d{3,17}X$/.test(compact)) return ['id']
  if (/^[\dX]*\*{2,}[\dX*]*$/.test(compact)) return compact.length > 11 ? ['id'] : ['phone', 'id']
  if (new RegExp(`^[${PLATE_PROVINCES}][A-Z][A-Z0-9挂学警港澳领]{0,6}$`).test(compact)) return ['plate']
  if (/^WJ.?\d{4,5}[A-Z]?$/.test(compact)) return ['plate']
  if (!/^(?=.*\d)(?=.*[A-Z])[0-9A-Z]+$/.test(compact)) return null
  if (/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(compact)) return ['uscc', 'id']
  if (/^[159Y]\d{7}[0-9A-HJ-NPQRTUWXY]{1,9}$/.test(compact)) return ['uscc', 'id']
  if (/^[A-Z]\d?[A-Z]?\d{3,5}[A-Z]?$/.test(compact) && compact.length <= 7) return ['plate', 'id', 'address', 'uscc']
  if (/^[A-Z]{1,2}\d{7,8}$|^[A-Z]{3}\d{6,12}$/.test(compact)) return ['id', 'uscc']
  return /^[A-Z]?\d{1,4}[A-Z]?$/.test(compact) ? ['address', 'plate'] : ['id', 'uscc', 'plate']
}

function guessHan(plain: string, home: string): Guess {
  const characters = [...plain.replace(/\s/g, '')].length
  // What kind of business it is stands behind: 餐饮店(个体工商户).
  if (ORGANISATION_ENDING.test(plain.replace(/\([^()]*\)$/, ''))) return ['name', 'address']
  if (ADDRESS_MARKER.test(plain) || (/\d/.test(plain) && !HAN_NAME.test(plain))) return ['address', 'name']
  if (PROVINCE_FIRST.test(plain)) return ['address', 'name']
  // Part of how every address here begins.
  if (characters >= 2 && home.includes(plain)) return ['address', 'name']
  if (PLACE_ENDING.test(plain)) return characters <= 2 ? ['name', 'address'] : ['address', 'name']
  return ['name', 'address']
}

function guess(plain: string, home: string): Guess {
  const compact = plain.replace(/[\s\-‐‑–—()'’·•・.]/g, '').toUpperCase()
  if (compact === '') return ['name']
  if (/^[+＋]\d+$/.test(compact)) return ['phone']
  // What a spreadsheet made of an ID number: 6.10102E+17.
  if (/^\d(?:\.\d+)?E\+?1[0-9]$/i.test(plain)) return ['id']
  // A blank or dash between short numbers is an address; between long ones it is only how the number was written.
  if (NUMBER_CHAIN.test(plain) && !/^\d{3}[\s-]\d{4}[\s-]\d{4}$|^\d{4}[\s-]\d{4}/.test(plain))
    return ['address', 'phone', 'id']
  if (/^\d+$/.test(compact)) return guessDigits(compact)
  const mixed = guessMixed(compact)
  if (mixed) return mixed
  if (/^[\p{Script=Latin}\p{M}\s'’.-]+$/u.test(plain)) return ['pinyin', 'name']
  return guessHan(plain, home)
}

/**
 * Guesses what was typed. Four digits are the last four of an ID number (perhaps of a phone, or a room); a number
 * chain (3-2-1203) is an address; Latin letters are pinyin or initials; two Chinese characters are a name, longer text
 * with a street, estate or number word an address. Never fails; nothing typed is an empty name.
 *
 * @param home province, city and county with which the station's addresses begin; '' when they are not known
 */
export function guessKind(text: string, home = ''): KindGuess {
  const plain = normaliseText(text.slice(0, 400))
  const [kind, ...alternatives] = guess(plain, home)
  return { kind, alternatives, normal: normalForKind(kind, plain) }
}
