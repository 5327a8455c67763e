import type { FieldProblem } from '../../src-contract/books.ts'
import { readDocument } from '../identifiers/documents.ts'
import type { IdentifierProblem } from '../identifiers/problems.ts'
import { isDeclaredMissing } from './absence.ts'
import type { DocumentFields, Values } from './book.ts'
import type { Facts } from './facts.ts'
import { about, draftError } from './problem.ts'
import { documentKind } from './settle.ts'

/** The document number under its kind, and the birth date and sex beside it. */
export function checkDocument(keys: DocumentFields, values: Values, facts: Facts): FieldProblem[] {
  const number = values[keys.number]
  const kind = documentKind(values[keys.kind])
  if (number === undefined) {
    return kind === undefined || kind === 'none' ? [] : [draftError(keys.number, 'required')]
  }
  if (isDeclaredMissing(number)) return []
  if (kind === undefined) return [draftError(keys.kind, 'document-without-kind')]

  const birthDate = keys.birthDate === undefined ? undefined : values[keys.birthDate]
  const sex = keys.sex === undefined ? undefined : values[keys.sex]
  const read = readDocument(kind, number, {
    today: facts.today,
    ...divisionTest(facts),
    ...(birthDate !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(birthDate) ? { birthDate } : {}),
    ...(sex === 'male' || sex === 'female' ? { sex } : {}),
  })
  return read.problems.flatMap((problem) => about(fieldOf(problem, keys), [problem]))
}

/** A contradiction is shown at the field that was typed beside the number. */
function fieldOf(problem: IdentifierProblem, keys: DocumentFields): string {
  if (problem.code === 'id/birth-date-mismatch') return keys.birthDate ?? keys.number
  if (problem.code === 'id/sex-mismatch') return keys.sex ?? keys.number
  return keys.number
}

function divisionTest(facts: Facts): { isDivision?: (code: string) => boolean } {
  const listed = facts.isDivision
  if (listed === undefined) return {}
  const isFictitious = (code: string) => facts.fictitious.divisions.some((prefix) => code.startsWith(prefix))
  return { isDivision: (code) => isFictitious(code) || listed(code) }
}
