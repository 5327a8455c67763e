import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../identifiers/calendar.ts'
import { dueOn, periodAfter, periodById, periodKind, periodKinds, periodOfDay } from './periods.ts'

function kind(id: string) {
  const found = periodKind(id)
  if (found === undefined) throw new Error(id)
  return found
}

test('every kind of the catalog divides a year', () => {
  expect(periodKinds.map((one) => one.id)).toEqual(['month', 'month-26', 'quarter', 'half-year', 'year'])
  for (const one of periodKinds) {
    expect(12 % one.months).toBe(0)
    expect(one.startDay).toBeLessThanOrEqual(28)
  }
})

test.each([
  ['month', '2026-02-15', '2026-02', '2026-02-01', '2026-02-28'],
  ['month', '2028-02-29', '2028-02', '2028-02-01', '2028-02-29'],
  ['month-26', '2026-10-25', '2026-10', '2026-09-26', '2026-10-25'],
  ['month-26', '2026-10-26', '2026-11', '2026-10-26', '2026-11-25'],
  ['month-26', '2026-12-26', '2027-01', '2026-12-26', '2027-01-25'],
  ['month-26', '2027-01-03', '2027-01', '2026-12-26', '2027-01-25'],
  ['quarter', '2026-11-22', '2026-Q4', '2026-10-01', '2026-12-31'],
  ['half-year', '2026-06-30', '2026-H1', '2026-01-01', '2026-06-30'],
  ['year', '2026-06-30', '2026', '2026-01-01', '2026-12-31'],
])('%s of %s is %s', (id, day, period, from, to) => {
  expect(periodOfDay(kind(id), day)).toMatchObject({ id: period, from, to })
})

test('what is not a period of the kind is none', () => {
  for (const [id, period] of [
    ['month', '2026-13'],
    ['month', '2026-00'],
    ['month', '2026-Q1'],
    ['quarter', '2026-Q5'],
    ['quarter', '2026-04'],
    ['half-year', '2026-Q2'],
    ['year', '2026-01'],
    ['year', 'soon'],
  ] as const)
    expect(periodById(kind(id), period), `${id} ${period}`).toBeUndefined()
})

test('periods follow each other without a gap, and a day lies in exactly its own', () => {
  const days = fc.integer({ min: 0, max: 60_000 }).map((n) => addDays('1950-01-01', n))
  fc.assert(
    fc.property(days, fc.constantFrom(...periodKinds), (day, one) => {
      const period = periodOfDay(one, day)
      expect(period.from <= day && day <= period.to).toBe(true)
      expect(periodAfter(one, period).from).toBe(addDays(period.to, 1))
      expect(periodAfter(one, periodAfter(one, period), -1)).toEqual(period)
      expect(periodById(one, period.id)).toEqual(period)
    }),
  )
})

test('a return is due so many days after the period', () => {
  expect(dueOn(periodOfDay(kind('month-26'), '2026-10-10'), 3)).toBe('2026-10-28')
  expect(dueOn(periodOfDay(kind('month'), '2026-12-10'), 5)).toBe('2027-01-05')
})
