import { normaliseText } from '../text/normalise.ts'
import { statedAbsence } from './stated-absence.ts'
import { error, warning, type IdentifierProblem } from './problems.ts'

/** What a telephone number is. */
export interface Phone {
  readonly kind: 'mobile' | 'landline' | 'local' | 'service' | 'masked' | 'placeholder' | 'none'
  /** 11 digits of a mobile number; 0999-1234567 (with -extension) of a fixed one; null when it cannot be used. */
  readonly normal: string | null
  readonly problems: readonly IdentifierProblem[]
}

const phone = (kind: Phone['kind'], normal: string | null, ...problems: IdentifierProblem[]): Phone => ({
  kind,
  normal,
  problems,
})

const INVENTED = new Set('123456 1234567 12345678 123456789 12345678901 13800138000 13812345678'.split(' '))

/** Written where no number is known: 000000, 11111111111, 13800000000, 12345678. */
function isPlaceholder(digits: string): boolean {
  return /^(\d)\1{4,}$/.test(digits) || /^1[3-9]\d(\d)\1{7}$/.test(digits) || INVENTED.has(digits)
}

/** Two-digit area codes (010, 02x) take seven or eight digits after them, three-digit ones as well. */
const LANDLINE = /^(010|02\d|0[3-9]\d{2})(\d{7,8})$/

/** Without +86, 0086 or 86; a fixed number gets back the 0 that is left out behind the country code. */
function withoutCountry(compact: string): string {
  const mobile = /^\+?(?:00)?86-?(?=1[\d*●xX-]{10,12}$)/.exec(compact)
  if (mobile) return compact.slice(mobile[0].length)
  const fixed = /^(?:\+|00)86-?0?(?=[1-9][\d-]{8,})/.exec(compact)
  return fixed ? `0${compact.slice(fixed[0].length)}` : compact
}

/**
 * Reads a Chinese telephone number: mobile, fixed with or without area code, service numbers; blanks, dashes, brackets
 * and +86, 0086 or 86 in front are accepted. Placeholders and patterns that do not exist are warnings; only what is no
 * number at all is an error. 不详 and the like are placeholders.
 */
export function readPhone(text: string): Phone {
  const typed = normaliseText(text)
  if (typed === '') return phone('none', null, error('phone/empty'))
  if (statedAbsence(typed)) return phone('placeholder', null, warning('phone/placeholder'))
  const compact = typed.replace(/[‐‑–—－]/g, '-').replace(/[\s()（）.]/g, '')
  if (/^\d(?:\.\d+)?E\+\d+$/i.test(typed)) return phone('none', null, error('phone/character'))
  const local = withoutCountry(compact)
  if (/^\d{0,7}[*●xX]{3,}\d{0,4}$/.test(local)) {
    return phone('masked', local.replace(/[●xX]/g, '*'), warning('phone/masked'))
  }
  const [, main = '', extension = ''] = /^([\d-]+?)(?:(?:转|#|,|ext)-?(\d{1,6}))?$/i.exec(local) ?? []
  if (main === '') return phone('none', null, error('phone/character'))
  const digits = main.replaceAll('-', '')
  if (isPlaceholder(digits)) return phone('placeholder', null, warning('phone/placeholder'))
  if (/^01[3-9]\d{9}$/.test(digits)) return phone('mobile', digits.slice(1))
  if (/^1\d{10}$/.test(digits)) {
    return phone('mobile', digits, ...(/^1[3-9]/.test(digits) ? [] : [warning('phone/pattern')]))
  }
  return readFixed(main, digits, extension)
}

function readFixed(main: string, digits: string, extension: string): Phone {
  const withExtension = (number: string, more: string): string => (more === '' ? number : `${number}-${more}`)
  const [, area, rest, tail] = /^(0\d{2,3})-(\d{7,8})(?:-(\d{1,6}))?$/.exec(main) ?? []
  if (area && rest) return phone('landline', withExtension(`${area}-${rest}`, tail ?? extension))
  const joined = LANDLINE.exec(digits)
  if (joined) return phone('landline', withExtension(`${joined[1]}-${joined[2]}`, extension))
  if (/^[48]00\d{7}$/.test(digits) || /^(?:1[012]\d{1,3}|95\d{3,6}|96\d{3,6}|12\d{3})$/.test(digits)) {
    return phone('service', digits)
  }
  if (/^[2-9]\d{6,7}$/.test(digits)) return phone('local', withExtension(digits, extension), warning('phone/area-code'))
  const mobileMiscounted = /^1[3-9]/.test(digits) && digits.length >= 9
  if (mobileMiscounted || digits.length < 7 || digits.length > 12) {
    return phone('none', null, warning('phone/length', { length: digits.length, expected: 11 }))
  }
  return phone('none', digits, warning('phone/pattern'))
}
