import { expect, test } from 'vitest'
import { freshnessOf } from './freshness.ts'

const now = '2026-03-05T12:00:00.000Z'

test.each([
  [null, 'never'],
  ['2026-03-05T12:00:00.000Z', 'fresh'],
  ['2026-03-04T12:00:00.000Z', 'fresh'],
  ['2026-03-04T11:59:59.000Z', 'aging'],
  ['2026-03-03T12:00:00.000Z', 'aging'],
  ['2026-03-03T11:59:59.000Z', 'stale'],
  ['2026-03-06T12:00:00.000Z', 'fresh'],
] as const)('data received at %s with a lag of a day is %s at noon of 5 March', (received, freshness) => {
  expect(freshnessOf(received, 24, now)).toBe(freshness)
})
