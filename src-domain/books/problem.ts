import type { FieldProblem } from '../../src-contract/books.ts'
import type { DraftError, DraftWarning } from './problem-codes.ts'
import type { IdentifierProblem } from '../identifiers/problems.ts'

export function draftError(field: string, code: DraftError, params: FieldProblem['params'] = {}): FieldProblem {
  return { field, code, severity: 'error', params }
}

export function draftWarning(field: string, code: DraftWarning, params: FieldProblem['params'] = {}): FieldProblem {
  return { field, code, severity: 'warning', params }
}

/** What the identifier checks found, said about a field. */
export function about(field: string, problems: readonly IdentifierProblem[]): FieldProblem[] {
  return problems.map(({ code, severity, params }) => ({ field, code, severity, params: { ...params } }))
}
