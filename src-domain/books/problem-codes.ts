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
  'account-unknown',
  'time-invalid',
  'out-of-range',
  'before-earlier-step',
  'wrong-for-step',
  'nothing-new',
  'grid-unreadable',
  'grid-twice',
  'grids-sum',
  'personal-data',
  'profile-exists',
  'out-before-in',
  'not-extended',
  'lease-order',
  'organisation-exists',
  'consent-missing',
  'oral-only',
  'not-performed',
  'reinspector-same',
  'shift-empty',
  'shift-overlap',
  'register-changed',
] as const

/** What explains itself and can be accepted with a reason. */
export const draftWarnings = [
  'date-long-ago',
  'name-doubtful',
  'placeholder',
  'address-no-room',
  'address-unreadable',
  'address-incomplete',
  'officer-not-assigned',
  'beat-unknown',
  'visit-within-30-days',
  'already-registered',
  'registered-elsewhere',
  'unit-registered',
  'uscc-registered',
  'incident-recorded',
  'incident-number-unusual',
  'floor-too-high',
  'already-over',
  'notice-late',
  'follow-up-early',
  'finished-late',
  'names-in-text',
] as const

/** Every code that a problem of a draft can have: a test of the text files walks this list. */
export const draftProblemCodes = [...draftErrors, ...draftWarnings, ...identifierProblemCodes] as const
export type DraftError = (typeof draftErrors)[number]
export type DraftWarning = (typeof draftWarnings)[number]
export type DraftProblemCode = DraftError | DraftWarning | IdentifierProblemCode
