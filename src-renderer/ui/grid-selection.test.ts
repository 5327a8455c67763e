import { expect, test } from 'vitest'
import { toggledRow, withRange } from './grid-selection.ts'

const keyOf = (row: { id: string }) => row.id
const row = (id: string) => ({ id })

test('a range is put to what was chosen before, each row once', () => {
  const before = new Map([['b', row('b')]])
  expect([...withRange(before, [row('a'), row('b'), row('c')], keyOf).keys()]).toEqual(['b', 'a', 'c'])
})

test('the same row chosen twice is let go', () => {
  const once = toggledRow(new Map(), row('a'), 'a')
  expect([...once.keys()]).toEqual(['a'])
  expect(toggledRow(once, row('a'), 'a').size).toBe(0)
})
