import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import { badFiles } from '../fixtures/spreadsheets/bad-files.ts'
import { textRows, writeRawXlsx } from '../fixtures/spreadsheets/raw-xlsx.ts'
import {
  openExchangeStation,
  residentHeadings,
  residentRow,
  type BookImport,
  type ExchangeStation,
} from '../support/exchange-station.ts'
import { idNumber } from '../support/ledger-samples.ts'

let station: ExchangeStation
beforeAll(() => {
  station = openExchangeStation()
})
afterAll(() => station.close())

let files = 0
const path = (name: string): string => join(station.dir, `${(files += 1)}-${name}`)
const openFile = (file: string, more: { book?: string; sheet?: string } = {}) =>
  station.call('clerk', 'exchange.openImport', {
    fileId: station.shelve(file),
    book: (more.book ?? 'L02') as never,
    ...(more.sheet === undefined ? {} : { sheet: more.sheet }),
  })
async function opened(file: string, more: { book?: string; sheet?: string } = {}): Promise<BookImport> {
  const result = await openFile(file, more)
  if (!result.ok) throw new Error(result.error.code)
  return result.value as BookImport
}
/** Headings and rows of text as they stand in the cells, written by nobody's library. */
async function raw(rows: string[][], body = ''): Promise<string> {
  const file = path('raw.xlsx')
  await writeRawXlsx(file, { sheets: [{ name: '居民', body: textRows(rows) + body }] })
  return file
}
const found = (preview: BookImport, code: string) => preview.problems.find((one) => one.code === code)
const headings = [...residentHeadings]

describe('a file that is no spreadsheet of ours is refused by name, and nothing of it is kept', () => {
  // The reader itself is tested with all of them; here: that each failure reaches the person, and that no rows stay behind.
  const some = badFiles.filter((_, at) => at % 3 === 0)
  test.each(some.map((bad) => [bad.name, bad] as const))('%s', async (_, bad) => {
    const file = path(bad.file)
    await bad.make(file)
    const refused = await openFile(file)
    expect(refused).toMatchObject({ ok: false, error: { code: bad.code } })
    expect(station.rows('SELECT 1 FROM ledger_imports')).toEqual([])
  })

  test('a cell of 10 MB', async () => {
    const file = path('huge.csv')
    writeFileSync(file, `${headings.join(',')}\n"${'很长'.repeat(1_700_000)}",男\n`)
    const refused = await openFile(file)
    expect(refused).toMatchObject({ ok: false, error: { code: 'file/too-large', params: { limit: 'cell' } } })
    expect(station.rows('SELECT 1 FROM ledger_import_rows')).toEqual([])
  })

  test('a sheet without rows, and a file that is gone', async () => {
    expect(await openFile(await raw([headings]))).toMatchObject({ ok: false, error: { code: 'file/empty' } })
    expect(await openFile(path('none.xlsx'))).toMatchObject({ ok: false, error: { code: 'file/not-found' } })
    expect(await openFile(await raw([headings]), { book: 'L99' })).toMatchObject({ ok: false })
  })
})

describe('numbers and dates as they really come', () => {
  test('an ID number that Excel cut off is an error that says so, and can only be typed again', async () => {
    const preview = await opened(await raw([headings, residentRow(1, { 身份证号: '6.10102E+17' })]))
    expect(preview.counts).toMatchObject({ rows: 1, errors: 1 })
    expect(found(preview, 'id/damaged-number')).toMatchObject({ field: 'documentNumber', rows: [2] })
    expect(preview.notices).toContain('damaged-numbers')
  })

  test('30 February, 1899 and tomorrow are refused, 2026年3月5日 and serials are read', async () => {
    const day = (登记日期: string, n: number) => residentRow(n, { 登记日期 })
    const preview = await opened(
      await raw([
        headings,
        day('2026-02-30', 2),
        day('1899-12-31', 3),
        day('2026-03-06', 4),
        day('2026年3月5日', 5),
        day('２０２６．３．５', 6),
        day('46086', 7),
        day('0305', 8),
      ]),
    )
    expect(preview.counts).toMatchObject({ rows: 7, errors: 3, new: 4 })
    expect(found(preview, 'date/not-a-day')).toMatchObject({ rows: [2] })
    expect(found(preview, 'date/range')).toMatchObject({ rows: [3] })
    expect(found(preview, 'date/future')).toMatchObject({ rows: [4] })
    await station.must('clerk', 'exchange.runImport', { importId: preview.importId })
    const days = station.rows<{ day: string }>('SELECT DISTINCT occurred_on AS day FROM entries')
    expect(days).toEqual([{ day: '2026-03-05' }])
  })

  test('full-width digits, blanks and trailing columns do not matter', async () => {
    const wide = idNumber(11).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    const row = residentRow(11, { 身份证号: ` ${wide} `, 手机号: '１２９ ０００００ ０１１', 户籍状态: ' 人户一致　' })
    const preview = await opened(
      await raw([
        [...headings, '', ''],
        [...row, '', ' '],
      ]),
    )
    expect(preview.counts).toMatchObject({ new: 1 })
    await station.must('clerk', 'exchange.runImport', { importId: preview.importId })
    const [kept] = station.rows('SELECT document_number, phone FROM book_l02 WHERE document_number = ?', idNumber(11))
    expect(kept).toEqual({ document_number: idNumber(11), phone: '12900000011' })
  })

  test('an error of the spreadsheet leaves its field empty and is told', async () => {
    const file = path('error.xlsx')
    const cells = residentRow(12).map(
      (text, at) => `<c r="${String.fromCharCode(65 + at)}2" t="inlineStr"><is><t>${text}</t></is></c>`,
    )
    cells[3] = '<c r="D2" t="e"><v>#N/A</v></c>'
    const head = textRows([headings]).replace('</sheetData>', `<row r="2">${cells.join('')}</row></sheetData>`)
    await writeRawXlsx(file, { sheets: [{ body: head }] })
    const preview = await opened(file)
    expect(preview.counts).toMatchObject({ warnings: 1 })
    expect(found(preview, 'import/cell-error')).toMatchObject({ field: 'phone', repairs: ['accept'] })
  })
})

