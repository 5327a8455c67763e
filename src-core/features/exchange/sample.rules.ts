import { maskId, maskName, maskPhone } from '../../../src-domain/masking/mask.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'

/**
 * A cell as the sample of a column that nobody has named yet: enough to see what kind of thing stands there. Long numbers keep four
 * digits, short Chinese words their first character, everything else its first four characters.
 */
export function sampleOf(text: string): string {
  const plain = normaliseText(text)
  if (plain === '') return ''
  const digits = plain.replace(/[\s-]/g, '')
  if (/^\+?\d{11,13}$/.test(digits)) return maskPhone(plain)
  if (/^[0-9A-Za-z]{8,}$/.test(digits) && /\d{4}/.test(digits))
    return /^\d{8}$/.test(digits) ? digits.slice(0, 4).padEnd(8, '*') : maskId(digits)
  if (/^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}/.test(plain)) return `${plain.slice(0, 5)}**${plain.slice(4, 5)}**`
  const characters = [...plain]
  if (characters.length <= 4 && /^\p{Script=Han}+$/u.test(plain)) {
    // Words such as 男 or 已婚 tell the column; a name does not need to show.
    return characters.length <= 1 ? plain : maskName(plain)
  }
  return characters.length <= 4 ? plain : `${characters.slice(0, 4).join('')}***`
}
