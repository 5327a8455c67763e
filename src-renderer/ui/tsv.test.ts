import { expect, test } from 'vitest'
import { cellsOf, tsvOf } from './tsv.ts'

test('rows copied from a spreadsheet come as cells', () => {
  expect(cellsOf('张三\t0305\r\n李四\t0306\r\n')).toEqual([
    ['张三', '0305'],
    ['李四', '0306'],
  ])
})

test('a cell with a line break or a tab in it stays one cell', () => {
  expect(cellsOf('"第一行\n第二行"\t"他说""好"""\n')).toEqual([['第一行\n第二行', '他说"好"']])
})

test('rows without content are left out, empty cells between others are kept', () => {
  expect(cellsOf('a\t\tc\n\t\t\n\n')).toEqual([['a', '', 'c']])
})

test('a formula is copied as text and comes back as it was', () => {
  const copied = tsvOf([['=HYPERLINK("http://x")', '+86']])
  expect(copied).toBe('\'=HYPERLINK("http://x")\t\'+86')
  expect(cellsOf(copied)).toEqual([['=HYPERLINK("http://x")', '+86']])
})

test('what is copied has no line break inside a cell', () => {
  expect(tsvOf([['a\nb\tc']])).toBe('a b c')
})
