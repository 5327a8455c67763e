import type { BookField, FieldProblem } from '../../src-contract/books.ts'
import type { Due, Values } from './book.ts'
import { dayIn, due } from './days.ts'
import { day } from './field-shapes.ts'
import { draftError } from './problem.ts'

/** 计划日期: the day for which something is planned, which may lie ahead; the entry's own day is then the day of planning. */
export function plannedOn(): BookField {
  return day('plannedOn', '计划日期', 'Planned for', {
    future: true,
    hint: { zh: '尚未进行的填此项，结果留空', en: 'For what has not happened yet; leave the result empty' },
  })
}

export function plannedDue(state: string, values: Values): Due[] {
  return state === 'planned' ? due('planned', dayIn(values, 'plannedOn'), false) : []
}

/** A plan is not older than the day on which it was made. */
export function checkPlan(values: Values, state: string): FieldProblem[] {
  const planned = dayIn(values, 'plannedOn')
  const made = dayIn(values, 'occurredOn')
  return state === 'planned' && planned !== null && made !== null && planned < made
    ? [draftError('plannedOn', 'before-earlier-step', { date: made })]
    : []
}
