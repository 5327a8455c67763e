import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../identifiers/calendar.ts'
import { daysBetween } from './calendar.rules.ts'
import { commonDays, doubled, gaps, holdsOn, spansOverlap, type Span } from './spans.rules.ts'

const window = { from: '2026-03-01', to: '2026-03-31' }
const span: fc.Arbitrary<Span> = fc
  .tuple(fc.integer({ min: -10, max: 45 }), fc.integer({ min: 0, max: 30 }), fc.boolean())
  .map(([start, length, open]) => {
    const from = addDays(window.from, start)
    return { from, to: open ? null : addDays(from, length) }
  })
const spans = fc.array(span, { maxLength: 8 })

test('who covered what when: a day without anybody is a gap, a day with two is doubled', () => {
  const held = [
    { from: '2025-01-01', to: '2026-03-05' },
    { from: '2026-03-08', to: '2026-03-20' },
    { from: '2026-03-18', to: null },
  ]
  expect(gaps(held, window)).toEqual([{ from: '2026-03-06', to: '2026-03-07' }])
  expect(doubled(held, window)).toEqual([{ from: '2026-03-18', to: '2026-03-20' }])
  expect(gaps([], window)).toEqual([window])
})

test('gaps and doubled days are what counting day by day finds', () => {
  fc.assert(
    fc.property(spans, (held) => {
      const on = (date: string): number => held.filter((one) => holdsOn(one, date)).length
      const days = daysBetween(window.from, window.to)
      const inAny = (found: { from: string; to: string }[]) => found.flatMap(({ from, to }) => daysBetween(from, to))
      expect(inAny(gaps(held, window))).toEqual(days.filter((date) => on(date) === 0))
      expect(inAny(doubled(held, window))).toEqual(days.filter((date) => on(date) > 1))
    }),
    { numRuns: 300 },
  )
})

test('spans overlap when they have a day in common', () => {
  fc.assert(
    fc.property(span, span, (one, other) => {
      const common = commonDays(one, other)
      expect(spansOverlap(one, other)).toBe(common !== null)
      if (common) expect(holdsOn(one, common.from) && holdsOn(other, common.from)).toBe(true)
    }),
  )
})
