import ExcelJS from 'exceljs'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { DutyImportPreview } from '../../src-contract/features/duty.shapes.ts'
import type { FileId, LocalDate } from '../../src-contract/ids.ts'
import { beatOfAddress, dutyDays } from '../../src-core/features/duty/duty.facts.ts'
import { q } from '../../src-core/query.ts'
import { writeCsv } from '../../src-core/spreadsheets/write-csv.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import { openDutyStation, type DutyStation } from '../support/duty-station.ts'
import { staff } from '../support/test-context.ts'

let station: DutyStation
beforeEach(() => {
  station = openDutyStation()
})
afterEach(() => station.close())

const reason = '文件有误'
const preview = (fileId: FileId, more: { kind?: 'roster' | 'areas'; month?: string; sheet?: string } = {}) =>
  station.must('clerk', 'duty.previewImport', { fileId, kind: 'roster', ...more })
const apply = ({ importId }: DutyImportPreview) => station.must('clerk', 'duty.applyImport', { importId })
const refused = ({ importId }: DutyImportPreview) => station.code('clerk', 'duty.applyImport', { importId })
const days = (who: keyof typeof staff, from = '2026-11-01', to = '2026-12-31') =>
  dutyDays(station.db, staff[who].accountId, from, to)
const held = () =>
  station.db.all(
    q
      .selectFrom('duty_rows')
      .select(['account_id', 'date', 'shift', 'from_time', 'to_time'])
      .where('removed_at', 'is', null)
      .orderBy('account_id')
      .orderBy('date')
      .orderBy('from_time'),
  )
const kinds = ({ problems }: Pick<OutputOf<'duty.previewImport'>, 'problems'>) =>
  problems.map(({ row, column, kind, other }) => [row, column, kind, other])

const list = ['姓名', '日期', '班次', '开始时间', '结束时间']

describe('a template', () => {
  test.each([
    ['roster', ['民警甲', '', '2026-11-23', '白班', '', '']],
    ['areas', ['小区', '金桂花园', '', '', '', 'B01', '2026-11-01', '']],
  ] as const)('of %s is filled in and imported as it is', async (kind, row) => {
    const { xlsx, fileName } = await station.must('clerk', 'duty.template', { kind })
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(xlsx as unknown as ArrayBuffer)
    book.worksheets[0]?.spliceRows(2, 1, [...row])
    const path = join(station.dir, fileName)
    await book.xlsx.writeFile(path)
    const seen = await preview(station.shelve(path), { kind })
    expect(seen).toMatchObject({ problems: [], counts: { rows: 1, new: 1, rejected: 0 } })
  })
})

