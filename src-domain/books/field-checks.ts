import type { BookField, FieldProblem } from '../../src-contract/books.ts'
import { readDate } from '../identifiers/dates.ts'
import { readPhone } from '../identifiers/phone.ts'
import { statedAbsence } from '../identifiers/stated-absence.ts'
import { declaredIn, isDeclaredMissing } from './absence.ts'
import type { Facts } from './facts.ts'
import { readPlace } from './place.ts'
import { about, draftError, draftWarning } from './problem.ts'

/** What can be said about one field without looking at another. `value` is settled; undefined: nothing typed. */
export function checkField(field: BookField, value: string | undefined, facts: Facts): FieldProblem[] {
  if (value === undefined) return field.required ? [draftError(field.key, 'required')] : []
  if (field.declarable && isDeclaredMissing(value)) return []
  if ([...value].length > field.maxLength) return [draftError(field.key, 'too-long', { max: field.maxLength })]
  if (namesOneThing.has(field.kind)) {
    if (!field.declarable && declaredIn(value) !== null) return [draftError(field.key, 'not-declarable')]
    if (field.kind !== 'phone' && isPlaceholder(value)) return [draftWarning(field.key, 'placeholder')]
  }
  return checkKind(field, value, facts)
}

/** Kinds in which 无 or 不详 is no value; in free text they are words like any other. */
const namesOneThing: ReadonlySet<BookField['kind']> = new Set(['person-name', 'document-number', 'phone', 'address'])

function isPlaceholder(value: string): boolean {
  return statedAbsence(value) === 'unknown' || /^(?:0+|1+|[xX]+|123456\d*)$/.test(value)
}

function checkKind(field: BookField, value: string, facts: Facts): FieldProblem[] {
  switch (field.kind) {
    case 'date':
      return about(field.key, readDate(value, { today: facts.today }).problems)
    case 'number':
      return /^[0-9]+$/.test(value) ? [] : [draftError(field.key, 'number-invalid')]
    case 'choice':
      return field.options.length === 0 || isOption(field, value) ? [] : [draftError(field.key, 'unknown-option')]
    case 'choices':
      return value.split(',').every((one) => isOption(field, one)) ? [] : [draftError(field.key, 'unknown-option')]
    case 'person-name':
      return isDoubtfulName(value) ? [draftWarning(field.key, 'name-doubtful')] : []
    case 'phone':
      return checkPhone(field, value, facts)
    case 'address':
      return checkAddress(field, value, facts)
    default:
      return []
  }
}

function isOption(field: BookField, value: string): boolean {
  return field.options.some((option) => option.value === value)
}

/** Long names and middle dots are names; one character, digits and other signs are worth a look. */
function isDoubtfulName(name: string): boolean {
  return [...name].length < 2 || !/^[\p{L}\p{M} ·.'’-]+$/u.test(name)
}

function checkPhone(field: BookField, value: string, facts: Facts): FieldProblem[] {
  const read = readPhone(value)
  const digits = read.normal ?? value
  if (facts.fictitious.phonePrefixes.some((prefix) => digits.startsWith(prefix))) {
    return about(
      field.key,
      read.problems.filter((problem) => problem.severity === 'error'),
    )
  }
  return about(field.key, read.problems)
}

function checkAddress(field: BookField, value: string, facts: Facts): FieldProblem[] {
  const place = readPlace(value, facts.addresses)
  if (place.key === null) return [draftWarning(field.key, 'address-unreadable')]
  return place.hasRoom ? [] : [draftWarning(field.key, 'address-no-room')]
}
