import { expect, test } from 'vitest'
import { rowSpan } from './rows-in-sight.ts'

const rows = (count: number, top: number, sight = 280) => rowSpan(count, top, sight, 28, 3)

test('rows in sight and three beyond them are drawn, no others', () => {
  expect(rows(100_000, 0)).toEqual({ first: 0, end: 13 })
  expect(rows(100_000, 28 * 500)).toEqual({ first: 497, end: 513 })
})

test('a row that is cut by an edge is drawn', () => {
  expect(rows(100_000, 28 * 500 + 1)).toEqual({ first: 497, end: 514 })
})

test('at the end there are the last rows; a list that became shorter shows its end and not nothing', () => {
  expect(rows(100_000, 28 * 99_990)).toEqual({ first: 99_987, end: 100_000 })
  expect(rows(20, 28 * 99_990)).toEqual({ first: 7, end: 20 })
})

test('a short list and an empty one are drawn as they are', () => {
  expect(rows(4, 0)).toEqual({ first: 0, end: 4 })
  expect(rows(0, 0)).toEqual({ first: 0, end: 0 })
  expect(rows(0, 5_000)).toEqual({ first: 0, end: 0 })
})
