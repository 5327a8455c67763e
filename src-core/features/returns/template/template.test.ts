import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as XLSX from '@e965/xlsx'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { templateSheet, writeReturnTemplate } from '../../../../demo/return-template.ts'
import { writeCsv } from '../../../spreadsheets/write-csv.ts'
import { defaultLimits } from '../../../spreadsheets/limits.ts'
import { fillTemplate } from './fill-template.ts'
import { readTemplate } from './read-template.ts'
import type { CellChange } from './sheet-xml.ts'
import { asTemplateError } from './template-failure.ts'
import { readTemplateFile } from './template-thread.ts'
import { unzip, zip, type Part } from './zip-bytes.ts'

let dir: string
let path: string
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'beatbook-template-'))
  path = join(dir, 'form.xlsx')
  await writeReturnTemplate(path, ['B01', 'B02', 'B03'])
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const changes = new Map<string, CellChange>([
  ['C5', { kind: 'number', value: 42 }],
  ['D5', { kind: 'number', value: 40 }],
  ['F5', { kind: 'empty' }],
  ['A2', { kind: 'text', text: '填报单位：=HYPERLINK("x") & <东渚>' }],
  ['C8', { kind: 'result', value: 42 }],
  ['E5', { kind: 'result', value: null }],
])

async function open(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(Buffer.from(bytes) as never)
  return workbook
}

async function partsOf(bytes: Uint8Array): Promise<Map<string, string>> {
  const parts = await unzip(Buffer.from(bytes), defaultLimits)
  return new Map(parts.all().map((part) => [part.name, part.bytes.toString('latin1')]))
}

/** The form with more in it than any library of ours would keep: a drawing with a text box, printer settings, an own part. */
async function decorated(): Promise<Buffer> {
  const parts = (await unzip(readFileSync(path), defaultLimits)).all()
  const added: Part[] = [
    { name: 'xl/printerSettings/printerSettings1.bin', bytes: Buffer.from([1, 2, 3, 0, 255]) },
    {
      name: 'xl/drawings/drawing1.xml',
      bytes: Buffer.from('<xdr:wsDr xmlns:xdr="urn:x"><xdr:sp>公章</xdr:sp></xdr:wsDr>'),
    },
    { name: 'customXml/item1.xml', bytes: Buffer.from('<issued by="东渚分局"/>') },
  ]
  return zip([...parts, ...added])
}

test('a form is read as a person sees it: merged headings, room for numbers, formulas', async () => {
  const { sheets, notices } = await readTemplate(path)
  expect(notices).toEqual(['hidden-sheets'])
  const [form, notes, list] = sheets
  expect(form).toMatchObject({ name: templateSheet, rows: 9, columns: 10, hidden: false })
  expect(form?.inputs).toEqual([
    'C5',
    'D5',
    'F5',
    'G5',
    'H5',
    'I5',
    'C6',
    'D6',
    'F6',
    'G6',
    'H6',
    'I6',
    'C7',
    'D7',
    'F7',
    'G7',
    'H7',
    'I7',
  ])
  expect(form?.merges).toContainEqual({ top: 2, left: 2, bottom: 2, right: 4 })
  expect(form?.cells.find((cell) => cell.cell === 'C3')).toMatchObject({
    text: '矛盾纠纷',
    kind: 'text',
    bold: true,
    align: 'center',
    border: true,
  })
  expect(form?.cells.find((cell) => cell.cell === 'C8')).toMatchObject({ kind: 'formula', formula: 'SUM(C5:C7)' })
  expect(notes).toMatchObject({ name: '填报说明', inputs: [] })
  expect(list).toMatchObject({ hidden: true, cells: [] })
})

test('a shared formula is read out for each of its cells', async () => {
  const parts = (await unzip(readFileSync(path), defaultLimits)).all()
  const shared = parts.map((part) =>
    part.name === 'xl/worksheets/sheet1.xml'
      ? {
          name: part.name,
          bytes: Buffer.from(
            part.bytes
              .toString()
              .replace('<f>SUM(C5:C7)</f>', '<f t="shared" ref="C8:D8" si="0">SUM(C5:C7)</f>')
              .replace('<f>SUM(D5:D7)</f>', '<f t="shared" si="0"/>'),
          ),
        }
      : part,
  )
  const file = join(dir, 'shared.xlsx')
  writeFileSync(file, zip(shared))
  const { sheets } = await readTemplate(file)
  expect(sheets[0]?.cells.find((cell) => cell.cell === 'D8')?.formula).toBe('SUM(D5:D7)')
})