describe('headers and sheets as they really come', () => {
  test('a title above, merged headings in two rows', async () => {
    const group = ['人员', '', '', '', '居住', '', '', '责任', '']
    const body =
      '<mergeCells><mergeCell ref="A1:I1"/><mergeCell ref="A2:D2"/><mergeCell ref="E2:G2"/><mergeCell ref="H2:I2"/></mergeCells>'
    const preview = await opened(await raw([['某某派出所实有人口登记表'], group, headings, residentRow(21)], body))
    expect(preview.mapping['人员/姓名']).toBe('name')
    expect(preview.mapping['责任/责任民警']).toBe('officer')
    expect(preview.counts).toMatchObject({ rows: 1, new: 1 })
  })

  test('a hidden sheet is not taken, and can be chosen; a wrong sheet says what is missing', async () => {
    const file = path('sheets.xlsx')
    await writeRawXlsx(file, {
      sheets: [
        { name: '旧表', state: 'hidden', body: textRows([headings, residentRow(22)]) },
        {
          name: '车辆',
          body: textRows([
            ['车牌', '颜色'],
            ['云A12345', '白'],
          ]),
        },
        { name: '人员', body: textRows([headings, residentRow(23), residentRow(24)]) },
      ],
    })
    const first = await opened(file)
    expect(first).toMatchObject({ sheet: '车辆', state: 'read', mappedBy: 'none' })
    expect(first.notices).toContain('hidden-sheets')
    const refused = await station.call('clerk', 'exchange.runImport', { importId: first.importId })
    expect(refused).toMatchObject({ ok: false, error: { code: 'exchange/nothing-to-file' } })
    expect((await opened(file, { sheet: '人员' })).counts).toMatchObject({ new: 2 })
    expect((await opened(file, { sheet: '旧表' })).counts).toMatchObject({ new: 1 })
  })

  test('two columns of one name: the first counts, both are shown', async () => {
    const preview = await opened(
      await raw([
        [...headings, '姓名'],
        [...residentRow(25), '别名'],
      ]),
    )
    expect(preview.columns.map(({ key }) => key)).toContain('姓名 (2)')
    expect(preview.mapping).toMatchObject({ 姓名: 'name' })
    expect(preview.mapping['姓名 (2)']).toBeUndefined()
  })

  test('=HYPERLINK in a cell is a text like any other, in the ledger and on its way out', async () => {
    const text = '=HYPERLINK("http://example.invalid","点我")'
    const preview = await opened(
      await raw([
        [...headings, '备注'],
        [...residentRow(26), text],
      ]),
    )
    expect(preview.counts).toMatchObject({ new: 1 })
    await station.must('clerk', 'exchange.runImport', { importId: preview.importId })
    const [kept] = station.rows('SELECT remarks FROM book_l02 WHERE document_number = ?', idNumber(26))
    expect(kept).toEqual({ remarks: text })
  })
})

test('4,000 rows of one mistake are one problem', async () => {
  const file = path('many.xlsx')
  const columns = headings.map((header) => ({ header, kind: 'text' as const }))
  function* rows() {
    for (let n = 0; n < 4_000; n++)
      yield residentRow(n % 900, { 身份证号: '未提供', 姓名: `张${'甲乙丙丁'.charAt(n % 4)}${n}`, 户籍状态: '本地' })
  }
  await writeWorkbook(file, { sheets: [{ name: '居民', columns, rows: rows() }] })
  const preview = await opened(file)
  expect(preview.counts.rows).toBe(4_000)
  const group = found(preview, 'unknown-option')
  expect(group).toMatchObject({ count: 4_000, values: [{ value: '本地', count: 4_000 }] })
  expect(group?.rows.length).toBeLessThanOrEqual(20)
}, 60_000)
