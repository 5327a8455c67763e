import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../identifiers/calendar.ts'
import { builtInCalendar, daysBetween, monthSpan, weekdayOf } from './calendar.rules.ts'

const { addWorkingDays, day: calendarDay, status: calendarStatus, isWorkingDay, workingDays } = builtInCalendar

const day = fc.integer({ min: 0, max: 365 * 6 }).map((n) => addDays('2023-06-01', n))

test.each([
  // 2025 and 2026: working days of each month as the notices make them.
  ['2025-01', 19],
  ['2025-02', 19],
  ['2025-10', 18],
  ['2026-01', 21],
  ['2026-02', 16],
  ['2026-03', 22],
  ['2026-05', 19],
  ['2026-09', 22],
  ['2026-10', 18],
  ['2026-11', 21],
])('%s has %i working days', (month, count) => {
  const { from, to } = monthSpan(month)
  expect(workingDays(from, to)).toBe(count)
})

test('a Saturday that is worked is a working day, a Monday of a holiday is not', () => {
  expect(calendarDay('2026-02-14')).toEqual({ date: '2026-02-14', kind: 'makeup', name: '春节' })
  expect(calendarDay('2026-02-16')).toEqual({ date: '2026-02-16', kind: 'holiday', name: '春节' })
  expect(calendarDay('2026-02-13').kind).toBe('workday')
  expect(calendarDay('2026-02-07').kind).toBe('weekend')
})

test('one is told which years are announced, assumed and not known', () => {
  expect(calendarStatus('2025-03-01', '2026-12-31')).toBe('announced')
  expect(calendarStatus('2026-12-01', '2027-01-31')).toBe('assumed')
  expect(calendarStatus('2027-12-31', '2028-01-01')).toBe('unknown')
})

/** A typing error in a calendar file would change every assessment of that year. */
test('every calendar file agrees with itself and with the week', () => {
  const folder = new URL('../../resources/catalogs/calendar/', import.meta.url)
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  expect(names).toEqual(['2025.json', '2026.json', '2027.json'])
  for (const name of names) {
    const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      year: number
      status: string
      source: string
      holidays: { name: string; from: string; to: string }[]
      workdays: { name: string; date: string }[]
    }
    expect(`${file.year}.json`).toBe(name)
    expect(['announced', 'assumed']).toContain(file.status)
    expect(file.source).not.toBe('')
    const off = file.holidays.flatMap(({ from, to }) => daysBetween(from, to))
    expect(new Set(off).size).toBe(off.length)
    for (const date of off) expect(date.slice(0, 4)).toBe(String(file.year))
    for (const { date, name: holiday } of file.workdays) {
      expect([0, 6], date).toContain(weekdayOf(date))
      expect(off).not.toContain(date)
      expect(file.holidays.map((one) => one.name)).toContain(holiday)
    }
    // 13 statutory days a year; what is more is weekends and days that are worked off.
    const weekdaysOff = off.filter((date) => ![0, 6].includes(weekdayOf(date))).length
    expect(weekdaysOff - file.workdays.length).toBeGreaterThanOrEqual(10)
    expect(weekdaysOff - file.workdays.length).toBeLessThanOrEqual(13)
  }
})

test('the working days of two neighbouring periods add up', () => {
  fc.assert(
    fc.property(day, fc.nat(400), fc.nat(400), (from, first, second) => {
      const middle = addDays(from, first)
      const to = addDays(middle, second + 1)
      expect(workingDays(from, middle) + workingDays(addDays(middle, 1), to)).toBe(workingDays(from, to))
      expect(workingDays(to, from)).toBe(from === to ? workingDays(from, from) : 0)
    }),
    { numRuns: 200 },
  )
})

test('the n-th working day from now is worked, and n working days lie up to it', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 60 }), (from, count) => {
      const reached = addWorkingDays(from, count)
      expect(isWorkingDay(reached)).toBe(true)
      expect(workingDays(addDays(from, 1), reached)).toBe(count)
    }),
    { numRuns: 200 },
  )
})

test('a month ends on its last day, in leap years too', () => {
  expect(monthSpan('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  expect(monthSpan('2026-12')).toEqual({ from: '2026-12-01', to: '2026-12-31' })
})
