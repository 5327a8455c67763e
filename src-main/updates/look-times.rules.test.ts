import { expect, test } from 'vitest'
import { nextLook } from './look-times.rules.ts'

const MINUTE = 60_000

/** How many stations look in the busiest minute, when each draws its own time. */
function busiestMinute(stations: number, failures: number): number {
  const minutes = new Map<number, number>()
  // A low-discrepancy sequence in place of chance.
  for (let i = 0; i < stations; i++) {
    const minute = Math.floor(nextLook(failures, null, (i * 0.618033988749895) % 1) / MINUTE)
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1)
  }
  return Math.max(...minutes.values())
}

test('ten thousand stations that start at the same time do not come to the feed at once', () => {
  expect(busiestMinute(10_000, 0)).toBeLessThan(40)
})

test('after a failure they come sooner, then ever later, and still not together', () => {
  const times = [1, 2, 3, 4, 9].map((failures) => nextLook(failures, null, 0.5) / MINUTE)
  expect(times).toEqual([5, 10, 20, 40, 360])
  expect(busiestMinute(10_000, 1)).toBeLessThan(2500)
})