describe('a roster', () => {
  test('as a list: previewed, applied as a whole, undone as a whole', async () => {
    const rows = [
      ['民警甲', '2026-11-23', '白班', '', ''],
      ['民 警 甲', '2026年11月24日', '夜', '18:00', '次日8:30'],
      ['民警乙', '2026/11/23', '值班', '', ''],
      ['民警乙', '2026-11-24', '休', '', ''],
    ]
    const fileId = await station.sheet('11月排班.xlsx', list, rows)
    const seen = await preview(fileId)
    expect(seen).toMatchObject({
      ...{ layout: 'list', month: null, from: '2026-11-23', to: '2026-11-24', problems: [] },
      counts: { rows: 4, new: 4, changed: 0, unchanged: 0, rejected: 0 },
    })
    expect(held()).toEqual([])
    await apply(seen)
    expect(days('officer')).toEqual(['2026-11-23', '2026-11-24'])
    expect(held()[1]).toMatchObject({ shift: 'night', from_time: '18:00', to_time: '08:30' })
    expect(days('otherOfficer')).toEqual(['2026-11-23'])
    expect((await preview(fileId)).counts).toEqual({ rows: 4, new: 0, changed: 0, unchanged: 4, rejected: 0 })
    const { imports } = await station.must('chief', 'duty.imports', { kind: 'roster' })
    expect(imports).toMatchObject([{ fileName: '11月排班.xlsx', by: '内勤甲', undoneAt: null }])
    expect(await station.must('chief', 'duty.undoImport', { importId: seen.importId, reason })).toEqual({ restored: 4 })
    expect(held()).toEqual([])
    expect(await station.code('chief', 'duty.undoImport', { importId: seen.importId, reason })).toBe(
      'duty/import-undone',
    )
  })

  test('as a month with a column per day, the headings being numbers, weekdays under them and a remark below', async () => {
    const path = join(station.dir, '值班表.xlsx')
    const numbers = Array.from({ length: 31 }, (_, i) => i + 1)
    const book = new ExcelJS.Workbook()
    book
      .addWorksheet('排班')
      .addRows([
        ['桂园派出所2026年11月排班表'],
        ['姓名', ...numbers, '合计'],
        ['星期', ...numbers.map((n) => '日一二三四五六'.charAt((n - 1) % 7)), ''],
        ['民警甲', ...numbers.map((n) => (n <= 30 ? (n % 3 === 1 ? '值' : n % 3 === 2 ? '休' : '白') : '')), 20],
        ['民警乙', '年休', ...numbers.slice(1, 30).map(() => '白'), '', 29],
        ['备注：请假须提前一天'],
      ])
    await book.xlsx.writeFile(path)
    const seen = await preview(station.shelve(path))
    expect(seen).toMatchObject({
      layout: 'month-grid',
      month: '2026-11',
      from: '2026-11-01',
      to: '2026-11-30',
      problems: [],
    })
    expect(seen.counts).toMatchObject({ new: 60, rejected: 0 })
    await apply(seen)
    expect(days('officer')).toHaveLength(20)
    expect(days('otherOfficer')).toHaveLength(29)
    const { people } = await station.must('chief', 'duty.roster', { month: '2026-11' })
    expect(people.find(({ name }) => name === '民警甲')?.dutyDays).toBe(20)
  })

  test('with names under each shift, several in one cell', async () => {
    const columns = ['日期', '星期', '带班领导', '值班民警', '备勤']
    const rows = [
      ['2026-12-01', '二', '所长甲', '民警甲、民警乙', ''],
      ['2026-12-02', '三', '', '民警乙', '民警甲 辅警甲'],
    ]
    const seen = await preview(await station.sheet('12月.xlsx', columns, rows))
    expect(seen).toMatchObject({ layout: 'names-by-day', counts: { new: 6, rejected: 0 } })
    await apply(seen)
    expect(days('officer')).toEqual(['2026-12-01', '2026-12-02'])
    expect(days('chief')).toEqual(['2026-12-01'])
    expect(days('auxiliary')).toEqual(['2026-12-02'])
  })

  test('whose days have no month asks for it', async () => {
    const fileId = await station.sheet('排班.xlsx', ['姓名', '1日', '2日', '3日'], [['民警甲', '白', '夜', '休']])
    expect(await station.code('clerk', 'duty.previewImport', { fileId, kind: 'roster' })).toBe('duty/import-month')
    const seen = await preview(fileId, { month: '2026-12' })
    await apply(seen)
    expect(days('officer')).toEqual(['2026-12-01', '2026-12-02'])
  })

  test('with anything wrong in it changes nothing at all, and says what is wrong in which row', async () => {
    await station.must('clerk', 'duty.saveDuty', {
      ...{
        accountId: staff.officer.accountId,
        date: '2026-11-22' as LocalDate,
        shift: 'night',
        from: '17:30',
        to: '08:30',
        reason,
      },
    })
    const before = held()
    const rows = [
      ['民警甲', '2026-11-25', '白班', '', ''],
      ['张不在', '2026-11-25', '白班', '', ''],
      ['民警甲', '2026-02-30', '白班', '', ''],
      ['民警甲', '6.10102E+17', '白班', '', ''],
      ['民警甲', '', '白班', '', ''],
      ['民警甲', '2026-11-26', '神秘班', '', ''],
      ['民警甲', '2026-11-27', '', '', ''],
      ['民警甲', '2026-11-28', '白班', '25:00', '26:00'],
      ['民警甲', '2026-11-25', '白班', '', ''],
      ['民警甲', '2026-11-23', '白班', '08:00', '17:00'],
      ['民警乙', '2026-11-25', '白班', '08:30', '17:30'],
      ['民警乙', '2026-11-25', '备勤', '12:00', '20:00'],
      ['', '2026-11-25', '白班', '', ''],
    ]
    const seen = await preview(await station.sheet('有误.xlsx', list, rows))
    expect(kinds(seen)).toEqual([
      [3, '姓名', 'person-unknown', null],
      [4, '日期', 'date-invalid', null],
      [5, '日期', 'date-invalid', null],
      [6, '日期', 'date-missing', null],
      [7, '班次', 'shift-unknown', null],
      [8, '班次', 'shift-missing', null],
      [9, '开始时间', 'time-invalid', null],
      [10, null, 'duplicate-row', 2],
      [11, null, 'shift-overlap', null],
      [13, null, 'shift-overlap', 12],
      [14, '姓名', 'person-missing', null],
    ])
    expect(seen.counts.rejected).toBe(11)
    expect(await refused(seen)).toBe('duty/import-problems')
    expect(held()).toEqual(before)
    expect((await station.must('clerk', 'duty.imports', { kind: 'roster' })).imports).toEqual([])
  })

  test('replaces the days that it names and leaves the others; undo brings them back as they were', async () => {
    await apply(
      await preview(
        await station.sheet('一.xlsx', list, [
          ['民警甲', '2026-11-23', '白班', '', ''],
          ['民警甲', '2026-11-24', '白班', '', ''],
          ['民警甲', '2026-11-25', '白班', '08:30', '12:00'],
          ['民警甲', '2026-11-25', '备勤', '13:00', '20:00'],
        ]),
      ),
    )
    const before = held()
    const seen = await preview(
      await station.sheet('二.xlsx', list, [
        ['民警甲', '2026-11-24', '年休', '', ''],
        ['民警甲', '2026-11-25', '白班', '08:30', '12:00'],
      ]),
    )
    expect(seen.counts).toMatchObject({ new: 0, changed: 2, unchanged: 1 })
    await apply(seen)
    expect(held().map(({ date, shift }) => `${date} ${shift}`)).toEqual([
      '2026-11-23 day',
      '2026-11-24 leave',
      '2026-11-25 day',
    ])
    await station.must('clerk', 'duty.undoImport', { importId: seen.importId, reason })
    expect(held()).toEqual(before)
  })

  test('is not undone over a later change: then nothing is', async () => {
    const seen = await preview(
      await station.sheet('三.xlsx', list, [
        ['民警甲', '2026-11-23', '白班', '', ''],
        ['民警甲', '2026-11-24', '白班', '', ''],
      ]),
    )
    await apply(seen)
    const { people } = await station.must('clerk', 'duty.roster', { month: '2026-11' })
    const first = people.find(({ name }) => name === '民警甲')?.duties[0]
    if (first === undefined) throw new Error('no duty')
    await station.must('chief', 'duty.removeDuty', { dutyId: first.dutyId, reason: '调班' })
    expect(await station.call('clerk', 'duty.undoImport', { importId: seen.importId, reason })).toMatchObject({
      error: { code: 'duty/undo-conflict', params: { count: 1 } },
    })
    expect(held()).toHaveLength(1)
  })

  test('previewed before something else changed has to be previewed again', async () => {
    const fileId = await station.sheet('四.xlsx', list, [['民警甲', '2026-11-23', '白班', '', '']])
    const [one, other] = [await preview(fileId), await preview(fileId)]
    await apply(one)
    expect(await refused(other)).toBe('duty/preview-stale')
    expect(await refused(one)).toBe('duty/preview-stale')
    expect(await refused({ ...one, importId: '00000000-0000-7000-8000-000000000000' as never })).toBe(
      'duty/preview-stale',
    )
  })

  test('from WPS as CSV in GB18030 is read like any other; what is no roster is refused in words', async () => {
    const path = join(station.dir, '排班.csv')
    const columns = list.map((header) => ({ header, kind: 'text' as const }))
    await writeCsv(path, { columns, rows: [['民警甲', '2026-11-23', '白班', '', '']], encoding: 'gb18030' })
    expect((await preview(station.shelve(path))).counts.new).toBe(1)
    const other = await station.sheet('其他.xlsx', ['品名', '数量'], [['口罩', '3']])
    expect(await station.code('clerk', 'duty.previewImport', { fileId: other, kind: 'roster' })).toBe(
      'duty/import-columns',
    )
    const copied = join(station.dir, '副本.xlsx')
    copyFileSync(join(station.dir, '其他.xlsx'), copied)
    expect(
      await station.code('officer', 'duty.previewImport', { fileId: station.shelve(copied), kind: 'roster' }),
    ).toBe('rpc/denied')
  })

  test('on the second sheet is found by its name', async () => {
    const path = join(station.dir, '两页.xlsx')
    const columns = list.map((header) => ({ header, kind: 'text' as const }))
    await writeWorkbook(path, {
      sheets: [
        { name: '说明', columns: [{ header: '说明', kind: 'text' }], rows: [['见下页']] },
        { name: '排班', columns, rows: [['民警甲', '2026-11-23', '白班', '', '']] },
      ],
    })
    const fileId = station.shelve(path)
    expect(await station.code('clerk', 'duty.previewImport', { fileId, kind: 'roster' })).toBe('duty/import-columns')
    expect((await preview(fileId, { sheet: '排班' })).counts.new).toBe(1)
    expect(await station.code('clerk', 'duty.previewImport', { fileId, kind: 'roster', sheet: '没有' })).toBe(
      'duty/import-sheet',
    )
  })
})

