import { expect, test } from 'vitest'
import { emptyRow, mostRows, planPaste, standingOf, withFilled } from './fast-rows.ts'

const error = { field: 'name', code: 'required', severity: 'error' as const, params: {} }
const warning = { field: 'address', code: 'address-no-room', severity: 'warning' as const, params: {} }

test('a row says how far it is', () => {
  const row = { ...emptyRow('1'), fields: { name: '张三' } }
  expect(standingOf(emptyRow('1'))).toBe('empty')
  expect(standingOf(row)).toBe('draft')
  expect(standingOf({ ...row, checked: true })).toBe('ready')
  expect(standingOf({ ...row, checked: true, problems: [warning, error] })).toBe('errors')
  expect(standingOf({ ...row, checked: true, problems: [warning] })).toBe('warnings')
  expect(standingOf({ ...row, checked: true, problems: [warning], reason: '平房' })).toBe('ready')
})

test('of ten thousand pasted rows as many are taken as the grid holds, and it is said how many there were', () => {
  const cells = Array.from({ length: 10_000 }, (_, at) => [String(at)])
  const plan = planPaste(cells, { row: 5, column: 0 }, 10)
  expect(plan.cells.length).toBe(mostRows - 5)
  expect(plan.rows).toBe(10_000)
  expect(plan.cells.at(-1)).toEqual([String(mostRows - 6)])
})

test('columns beyond the last are not taken, and it is said how many', () => {
  const plan = planPaste([['a', 'b', 'c'], ['d']], { row: 0, column: 1 }, 3)
  expect(plan.cells).toEqual([['a', 'b'], ['d']])
  expect(plan.beyond).toBe(1)
})

test('what a save filled in stands in the row, unless it was typed meanwhile', () => {
  const filled = [
    { field: 'beat', value: 'B02' },
    { field: 'officer', value: 'o1' },
  ]
  const sent = { address: '幸福路12号', beat: '' }
  expect(withFilled(sent, filled, sent)).toEqual({
    fields: { address: '幸福路12号', beat: 'B02', officer: 'o1' },
    typedOn: false,
  })
  expect(withFilled({ ...sent, beat: 'B01', name: '张三' }, filled, sent)).toEqual({
    fields: { address: '幸福路12号', beat: 'B01', name: '张三', officer: 'o1' },
    typedOn: true,
  })
})
