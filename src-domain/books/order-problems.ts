import type { FieldProblem } from '../../src-contract/books.ts'
import type { BookSpec } from './book.ts'

/** At most one problem of a code per field. */
export function onceEach(problems: readonly FieldProblem[]): readonly FieldProblem[] {
  if (problems.length < 2) return problems
  const seen = new Set<string>()
  return problems.filter((problem) => {
    const key = `${problem.field} ${problem.code}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** In the order of the form; what belongs to no field comes first. */
export function inFormOrder(book: BookSpec, problems: readonly FieldProblem[]): FieldProblem[] {
  if (problems.length < 2) return [...problems]
  const places = new Map(book.definition.fields.map((field, place) => [field.key, place]))
  return [...problems].sort((a, b) => (places.get(a.field) ?? -1) - (places.get(b.field) ?? -1))
}
