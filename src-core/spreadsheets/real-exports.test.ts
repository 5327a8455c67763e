import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RawXlsx, textRows, writeRawXlsx } from '../../tests/fixtures/spreadsheets/raw-xlsx.ts'
import { readSpreadsheet } from './read.ts'
import type { NoticeCode, SheetHeader, SheetRow, SpreadsheetInfo } from './spreadsheet.types.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'beatbook-sheets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Everything {
  info: SpreadsheetInfo
  header: SheetHeader
  rows: SheetRow[]
  notices: NoticeCode[]
}

async function readAll(path: string): Promise<Everything> {
  const opened = await readSpreadsheet(path)
  if (!opened.ok) throw new Error(opened.error.code)
  const header = await opened.value.header()
  if (!header.ok) throw new Error(header.error.code)
  const rows: SheetRow[] = []
  let notices: NoticeCode[] = []
  for await (const page of opened.value.rows(undefined, 2)) {
    if (!page.ok) throw new Error(page.error.code)
    rows.push(...page.value.rows)
    notices = page.value.notices
  }
  await opened.value.close()
  return { info: opened.value.info, header: header.value, rows, notices }
}

async function readRaw(options: RawXlsx): Promise<Everything> {
  const path = join(folder, 'export.xlsx')
  await writeRawXlsx(path, options)
  return readAll(path)
}

function readText(content: string | Buffer, name = 'export.csv'): Promise<Everything> {
  const path = join(folder, name)
  writeFileSync(path, content)
  return readAll(path)
}

const names = (header: SheetHeader): string[] => header.columns.map((column) => column.name)
const texts = (rows: SheetRow[]): string[][] => rows.map((row) => row.cells.map((cell) => cell.text))

