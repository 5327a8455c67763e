import { expect, test } from 'vitest'
import { columnSpan } from './columns-in-sight.ts'

const widths = [100, 50, 200, 80]

test('cells outside the window are not drawn, those that are cut by its edge are', () => {
  expect(columnSpan(widths, 0, 120)).toEqual({ first: 0, last: 1 })
  expect(columnSpan(widths, 99, 52)).toEqual({ first: 0, last: 2 })
  expect(columnSpan(widths, 100, 50)).toEqual({ first: 1, last: 1 })
  expect(columnSpan(widths, 300, 500)).toEqual({ first: 2, last: 3 })
})

test('the box before the first column counts as sight to the left of it', () => {
  expect(columnSpan(widths, -28, 100)).toEqual({ first: 0, last: 0 })
})

test('a window wider than its columns draws them all; beyond the last one there is the last one', () => {
  expect(columnSpan(widths, 0, 2_000)).toEqual({ first: 0, last: 3 })
  expect(columnSpan(widths, 430, 500)).toEqual({ first: 3, last: 3 })
})
