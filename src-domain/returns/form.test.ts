import { describe, expect, test } from 'vitest'
import type { BoundCell, TemplateCell, TemplateSheet } from '../../src-contract/features/returns.shapes.ts'
import { CountBinding } from '../../src-contract/features/returns.shapes.ts'
import { booksById } from '../books/books.ts'
import { countProblem, placeProblem } from './binding-check.ts'
import { cellIndex, cellName } from './cell-names.ts'
import { headingsOf } from './headings.ts'
import { inputsOf } from './inputs.ts'
import { keepBindings } from './keep-bindings.ts'
import { mergedInto, sheetGrid } from './sheet-grid.ts'
import { workOutSheets } from './work-out-sheets.ts'

function cell(name: string, text: string, more: Partial<TemplateCell> = {}): TemplateCell {
  const kind = text === '' ? 'blank' : /^\d+$/.test(text) ? 'number' : 'text'
  return { cell: name, kind, text, formula: null, bold: false, align: null, border: true, percent: false, ...more }
}

/** 序号 | 警务区 | 纠纷 (受理, 化解) | 备注, two lines, a total. */
const form: TemplateSheet = {
  name: '月报',
  hidden: false,
  rows: 7,
  columns: 5,
  widths: [],
  merges: [
    { top: 0, left: 0, bottom: 0, right: 4 },
    { top: 1, left: 2, bottom: 1, right: 3 },
    { top: 1, left: 1, bottom: 2, right: 1 },
    { top: 6, left: 0, bottom: 6, right: 4 },
  ],
  cells: [
    cell('A1', '工作月报表', { border: false }),
    ...[cell('A2', '序号'), cell('B2', '警务区'), cell('C2', '矛盾纠纷'), cell('E2', '备注')],
    ...[cell('C3', '受理'), cell('D3', '化解')],
    ...[cell('A4', '1'), cell('B4', 'B01'), cell('C4', ''), cell('D4', '0'), cell('E4', '')],
    ...[cell('A5', '2'), cell('B5', 'B02'), cell('C5', ''), cell('D5', ''), cell('E5', '')],
    ...[cell('B6', '合计'), cell('C6', '', { kind: 'formula', formula: 'SUM(C4:C5)' })],
    cell('D6', '', { kind: 'formula', formula: 'SUM(D4:D5)' }),
    cell('A7', '说明：', { border: false }),
  ],
  inputs: [],
}
const sheet: TemplateSheet = { ...form, inputs: inputsOf(form) }
const count = CountBinding.parse({
  ...{ kind: 'count', book: 'L06', basis: 'occurred', state: null, field: null, value: null, beat: null, sum: null },
})
const definitions = new Map([...booksById].map(([id, book]) => [id, book.definition]))

test('cells have the names that spreadsheet programs give them', () => {
  for (const [name, row, column] of [
    ['A1', 0, 0],
    ['Z9', 8, 25],
    ['AA10', 9, 26],
    ['XFD1048576', 1_048_575, 16_383],
  ] as const) {
    expect(cellIndex(name)).toEqual({ row, column })
    expect(cellName({ row, column })).toBe(name)
  }
  for (const wrong of ['A0', 'XFE1', 'A1048577', '1A', 'a1', 'AAAA1', '']) expect(cellIndex(wrong)).toBeUndefined()
})

test('numbers are expected where the form leaves room for them, not in remarks, headings or totals', () => {
  expect(sheet.inputs).toEqual(['C4', 'D4', 'C5', 'D5'])
})

test('a cell is named by its headings, the title of the form left out', () => {
  expect(headingsOf(sheetGrid(form), 'C4')).toEqual({ row: ['B01'], column: ['矛盾纠纷', '受理'] })
  expect(headingsOf(sheetGrid(form), 'D5')).toEqual({ row: ['B02'], column: ['矛盾纠纷', '化解'] })
})