describe('an XLSX file as people really have it', () => {
  it('finds the header under title lines and drops trailing blanks', async () => {
    const { header, rows } = await readRaw({
      sheets: [
        {
          body: `${textRows([
            ['测试派出所实有人口登记表'],
            ['填表人:测试甲', '', '日期:2026年3月'],
            ['姓名', '联系\n电话', '住 址', ''],
            ['测试甲', '', '1栋101', ''],
            ['', ' ', '', ''],
            ['测试乙', '19900000001', '1栋102', ''],
            ['', '', '', ''],
          ])}<mergeCells><mergeCell ref="A1:D1"/></mergeCells>`,
        },
      ],
    })
    expect(names(header)).toEqual(['姓名', '联系电话', '住址'])
    expect([header.firstRow, header.lastRow]).toEqual([3, 3])
    expect(header.titleRows[0]).toBe('测试派出所实有人口登记表')
    expect(rows.map((row) => row.row)).toEqual([4, 6])
    expect(texts(rows)[1]).toEqual(['测试乙', '19900000001', '1栋102'])
    expect(header.sample).toEqual(rows)
  })

  it('joins a header merged over two rows', async () => {
    const { header, rows, notices } = await readRaw({
      sheets: [
        {
          body: `${textRows([
            ['序号', '户主', '', '联系方式', ''],
            ['', '姓名', '性别', '手机', '座机'],
            ['一', '测试甲', '男', '19900000001', ''],
          ])}<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="D1:E1"/></mergeCells>`,
        },
      ],
    })
    expect(names(header)).toEqual(['序号', '户主/姓名', '户主/性别', '联系方式/手机', '联系方式/座机'])
    expect(header.columns[1]?.parts).toEqual(['户主', '姓名'])
    expect(notices).toContain('merged-header')
    expect(rows).toHaveLength(1)
  })

  it('writes a building merged down over its rooms into every room', async () => {
    const { header, rows, notices } = await readRaw({
      sheets: [
        {
          body: `${textRows([
            ['楼栋', '房间', '住户'],
            ['1栋', '101', '测试甲'],
            ['', '102', '测试乙'],
            ['', '103', '测试丙'],
            ['2栋', '101', '测试丁'],
            ['', '102', '测试戊'],
          ])}<mergeCells><mergeCell ref="A2:A4"/></mergeCells>`,
        },
      ],
    })
    expect(header.lastRow).toBe(1)
    expect(rows.map((row) => row.cells[0]?.text)).toEqual(['1栋', '1栋', '1栋', '2栋', ''])
    expect(notices).toContain('merged-cells-filled')
  })

  it('finds what is merged behind the rows of a long sheet, and how far reading has come', async () => {
    const many = Array.from({ length: 3_000 }, (_, n) => [
      n === 2_998 ? '9栋' : n === 2_999 ? '' : '1栋',
      `row ${n} &lt;/sheetData>`,
    ])
    const path = join(folder, 'long.xlsx')
    const body = `${textRows([['楼栋', '住户'], ...many])}<mergeCells><mergeCell ref="A3000:A3001"/></mergeCells>`
    await writeRawXlsx(path, { sheets: [{ body }] })
    const opened = await readSpreadsheet(path)
    if (!opened.ok) throw new Error(opened.error.code)
    const seen: number[] = []
    let last: SheetRow | undefined
    for await (const page of opened.value.rows(undefined, 1_000)) {
      if (!page.ok) throw new Error(page.error.code)
      seen.push(Math.round(page.value.progress * 3))
      last = page.value.rows.at(-1) ?? last
    }
    await opened.value.close()
    expect(last?.cells[0]?.text).toBe('9栋')
    expect(seen).toEqual([1, 2, 3, 3])
  })

  it('keeps columns of one name apart and says so', async () => {
    const { header, notices } = await readRaw({
      sheets: [
        {
          body: textRows([
            ['姓名', '电话', '电话', '电话'],
            ['测试甲', '1', '2', '3'],
          ]),
        },
      ],
    })
    expect(header.columns.map((column) => column.key)).toEqual(['姓名', '电话', '电话 (2)', '电话 (3)'])
    expect(header.columns.map((column) => column.duplicate)).toEqual([false, true, true, true])
    expect(notices).toContain('duplicate-columns')
  })

  it('says that an ID number kept as a number is damaged, and passes on one that a system wrote whole', async () => {
    const { rows, notices } = await readRaw({
      formats: ['0'],
      sheets: [
        {
          body: `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>身份证号</t></is></c></row>
          <row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2"><v>9.9010219900101101E17</v></c></row>
          <row r="3"><c r="A3" t="inlineStr"><is><t>乙</t></is></c><c r="B3" s="1"><v>990102199001011000</v></c></row>
          <row r="4"><c r="A4" t="inlineStr"><is><t>丙</t></is></c><c r="B4" s="1"><v>990102199001011234</v></c></row>
          <row r="5"><c r="A5" t="inlineStr"><is><t>丁</t></is></c><c r="B5"><v>19900000001</v></c></row></sheetData>`,
        },
      ],
    })
    expect(rows.map((row) => row.cells[1])).toEqual([
      { text: '9.90102E+17', kind: 'number', damaged: true },
      { text: '990102199001011000', kind: 'number', damaged: true },
      { text: '990102199001011234', kind: 'number' },
      { text: '19900000001', kind: 'number' },
    ])
    expect(notices).toContain('damaged-numbers')
  })

  it('reads dates by their number format, times, rooms with leading zeros, errors and flags', async () => {
    const { rows } = await readRaw({
      formats: ['yyyy"年"m"月"d"日"', '[$-804]yyyy/m/d\\ h:mm', 'h:mm', '0000', '[Red]0.00E+00', '@'],
      sheets: [
        {
          body: `<sheetData><row><c t="inlineStr"><is><t>一</t></is></c><c t="inlineStr"><is><t>二</t></is></c></row>
          <row><c s="1"><v>46086</v></c><c s="2"><v>46086.604166666664</v></c></row>
          <row><c s="3"><v>0.604166666666667</v></c><c s="4"><v>305</v></c></row>
          <row><c s="5"><v>0.1</v></c><c><v>0.30000000000000004</v></c></row>
          <row><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c></row>
          <row><c t="d"><v>2026-03-05T00:00:00</v></c><c s="1"><v>60</v></c></row></sheetData>`,
        },
      ],
    })
    expect(rows.map((row) => row.cells)).toEqual([
      [
        { text: '2026-03-05', kind: 'date', iso: '2026-03-05' },
        { text: '2026-03-05 14:30:00', kind: 'date', iso: '2026-03-05T14:30:00' },
      ],
      [
        { text: '14:30', kind: 'text' },
        { text: '0305', kind: 'number' },
      ],
      [
        { text: '0.1', kind: 'number' },
        { text: '0.3', kind: 'number' },
      ],
      [
        { text: '#N/A', kind: 'error' },
        { text: 'TRUE', kind: 'boolean' },
      ],
      [
        { text: '2026-03-05', kind: 'date', iso: '2026-03-05' },
        { text: '60', kind: 'number' },
      ],
    ])
  })

  it('reads the dates of a 1904 workbook', async () => {
    const { rows } = await readRaw({
      date1904: true,
      formats: ['yyyy-mm-dd'],
      sheets: [
        {
          body: `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>日期</t></is></c></row><row r="2"><c r="A2" s="1"><v>44624</v></c></row></sheetData>`,
        },
      ],
    })
    expect(rows[0]?.cells[0]?.iso).toBe('2026-03-05')
  })

  it('gives formulas as their last values and says where there is none', async () => {
    const { rows, notices } = await readRaw({
      sheets: [
        {
          body: `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>户号</t></is></c><c r="B1" t="inlineStr"><is><t>人数</t></is></c></row>
          <row r="2"><c r="A2" t="str"><f>"1-"&amp;"2"</f><v>1-2</v></c><c r="B2"><f>SUM(C2:D2)</f></c></row></sheetData>`,
        },
      ],
    })
    expect(rows[0]?.cells).toEqual([
      { text: '1-2', kind: 'text', formula: true },
      { text: '', kind: 'blank', formula: true },
    ])
    expect(notices).toEqual(['formulas-as-values', 'formulas-without-values'])
  })

  it('joins rich text, leaves phonetic guides and full-width digits alone, undoes escapes', async () => {
    const { rows } = await readRaw({
      sharedStrings: [
        '<r><t>测</t></r><r><rPr><b/></rPr><t xml:space="preserve">试 甲</t></r><rPh><t>ceshi</t></rPh>',
        '<t>1&lt;2_x000D_&#10;&#x20BB7;</t>',
      ],
      sheets: [
        {
          body: `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>备注</t></is></c></row>
          <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row></sheetData>`,
        },
      ],
    })
    expect(texts(rows)).toEqual([['测试 甲', '1<2\r\n𠮷']])
  })

  it('lists hidden sheets without choosing them, and ignores macros with a notice', async () => {
    const { info, rows } = await readRaw({
      sheets: [
        { name: '字典', state: 'veryHidden', body: textRows([['代码'], ['1']]) },
        { name: '旧', state: 'hidden', body: textRows([['代码'], ['1']]) },
        {
          name: '人口',
          body: textRows([
            ['姓名', '性别'],
            ['测试甲', '男'],
          ]),
        },
      ],
      extra: [{ name: 'xl/vbaProject.bin', content: Buffer.alloc(64, 1) }],
    })
    expect(info.sheets.map((sheet) => [sheet.name, sheet.hidden])).toEqual([
      ['字典', true],
      ['旧', true],
      ['人口', false],
    ])
    expect(info.chosenSheet).toBe(2)
    expect(info.notices).toEqual(['macros-ignored', 'hidden-sheets'])
    expect(texts(rows)).toEqual([['测试甲', '男']])
  })
})

