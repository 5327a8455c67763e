import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import { books } from '../../src-domain/books/books.ts'
import { readSpreadsheet } from '../../src-core/spreadsheets/read.ts'
import {
  openExchangeStation,
  residentRow,
  residentHeadings,
  type ExchangeStation,
} from '../support/exchange-station.ts'
import { idNumber, resident } from '../support/ledger-samples.ts'
import { pdfText } from '../support/pdf-text.ts'
import { unzipped } from '../support/unzipped.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'

const L02 = 'L02' as never
let station: ExchangeStation
let files = 0

beforeAll(async () => {
  station = openExchangeStation()
  const rows = Array.from({ length: 150 }, (_, n) => ({
    ...resident,
    documentNumber: idNumber(n),
    phone: `129${String(n).padStart(8, '0')}`,
    name: n === 0 ? '=HYPERLINK' : `诸葛${'甲乙丙丁戊己庚辛壬癸'.charAt(n % 10)}`,
    remarks: n === 0 ? '=HYPERLINK("http://example.invalid")' : '',
  }))
  const accepted = [{ field: 'name', code: 'name-doubtful', reason: '测试' }]
  await station.must('clerk', 'exchange.fileRows', { book: L02, rows, accepted })
})
afterAll(() => station.close())

async function sheet(xlsx: Uint8Array) {
  const path = join(station.dir, `out-${(files += 1)}.xlsx`)
  writeFileSync(path, xlsx)
  const file = await readSpreadsheet(path)
  if (!file.ok) throw new Error(file.error.code)
  const header = await file.value.startRows()
  const page = await file.value.nextPage(5_000)
  await file.value.close()
  if (!header.ok || !page.ok) throw new Error('unreadable')
  const headings = header.value.columns.map(({ key }) => key)
  return {
    path,
    headings,
    titles: header.value.titleRows,
    sheets: file.value.info.sheets,
    rows: page.value.rows.map(({ cells }) => cells),
  }
}

