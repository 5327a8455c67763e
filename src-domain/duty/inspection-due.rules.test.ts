import { expect, test } from 'vitest'
import { booksById } from '../books/books.ts'
import { inspectionDue } from './inspection-due.rules.ts'
import { builtInIntervals } from './inspection-intervals.ts'

test.each([
  ['2026-01-15', 1, '2026-02-15'],
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2026-12-31', 12, '2027-12-31'],
])('inspected on %s, every %i months: again by %s', (last, months, due) => {
  expect(inspectionDue(last, '2020-01-01', months)).toBe(due)
})

test('a place that was never inspected is due since it was registered', () => {
  expect(inspectionDue(null, '2026-05-04', 6)).toBe('2026-05-04')
})

test('every kind of the catalog is a kind of the register, and its interval is a whole number of months', () => {
  const kinds = booksById.get('L05')?.definition.fields.find(({ key }) => key === 'kind')?.options ?? []
  const known = new Set(kinds.map(({ value }) => value))
  expect(builtInIntervals.size).toBeGreaterThan(0)
  for (const [kind, months] of builtInIntervals) {
    expect(known.has(kind), kind).toBe(true)
    expect(Number.isInteger(months) && months > 0, kind).toBe(true)
  }
})
