import { normaliseText } from '../text/normalise.ts'
import { error, warning, type IdentifierProblem } from './problems.ts'
import { completeResidentId, readResidentId, type ResidentIdFacts } from './resident-id.ts'
import type { LocalDate } from './calendar.ts'

/** The kinds of document that a ledger accepts, in the order of the list on the form. */
export const documentKinds = ['resident-id', 'hmt-residence', 'foreign-permanent', 'passport', 'none'] as const

/** 居民身份证, 港澳台居民居住证, 外国人永久居留身份证, 护照, 无证件. */
export type DocumentKind = (typeof documentKinds)[number]

/** A document number as read under its kind. */
export interface DocumentReading {
  readonly kind: DocumentKind
  readonly normal: string | null
  readonly problems: readonly IdentifierProblem[]
  /** Told by the number itself, where the number tells it. */
  readonly birthDate: LocalDate | null
  readonly sex: 'male' | 'female' | null
}

const kindsByLabel: ReadonlyMap<string, DocumentKind> = new Map([
  ['居民身份证', 'resident-id'],
  ['身份证', 'resident-id'],
  ['二代身份证', 'resident-id'],
  ['临时身份证', 'resident-id'],
  ['居民户口簿', 'resident-id'],
  ['港澳台居民居住证', 'hmt-residence'],
  ['港澳居民居住证', 'hmt-residence'],
  ['台湾居民居住证', 'hmt-residence'],
  ['外国人永久居留身份证', 'foreign-permanent'],
  ['外国人永久居留证', 'foreign-permanent'],
  ['永久居留身份证', 'foreign-permanent'],
  ['护照', 'passport'],
  ['普通护照', 'passport'],
  ['外国护照', 'passport'],
  ['中国护照', 'passport'],
  ['无证件', 'none'],
  ['无', 'none'],
])

/** The kind for what a source or a spreadsheet calls it, or null when the word is not known. */
export function documentKindOf(label: string): DocumentKind | null {
  return kindsByLabel.get(normaliseText(label).replace(/\s/g, '')) ?? null
}

const only = (kind: DocumentKind, normal: string | null, ...problems: IdentifierProblem[]): DocumentReading => ({
  kind,
  normal,
  problems,
  birthDate: null,
  sex: null,
})

/** Regions in which the residence permit is issued as: Hong Kong, Macao, Taiwan. */
const HMT_DIVISIONS = new Set(['810000', '820000', '830000'])

function readHmt(number: string, facts: ResidentIdFacts): DocumentReading {
  const read = readResidentId(number, { ...facts, isDivision: () => true })
  const misplaced = read.division !== null && !HMT_DIVISIONS.has(read.division)
  const problems = misplaced ? [...read.problems, warning('document/kind-mismatch')] : read.problems
  return { kind: 'hmt-residence', normal: read.normal, problems, birthDate: read.birthDate, sex: read.sex }
}

/**
 * Cards of 2023 and later: 18 characters beginning with 9, the check character as on a resident's card. Before: three
 * letters of the nationality and twelve digits.
 */
function readForeignPermanent(number: string, facts: ResidentIdFacts): DocumentReading {
  if (/^[A-Z]{3}\d{12}$/.test(number)) return only('foreign-permanent', number)
  if (!/^9\d{16}[\dX]$/.test(number)) return only('foreign-permanent', null, error('document/pattern'))
  const expected = completeResidentId(number.slice(0, 17)).slice(17)
  if (number[17] !== expected) return only('foreign-permanent', null, error('id/checksum', { expected }))
  const read = readResidentId(number, { ...facts, isDivision: () => true })
  return {
    kind: 'foreign-permanent',
    normal: read.normal,
    problems: read.problems,
    birthDate: read.birthDate,
    sex: read.sex,
  }
}

/** Chinese passports: E, G, D, S, P and digits; foreign ones vary, so an unusual one is a warning. */
function readPassport(number: string): DocumentReading {
  if (!/^[A-Z0-9]{5,20}$/.test(number) || !/\d/.test(number)) return only('passport', null, error('document/pattern'))
  if (/^\d{17}[\dX]$/.test(number)) return only('passport', number, warning('document/kind-mismatch'))
  return only('passport', number, ...(number.length <= 9 ? [] : [warning('document/pattern')]))
}

/** Reads a document number under the kind that was chosen. For `none` a number is an error: it belongs to another kind. */
export function readDocument(kind: DocumentKind, text: string, facts: ResidentIdFacts = {}): DocumentReading {
  const number = normaliseText(text).replace(/[\s-]/g, '').toUpperCase()
  if (kind === 'none') return only('none', null, ...(number === '' ? [] : [error('document/number-not-expected')]))
  if (number === '') return only(kind, null, error('document/empty'))
  if (kind === 'hmt-residence') return readHmt(number, facts)
  if (kind === 'foreign-permanent') return readForeignPermanent(number, facts)
  if (kind === 'passport') return readPassport(number)
  const { normal, problems, birthDate, sex } = readResidentId(text, facts)
  return { kind, normal, problems, birthDate, sex }
}
