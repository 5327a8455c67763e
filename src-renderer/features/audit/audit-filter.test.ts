import { expect, test } from 'vitest'
import { filterOf, noFilter } from './audit-filter.ts'

test('a day is asked for from its first to its last moment in Shanghai', () => {
  const filter = filterOf({ ...noFilter, from: '0305', to: '2026年3月5日' }, '2026-03-10')
  expect(filter).toEqual({ from: '2026-03-04T16:00:00.000Z', to: '2026-03-05T15:59:59.999Z' })
})

test('boxes that are empty, and a day that cannot be read, ask for nothing', () => {
  expect(filterOf({ ...noFilter, actor: '  ', from: '上周某天' }, '2026-03-10')).toEqual({})
})
