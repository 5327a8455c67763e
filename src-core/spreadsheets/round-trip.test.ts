import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultLimits } from './limits.ts'
import { readSpreadsheet } from './read.ts'
import type { SheetRow, SpreadsheetInfo } from './spreadsheet.types.ts'
import { writeCsv, type WriteCsv } from './write-csv.ts'
import { writeHtmlXls, writeXls, writeXml2003 } from './write-legacy.ts'
import { type CellValue, type WriteColumn, type WriteSheet, writeWorkbook } from './write.ts'
import { openZipParts } from './zip-parts.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'beatbook-sheets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const columns: WriteColumn[] = [
  { header: '姓名', kind: 'text' },
  { header: '身份证号', kind: 'text', width: 22 },
  { header: '出生日期', kind: 'date' },
  { header: '登记时间', kind: 'datetime' },
  { header: '楼层', kind: 'number' },
  { header: '备注', kind: 'text' },
]
const rows: CellValue[][] = [
  ['测试𠮷', '990102199001011234', '1990-01-01', '2026-03-05T14:30:05', 12, '一,二\n"三"'],
  ['测试 < 乙 & 丙', '990102198502031235', '1985-02-03', '2026-03-05T08:00', -3.5, '=HYPERLINK("http://x","y")'],
  ['测试丁', '99010219700101123X', '不详', null, '', '+8613000000000'],
]
const sheet: WriteSheet = { name: '实有人口', columns, rows }

async function readBack(path: string): Promise<{ info: SpreadsheetInfo; names: string[]; rows: SheetRow[] }> {
  const opened = await readSpreadsheet(path)
  if (!opened.ok) throw new Error(opened.error.code)
  const header = await opened.value.header()
  const page = await opened.value.nextPage()
  await opened.value.close()
  if (!header.ok || !page.ok) throw new Error('not read back')
  return { info: opened.value.info, names: header.value.columns.map((column) => column.name), rows: page.value.rows }
}

/** What came back, dates as ISO. */
const values = (read: SheetRow[]): string[][] => read.map((row) => row.cells.map((cell) => cell.iso ?? cell.text))

const asTyped = [
  ['测试𠮷', '990102199001011234', '1990-01-01', '2026-03-05T14:30:05', '12', '一,二\n"三"'],
  ['测试 < 乙 & 丙', '990102198502031235', '1985-02-03', '2026-03-05T08:00:00', '-3.5', '=HYPERLINK("http://x","y")'],
  ['测试丁', '99010219700101123X', '不详', '', '', '+8613000000000'],
]
const asText = asTyped.map((row, at) => (at === 1 ? row.map((text) => text.replace('08:00:00', '08:00')) : row))

