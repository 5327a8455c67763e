import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shiftFormula, workOut, type Operand } from './formula.ts'

const cells: Record<string, Operand> = {
  '月报!C5': { kind: 'number', value: 12 },
  '月报!C6': { kind: 'number', value: 3 },
  '月报!C7': { kind: 'blank' },
  '月报!C8': { kind: 'other' },
  '附 表!A1': { kind: 'number', value: 7 },
}
const operand = (sheet: string, cell: string): Operand => cells[`${sheet}!${cell}`] ?? { kind: 'blank' }
const of = (formula: string) => workOut(formula, '月报', operand).value

describe('a formula that totals a return', () => {
  test.each([
    ['SUM(C5:C7)', 15],
    ['SUM(C5:C8)', 15],
    ['SUM(C5,C6,$C$7)', 15],
    ['C5+C6*2', 18],
    ['(C5+C6)*2-1', 29],
    ['-C5+20', 8],
    ['C5/C6', 4],
    ['C6/C5*100%', 0.25],
    ['ROUND(C5/7,2)', 1.71],
    ['ROUND(-2.5,0)', -3],
    ['AVERAGE(C5:C7)', 7.5],
    ['MAX(C5:C6)-MIN(C5:C6)', 9],
    ["'附 表'!A1+SUM(C5:C6)", 22],
    ['C7', 0],
    ['IF(C5=0,"",C6/C5)', 0.25],
    ['IF(C5>=12,1,2)', 1],
    ['IF(C7=0,0,C5/C7)', 0],
    ['IFERROR(C5/C7,0)', 0],
    ['IF(C5<>12,1)', 0],
  ])('%s', (formula, value) => expect(of(formula)).toBe(value))

  test.each([
    ['C8+1', 'text in a sum'],
    ['C5/C7', 'a division by nothing'],
    ['IF(C7=0,"",1)', 'a text as the result'],
    ['VLOOKUP(A1,C5:C8,1)', 'a function that is not known'],
    ['C5:C6', 'a range that is no value'],
    ['SUM(A1:XFD1048576)', 'a range without end'],
    ['SUM(C5', 'something cut short'],
    ['TODAY()', 'a date'],
    ['', 'nothing'],
    ['('.repeat(5000), 'parentheses without end'],
    [`${'-'.repeat(5000)}1`, 'signs without end'],
  ])('%s is left to the spreadsheet program: %s', (formula) => expect(of(formula)).toBeNull())

  test('says which cells it looked at', () => {
    expect(workOut("SUM(C5:C6)+'附 表'!A1", '月报', operand).used).toEqual(['月报!C5', '月报!C6', '附 表!A1'])
  })

  test('any text is worked out or left alone, and never fails', () => {
    const piece = fc.constantFrom('SUM(', 'C5', ':', ')', ',', '+', '*', '1', '"', "'", '!', '%', 'IF(', '<', ' ')
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (parts) => void of(parts.join(''))))
  })
})

test.each([
  ['SUM(C5:C8)', 0, 1, 'SUM(D5:D8)'],
  ['SUM($C5:C$8)', 2, 1, 'SUM($C7:D$8)'],
  ['IF(C5="C5",\'C5\'!A1,0)', 1, 0, 'IF(C6="C5",\'C5\'!A2,0)'],
  ['ROUND(LOG10(C5),2)', 1, 0, 'ROUND(LOG10(C6),2)'],
  ['A1', -1, 0, '#REF!'],
])('%s moved by %i rows and %i columns', (formula, rows, columns, moved) => {
  expect(shiftFormula(formula, rows, columns)).toBe(moved)
})
