import { expect, test } from 'vitest'
import { amount, exact, percent, points, shanghaiMinute, share } from './figures.ts'

test('figures are printed as the engine has them, rounded once and half away from zero', () => {
  expect([percent(7778), percent(10_000), percent(5), percent(null)]).toEqual(['77.78%', '100.00%', '0.05%', '—'])
  expect([points(717_141), points(717_150), points(49), points(null)]).toEqual(['71.71', '71.72', '0.00', '—'])
  expect([exact(717_141), exact(6923), exact(0)]).toEqual(['71.7141', '0.6923', '0.0000'])
  expect([amount(160_000), amount(165_000), amount(1_000_000), amount(null)]).toEqual(['16', '16.5', '100', '—'])
  expect(share(3750)).toBe('0.38')
})

test('an instant is printed in the time of the station', () => {
  expect(shanghaiMinute('2025-12-31T16:00:30.000Z')).toBe('2026-01-01 00:00')
})