describe('the premises -> beat map', () => {
  const columns = ['类型', '名称', '门牌', '单双号', '警务区', '起始日期', '截止日期']
  const map = (rows: readonly (readonly string[])[], name = '辖区.xlsx') => station.sheet(name, columns, rows)
  const beat = (address: string, date = '2026-11-20') => beatOfAddress(station.db, address, date)?.beat ?? null

  test('is imported, and a later file takes a place over from its first day', async () => {
    const first = await preview(
      await map([
        ['小区', '金桂花园', '', '', 'B01', '2026-01-01', ''],
        ['道路', '桂花路', '', '', 'B01', '2026-01-01', ''],
        ['道路', '桂花路', '1-99', '单号', 'B02', '2026-01-01', ''],
        ['', '石鼓社区', '', '', 'B02', '2026-01-01', '长期'],
        ['楼栋', '金桂花园3栋', '', '', 'B03', '2026-01-01', ''],
      ]),
      { kind: 'areas' },
    )
    expect(first.counts).toEqual({ rows: 5, new: 5, changed: 0, unchanged: 0, rejected: 0 })
    expect(kinds(first)).toEqual([[6, '警务区', 'beat-new', null]])
    await apply(first)
    expect([beat('金桂花园1栋'), beat('桂花路8号'), beat('桂花路37号'), beat('金桂花园三栋2单元')]).toEqual([
      'B01',
      'B01',
      'B02',
      'B03',
    ])
    const second = await preview(await map([['小区', '金桂花园', '', '', 'B02', '2026-12-01', '']], '调整.xlsx'), {
      kind: 'areas',
    })
    expect(second.counts).toMatchObject({ new: 0, changed: 1 })
    await apply(second)
    expect([beat('金桂花园1栋', '2026-11-30'), beat('金桂花园1栋', '2026-12-01')]).toEqual(['B01', 'B02'])
    await station.must('chief', 'duty.undoImport', { importId: second.importId, reason })
    expect([beat('金桂花园1栋', '2026-11-30'), beat('金桂花园1栋', '2026-12-01')]).toEqual(['B01', 'B01'])
  })

  test('with damaged dates, reversed ones, unreadable places or one place twice changes nothing', async () => {
    const seen = await preview(
      await map([
        ['小区', '金桂花园', '', '', 'B01', '2026-01-01', ''],
        ['小区', '金桂花园小区', '', '', 'B02', '2026-05-01', ''],
        ['小区', '金桂花园', '', '', 'B01', '2026-01-01', ''],
        ['道路', '桂花路', '99-1', '', 'B01', '2026-01-01', ''],
        ['道路', '桂花路', '一号', '', 'B01', '2026-01-01', ''],
        ['道路', '梧桐街', '', '左边', 'B01', '2026-01-01', ''],
        ['海域', '东海', '', '', 'B01', '2026-01-01', ''],
        ['楼栋', '桂花路', '', '', 'B01', '2026-01-01', ''],
        ['小区', '银杏苑', '', '', 'B01', '2026-02-30', ''],
        ['小区', '银杏苑', '', '', 'B01', '2026-05-01', '2026-04-30'],
        ['小区', '银杏苑', '', '', '', '2026-05-01', ''],
        ['小区', '', '', '', 'B01', '2026-05-01', ''],
      ]),
      { kind: 'areas' },
    )
    expect(kinds(seen)).toEqual([
      [3, null, 'area-overlap', 2],
      [4, null, 'duplicate-row', 2],
      [5, null, 'doors-reversed', null],
      [6, null, 'door-invalid', null],
      [7, '单双号', 'side-unknown', null],
      [8, '类型', 'kind-unknown', null],
      [9, '名称', 'place-unreadable', null],
      [10, '起始日期', 'date-invalid', null],
      [11, '截止日期', 'dates-reversed', null],
      [12, '警务区', 'beat-missing', null],
      [13, '名称', 'place-missing', null],
    ])
    expect(await refused(seen)).toBe('duty/import-problems')
    expect(station.db.all(q.selectFrom('beat_areas').selectAll())).toEqual([])
  })
})
