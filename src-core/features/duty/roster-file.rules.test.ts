import { expect, test } from 'vitest'
import type { HeaderColumn, SheetCell } from '../../spreadsheets/spreadsheet.types.ts'
import { monthIn, readRosterRow, rosterLayout, type RosterPerson } from './roster-file.rules.ts'

const columnsOf = (...names: string[]): HeaderColumn[] =>
  names.map((name, index) => ({ index, letter: 'A', name, parts: name.split('/'), key: name, duplicate: false }))
const cells = (...texts: string[]): SheetCell[] => texts.map((text) => ({ text, kind: text === '' ? 'blank' : 'text' }))
const person = (accountId: string, name: string, staffNumber: string, active = true): RosterPerson => ({
  ...{ accountId, name, staffNumber, active },
})
const staff = [
  person('a', '民警甲', '990001'),
  person('b', '民警甲', '990002'),
  person('c', '民警乙', '990003'),
  person('d', '民警丁', '990004', false),
  person('e', '民警戊', '990005', false),
  person('f', '民警戊', '990006'),
]

function read(names: string[], row: string[], month: string | null = null) {
  const columns = columnsOf(...names)
  const layout = rosterLayout(columns)
  if (layout === null) throw new Error('no roster')
  const { items, problems } = readRosterRow({ row: 7, cells: cells(...row) }, { layout, columns, month, staff })
  return {
    items: items.map(({ accountId, date, shift, from, to }) => `${accountId} ${date} ${shift} ${from}-${to}`),
    problems: problems.map(({ column, kind }) => `${column} ${kind}`),
  }
}

test('two people of one name are told apart by their numbers only; who left does not get in the way', () => {
  const names = ['警号', '姓名', '日期', '班次']
  expect(read(names, ['', '民警甲', '2026-11-25', '白']).problems).toEqual(['姓名 person-ambiguous'])
  expect(read(names, ['990002', '民警甲', '2026-11-25', '白']).items).toEqual(['b 2026-11-25 day 08:30-17:30'])
  expect(read(names, ['990002', '民警乙', '2026-11-25', '白']).problems).toEqual(['姓名 person-unknown'])
  expect(read(names, ['990003', '', '2026-11-25', '白']).items).toEqual(['c 2026-11-25 day 08:30-17:30'])
  expect(read(names, ['', '民警丁', '2026-11-25', '白']).problems).toEqual(['姓名 person-inactive'])
  expect(read(names, ['', '民警戊', '2026-11-25', '白']).items).toEqual(['f 2026-11-25 day 08:30-17:30'])
})

test.each([
  ['8:30', '17:30', '08:30-17:30'],
  ['0800', '次日0800', '08:00-08:00'],
  ['20时', '24:00', '20:00-00:00'],
  ['8点15分', '17：45', '08:15-17:45'],
])('%s to %s is read as %s', (from, to, span) => {
  const { items } = read(['姓名', '日期', '班次', '开始', '结束'], ['民警乙', '20261125', '值班', from, to])
  expect(items).toEqual([`c 2026-11-25 watch ${span}`])
})

test('one column of times will do', () => {
  const { items } = read(['姓名', '日期', '班次', '起止时间'], ['民警乙', '2026.11.25', '夜班', '18:00～8:00'])
  expect(items).toEqual(['c 2026-11-25 night 18:00-08:00'])
})

test('days as headings: dates, 11月3日, 3/一; several shifts in a cell; the 31st of November is no day', () => {
  const names = ['姓名', '2026-11-02', '11月3日', '4/三', '31日', '合计']
  const { items, problems } = read(names, ['民警乙', '白', '白/夜', '—', '班', '3'], '2026-11')
  expect(items).toEqual([
    'c 2026-11-02 day 08:30-17:30',
    'c 2026-11-03 day 08:30-17:30',
    'c 2026-11-03 night 17:30-08:30',
  ])
  expect(problems).toEqual(['31日 date-invalid'])
  expect(read(['姓名', '2026-12-02', '3'], ['民警乙', '白', '?'], '2026-11').problems).toEqual([
    '2026-12-02 date-other-month',
    '3 shift-unknown',
  ])
})

test('weekday lines, totals and signatures are nobody', () => {
  const names = ['姓名', '1', '2', '3']
  for (const row of [
    ['星期', '日', '一', '二'],
    ['制表人：某某', '', '', ''],
    ['', '', '', ''],
  ])
    expect(read(names, row, '2026-11')).toEqual({ items: [], problems: [] })
})

test('a sheet that is no roster is none', () => {
  expect(rosterLayout(columnsOf('品名', '数量'))).toBeNull()
  expect(rosterLayout(columnsOf('姓名', '1', '电话'))).toBeNull()
  expect(rosterLayout(columnsOf('日期', '天气'))).toBeNull()
})

test.each([
  ['桂园派出所２０２６年１１月值班表', '2026-11'],
  ['值班表2026-3.xlsx', '2026-03'],
  ['202612排班', '2026-12'],
  ['2026年13月', null],
  ['排班表', null],
])('%s speaks of %s', (text, month) => {
  expect(monthIn(['', text])).toBe(month)
})