describe('a place that cannot be filled says why', () => {
  test.each([
    ['D2', { reason: 'merged-away', into: 'C2' }],
    ['B3', { reason: 'merged-away', into: 'B2' }],
    ['C6', { reason: 'formula' }],
    ['C3', { reason: 'has-text' }],
    ['H9', { reason: 'outside' }],
    ['C4', undefined],
    ['D4', undefined],
    ['E4', undefined],
  ])('%s', (name, problem) => expect(placeProblem([sheet], { sheet: '月报', cell: name }, count)).toEqual(problem))

  test('a hidden sheet, a sheet that is not there', () => {
    expect(placeProblem([{ ...sheet, hidden: true }], { sheet: '月报', cell: 'C4' }, count)).toEqual({
      reason: 'hidden',
    })
    expect(placeProblem([sheet], { sheet: '年报', cell: 'C4' }, count)).toEqual({ reason: 'outside' })
  })

  test('words of the form go behind a text that is there', () => {
    const text = { kind: 'text', what: 'filler' } as const
    expect(placeProblem([sheet], { sheet: '月报', cell: 'A7' }, text)).toBeUndefined()
    expect(mergedInto(sheetGrid(sheet), 'B7')).toBe('A7')
  })
})

describe('a count that no longer holds says what is gone', () => {
  test.each([
    [{}, undefined],
    [{ book: 'L99' }, 'book-gone'],
    [{ state: 'done' }, undefined],
    [{ state: 'forgotten' }, 'state-gone'],
    [{ basis: 'reached' }, 'state-needed'],
    [{ field: 'result', value: 'met' }, undefined],
    [{ field: 'itemsChecked', value: 'fire' }, undefined],
    [{ field: 'result', value: 'gone' }, 'value-gone'],
    [{ field: 'result' }, 'value-needed'],
    [{ value: 'met' }, 'field-gone'],
    [{ field: 'findings', value: 'x' }, 'field-gone'],
    [{ field: 'beat', value: 'B01' }, 'field-gone'],
    [{ sum: 'findings' }, 'field-gone'],
    [{ beat: 'B01' }, undefined],
    [{ beat: 'B77' }, 'beat-gone'],
  ])('%o', (change, problem) => {
    expect(countProblem({ ...count, ...change } as CountBinding, definitions, ['B01', 'B02'])).toBe(problem)
  })
})

test('a newer edition keeps what still means the same and names what does not', () => {
  const bound: BoundCell[] = ['C4', 'D5'].map((name) => ({ sheet: '月报', cell: name, binding: count }))
  const renamed = {
    ...sheet,
    cells: sheet.cells.map((one) => (one.cell === 'D3' ? { ...one, text: '调解成功' } : one)),
  }
  expect(keepBindings(bound, [sheet], [renamed])).toEqual({
    kept: [bound[0]],
    dropped: [{ sheet: '月报', cell: 'D5' }],
  })
  expect(keepBindings(bound, [sheet], [{ ...sheet, name: '二月' }]).kept).toEqual([])
})

test('a total over an empty input says that it is incomplete, one over filled cells does not', () => {
  const filled = [
    { sheet: '月报', cell: 'C4', value: 5, text: null },
    { sheet: '月报', cell: 'C5', value: 6, text: null },
    { sheet: '月报', cell: 'D5', value: 2, text: null },
  ]
  expect(workOutSheets([sheet], filled)).toEqual([
    { sheet: '月报', cell: 'C6', value: 11, incomplete: false },
    { sheet: '月报', cell: 'D6', value: 2, incomplete: true },
  ])
})

test('formulas that go round in a circle come to nothing', () => {
  const circle = {
    ...form,
    inputs: [],
    cells: [cell('A1', '', { kind: 'formula', formula: 'B1+1' }), cell('B1', '', { kind: 'formula', formula: 'A1+1' })],
  }
  expect(workOutSheets([circle], []).map((one) => one.value)).toEqual([null, null])
})
