import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../identifiers/calendar.ts'
import {
  countsAsDuty,
  dutyDates,
  minutesSpan,
  shiftsCollide,
  shiftsOverlap,
  type DutyTime,
} from './shift-time.rules.ts'
import { shiftNamed, shifts } from './shifts.ts'

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`)
const row: fc.Arbitrary<DutyTime> = fc.record({
  date: fc.integer({ min: 0, max: 40 }).map((n) => addDays('2026-02-20', n)),
  shift: fc.constantFrom(...shifts.map(({ id }) => id)),
  from: clock,
  to: clock,
})

test('a night shift reaches into the next morning and collides with what begins there', () => {
  const night = { date: '2026-03-05', shift: 'night', from: '17:30', to: '08:30' }
  expect(shiftsOverlap(night, { date: '2026-03-06', shift: 'day', from: '08:00', to: '17:00' })).toBe(true)
  expect(shiftsOverlap(night, { date: '2026-03-06', shift: 'day', from: '08:30', to: '17:30' })).toBe(false)
  expect(shiftsOverlap(night, { date: '2026-03-05', shift: 'day', from: '08:30', to: '17:30' })).toBe(false)
})

test('rest after a night is no collision; rest and duty on one day are', () => {
  const night = { date: '2026-03-05', shift: 'night', from: '17:30', to: '08:30' }
  const rest = (date: string) => ({ date, shift: 'off', from: '00:00', to: '00:00' })
  expect(shiftsCollide(night, rest('2026-03-06'))).toBe(false)
  expect(shiftsCollide(night, rest('2026-03-05'))).toBe(true)
  expect(shiftsCollide(rest('2026-03-05'), rest('2026-03-05'))).toBe(true)
})

test('24 hours are 24 hours', () => {
  const { start, end } = minutesSpan({ date: '2026-03-05', shift: 'watch', from: '08:30', to: '08:30' })
  expect(end - start).toBe(1440)
})

test('two shifts and a night of one day are one duty day; rest, leave and training are none', () => {
  const rows = [
    { date: '2026-03-05', shift: 'day' },
    { date: '2026-03-05', shift: 'night' },
    { date: '2026-03-06', shift: 'off' },
    { date: '2026-03-07', shift: 'leave' },
    { date: '2026-03-08', shift: 'away' },
    { date: '2026-03-09', shift: 'watch' },
    { date: '2026-03-10', shift: 'unheard-of' },
  ]
  expect(dutyDates(rows)).toEqual(['2026-03-05', '2026-03-09'])
})

test('rosters write a shift in many ways', () => {
  for (const [text, id] of [
    ['白班', 'day'],
    [' 白 ', 'day'],
    ['夜', 'night'],
    ['值班', 'watch'],
    ['24Ｈ', 'watch'],
    ['備勤', 'standby'],
    ['休', 'off'],
    ['年休', 'leave'],
    ['学习', 'away'],
  ] as const)
    expect(shiftNamed(text)?.id, text).toBe(id)
  expect(shiftNamed('神秘班')).toBeUndefined()
})

test('no word of the catalog means two shifts', () => {
  const words = shifts.flatMap(({ aliases, label }) => [...new Set([label.zh, label.en, ...aliases])])
  expect(new Set(words).size).toBe(words.length)
  for (const shift of shifts) for (const alias of shift.aliases) expect(shiftNamed(alias)?.id, alias).toBe(shift.id)
})

test('overlap does not depend on who is asked first, and everybody collides with himself', () => {
  fc.assert(
    fc.property(row, row, (one, other) => {
      expect(shiftsOverlap(one, other)).toBe(shiftsOverlap(other, one))
      expect(shiftsOverlap(one, one)).toBe(true)
    }),
  )
})

test('duty days are days with a counting row, each once and in order', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const dates = dutyDates(rows)
      expect(dates).toEqual([...new Set(dates)].sort())
      expect(new Set(dates)).toEqual(new Set(rows.filter(({ shift }) => countsAsDuty(shift)).map(({ date }) => date)))
    }),
  )
})