describe('a list goes out as XLSX', () => {
  test('masked unless asked otherwise; in plain only where the purpose opens the book', async () => {
    const masked = await station.must('clerk', 'exchange.exportList', { book: L02, purpose: 'P01' })
    expect(masked).toMatchObject({ rows: 150, masked: false })
    const quiet = await sheet(masked.xlsx)
    expect(quiet.headings.slice(0, 4)).toEqual(['编号', '状态', '姓名', '证件号码'])
    expect(JSON.stringify(quiet.rows)).not.toContain(idNumber(5))

    const plain = await station.must('clerk', 'exchange.exportList', { book: L02, purpose: 'P02', plain: true })
    const open = await sheet(plain.xlsx)
    const column = open.headings.indexOf('证件号码')
    const cell = open.rows.map((cells) => cells[column]).find((one) => one?.text === idNumber(5))
    expect(cell).toMatchObject({ kind: 'text' })
    expect(open.rows[0]?.[open.headings.indexOf('登记日期')]).toMatchObject({ kind: 'date', iso: '2026-03-05' })

    const asked = { book: L02, purpose: 'P04', reference: 'A-2026-01', plain: true } as const
    const closed = await station.must('clerk', 'exchange.exportList', asked)
    expect(closed.masked).toBe(true)
    expect(JSON.stringify((await sheet(closed.xlsx)).rows)).not.toContain(idNumber(5))
  })

  test('says who, when and why above the rows; formulas are inert; pages are A4 landscape with repeated headings', async () => {
    const columns = ['name', 'remarks', 'documentNumber']
    const made = await station.must('clerk', 'exchange.exportList', { book: L02, purpose: 'P01', plain: true, columns })
    const { headings, rows, titles, path } = await sheet(made.xlsx)
    expect(headings).toEqual(['编号', '状态', '姓名', '备注', '证件号码'])
    expect(titles.join()).toMatch(/内勤甲000001.*2026-03-05 14:30.*P01登记采集.*条数：150.*明文/)
    const inert = rows.map((cells) => cells[3]).find((one) => one?.text.startsWith('=HYPERLINK'))
    expect(inert).toMatchObject({ kind: 'text' })
    expect(inert?.formula).toBeUndefined()
    const xml = await unzipped(path, 'xl/worksheets/sheet1.xml')
    expect(xml).toContain('orientation="landscape"')
    expect(xml).toContain('paperSize="9"')
    expect(xml).toContain('<oddHeader>')
    expect(xml).not.toContain('<f>')
    expect(await unzipped(path, 'xl/workbook.xml')).toContain('_xlnm.Print_Titles')
  })

  test('the filter and the chosen rows of the list hold; an officer takes only what an officer sees', async () => {
    const list = await station.must('clerk', 'ledger.list', { book: L02, limit: 3 })
    const entries = list.rows.map(({ entryId }) => entryId) as [EntryId, ...EntryId[]]
    const chosen = await station.must('clerk', 'exchange.exportList', { book: L02, purpose: 'P01', entries })
    expect(chosen.rows).toBe(3)
    const found = await station.must('clerk', 'exchange.exportList', { book: L02, purpose: 'P01', text: idNumber(7) })
    expect(found.rows).toBe(1)
    const other = await station.call('otherOfficer', 'exchange.exportList', { book: L02, purpose: 'P01' })
    expect(other).toMatchObject({ ok: false, error: { code: 'exchange/nothing-to-export' } })
  })

  test('every export is in the audit trail with its purpose, and none without the number that its purpose needs', async () => {
    const refused = await station.call('clerk', 'exchange.exportList', { book: L02, purpose: 'P04' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'access/reference-required' } })
    const trail = await station.must('auditor', 'audit.list', { actions: ['export'] })
    expect(trail.rows.at(-1)).toMatchObject({ purpose: 'P01', detail: { book: 'L02', rows: 150, plain: false } })
    expect(trail.rows.some(({ purpose, reference }) => purpose === 'P04' && reference === 'A-2026-01')).toBe(true)
    expect(JSON.stringify(trail.rows)).not.toContain(idNumber(7))
  })

  test('no copy of it lies in a file of ours', () => {
    const needle = Buffer.from(idNumber(5))
    for (const name of readdirSync(station.dir)) {
      const path = join(station.dir, name)
      if (name.startsWith('out-') || !statSync(path).isFile()) continue
      expect([name, readFileSync(path).includes(needle)]).toEqual([name, false])
    }
  })
})

