import { normaliseText } from '../text/normalise.ts'
import { error, warning, type IdentifierProblem } from './problems.ts'

/** What a unified social credit code says. */
export interface Uscc {
  readonly kind: 'uscc' | 'registration' | 'damaged' | 'none'
  /** The 18 characters in capitals, or null when there is an error. */
  readonly normal: string | null
  readonly problems: readonly IdentifierProblem[]
  /** Six digits of the registering office. */
  readonly division: string | null
}

/** GB 32100-2015: no I O S V Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

function checkCharacter(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += ALPHABET.indexOf(first17[i] as string) * (WEIGHTS[i] as number)
  return ALPHABET[(31 - (sum % 31)) % 31] as string
}

/** The 18-character code for its first 17. Throws when they are not 17 characters of the alphabet (a bug of the caller). */
export function completeUscc(first17: string): string {
  if (!/^[0-9A-HJ-NPQRTUWXY]{17}$/.test(first17)) throw new Error('completeUscc: 17 characters expected')
  return first17 + checkCharacter(first17)
}

const none = (problem: IdentifierProblem, kind: Uscc['kind'] = 'none'): Uscc => ({
  kind,
  normal: null,
  problems: [problem],
  division: null,
})

/**
 * Reads a unified social credit code (GB 32100-2015, MOD 31). Lower case, full width, blanks and dashes are accepted.
 * A 15-digit registration number of before 2015 is recognised as such: a warning, no normal form.
 */
export function readUscc(text: string): Uscc {
  const code = normaliseText(text).replace(/[\s-]/g, '').toUpperCase()
  if (code === '') return none(error('uscc/empty'))
  if (/^\d(?:\.\d+)?E\+\d{1,2}$/.test(code)) return none(error('uscc/damaged-number'), 'damaged')
  if (/^\d{15}$/.test(code)) return none(warning('uscc/registration'), 'registration')
  if (code.length !== 18) return none(error('uscc/length', { length: [...code].length, expected: 18 }))
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return none(error('uscc/character'))
  const expected = checkCharacter(code.slice(0, 17))
  const problems = code[17] === expected ? [] : [error('uscc/checksum', { expected })]
  return { kind: 'uscc', normal: problems.length === 0 ? code : null, problems, division: code.slice(2, 8) }
}
