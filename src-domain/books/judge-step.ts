import type { BookField, BookTransition, FieldProblem } from '../../src-contract/books.ts'
import type { BookSpec, Values } from './book.ts'
import type { Facts } from './facts.ts'
import { checkField } from './field-checks.ts'
import { inFormOrder, onceEach } from './order-problems.ts'
import { collision, draftError, draftWarning } from './problem.ts'

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
    ...checkReopening(book, transition, facts),
    ...checkCredit(book, transition, facts),
    ...book.checkStep(transition, values, before, facts),
  ]
  return inFormOrder(book, onceEach(found))
}

/** A step that opens an entry again meets what has been filed meanwhile: the same document, the same organisation. */
function checkReopening(book: BookSpec, { asks, from, to }: BookTransition, facts: Facts): FieldProblem[] {
  const field = asks[0] ?? ''
  const opens = (states: readonly string[]): boolean => states.includes(to) && !states.includes(from)
  const document = book.register !== null && opens(book.register.open) ? facts.sameDocument[0] : undefined
  return [
    ...(document === undefined ? [] : [collision(field, 'already-registered', document)]),
    ...book.uniques.flatMap(({ states, code }, i) => {
      const other = facts.sameUnique[i]?.[0]
      return other === undefined || !opens(states) ? [] : [collision(field, code, other)]
    }),
  ]
}

/** A planned visit that is done is held against the other visits to the household, like one that is filed as done. */
function checkCredit(book: BookSpec, { asks, from, to }: BookTransition, facts: Facts): FieldProblem[] {
  const other = facts.sameHousehold[0]
  const earns = book.household?.states ?? []
  if (other === undefined || !earns.includes(to) || earns.includes(from)) return []
  return [draftWarning(asks[0] ?? '', 'visit-within-30-days', { number: other.number, date: other.occurredOn })]
}

/** The fields that a step asks for, in the order of its `asks`; their `required` holds here. */
export function askedFields(book: BookSpec, transition: BookTransition): BookField[] {
  return transition.asks.flatMap((key) => book.definition.fields.filter((field) => field.key === key))
}
