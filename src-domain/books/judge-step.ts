import type { BookField, BookTransition, FieldProblem } from '../../src-contract/books.ts'
import type { BookSpec, Values } from './book.ts'
import type { Facts } from './facts.ts'
import { checkField } from './field-checks.ts'
import { inFormOrder, onceEach } from './order-problems.ts'
import { draftError } from './problem.ts'

/**
 * Everything that is wrong with a step of the life cycle: errors stop it, warnings can be accepted with a reason. Pure, never throws.
 *
 * @param values settled values of what the step asks; a required field of `asks` that is missing is an error, and a value that the
 *   step does not ask for is refused
 * @param before all values of the entry before the step, common fields included
 * @param facts collected for `before` with `values` over it
 */
export function judgeStep(
  book: BookSpec,
  transition: BookTransition,
  values: Values,
  before: Values,
  facts: Facts,
): FieldProblem[] {
  const asked = new Set(transition.asks)
  const known = Object.keys(values).every((key) => asked.has(key))
  const found = [
    ...(known ? [] : [draftError('', 'unknown-field')]),
    ...askedFields(book, transition).flatMap((field) => checkField(field, values[field.key], facts, book.place)),
    ...book.checkStep(transition, values, before, facts),
  ]
  return inFormOrder(book, onceEach(found))
}

/** The fields that a step asks for, in the order of its `asks`; their `required` holds here. */
export function askedFields(book: BookSpec, transition: BookTransition): BookField[] {
  return transition.asks.flatMap((key) => book.definition.fields.filter((field) => field.key === key))
}
