import { normaliseName, splitName } from '../names/normalise-name.ts'
import { normaliseText } from '../text/normalise.ts'

/** What stands for everything that is hidden where the length must not show either. */
export const HIDDEN = '***'

function firstCharacter(text: string): string {
  const point = text.codePointAt(0)
  return point === undefined ? '' : String.fromCodePoint(point)
}

/** 张三丰 -> 张*, 欧阳锋 -> 欧阳*, 阿卜杜·热合曼 -> 阿*, John -> J*; a single character is hidden whole. The length does not show. */
export function maskName(name: string): string {
  const normal = normaliseName(name)
  if (normal === '') return ''
  const { surname, given } = splitName(normal)
  const shown = surname === '' ? firstCharacter(normal) : surname
  return given === '' || normal.length === shown.length ? '*' : `${shown}*`
}

/** Last four of a document number, one star for each other character: **************1234. Up to seven characters, or anything else that was written there: all stars. */
export function maskId(id: string): string {
  const normal = normaliseText(id).replace(/[\s-]/g, '').toUpperCase()
  const characters = [...normal]
  const shown = /^[0-9A-Z*]{8,}$/.test(normal) ? 4 : 0
  return characters.map((character, i) => (i >= characters.length - shown ? character : '*')).join('')
}

/** 13812345678 -> 138****5678 (also with +86); other numbers keep their last four where at least three stay hidden. */
export function maskPhone(phone: string): string {
  const digits = normaliseText(phone)
    .replace(/[^0-9]/g, '')
    .replace(/^(?:0086|86)(?=1\d{10}$)/, '')
  if (digits === '') return normaliseText(phone) === '' ? '' : HIDDEN
  if (/^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)}****${digits.slice(7)}`
  const shown = digits.length >= 7 ? 4 : 0
  return '*'.repeat(digits.length - shown) + digits.slice(digits.length - shown)
}

/** Year only of a LocalDate: 1990-**-**. Anything that is not one is hidden whole. */
export function maskDate(date: string): string {
  if (date === '') return ''
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date.slice(0, 4)}-**-**` : HIDDEN
}

/** For every value without a rule of its own: nothing shows, not even the length; an empty value stays empty. */
export function maskPlain(value: string): string {
  return value === '' ? '' : HIDDEN
}
