import { expect, test } from 'vitest'
import type { CheckedOperation } from './checked-operation.ts'
import { slicesOf } from './slices.ts'

let seq = 0
const operation = (table: string, id: string, last: boolean): CheckedOperation => {
  seq += 1
  return { seq, last, hash: '', applied: { table, id, ver: 1, fields: {}, op: 'delete' } }
}
/** A transaction of so many rows. */
const transaction = (table: string, ...ids: string[]): CheckedOperation[] =>
  ids.map((id, at) => operation(table, id, at === ids.length - 1))

const cut = (operations: readonly CheckedOperation[], most: number) =>
  [...slicesOf(operations, () => most)].map((slice) => [
    slice.operations.map(({ applied }) => applied.id).join(''),
    slice.upTo,
  ])

test('slices end with transactions, and have as many as may be', () => {
  seq = 0
  const said = [
    ...transaction('entries', 'a', 'b'),
    ...transaction('entries', 'c'),
    ...transaction('entries', 'd', 'e', 'f', 'g'),
  ]
  expect(cut(said, 3)).toEqual([
    ['abc', 3],
    ['defg', 7],
  ])
  expect(cut([], 3)).toEqual([])
})

test('what a system delivers at once is cut, and the position stays until all of it is there', () => {
  seq = 0
  const said = [
    ...transaction('entries', 'a'),
    ...transaction('source_records', 'b', 'c', 'd', 'e', 'f'),
    ...transaction('entries', 'g'),
  ]
  expect(cut(said, 2)).toEqual([
    ['a', 1],
    ['bc', null],
    ['de', null],
    ['f', 6],
    ['g', 7],
  ])
})

test('a delivery in which a record changes twice is not cut, nor one with something else', () => {
  seq = 0
  const twice = transaction('source_records', 'a', 'b', 'a')
  const mixed = [operation('entries', 'x', false), ...transaction('source_records', 'y', 'z')]
  expect(cut([...twice, ...mixed], 2)).toEqual([
    ['aba', 3],
    ['xyz', 6],
  ])
})
