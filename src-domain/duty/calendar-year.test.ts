import fc from 'fast-check'
import { expect, test } from 'vitest'
import { builtInCalendar, builtInYears, calendarWith } from './calendar.rules.ts'
import { readCalendarYear } from './calendar-year.ts'

const year2028 = {
  year: 2028,
  holidays: [
    { name: '元旦', from: '2028-01-01', to: '2028-01-03' },
    { name: '春节', from: '2028-01-25', to: '2028-02-01' },
  ],
  workdays: [{ name: '春节', date: '2028-01-22' }],
}
type Year = typeof year2028

function problems(change: (year: Year) => unknown): string[] {
  const copy = structuredClone(year2028)
  const changed = change(copy) ?? copy
  const reading = readCalendarYear(JSON.stringify(changed))
  return reading.ok ? [] : reading.problems.map(({ at, reason }) => `${at} ${reason}`)
}
/** The first of the list with other values; what it is not made for has to be tried too. */
const first = (list: object[], values: object): void => void Object.assign(list[0] ?? {}, values)

test('a calendar that agrees with itself and with the week is read, also with its source', () => {
  expect(problems((year) => year)).toEqual([])
  expect(problems((year) => ({ ...year, source: '国务院办公厅通知' }))).toEqual([])
})

test('the calendars of the program pass the rule that the office has to pass', () => {
  for (const { year, holidays, workdays } of builtInYears.values())
    expect(readCalendarYear(JSON.stringify({ year, holidays, workdays })), String(year)).toMatchObject({ ok: true })
})

test.each<[string, (year: Year) => unknown, string[]]>([
  ['no list of make-up days', ({ workdays: _none, ...rest }) => rest, ['workdays missing']],
  ['something that does not belong there', (year) => ({ ...year, status: 'announced' }), ['status unknown-key']],
  ['a list', () => [], [' wrong-kind']],
  ['a year in words', (year) => ({ ...year, year: '2028' }), ['year year']],
  ['a year that is none', (year) => ({ ...year, year: 20280 }), ['year year']],
  ['a day that is none', (year) => first(year.holidays, { to: '2028-02-30' }), ['holidays[0].to day']],
  ['a day of another year', (year) => first(year.holidays, { from: '2027-12-31' }), ['holidays[0].from other-year']],
  [
    'a holiday that ends before it begins',
    (year) => first(year.holidays, { from: '2028-01-04' }),
    ['holidays[0] reversed'],
  ],
  [
    'two holidays on one day',
    (year) => first(year.holidays.slice(1), { from: '2028-01-03', to: '2028-01-10' }),
    ['holidays[1] overlap'],
  ],
  [
    'a make-up day on a Thursday',
    (year) => first(year.workdays, { date: '2028-01-20' }),
    ['workdays[0].date not-weekend'],
  ],
  [
    'a day free and worked',
    (year) => first(year.workdays, { date: '2028-01-29' }),
    ['workdays[0].date free-and-worked'],
  ],
  [
    'a make-up day for no holiday',
    (year) => first(year.workdays, { name: '端午' }),
    ['workdays[0].name holiday-unknown'],
  ],
  [
    'a make-up day twice',
    (year) => year.workdays.push({ name: '春节', date: '2028-01-22' }) && year,
    ['workdays[1].date overlap'],
  ],
  ['a holiday without a name', (year) => first(year.holidays, { name: ' ' }), ['holidays[0].name wrong-kind']],
  [
    'no free weekday',
    (year) => ({ ...year, holidays: [{ name: '元旦', from: '2028-01-01', to: '2028-01-02' }], workdays: [] }),
    ['holidays nothing-off'],
  ],
])('%s is no calendar, and the place is named', (_what, change, expected) => {
  expect(problems(change)).toEqual(expected)
})

test('what is no JSON is told by its line and column', () => {
  expect(readCalendarYear('{"year": 2028,\n "holidays": ]')).toMatchObject({
    problems: [{ at: '2:14', reason: 'not-json' }],
  })
  expect(readCalendarYear('{"year": 2028, "year": 2028}')).toMatchObject({ ok: false })
})

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      expect(typeof readCalendarYear(text).ok).toBe('boolean')
    }),
  )
})

test('an issued year is in the place of the program’s, whole, and no other year changes', () => {
  const calendar = calendarWith([
    {
      year: 2027,
      holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-01-04' }],
      workdays: [{ name: '元旦', date: '2027-01-09' }],
    },
  ])
  expect(calendar.status('2027-01-01', '2027-01-31')).toBe('issued')
  expect(calendar.day('2027-01-09')).toEqual({ date: '2027-01-09', kind: 'makeup', name: '元旦' })
  // The Spring Festival of the program's 2027 is not in it.
  expect(calendar.isWorkingDay('2027-02-05')).toBe(true)
  expect(builtInCalendar.isWorkingDay('2027-02-05')).toBe(false)
  expect(calendar.addWorkingDays('2026-12-30', 3)).toBe('2027-01-06')
  expect(builtInCalendar.addWorkingDays('2026-12-30', 3)).toBe('2027-01-05')
  expect(calendar.workingDays('2026-01-01', '2026-12-31')).toBe(builtInCalendar.workingDays('2026-01-01', '2026-12-31'))
  expect(calendar.status('2026-12-01', '2027-01-31')).toBe('issued')
  expect(calendar.status('2027-12-31', '2028-01-01')).toBe('unknown')
})
