import type { FieldProblem } from '../../src-contract/books.ts'
import { daysInMonth } from '../identifiers/calendar.ts'
import type { Due, DueKind, Values } from './book.ts'
import { draftError } from './problem.ts'

/** Whether a settled value is a day (what could not be read stays as typed and is spoken of elsewhere). */
export function isDay(value: string | undefined): value is string {
  return value !== undefined && /^(?:1[89]|2[01])\d{2}-\d{2}-\d{2}$/.test(value) && isInCalendar(value)
}

function isInCalendar(value: string): boolean {
  const day = Number(value.slice(8))
  return day >= 1 && day <= daysInMonth(Number(value.slice(0, 4)), Number(value.slice(5, 7)))
}

/** The value when it is a day. */
export function dayIn(values: Values, key: string): string | null {
  const value = values[key]
  return isDay(value) ? value : null
}

/** A day that lies before one that it must follow: an error at `field`, with the earlier day that it contradicts. */
export function notBefore(field: string, values: Values, floor: string | null): FieldProblem[] {
  const day = dayIn(values, field)
  return day === null || floor === null || day >= floor
    ? []
    : [draftError(field, 'before-earlier-step', { date: floor })]
}

/** A due, where its day is known. */
export function due(kind: DueKind, on: string | null, done: boolean): Due[] {
  return on === null ? [] : [{ kind, on, done }]
}
