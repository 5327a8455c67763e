import type { FieldProblem } from '../../../src-contract/books.ts'
import { failure, type ErrorParams, type RpcError } from '../../../src-contract/errors.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { errorsOf, openWarnings } from '../../../src-domain/books/judge.ts'
import { packProblems } from '../../../src-domain/books/problem-params.ts'
import { draftError } from '../../../src-domain/books/problem.ts'
import type { Typed } from '../../../src-domain/books/settle.ts'
import type { Accepted } from './history.repo.ts'

/**
 * What the caller is told when something cannot be written; undefined: it can. Errors first: a warning is not worth accepting while the
 * entry cannot be filed.
 *
 * @param draftId where several drafts are filed together, the one that is spoken of
 */
export function refusal(
  problems: readonly FieldProblem[],
  accepted: readonly Accepted[],
  draftId?: string,
): { ok: false; error: RpcError<'ledger/invalid' | 'ledger/warnings'> } | undefined {
  const about: ErrorParams = draftId === undefined ? {} : { draftId }
  const errors = errorsOf(problems)
  if (errors.length > 0) return failure('ledger/invalid', { ...packProblems(errors), ...about })
  const open = openWarnings(problems, accepted)
  if (open.length > 0) return failure('ledger/warnings', { ...packProblems(open), ...about })
  return undefined
}

/** Only what was really warned about is kept, each warning once. */
export function acceptedOf(problems: readonly FieldProblem[], accepted: readonly Accepted[]): Accepted[] {
  return problems.flatMap(({ field, code, severity }) => {
    const found = accepted.find((one) => one.field === field && one.code === code)
    return severity === 'warning' && found !== undefined ? [{ field, code, reason: found.reason }] : []
  })
}

/** Refused, never dropped: a newer screen may send what this core does not know. */
export function hasUnknownField(book: BookSpec, fields: Typed): boolean {
  const known = new Set(book.definition.fields.map((field) => field.key))
  return Object.keys(fields).some((key) => !known.has(key))
}

export const unknownField: FieldProblem = draftError('', 'unknown-field')
