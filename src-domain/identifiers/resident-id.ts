import { normaliseText } from '../text/normalise.ts'
import { dayOf, type LocalDate } from './calendar.ts'
import { error, warning, type IdentifierProblem } from './problems.ts'

/** What a resident ID number says, as far as it can be read. */
export interface ResidentId {
  readonly kind: 'id18' | 'id15' | 'masked' | 'damaged' | 'none'
  /** The 18 characters in capitals (a 15-digit number upgraded), or null when there is an error. */
  readonly normal: string | null
  readonly problems: readonly IdentifierProblem[]
  readonly birthDate: LocalDate | null
  readonly sex: 'male' | 'female' | null
  /** First six digits (GB/T 2260). */
  readonly division: string | null
}

/** What else is known and can be compared with the number. */
export interface ResidentIdFacts {
  /** Latest possible birth date. */
  readonly today?: LocalDate
  readonly birthDate?: LocalDate
  readonly sex?: 'male' | 'female'
  /** Whether a division code exists or existed; without it only the first two digits are looked at. */
  readonly isDivision?: (code: string) => boolean
}

/** GB 11643-1999, MOD 11-2 of ISO 7064. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK = '10X98765432'

/** First two digits in use: provinces, 71/81/82/83, and 99, the fictitious division of the demo. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 99'.split(
    ' ',
  ),
)

const OLDEST_YEAR = 1870

function checkCharacter(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += (first17.charCodeAt(i) - 48) * (WEIGHTS[i] as number)
  return CHECK[sum % 11] as string
}

/** The 18-character number for its first 17 digits. Throws when they are not 17 digits (a bug of the caller). */
export function completeResidentId(first17: string): string {
  if (!/^\d{17}$/.test(first17)) throw new Error('completeResidentId: 17 digits expected')
  return first17 + checkCharacter(first17)
}

const none = (problems: readonly IdentifierProblem[], kind: ResidentId['kind'] = 'none'): ResidentId => ({
  kind,
  normal: null,
  problems,
  birthDate: null,
  sex: null,
  division: null,
})

/** 6.10102E+17: a spreadsheet stored the number as a quantity; the last digits are lost for good. */
const SCIENTIFIC = /^\d(?:\.\d+)?E\+?\d{1,2}$/i

/** A spreadsheet keeps 15 digits and fills up with zeros; a true number ends so only with the right check digit. */
function lostLastDigits(id: string): boolean {
  return /000(?:\.0+)?$/.test(id) && checkCharacter(id) !== id[17]
}

/**
 * Reads a resident ID number (GB 11643-1999). Lower-case x, full-width digits and blanks are accepted; a 15-digit number
 * of before 1999 is upgraded (century 19). Checksum and birth date are errors, the division and a sex that does not
 * fit are warnings. A masked or damaged number is recognised and told as such: it cannot be guessed back.
 */
export function readResidentId(text: string, facts: ResidentIdFacts = {}): ResidentId {
  const id = normaliseText(text)
    .replace(/[\s'’]/g, '')
    .toUpperCase()
  if (id === '') return none([error('id/empty')])
  if (SCIENTIFIC.test(id)) return none([error('id/damaged-number')], 'damaged')
  if (/^[\dX]*[*●•]{2,}[\dX*●•]*$/.test(id)) return none([warning('id/masked')], 'masked')
  if (id.length !== 18 && id.length !== 15) {
    if (/[^\dX]/.test(id)) return none([error('id/character')])
    return none([error('id/length', { length: [...id].length, expected: 18 })])
  }
  if (!/^(?:\d{17}[\dX]|\d{15})$/.test(id)) return none([error('id/character')])

  const old = id.length === 15
  if (!old && lostLastDigits(id)) return none([error('id/damaged-number')], 'damaged')

  const first17 = old ? `${id.slice(0, 6)}19${id.slice(6)}` : id.slice(0, 17)
  const problems: IdentifierProblem[] = []
  const expected = checkCharacter(first17)
  if (!old && id[17] !== expected) problems.push(error('id/checksum', { expected }))
  if (old) problems.push(warning('id/old-format'))

  const birthDate = dayOf(Number(first17.slice(6, 10)), Number(first17.slice(10, 12)), Number(first17.slice(12, 14)))
  const impossible =
    birthDate === null ||
    Number(birthDate.slice(0, 4)) < OLDEST_YEAR ||
    (facts.today !== undefined && birthDate > facts.today)
  if (impossible) problems.push(error('id/birth-date'))
  else if (facts.birthDate && facts.birthDate !== birthDate) problems.push(error('id/birth-date-mismatch'))

  const sex = Number(first17[16]) % 2 === 1 ? 'male' : 'female'
  if (facts.sex && facts.sex !== sex) problems.push(warning('id/sex-mismatch'))

  const division = first17.slice(0, 6)
  const known = facts.isDivision ? facts.isDivision(division) : PROVINCES.has(division.slice(0, 2))
  if (!known) problems.push(warning('id/division'))

  const valid = problems.every((problem) => problem.severity !== 'error')
  return {
    kind: old ? 'id15' : 'id18',
    normal: valid ? first17 + expected : null,
    problems,
    birthDate: impossible ? null : birthDate,
    sex,
    division,
  }
}