describe('a filled form', () => {
  test('has the values, and leaves everything else to the letter as it was', async () => {
    const before = await decorated()
    const after = await fillTemplate(before, new Map([[templateSheet, changes]]))
    const [old, now] = [await partsOf(before), await partsOf(after)]
    expect([...now.keys()]).toEqual([...old.keys()])
    const differ = [...old.keys()].filter((name) => old.get(name) !== now.get(name))
    expect(differ).toEqual(['xl/worksheets/sheet1.xml', 'xl/styles.xml', 'xl/workbook.xml'])
    // Around the cells the sheet is the same text; styles are only added to.
    const frame = (xml = '') => xml.replace(/<sheetData>[\s\S]*<\/sheetData>/, '')
    expect(frame(now.get('xl/worksheets/sheet1.xml'))).toBe(frame(old.get('xl/worksheets/sheet1.xml')))
    expect(now.get('xl/workbook.xml')).toContain('fullCalcOnLoad="1"')
  })

  test('is the same form to another program: styles, number formats, widths, heights, merges, print set-up', async () => {
    const [before, after] = [
      await open(readFileSync(path)),
      await open(await fillTemplate(readFileSync(path), new Map([[templateSheet, changes]]))),
    ]
    expect(after.worksheets.map((sheet) => [sheet.name, sheet.state])).toEqual(
      before.worksheets.map((sheet) => [sheet.name, sheet.state]),
    )
    for (const [at, old] of before.worksheets.entries()) {
      const now = after.worksheets[at]!
      expect(now.model.merges).toEqual(old.model.merges)
      expect(now.pageSetup).toEqual(old.pageSetup)
      expect(now.headerFooter).toEqual(old.headerFooter)
      expect(now.views).toEqual(old.views)
      expect(Reflect.get(now, 'conditionalFormattings')).toEqual(Reflect.get(old, 'conditionalFormattings'))
      for (let column = 1; column <= old.columnCount; column += 1)
        expect(now.getColumn(column).width).toBe(old.getColumn(column).width)
      for (let row = 1; row <= old.rowCount; row += 1) {
        expect(now.getRow(row).height).toBe(old.getRow(row).height)
        for (let column = 1; column <= old.columnCount; column += 1) {
          const [a, b] = [old.getCell(row, column), now.getCell(row, column)]
          if (at === 0 && b.address === 'F5') continue
          expect(b.style, b.address).toEqual(a.style)
          if (at !== 0 || !changes.has(b.master.address)) expect(b.value, b.address).toEqual(a.value)
        }
      }
    }
    const form = after.getWorksheet(templateSheet)!
    expect(form.pageSetup.printTitlesRow).toBe('3:4')
    expect(form.pageSetup.printArea).toBe('A1:J9')
    expect(form.getCell('C5').value).toBe(42)
    expect(form.getCell('C5').numFmt).toBe('#,##0')
    expect(form.getCell('A2').value).toBe('填报单位：=HYPERLINK("x") & <东渚>')
    expect(form.getCell('C8').value).toEqual({ formula: 'SUM(C5:C7)', result: 42 })
    expect(form.getCell('E5').formula).toBe('IF(C5=0,"",D5/C5)')
  })

  test('shows a cell that stays empty in yellow, alike in everything else', async () => {
    const [before, after] = [
      await open(readFileSync(path)),
      await open(await fillTemplate(readFileSync(path), new Map([[templateSheet, changes]]))),
    ]
    const [old, now] = [
      before.getWorksheet(templateSheet)!.getCell('F5'),
      after.getWorksheet(templateSheet)!.getCell('F5'),
    ]
    expect(now.value).toBeNull()
    expect(now.fill).toMatchObject({ type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFFF00' } })
    const { fill: _old, ...oldRest } = old.style
    const { fill: _now, ...nowRest } = now.style
    expect(nowRest).toEqual(oldRest)
  })

  test('is the same bytes each time', async () => {
    const fill = () => fillTemplate(readFileSync(path), new Map([[templateSheet, changes]]))
    expect(Buffer.from(await fill()).equals(Buffer.from(await fill()))).toBe(true)
  })

  test('takes a value where the file has neither row nor cell', async () => {
    const far = new Map<string, CellChange>([
      ['L5', { kind: 'number', value: 1 }],
      ['B40', { kind: 'number', value: 2 }],
    ])
    const form = (await open(await fillTemplate(readFileSync(path), new Map([[templateSheet, far]])))).getWorksheet(
      templateSheet,
    )!
    expect([form.getCell('L5').value, form.getCell('B40').value, form.getCell('J5').border?.left?.style]).toEqual([
      1,
      2,
      'thin',
    ])
  })
})

test('an old .xls becomes a workbook with its cells, merged ranges and widths, and says so', async () => {
  const file = join(dir, 'old.xls')
  const old = XLSX.utils.aoa_to_sheet([
    ['工作月报表'],
    ['序号', '警务区', '受理', '化解'],
    [1, 'B01', 0, 0],
    ['合计', null, 7, 8],
  ])
  old['!merges'] = [
    { s: { r: 0, c: 0 }, e: { r: 0, c: 3 } },
    { s: { r: 3, c: 0 }, e: { r: 3, c: 1 } },
  ]
  old['!cols'] = [{ wch: 6 }, { wch: 17 }]
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, old, '月报')
  writeFileSync(file, XLSX.write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer)

  const { sheets, notices, file: bytes } = await readTemplate(file)
  expect(notices).toEqual(['converted-from-xls'])
  expect(sheets[0]).toMatchObject({ name: '月报', rows: 4, columns: 4 })
  expect(sheets[0]?.widths[1]).toBeCloseTo(17.8, 1)
  expect(sheets[0]?.merges).toEqual([
    { top: 0, left: 0, bottom: 0, right: 3 },
    { top: 3, left: 0, bottom: 3, right: 1 },
  ])
  expect(sheets[0]?.cells.find((cell) => cell.cell === 'C4')).toMatchObject({ kind: 'number', text: '7', border: true })
  expect(sheets[0]?.inputs).toEqual(['C3', 'D3'])
  const after = await open(
    await fillTemplate(bytes, new Map([['月报', new Map([['C3', { kind: 'number', value: 5 }]])]])),
  )
  expect(after.getWorksheet('月报')?.getCell('C3').value).toBe(5)
})

describe('a file that is no template is refused in words', () => {
  const bad: readonly (readonly [name: string, make: (file: string) => Promise<void> | void, error: object])[] = [
    ['an empty file', (file) => writeFileSync(file, ''), { code: 'file/empty' }],
    ['a file that is not there', () => undefined, { code: 'file/not-found' }],
    [
      'a picture',
      (file) => writeFileSync(file, Buffer.from('89504e470d0a1a0a0000', 'hex')),
      { code: 'file/not-a-spreadsheet' },
    ],
    [
      'more than 10 MB',
      (file) => writeFileSync(file, Buffer.alloc(10 * 1024 * 1024 + 1, 65)),
      { code: 'file/too-large', params: { limit: 'file', max: 10 } },
    ],
    [
      'a list in CSV',
      (file) =>
        writeCsv(file, {
          columns: [
            { header: '姓名', kind: 'text' },
            { header: '数', kind: 'text' },
          ],
          rows: [['a', '1']],
          encoding: 'utf-8',
        }),
      { code: 'returns/template-format' },
    ],
    [
      'a workbook cut short',
      (file) => writeFileSync(file, readFileSync(path).subarray(0, 4000)),
      { code: 'file/unreadable' },
    ],
    [
      'a workbook with macros',
      async (file) =>
        writeFileSync(
          file,
          zip([
            ...(await unzip(readFileSync(path), defaultLimits)).all(),
            { name: 'xl/vbaProject.bin', bytes: Buffer.from([1]) },
          ]),
        ),
      { code: 'returns/template-macros' },
    ],
    [
      'a document',
      (file) => writeFileSync(file, zip([{ name: 'word/document.xml', bytes: Buffer.from('<w/>') }])),
      { code: 'file/not-a-spreadsheet' },
    ],
    [
      'a bomb',
      (file) => writeFileSync(file, zip([{ name: 'xl/workbook.xml', bytes: Buffer.alloc(40 * 1024 * 1024) }])),
      { code: 'file/zip-bomb' },
    ],
    [
      'an empty workbook',
      async (file) => {
        const book = new ExcelJS.Workbook()
        book.addWorksheet('空')
        await book.xlsx.writeFile(file)
      },
      { code: 'returns/template-blank' },
    ],
    [
      'a data file of 1,000 rows',
      async (file) => {
        const book = new ExcelJS.Workbook()
        const sheet = book.addWorksheet('数据')
        for (let n = 1; n <= 1000; n += 1) sheet.addRow([n, '王'])
        await book.xlsx.writeFile(file)
      },
      { code: 'file/too-large', params: { limit: 'rows', max: 300 } },
    ],
  ]
  test.each(bad)('%s', async (name, make, error) => {
    const file = join(dir, `${name}.xlsx`)
    await make(file)
    await readTemplate(file).then(
      () => expect.unreachable(),
      (reason: unknown) => expect(asTemplateError(reason)).toMatchObject(error),
    )
  })

  test('a workbook with a password', async () => {
    // The shape of an encrypted workbook: a compound file with the streams of MS-OFFCRYPTO.
    const { CFB } = XLSX
    const box = CFB.utils.cfb_new()
    CFB.utils.cfb_add(box, '/EncryptionInfo', Buffer.from([4, 0, 4, 0]))
    CFB.utils.cfb_add(box, '/EncryptedPackage', Buffer.alloc(5000, 7))
    const file = join(dir, 'locked.xlsx')
    writeFileSync(file, CFB.write(box, { type: 'buffer' }) as Buffer)
    await expect(readTemplate(file)).rejects.toMatchObject({ code: 'file/password-protected' })
  })

  test('in a thread of its own, the answer is the same', async () => {
    const file = join(dir, 'threaded.xlsx')
    writeFileSync(file, 'PK')
    const never = new AbortController().signal
    expect(await readTemplateFile(file, never)).toMatchObject({ ok: false })
    expect(await readTemplateFile(path, never)).toMatchObject({ ok: true, value: { notices: ['hidden-sheets'] } })
  })
})
