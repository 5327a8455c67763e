import type { Calendar } from '../duty/calendar.rules.ts'
import type { Due, Values } from './book.ts'
import { dayIn, due } from './days.ts'

/** Working days within which the receiver of what was handed over is expected to send the receipt. */
const receiptWithin = 10

/** What `transfer` and `receipt` ask for, in every book that hands over. */
export const transferAsks: readonly string[] = ['transferredTo', 'transferredOn']
export const receiptAsks: readonly string[] = ['receiptNumber', 'receiptOn']

export function receiptDue(state: string, values: Values, calendar: Calendar): Due[] {
  const on = dayIn(values, 'transferredOn')
  if (state !== 'transferred') return []
  return due('receipt', on === null ? null : calendar.addWorkingDays(on, receiptWithin), false)
}
