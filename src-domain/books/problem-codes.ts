/** What can be wrong with a field of a draft. One sentence per code is in the text files; a code is never used twice for two things. */
export const draftErrors = [
  'required',
  'too-long',
  'unknown-field',
  'unknown-option',
  'not-declarable',
  'date-invalid',
  'date-in-future',
  'number-invalid',
  'id-length',
  'id-characters',
  'id-damaged',
  'id-checksum',
  'id-birth-date',
  'birth-date-differs',
  'document-without-kind',
  'document-not-expected',
  'officer-unknown',
  'officer-not-police',
  'helper-unknown',
  'helper-is-officer',
] as const

/** Warnings explain and can be accepted with a reason. */
export const draftWarnings = [
  'date-long-ago',
  'id-division',
  'sex-differs',
  'document-doubtful',
  'name-doubtful',
  'phone-doubtful',
  'phone-placeholder',
  'placeholder',
  'address-no-room',
  'address-unreadable',
  'officer-not-assigned',
  'beat-unknown',
  'visit-within-30-days',
  'already-registered',
] as const

export const draftProblemCodes = [...draftErrors, ...draftWarnings] as const
export type DraftError = (typeof draftErrors)[number]
export type DraftWarning = (typeof draftWarnings)[number]
export type DraftProblemCode = (typeof draftProblemCodes)[number]
