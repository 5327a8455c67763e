import type { LocalDate } from '../identifiers/calendar.ts'
import { daysBetween, weekdayOf, type CalendarYear } from './calendar.rules.ts'
import { CatalogReader, pathOf, type CatalogReading } from './issued-catalog.ts'

/**
 * Reads a working calendar `{year, holidays: [{name, from, to}], workdays: [{name, date}], source?}` and checks that it agrees with
 * itself and with the week: every day is of the year (what a notice says of another year goes into that year's calendar), no day is free
 * twice or both free and worked, a make-up day is a Saturday or a Sunday and is worked for a holiday of the list, and some weekday is free.
 */
export function readCalendarYear(text: string): CatalogReading<CalendarYear> {
  const read = new CatalogReader()
  const root = read.object(read.root(text), ['year', 'holidays', 'workdays'], ['source'])
  if (root.has('source')) read.text('', root, 'source')
  const year = read.whole('', root, 'year', 'year', 2000, 2199)
  const ofYear = (day: LocalDate, at: string): void => {
    if (day !== '' && !Number.isNaN(year) && Number(day.slice(0, 4)) !== year) read.note(at, 'other-year')
  }
  const free = new Set<LocalDate>()
  const holidays = read.list('', root, 'holidays').map((place) => {
    const { at } = place
    const object = read.object(place, ['name', 'from', 'to'])
    const from = read.day(at, object, 'from')
    const to = read.day(at, object, 'to')
    ofYear(from, pathOf(at, 'from'))
    ofYear(to, pathOf(at, 'to'))
    if (from !== '' && to !== '') {
      const days = daysBetween(from, to).slice(0, 400)
      if (from > to) read.note(at, 'reversed')
      else if (days.some((day) => free.has(day))) read.note(at, 'overlap')
      for (const day of days) free.add(day)
    }
    return { name: read.text(at, object, 'name'), from, to }
  })
  const worked = new Set<LocalDate>()
  const workdays = read.list('', root, 'workdays').map((place) => {
    const { at } = place
    const object = read.object(place, ['name', 'date'])
    const date = read.day(at, object, 'date')
    const name = read.text(at, object, 'name')
    ofYear(date, pathOf(at, 'date'))
    if (date !== '') {
      if (![0, 6].includes(weekdayOf(date))) read.note(pathOf(at, 'date'), 'not-weekend')
      if (free.has(date)) read.note(pathOf(at, 'date'), 'free-and-worked')
      if (worked.has(date)) read.note(pathOf(at, 'date'), 'overlap')
      worked.add(date)
    }
    if (name !== '' && !holidays.some((one) => one.name === name)) read.note(pathOf(at, 'name'), 'holiday-unknown')
    return { name, date }
  })
  if (read.problems.length === 0 && ![...free].some((day) => ![0, 6].includes(weekdayOf(day))))
    read.note('holidays', 'nothing-off')
  return read.answer({ year, holidays, workdays })
}
