import { expect, test } from 'vitest'
import { restartDelay } from './restart.rules.ts'

test('core is started again at once, then later each time, then somebody has to look', () => {
  const ends: number[] = []
  const delays = Array.from({ length: 7 }, (_, n) => {
    ends.push(n * 1000)
    return restartDelay(ends, n * 1000)
  })
  expect(delays).toEqual([0, 250, 1000, 2000, 4000, null, null])
})

test('an end a minute ago does not count any more', () => {
  expect(restartDelay([0, 1, 2, 3, 4, 5, 61_000], 61_000)).toBe(0)
})
