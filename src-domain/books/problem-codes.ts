import { identifierProblemCodes, type IdentifierProblemCode } from '../identifiers/problems.ts'

/** What blocks filing, beside what src-domain/identifiers reports. One sentence per code is in the text files. */
export const draftErrors = [
  'required',
  'too-long',
  'unknown-field',
  'unknown-option',
  'not-declarable',
  'number-invalid',
  'document-without-kind',
  'officer-unknown',
  'officer-not-police',
  'helper-unknown',
  'helper-is-officer',
] as const

/** What explains itself and can be accepted with a reason. */
export const draftWarnings = [
  'date-long-ago',
  'name-doubtful',
  'placeholder',
  'address-no-room',
  'address-unreadable',
  'officer-not-assigned',
  'beat-unknown',
  'visit-within-30-days',
  'already-registered',
] as const

/** Every code that a problem of a draft can have: a test of the text files walks this list. */
export const draftProblemCodes = [...draftErrors, ...draftWarnings, ...identifierProblemCodes] as const
export type DraftError = (typeof draftErrors)[number]
export type DraftWarning = (typeof draftWarnings)[number]
export type DraftProblemCode = DraftError | DraftWarning | IdentifierProblemCode
