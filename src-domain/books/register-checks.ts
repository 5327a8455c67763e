import type { FieldProblem } from '../../src-contract/books.ts'
import type { Facts } from './facts.ts'
import { draftWarning } from './problem.ts'

/** One current address: the document is registered as living at another one, in another book. */
export function registeredElsewhere(field: string, facts: Facts): FieldProblem[] {
  const other = facts.elsewhere.find((entry) => !entry.samePlace)
  return other === undefined
    ? []
    : [draftWarning(field, 'registered-elsewhere', { number: other.number, date: other.occurredOn })]
}
