import type { BookField, FieldProblem } from '../../src-contract/books.ts'
import type { AddressElement } from '../addresses/address.ts'
import { readDate } from '../identifiers/dates.ts'
import { readPlate } from '../identifiers/plate.ts'
import { readPhone } from '../identifiers/phone.ts'
import { readTime } from '../identifiers/time-of-day.ts'
import { readUscc } from '../identifiers/uscc.ts'
import { statedAbsence } from '../identifiers/stated-absence.ts'
import { declaredIn, isDeclaredMissing } from './absence.ts'
import type { PlacePrecision } from './book.ts'
import type { Facts } from './facts.ts'
import { readPlace } from './place.ts'
import { about, draftError, draftWarning } from './problem.ts'

/** What can be said about one field without looking at another. `value` is settled; undefined: nothing typed. */
export function checkField(
  field: BookField,
  value: string | undefined,
  facts: Facts,
  precision: PlacePrecision = 'room',
): FieldProblem[] {
  if (value === undefined) return field.required ? [draftError(field.key, 'required')] : []
  if (field.declarable && isDeclaredMissing(value)) return []
  if ([...value].length > field.maxLength) return [draftError(field.key, 'too-long', { max: field.maxLength })]
  if (namesOneThing.has(field.kind) || (field.kind === 'text' && field.declarable)) {
    if (!field.declarable && declaredIn(value) !== null) return [draftError(field.key, 'not-declarable')]
    if (field.kind !== 'phone' && isPlaceholder(value)) return [draftWarning(field.key, 'placeholder')]
  }
  if (field.kind === 'address') return checkAddress(field, value, facts, precision)
  return checkKind(field, value, facts)
}

/** Kinds in which 无 or 不详 is no value; in free text they are words like any other. */
const namesOneThing: ReadonlySet<BookField['kind']> = new Set([
  'person-name',
  'document-number',
  'phone',
  'address',
  'uscc',
  'plate',
  'incident-number',
])

function isPlaceholder(value: string): boolean {
  return statedAbsence(value) === 'unknown' || /^(?:0+|1+|[xX]+|123456\d*)$/.test(value)
}

function checkKind(field: BookField, value: string, facts: Facts): FieldProblem[] {
  switch (field.kind) {
    case 'date':
      return about(field.key, readDate(value, { today: facts.today, future: field.future }).problems)
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
    case 'uscc':
      return about(field.key, readUscc(value).problems)
    case 'plate':
      return about(field.key, readPlate(value).problems)
    case 'time':
      return readTime(value) === null ? [draftError(field.key, 'time-invalid')] : []
    case 'incident-number':
      return /^[A-Z0-9-]{6,40}$/.test(value) ? [] : [draftWarning(field.key, 'incident-number-unusual')]
    case 'account':
      return commonAccounts.has(field.key) || isStaff(value, facts) ? [] : [draftError(field.key, 'account-unknown')]
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

/** `officer` and `helpers` have checks of their own. */
const commonAccounts: ReadonlySet<string> = new Set(['officer', 'helpers'])

function isStaff(accountId: string, facts: Facts): boolean {
  return facts.staff.some((one) => one.accountId === accountId && one.active)
}

/** Elements without which a household is not found again; the county is the station's where it is not said. */
const needed: Readonly<Record<PlacePrecision, ReadonlySet<AddressElement>>> = {
  room: new Set(['road', 'door', 'building', 'unit', 'floor', 'room']),
  door: new Set(['road', 'door', 'building']),
  area: new Set(),
}

/** An address that is no standard one can be filed, and the warning names what it lacks. */
function checkAddress(field: BookField, value: string, facts: Facts, precision: PlacePrecision): FieldProblem[] {
  if (precision === 'area' || facts.knownPlace === true) return []
  const place = readPlace(value, facts.addresses)
  if (place.key === null) return [draftWarning(field.key, 'address-unreadable')]
  const missing = place.missing.filter((element) => needed[precision].has(element))
  if (missing.length === 0 && (place.hasRoom || precision !== 'room')) return []
  const code = precision === 'room' && !place.hasRoom ? 'address-no-room' : 'address-incomplete'
  return [draftWarning(field.key, code, { missing: (missing.length === 0 ? ['room'] : missing).join(',') })]
}
