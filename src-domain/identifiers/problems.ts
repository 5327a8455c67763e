/**
 * Every code that the checks of this folder report. The sentences live in the text files, one per code; a test there
 * can walk this list. Params never hold the checked value itself.
 */
export const identifierProblemCodes = [
  // Resident ID number (18 digits, or 15 of the old kind)
  'id/empty',
  'id/length',
  'id/character',
  'id/checksum',
  'id/birth-date',
  'id/birth-date-mismatch',
  'id/sex-mismatch',
  'id/division',
  'id/damaged-number',
  'id/masked',
  'id/old-format',
  // Unified social credit code
  'uscc/empty',
  'uscc/length',
  'uscc/character',
  'uscc/checksum',
  'uscc/damaged-number',
  'uscc/registration',
  // Telephone numbers
  'phone/empty',
  'phone/length',
  'phone/character',
  'phone/pattern',
  'phone/placeholder',
  'phone/masked',
  'phone/area-code',
  // Vehicle plates
  'plate/empty',
  'plate/pattern',
  // Other documents
  'document/empty',
  'document/pattern',
  'document/number-not-expected',
  'document/kind-mismatch',
  // Dates
  'date/empty',
  'date/format',
  'date/not-a-day',
  'date/range',
  'date/future',
] as const

/** A code of `identifierProblemCodes`. */
export type IdentifierProblemCode = (typeof identifierProblemCodes)[number]

/** One finding: an error must be settled; a warning may be explained and kept. */
export interface IdentifierProblem {
  readonly code: IdentifierProblemCode
  readonly severity: 'error' | 'warning'
  readonly params: Readonly<Record<string, string | number>>
}

/** Shorthand for an error. */
export function error(code: IdentifierProblemCode, params: IdentifierProblem['params'] = {}): IdentifierProblem {
  return { code, severity: 'error', params }
}

/** Shorthand for a warning. */
export function warning(code: IdentifierProblemCode, params: IdentifierProblem['params'] = {}): IdentifierProblem {
  return { code, severity: 'warning', params }
}
