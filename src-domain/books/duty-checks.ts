import type { FieldProblem } from '../../src-contract/books.ts'
import { addDays } from '../identifiers/calendar.ts'
import type { Values } from './book.ts'
import type { Facts, StaffFact } from './facts.ts'
import { draftError, draftWarning } from './problem.ts'

/** Who answers for the entry, who helped, in which beat, and when: the same for every book. */
export function checkDuty(values: Values, facts: Facts): FieldProblem[] {
  return [
    ...checkOfficer(values, facts),
    ...checkHelpers(values, facts),
    ...checkBeat(values, facts),
    ...checkDay(values, facts),
  ]
}

function checkOfficer(values: Values, facts: Facts): FieldProblem[] {
  const officerId = values['officer']
  if (officerId === undefined) return []
  const officer = facts.staff.find((one) => one.accountId === officerId)
  if (officer === undefined || !officer.active) return [draftError('officer', 'officer-unknown')]
  if (officer.staffKind !== 'officer') return [draftError('officer', 'officer-not-police')]
  const beat = values['beat']
  if (beat === undefined || isAssigned(officer, beat, facts)) return []
  return [draftWarning('officer', 'officer-not-assigned', { beat })]
}

/** By the duty calendar of that day, where one is kept; covering (代管) is being assigned. Else by the beats of the account. */
function isAssigned(officer: StaffFact, beat: string, facts: Facts): boolean {
  return facts.assignment === undefined ? officer.beats.includes(beat) : facts.assignment !== 'not'
}

function checkHelpers(values: Values, facts: Facts): FieldProblem[] {
  const helpers = values['helpers']?.split(',') ?? []
  if (helpers.some((id) => !facts.staff.some((one) => one.accountId === id)))
    return [draftError('helpers', 'helper-unknown')]
  const officer = values['officer']
  return officer !== undefined && helpers.includes(officer) ? [draftError('helpers', 'helper-is-officer')] : []
}

function checkBeat(values: Values, facts: Facts): FieldProblem[] {
  const beat = values['beat']
  if (beat === undefined || facts.beats.length === 0 || facts.beats.includes(beat)) return []
  return [draftWarning('beat', 'beat-unknown', { beat })]
}

function checkDay(values: Values, facts: Facts): FieldProblem[] {
  const day = values['occurredOn']
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return []
  return day < addDays(facts.today, -365) ? [draftWarning('occurredOn', 'date-long-ago')] : []
}
