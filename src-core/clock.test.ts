import { expect, test } from 'vitest'
import { localDateOf } from './clock.ts'

test('the date of an instant is that of a calendar in Shanghai, in summer times and years far away too', () => {
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' })
  const hour = 3_600_000
  // Across years with and without summer time, at the last and first moments of days.
  for (let day = Date.UTC(1985, 0, 1); day < Date.UTC(2060, 0, 1); day += 24 * hour)
    for (const ms of [day - 8 * hour - 1, day - 8 * hour, day - 9 * hour])
      if (localDateOf(ms) !== calendar.format(ms)) throw new Error(`${ms}: ${localDateOf(ms)}`)
  expect(localDateOf(Date.parse('2026-03-05T15:59:59.999Z'))).toBe('2026-03-05')
  expect(localDateOf(Date.parse('2026-03-05T16:00:00.000Z'))).toBe('2026-03-06')
  expect(localDateOf(Date.parse('1988-07-01T15:30:00.000Z'))).toBe('1988-07-02')
  expect(localDateOf(Date.UTC(9999, 11, 31, 16))).toBe('10000-01-01')
})
