import type { FieldProblem } from '../../src-contract/books.ts'
import type { BookSpec, Values } from './book.ts'
import { checkDocument } from './document-checks.ts'
import { checkDuty } from './duty-checks.ts'
import type { Facts } from './facts.ts'
import { checkField } from './field-checks.ts'
import { inFormOrder, onceEach } from './order-problems.ts'
import { collision, draftError, draftWarning } from './problem.ts'

/**
 * Everything that is wrong with settled values of a book: errors block filing, warnings can be accepted with a reason. Problems
 * come in the order of the form, at most one of a code per field.
 *
 * @param values what `settle` returned
 */
export function judge(book: BookSpec, values: Values, facts: Facts): FieldProblem[] {
  const fields = book.definition.fields
  const found = [
    ...unknownFields(book, values),
    // What only a step asks for is not missing while the step has not been taken.
    ...fields.flatMap((field) =>
      checkField(field.step ? { ...field, required: false } : field, values[field.key], facts, book.place),
    ),
    ...(book.documents === null ? [] : checkDocument(book.documents, values, facts)),
    ...checkDuty(values, facts),
    ...checkHousehold(book, values, facts),
    ...checkRegister(book, facts),
    ...checkUniques(book, facts),
    ...book.check(values, facts),
  ]
  return inFormOrder(book, onceEach(found))
}

/** Only problems that block filing. */
export function errorsOf(problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.filter((problem) => problem.severity === 'error')
}

/** Warnings that nobody has accepted yet. */
export function openWarnings(
  problems: readonly FieldProblem[],
  accepted: readonly { readonly field: string; readonly code: string }[],
): FieldProblem[] {
  return problems.filter(
    (problem) =>
      problem.severity === 'warning' &&
      !accepted.some((one) => one.field === problem.field && one.code === problem.code),
  )
}

const knownKeys = new WeakMap<BookSpec, ReadonlySet<string>>()

function unknownFields(book: BookSpec, values: Values): FieldProblem[] {
  const known = knownKeys.get(book) ?? new Set(book.definition.fields.map((field) => field.key))
  knownKeys.set(book, known)
  // The key itself is not repeated: it could hold anything.
  return Object.keys(values).some((key) => !known.has(key)) ? [draftError('', 'unknown-field')] : []
}

function checkHousehold(book: BookSpec, values: Values, facts: Facts): FieldProblem[] {
  if (book.household === null || !book.household.states.includes(book.stateOf(values))) return []
  const other = facts.sameHousehold[0]
  if (other === undefined) return []
  return [draftWarning('address', 'visit-within-30-days', { number: other.number, date: other.occurredOn })]
}

function checkRegister(book: BookSpec, facts: Facts): FieldProblem[] {
  const other = facts.sameDocument[0]
  if (book.register === null || book.documents === null || other === undefined) return []
  return [draftWarning(book.documents.number, 'already-registered', { number: other.number })]
}

function checkUniques(book: BookSpec, facts: Facts): FieldProblem[] {
  return book.uniques.flatMap(({ fields: [field], code }, i) => {
    const other = facts.sameUnique[i]?.[0]
    if (field === undefined || other === undefined) return []
    return [collision(field, code, other)]
  })
}
