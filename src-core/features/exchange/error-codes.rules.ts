import { draftErrors } from '../../../src-domain/books/problem-codes.ts'

/** Codes of draft problems that no reason can settle. */
export const errorCodes: ReadonlySet<string> = new Set(draftErrors)