describe('more rows than one may take alone', () => {
  test('need a chief, who is somebody else; the approval holds for exactly this, once', async () => {
    const rows = Array.from({ length: 900 }, (_, n) =>
      residentRow(n, { 身份证号: '未提供', 姓名: `李${n}测`, 性别: '男' }),
    )
    const file = join(station.dir, 'more.xlsx')
    const columns = residentHeadings.map((header) => ({ header, kind: 'text' as const }))
    await writeWorkbook(file, { sheets: [{ name: 'a', columns, rows }] })
    const opened = await station.must('clerk', 'exchange.openImport', { fileId: station.shelve(file), book: L02 })
    const repairs = [
      { kind: 'default' as const, field: 'documentKind', value: 'resident-id' },
      { kind: 'accept' as const, field: 'name', code: 'name-doubtful', reason: '测试' },
    ]
    await station.must('clerk', 'exchange.adjustImport', { importId: opened.importId, repairs })
    await station.must('clerk', 'exchange.runImport', { importId: opened.importId })

    const part = { book: L02, purpose: 'P01', plain: true } as const
    const refused = await station.call('clerk', 'exchange.exportList', part)
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'exchange/needs-approval', params: { rows: 1_050, max: 1_000 } },
    })
    const asked = await station.must('clerk', 'exchange.askExport', { ...part, kind: 'xlsx', reason: '年度核对' })
    const early = await station.call('clerk', 'exchange.exportList', { ...part, approval: asked.requestId })
    expect(early).toMatchObject({ ok: false, error: { code: 'exchange/approval-gone' } })
    const waiting = await station.must('chief', 'exchange.exportRequests', {})
    expect(waiting.requests).toMatchObject([
      { rows: 1_050, plain: true, reason: '年度核对', askedBy: '内勤甲', mine: false },
    ])
    await station.must('chief', 'exchange.decideExport', { requestId: asked.requestId, approve: true })
    const another = await station.call('clerk', 'exchange.exportList', {
      ...part,
      columns: ['remarks'],
      approval: asked.requestId,
    })
    expect(another).toMatchObject({ ok: false, error: { code: 'exchange/approval-gone' } })
    const taken = await station.must('clerk', 'exchange.exportList', { ...part, approval: asked.requestId })
    expect(taken.rows).toBe(1_050)
    const twice = await station.call('clerk', 'exchange.exportList', { ...part, approval: asked.requestId })
    expect(twice).toMatchObject({ ok: false, error: { code: 'exchange/approval-gone' } })
    expect((await station.must('chief', 'exchange.exportList', part)).rows).toBe(1_050)
    const trail = await station.must('auditor', 'audit.list', { actions: ['export-ask', 'export-decide'] })
    expect(trail.rows.map(({ action, result }) => [action, result])).toEqual([
      ['export-decide', 'approved'],
      ['export-ask', 'ok'],
    ])
  }, 30_000)
})

describe('a list is printed', () => {
  test('as a PDF with the station, the headings on every page, page x/y and who printed it', async () => {
    const made = await station.must('clerk', 'exchange.printList', { book: L02, purpose: 'P01', text: '诸葛' })
    expect(made.rows).toBe(149)
    expect(made.pages).toBeGreaterThan(3)
    const text = pdfText(made.pdf).replaceAll(' ', '')
    const times = (what: string): number => text.split(what).length - 1
    expect(times('云渚省澄湾市东渚派出所')).toBe(made.pages)
    expect(times('证件号码')).toBe(made.pages)
    for (let page = 1; page <= made.pages; page++) expect(text).toContain(`${page}/${made.pages}`)
    expect(times('内勤甲000001')).toBeGreaterThanOrEqual(made.pages)
    expect(text).not.toContain(idNumber(5))
  }, 30_000)
})

describe('the template of each book', () => {
  test.each(books.map((book) => [book.definition.id as string, book] as const))(
    '%s imports without mapping',
    async (id, book) => {
      const made = await station.must('clerk', 'exchange.template', { book: id as never })
      const { headings, rows, path } = await sheet(made.xlsx)
      const fields = book.definition.fields.filter((field) => !field.step)
      expect(headings).toEqual([...fields.map((field) => field.label.zh), '填写说明'])
      expect(rows).toHaveLength(1)
      expect(rows[0]?.at(-1)?.text).toContain('示例')

      // Filled in below the example, which stays where it is.
      const filled = join(station.dir, `filled-${id}.xlsx`)
      const example = (rows[0] ?? []).map(({ text }) => text)
      const columns = headings.map((header) => ({ header, kind: 'text' as const }))
      const mine = [...example.slice(0, -1), '']
      await writeWorkbook(filled, { sheets: [{ name: 'a', titleRows: ['标题'], columns, rows: [example, mine] }] })
      const preview = await station.must('clerk', 'exchange.openImport', {
        fileId: station.shelve(filled),
        book: id as never,
      })
      expect(preview.mappedBy).toBe('headings')
      expect(Object.keys(preview.mapping)).toEqual(fields.map((field) => field.label.zh))
      expect(preview.missing).toEqual([])
      expect(preview.counts.rows).toBe(1)
      const xml = await unzipped(path, 'xl/worksheets/sheet1.xml')
      expect(xml).toContain('<dataValidation ')
    },
  )
})
