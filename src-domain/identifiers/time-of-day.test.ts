import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTime } from './time-of-day.ts'

test.each([
  ['1430', '14:30'],
  ['930', '09:30'],
  ['１４：３０', '14:30'],
  ['14点30分', '14:30'],
  ['14时', '14:00'],
  ['下午2点半', '14:30'],
  ['晚上9:05', '21:05'],
  ['中午12点', '12:00'],
  ['2400', '00:00'],
])('%s is %s', (text, time) => expect(readTime(text)).toBe(time))

test.each(['', '14', '2575', '1260', '25:00', '两点', '14:30:00', '上午'])('%s is no time of day', (text) =>
  expect(readTime(text)).toBeNull(),
)

test('a time that was read is read the same again', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer({ min: 0, max: 9999 }).map(String)), (text) => {
      const time = readTime(text)
      if (time !== null) expect(readTime(time)).toBe(time)
    }),
  )
})