describe('what is written comes back', () => {
  it('as XLSX with real dates, whole ID numbers and inert formulas, ready to print', async () => {
    const path = join(folder, 'a.xlsx')
    await writeWorkbook(path, {
      sheets: [
        { ...sheet, titleRows: ['台账'] },
        { ...sheet, name: '实有人口', hidden: true },
      ],
      watermark: '测试警官 & 2026-03-05 14:30',
    })
    const back = await readBack(path)
    expect(back.info.sheets.map((item) => [item.name, item.hidden])).toEqual([
      ['实有人口', false],
      ['实有人口 2', true],
    ])
    expect(back.names).toEqual(columns.map((column) => column.header))
    expect(values(back.rows)).toEqual(asTyped)
    expect(back.rows[1]?.cells.map((cell) => cell.kind)).toEqual(['text', 'text', 'date', 'date', 'number', 'text'])

    // Another reader agrees about what a spreadsheet program sees.
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile(path)
    const first = book.worksheets[0]
    expect(first?.getCell('F4').type).toBe(ExcelJS.ValueType.String)
    expect(first?.getCell('B4').numFmt).toBe('@')
    expect(first?.pageSetup).toMatchObject({ paperSize: 9, orientation: 'landscape', printTitlesRow: '2:2' })
    expect(first?.headerFooter.oddFooter).toContain('测试警官 && 2026-03-05 14:30')
  })

  it('as XLSX where text like a formula has the quote prefix of spreadsheet programs, and other text has not', async () => {
    const path = join(folder, 'a.xlsx')
    await writeWorkbook(path, {
      sheets: [{ name: 'a', columns: [{ header: '备注', kind: 'text' }], rows: [['=1+1'], ['一']] }],
    })
    const zip = await openZipParts(path, defaultLimits)
    let styles = ''
    let body = ''
    for await (const piece of zip.text('xl/styles.xml')) styles += piece
    for await (const piece of zip.text('xl/worksheets/sheet1.xml')) body += piece
    await zip.close()
    const formats = /<cellXfs.*<\/cellXfs>/s.exec(styles)?.[0].match(/<xf [^>]*>/g) ?? []
    const quoted = (cell: string): boolean => {
      const style = Number(new RegExp(`<c r="${cell}" s="(\\d+)" t="s"`).exec(body)?.[1])
      return formats[style]?.includes('quotePrefix="1"') ?? false
    }
    expect(body).not.toContain('<f>')
    expect([quoted('A1'), quoted('A2'), quoted('A3')]).toEqual([false, true, false])
  })

  it('as BIFF8 .xls', async () => {
    const path = join(folder, 'a.xls')
    await writeXls(path, { sheets: [{ ...sheet, name: '字典', hidden: true }, sheet] })
    const back = await readBack(path)
    expect(back.info).toMatchObject({ format: 'xls', chosenSheet: 1, notices: ['hidden-sheets'] })
    expect(values(back.rows)).toEqual(asTyped)
    expect(back.rows[0]?.cells[2]?.kind).toBe('date')
  })

  it('as BIFF8 .xls with texts that go on over several records', async () => {
    const path = join(folder, 'a.xls')
    const long = Array.from({ length: 3000 }, (_, index) => [`测试${index}`, `${'某某路'.repeat(index % 60)}${index}`])
    long[7] = ['测试长', '长'.repeat(30_000)]
    const two = [columns[0], columns[5]].filter((column) => column !== undefined)
    await writeXls(path, { sheets: [{ name: 'a', columns: two, rows: long }] })
    const opened = await readSpreadsheet(path)
    if (!opened.ok) throw new Error(opened.error.code)
    const page = await opened.value.nextPage(5000)
    expect(page.ok && values(page.value.rows)).toEqual(long)
  })

  it('as an HTML table named .xls, in UTF-8 and GB18030', async () => {
    for (const encoding of ['utf-8', 'gb18030'] as const) {
      const path = join(folder, 'h.xls')
      await writeHtmlXls(path, { sheet: { ...sheet, titleRows: ['台账'] }, encoding })
      const back = await readBack(path)
      expect(back.info).toMatchObject({ format: 'html', encoding })
      expect(back.names).toEqual(columns.map((column) => column.header))
      expect(values(back.rows).map((row) => row[1])).toEqual(asText.map((row) => row[1]))
      expect(back.rows[1]?.cells[0]?.text).toBe('测试 < 乙 & 丙')
    }
  })

  it('as XML of 2003', async () => {
    const path = join(folder, 'x.xls')
    await writeXml2003(path, { sheets: [sheet] })
    const back = await readBack(path)
    expect(back.info.format).toBe('xml2003')
    expect(values(back.rows)).toEqual(asTyped)
  })

  it('as raw CSV in every encoding', async () => {
    const encodings: WriteCsv['encoding'][] = ['utf-8', 'utf-8-bom', 'gb18030', 'utf-16le']
    for (const encoding of encodings) {
      const path = join(folder, 'a.csv')
      await writeCsv(path, { columns, rows, encoding, inert: false, delimiter: encoding === 'utf-16le' ? '\t' : ',' })
      const back = await readBack(path)
      expect(back.info).toMatchObject({ format: 'csv', encoding })
      expect(values(back.rows)).toEqual(asText)
    }
  })

  it('as CSV of ours, where text like a formula starts with an apostrophe', async () => {
    const path = join(folder, 'a.csv')
    const notes = [['=1+1'], ['@SUM(A1)'], ['＝1'], ['\tx'], ['-'], ['一']]
    await writeCsv(path, { columns: [{ header: '备注', kind: 'text' }], rows: notes, encoding: 'utf-8-bom' })
    const text = readFileSync(path, 'utf8')
    expect(text).toBe("\uFEFF备注\r\n'=1+1\r\n'@SUM(A1)\r\n'＝1\r\n'\tx\r\n-\r\n一\r\n")
  })

  it('with text that no XML can hold made harmless', async () => {
    const path = join(folder, 'a.xlsx')
    await writeWorkbook(path, {
      sheets: [{ ...sheet, name: 'a/b:[c]', rows: [['测\u0000试\uD800', '长'.repeat(40_000)]] }],
    })
    const back = await readBack(path)
    expect(back.info.sheets[0]?.name).toBe('a b  c')
    expect(back.rows[0]?.cells[0]?.text).toBe('测试\uFFFD')
    expect(back.rows[0]?.cells[1]?.text).toHaveLength(32_767)
  })
})
