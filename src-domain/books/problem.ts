import type { FieldProblem } from '../../src-contract/books.ts'
import type { OtherEntry } from './facts.ts'
import { draftErrors, type DraftError, type DraftWarning } from './problem-codes.ts'
import type { IdentifierProblem } from '../identifiers/problems.ts'

export function draftError(field: string, code: DraftError, params: FieldProblem['params'] = {}): FieldProblem {
  return { field, code, severity: 'error', params }
}

export function draftWarning(field: string, code: DraftWarning, params: FieldProblem['params'] = {}): FieldProblem {
  return { field, code, severity: 'warning', params }
}

/** Another entry holds what must be there once; the code says whether that blocks or asks for a reason. */
export function collision(field: string, code: DraftError | DraftWarning, other: OtherEntry): FieldProblem {
  const severity = errors.has(code) ? 'error' : 'warning'
  return { field, code, severity, params: { number: other.number, date: other.occurredOn } }
}

const errors: ReadonlySet<string> = new Set(draftErrors)

/** What the identifier checks found, said about a field. */
export function about(field: string, problems: readonly IdentifierProblem[]): FieldProblem[] {
  return problems.map(({ code, severity, params }) => ({ field, code, severity, params: { ...params } }))
}