describe('a text file named whatever it likes', () => {
  const table = '姓名,身份证号,备注\r\n测试甲,990102199001011234,"一,二\r\n三"\r\n,,\r\n测试乙,9.90102E+17,\r\n'

  it('reads UTF-8 with and without a mark, UTF-16 and GB18030 alike', async () => {
    const variants: [Buffer, string][] = [
      [Buffer.from(table), 'utf-8'],
      [Buffer.from(`\uFEFF${table}`), 'utf-8-bom'],
      [Buffer.from(`\uFEFF${table}`, 'utf16le'), 'utf-16le'],
      [iconv.encode(table, 'gb18030'), 'gb18030'],
    ]
    for (const [bytes, encoding] of variants) {
      const { info, header, rows, notices } = await readText(bytes, 'export.xlsx')
      expect(info).toMatchObject({ format: 'csv', encoding, delimiter: ',' })
      expect(names(header)).toEqual(['姓名', '身份证号', '备注'])
      expect(texts(rows)).toEqual([
        ['测试甲', '990102199001011234', '一,二\r\n三'],
        ['测试乙', '9.90102E+17', ''],
      ])
      expect(rows.map((row) => row.row)).toEqual([2, 4])
      expect(rows[1]?.cells[1]?.damaged).toBe(true)
      expect(notices).toContain('damaged-numbers')
    }
  })

  it('reads rare characters of GB18030, four bytes long or moved out of the private use area', async () => {
    const rare = '𠮷㐂䶮镕𬀩𫍽⺁'
    const moved = Buffer.from([0xfe, 0x59, 0xfe, 0x90])
    const { info, rows } = await readText(
      Buffer.concat([iconv.encode(`姓名,备注\n${rare},`, 'gb18030'), moved, Buffer.from('\n')]),
    )
    expect(info.encoding).toBe('gb18030')
    expect(texts(rows)).toEqual([[rare, '龴龺']])
  })

  it('tells GB18030 from UTF-8 though the first megabyte is plain ASCII', async () => {
    const ascii = `name,no\n${'zhang,12\n'.repeat(120_000)}`
    const { info, rows } = await readText(Buffer.concat([Buffer.from(ascii), iconv.encode('测试甲,13\n', 'gb18030')]))
    expect(info.encoding).toBe('gb18030')
    expect(rows.at(-1)?.cells[0]?.text).toBe('测试甲')
  })

  it('finds semicolons and tabs, and takes the guards off ID numbers', async () => {
    const semicolons = await readText('姓名;地址\n测试甲;1栋,101\n测试乙;1栋,102\n')
    expect(texts(semicolons.rows)[0]).toEqual(['测试甲', '1栋,101'])
    const tabs = await readText('姓名\t身份证号\n测试甲\t="990102199001011234"\n')
    expect(tabs.info.delimiter).toBe('\t')
    expect(texts(tabs.rows)).toEqual([['测试甲', '990102199001011234']])
    const guarded = await readText('姓名,身份证号\n测试甲,990102199001011234\t\n')
    expect(texts(guarded.rows)).toEqual([['测试甲', '990102199001011234']])
  })

  it('joins a header of two rows whose merges were lost', async () => {
    const { header, rows } = await readText('序号,户主,,联系方式,\n,姓名,性别,手机,座机\n1,测试甲,男,19900000001,\n')
    expect(names(header)).toEqual(['序号', '户主/姓名', '户主/性别', '联系方式/手机', '联系方式/座机'])
    expect(rows).toHaveLength(1)
  })

  it('passes over a row of column numbers', async () => {
    const { header, rows } = await readText('姓名,性别,年龄\n1,2,3\n测试甲,男,30\n')
    expect(header.lastRow).toBe(2)
    expect(texts(rows)).toEqual([['测试甲', '男', '30']])
  })

  it('reads an HTML table as the text it shows, in GB18030, too', async () => {
    const html = `<html><head><meta charset="gb2312"></head><body><table><tr><td colspan=2>台账</td></tr><tr><th>姓名</th><th>身份证号</th></tr><tr><td>测试甲&nbsp;</td><td>990102199001011234</td></tr></table></body></html>`
    const { info, header, rows } = await readText(iconv.encode(html, 'gb18030'), 'export.xls')
    expect(info).toMatchObject({ format: 'html', encoding: 'gb18030' })
    expect(names(header)).toEqual(['姓名', '身份证号'])
    expect(rows[0]?.cells[1]).toEqual({ text: '990102199001011234', kind: 'text' })
  })

  it('reads XML of 2003 with merged headers and dates', async () => {
    const xml = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
      <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
      <Worksheet ss:Name="人口"><Table>
      <Row><Cell ss:MergeDown="1"><Data ss:Type="String">姓名</Data></Cell><Cell ss:MergeAcross="1"><Data ss:Type="String">日期</Data></Cell></Row>
      <Row><Cell ss:Index="2"><Data ss:Type="String">迁入</Data></Cell><Cell><Data ss:Type="String">迁出</Data></Cell></Row>
      <Row ss:Index="5"><Cell><Data ss:Type="String">测试甲</Data><Comment><Data>不是值</Data></Comment></Cell><Cell><Data ss:Type="DateTime">2026-03-05T00:00:00.000</Data></Cell><Cell ss:Formula="=1"><Data ss:Type="Number">1</Data></Cell></Row>
      </Table></Worksheet></Workbook>`
    const { info, header, rows } = await readText(xml, 'export.xls')
    expect(info.format).toBe('xml2003')
    expect(names(header)).toEqual(['姓名', '日期/迁入', '日期/迁出'])
    expect(rows).toEqual([
      {
        row: 5,
        cells: [
          { text: '测试甲', kind: 'text' },
          { text: '2026-03-05', kind: 'date', iso: '2026-03-05' },
          { text: '1', kind: 'number', formula: true },
        ],
      },
    ])
  })
})
