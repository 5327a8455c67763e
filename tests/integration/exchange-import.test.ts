import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportRepair } from '../../src-contract/features/exchange.shapes.ts'
import { writeCsv } from '../../src-core/spreadsheets/write-csv.ts'
import { writeXls } from '../../src-core/spreadsheets/write-legacy.ts'
import { readSpreadsheet } from '../../src-core/spreadsheets/read.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import { bookSamples } from '../support/book-samples.ts'
import { idNumber, resident } from '../support/ledger-samples.ts'
import { staff } from '../support/test-context.ts'
import {
  openExchangeStation,
  residentHeadings,
  residentRow,
  type ExchangeStation,
} from '../support/exchange-station.ts'
import { writeFileSync } from 'node:fs'
import { residentRow as distinctRow } from '../perf/residents-file.ts'

let station: ExchangeStation
beforeAll(() => {
  station = openExchangeStation()
})
afterAll(() => station.close())

let files = 0
const path = (name: string): string => join(station.dir, `${(files += 1)}-${name}`)

async function workbook(rows: readonly (readonly string[])[], headings: readonly string[] = residentHeadings) {
  const file = path('居民.xlsx')
  const columns = headings.map((header) => ({ header, kind: 'text' as const }))
  await writeWorkbook(file, { sheets: [{ name: '居民', columns, rows: rows.map((row) => [...row]) }] })
  return file
}

const open = (file: string, book = 'L02') =>
  station.must('clerk', 'exchange.openImport', { fileId: station.shelve(file), book: book as never })
const run = (importId: string) => station.must('clerk', 'exchange.runImport', { importId: importId as never })
const adjust = (importId: string, repairs: ImportRepair[]) =>
  station.must('clerk', 'exchange.adjustImport', { importId: importId as never, repairs })
const registered = (number: string) =>
  station.rows<{ number: string; name: string }>(
    'SELECT e.number, b.name FROM book_l02 AS b JOIN entries AS e USING (entry_id) WHERE b.document_number = ?',
    number,
  )

describe('a file as a station writes it', () => {
  test('its columns are known, its rows counted, filed with everything a typed entry has, and found in the list', async () => {
    const preview = await open(await workbook([residentRow(1), residentRow(2)]))
    expect(preview.mappedBy).toBe('headings')
    expect(preview.mapping).toEqual({
      姓名: 'name',
      性别: 'sex',
      身份证号: 'documentNumber',
      手机号: 'phone',
      现住址: 'address',
      户籍状态: 'householdStatus',
      登记日期: 'occurredOn',
      警务区: 'beat',
      责任民警: 'officer',
    })
    expect(preview.missing).toEqual([])
    expect(preview.problems).toEqual([])
    expect(preview.counts).toEqual({ rows: 2, new: 2, existing: 0, inFile: 0, errors: 0, warnings: 0, filed: 0 })
    const done = await run(preview.importId)
    expect(done).toMatchObject({ state: 'filed', counts: { filed: 2 } })
    const list = await station.must('clerk', 'ledger.list', { book: 'L02' as never, text: idNumber(1).slice(-4) })
    expect(list.rows).toHaveLength(1)
    const entry = await station.must('clerk', 'ledger.read', { entryId: list.rows[0]?.entryId as never })
    expect(entry.fields).toMatchObject({ documentKind: 'resident-id', birthDate: '1990-03-07', beat: 'B01' })
    const history = await station.must('clerk', 'ledger.history', { entryId: entry.entryId })
    expect(history.versions).toHaveLength(1)
    expect(history.versions[0]?.changes.length).toBe(Object.keys(entry.fields).length)
  })

  test('marks its officers’ days for the running assessment once, and the next import marks them again', async () => {
    const newest = () =>
      station.rows<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM entry_touches')[0]?.seq ?? 0
    const marked = (since: number) => station.rows('SELECT day FROM entry_touches WHERE seq > ?', since).length
    for (const from of [220, 230]) {
      const before = newest()
      await run((await open(await workbook([0, 1, 2, 3].map((n) => residentRow(from + n))))).importId)
      expect(marked(before)).toBeGreaterThan(0)
      expect(newest() - before).toBe(marked(before))
      expect(station.rows('SELECT seq FROM entry_touch_floor')).toEqual([{ seq: null }])
    }
  })

  test('an imported entry leaves the same rows behind as one that was typed', async () => {
    const draft = await station.must('clerk', 'ledger.openDraft', { book: 'L02' as never })
    const fields = { ...resident, documentNumber: idNumber(101), phone: '12900000101' }
    await station.must('clerk', 'ledger.saveDraft', { draftId: draft.draftId, revision: draft.revision, fields })
    const typed = await station.must('clerk', 'ledger.file', { draftId: draft.draftId })
    const more = { 姓名: resident.name, 现住址: resident.address, 登记日期: '2026-03-05', 性别: '' }
    const preview = await open(await workbook([residentRow(103, more)]))
    expect(preview.problems).toEqual([])
    await run(preview.importId)
    const [imported] = station.rows<{ id: string }>(
      'SELECT entry_id AS id FROM book_l02 WHERE document_number = ?',
      idNumber(103),
    )
    const told = (id: string): unknown => {
      const tables = [
        'entries',
        'book_l02',
        'entry_versions',
        'entry_changes',
        'entry_events',
        'entry_keys',
        'entry_dues',
        'entry_helpers',
      ]
      return tables.map((table) =>
        station.rows(`SELECT * FROM ${table} WHERE entry_id = ?`, id).map((row) => anonymous(row)),
      )
    }
    expect(told(imported?.id ?? '')).toEqual(told(typed.entryId))
  })

  test('CSV in GB18030, XLS and XLSX say the same', async () => {
    const columns = residentHeadings.map((header) => ({ header, kind: 'text' as const }))
    const csv = path('a.csv')
    await writeCsv(csv, { columns, rows: [residentRow(111)], encoding: 'gb18030' })
    const xls = path('a.xls')
    await writeXls(xls, { sheets: [{ name: 'a', columns, rows: [residentRow(112)] }] })
    for (const file of [csv, xls]) expect((await open(file)).counts).toMatchObject({ rows: 1, new: 1 })
  })
})

/** A row without ids, instants and what is counted of typing. */
function anonymous(row: Record<string, unknown>): unknown {
  const own = [
    'entry_id',
    'event_id',
    'row_id',
    'number',
    'entered_at',
    'filed_at',
    'at',
    'fields_filled',
    'fields_prefilled',
  ]
  const text = JSON.stringify(Object.fromEntries(Object.entries(row).filter(([key]) => !own.includes(key))))
  return text
    .replaceAll(idNumber(101), 'ID')
    .replaceAll(idNumber(103), 'ID')
    .replaceAll('12900000101', 'T')
    .replaceAll('12900000103', 'T')
}

describe('duplicates', () => {
  test('of an entry and inside the file are counted, stay out, and can be filed with a reason', async () => {
    await run((await open(await workbook([residentRow(201)]))).importId)
    const preview = await open(
      await workbook([residentRow(201, { 姓名: '另一人' }), residentRow(202), residentRow(202, { 姓名: '又一人' })]),
    )
    expect(preview.counts).toMatchObject({ rows: 3, new: 1, existing: 1, inFile: 1 })
    const codes = preview.problems.map(({ code, rows, repairs }) => ({ code, rows, repairs }))
    expect(codes).toContainEqual({ code: 'already-registered', rows: [2], repairs: ['duplicates'] })
    expect(codes).toContainEqual({ code: 'import/in-file', rows: [4], repairs: ['duplicates'] })
    const accepted = await adjust(preview.importId, [
      { kind: 'duplicates', of: 'existing', reason: '两处居住' },
      { kind: 'duplicates', of: 'in-file', reason: '一人两处' },
    ])
    expect(accepted.counts).toMatchObject({ new: 3, existing: 0, inFile: 0 })
    await run(preview.importId)
    expect(registered(idNumber(202))).toHaveLength(2)
    const reasons = station.rows<{ reason: string }>(
      `SELECT w.reason FROM entry_warnings AS w JOIN book_l02 AS b USING (entry_id) WHERE b.document_number = ? ORDER BY 1`,
      idNumber(202),
    )
    expect(reasons.map(({ reason }) => reason)).toEqual(['一人两处'])
  })

  test('an entry without a number is the same when everything it says is the same', async () => {
    const child = residentRow(203, { 身份证号: '未提供', 姓名: '小测试', 性别: '男' })
    const file = await workbook([child, child])
    const first = await adjust((await open(file)).importId, [
      { kind: 'default', field: 'documentKind', value: 'resident-id' },
    ])
    expect(first.counts).toMatchObject({ new: 1, inFile: 1 })
    await run(first.importId)
    const again = await open(file)
    expect(again.mappedBy).toBe('remembered')
    expect(again.counts).toMatchObject({ new: 0, existing: 2 })
  })

  test('of somebody who stands in another register is asked about, and not of the others in the file', async () => {
    const draft = await station.must('clerk', 'ledger.openDraft', { book: 'L03' as never })
    const people = { officer: staff.officer.accountId, another: staff.otherOfficer.accountId, today: '2026-03-05' }
    const fields = { ...bookSamples(people)['L03']?.fields, documentKind: 'resident-id', documentNumber: idNumber(208) }
    await station.must('clerk', 'ledger.saveDraft', { draftId: draft.draftId, revision: draft.revision, fields })
    await station.must('clerk', 'ledger.file', { draftId: draft.draftId })
    const preview = await open(await workbook([residentRow(207), residentRow(208), residentRow(209)]))
    expect(preview.counts).toMatchObject({ new: 2, warnings: 1 })
    expect(preview.problems.map(({ code, rows }) => ({ code, rows }))).toEqual([
      { code: 'registered-elsewhere', rows: [3] },
    ])
  })

  test('somebody files the same person between preview and import: the row stays out and the clerk is told', async () => {
    const preview = await open(await workbook([residentRow(204), residentRow(205)]))
    const draft = await station.must('otherClerk', 'ledger.openDraft', { book: 'L02' as never })
    const fields = { ...resident, documentNumber: idNumber(204), phone: '12900000204' }
    await station.must('otherClerk', 'ledger.saveDraft', { draftId: draft.draftId, revision: draft.revision, fields })
    await station.must('otherClerk', 'ledger.file', { draftId: draft.draftId })
    const refused = await station.call('clerk', 'exchange.runImport', { importId: preview.importId })
    expect(refused).toMatchObject({ ok: false, error: { code: 'exchange/import-changed' } })
    const now = await station.must('clerk', 'exchange.readImport', { importId: preview.importId })
    expect(now.counts).toMatchObject({ new: 1, existing: 1 })
    expect((await run(preview.importId)).counts).toMatchObject({ filed: 1 })
    expect(registered(idNumber(204))).toHaveLength(1)
  })
})

test('somebody files a person of the first rows while the last ones are read: the clerk is told before anything is filed', async () => {
  const rows = Array.from({ length: 2_000 }, (_, n) => distinctRow(82_000 + n))
  const draft = await station.must('otherClerk', 'ledger.openDraft', { book: 'L02' as never })
  const documentNumber = rows[0]?.[2] ?? ''
  const fields = { ...resident, documentNumber, phone: '12900000206' }
  await station.must('otherClerk', 'ledger.saveDraft', { draftId: draft.draftId, revision: draft.revision, fields })
  const file = { fileId: station.shelve(await workbook(rows)), book: 'L02' as never }
  let pages = 0
  let other: Promise<unknown> | undefined
  const preview = await station.must('clerk', 'exchange.openImport', file, {
    // With so many pages read the first is checked and kept.
    progress: () => {
      pages += 1
      if (pages >= 5) other ??= station.must('otherClerk', 'ledger.file', { draftId: draft.draftId })
    },
  })
  await other
  expect(preview.counts).toMatchObject({ new: 2_000 })
  const refused = await station.call('clerk', 'exchange.runImport', { importId: preview.importId })
  expect(refused).toMatchObject({ ok: false, error: { code: 'exchange/import-changed' } })
  await station.must('clerk', 'exchange.discardImport', { importId: preview.importId })
})

describe('problems are grouped and settled once for all', () => {
  test('an unknown option, an officer, a beat, a missing column, and a warning', async () => {
    const headings = residentHeadings.filter((heading) => heading !== '登记日期')
    const rows = [301, 302, 303].map((n) =>
      residentRow(n, {
        户籍状态: '本地人',
        责任民警: '老赵',
        警务区: '幸福里',
        现住址: '澄湾市东渚区幸福路12号',
      }).filter((_, at) => residentHeadings[at] !== '登记日期'),
    )
    const preview = await open(await workbook(rows, headings))
    expect(preview.missing).toEqual(['occurredOn'])
    expect(preview.counts).toMatchObject({ new: 0, errors: 3 })
    const group = (code: string) => preview.problems.find((one) => one.code === code)
    expect(group('unknown-option')).toMatchObject({
      field: 'householdStatus',
      count: 3,
      values: [{ value: '本地人', count: 3 }],
    })
    expect(group('officer-unknown')).toMatchObject({ values: [{ value: '老赵', count: 3 }], repairs: ['value'] })
    expect(group('beat-unknown')).toMatchObject({ values: [{ value: '幸福里', count: 3 }] })
    expect(group('required')).toMatchObject({ field: 'occurredOn', repairs: ['default'] })
    const officer =
      preview.problems.length > 0
        ? station.rows<{ id: string }>(`SELECT account_id AS id FROM accounts WHERE login = 'officer'`)[0]?.id
        : ''
    const repairs: ImportRepair[] = [
      { kind: 'value', field: 'householdStatus', from: '本地人', to: 'registered-here' },
      { kind: 'value', field: 'officer', from: '老赵', to: officer ?? '' },
      { kind: 'value', field: 'beat', from: '幸福里', to: 'B01' },
      { kind: 'default', field: 'occurredOn', value: '2026-03-02' },
    ]
    const better = await adjust(preview.importId, repairs)
    expect(better.missing).toEqual([])
    expect(better.counts).toMatchObject({ new: 0, errors: 0, warnings: 3 })
    expect(better.problems.map(({ code, repairs: can }) => [code, can])).toEqual([['address-no-room', ['accept']]])
    const good = await adjust(preview.importId, [
      ...repairs,
      { kind: 'accept', field: 'address', code: 'address-no-room', reason: '平房无室号' },
    ])
    expect(good.counts).toMatchObject({ new: 3, warnings: 0 })
    expect(good.problems).toMatchObject([{ code: 'address-no-room', settled: true, count: 3 }])
    await run(preview.importId)
    const reasons = station.rows<{ n: number }>(`SELECT count(*) AS n FROM entry_warnings WHERE reason = '平房无室号'`)
    expect(reasons[0]?.n).toBe(3)

    const next = await open(
      await workbook(
        [
          residentRow(304, { 户籍状态: '本地人', 责任民警: '老赵', 警务区: '幸福里' }).filter(
            (_, at) => residentHeadings[at] !== '登记日期',
          ),
        ],
        headings,
      ),
    )
    expect(next.mappedBy).toBe('remembered')
    expect(next.counts).toMatchObject({ rows: 1, new: 1 })
  })

  test('dates in another order, and a value that is given up', async () => {
    const preview = await open(
      await workbook([
        residentRow(311, { 登记日期: '05/03/2026' }),
        residentRow(312, { 登记日期: '13/02/2026', 手机号: '12a' }),
      ]),
    )
    expect(preview.problems.find(({ code }) => code === 'date/format')).toMatchObject({
      count: 2,
      repairs: ['value', 'date-order'],
    })
    const read = await adjust(preview.importId, [
      { kind: 'date-order', field: 'occurredOn', order: 'dmy' },
      { kind: 'replace', field: 'phone', code: 'phone/character', to: 'not-provided' },
    ])
    expect(read.counts).toMatchObject({ new: 2 })
    await run(preview.importId)
    const [second] = station.rows(
      'SELECT e.occurred_on, b.phone FROM book_l02 AS b JOIN entries AS e USING (entry_id) WHERE b.document_number = ?',
      idNumber(312),
    )
    expect(second).toEqual({ occurred_on: '2026-02-13', phone: 'not-provided' })
  })

  test('columns nobody knows are mapped by hand, from masked samples', async () => {
    const headings = residentHeadings.map((_, at) => `F${at + 1}`)
    const preview = await open(await workbook([residentRow(321)], headings))
    expect(preview).toMatchObject({ mappedBy: 'none', state: 'read', mapping: {} })
    expect(JSON.stringify(preview.columns)).not.toContain(idNumber(321))
    expect(JSON.stringify(preview.columns)).not.toContain(residentRow(321)[0])
    expect(preview.columns[2]?.samples).toEqual([`**************${idNumber(321).slice(-4)}`])
    const fields = [
      'name',
      'sex',
      'documentNumber',
      'phone',
      'address',
      'householdStatus',
      'occurredOn',
      'beat',
      'officer',
    ]
    const mapped = await station.must('clerk', 'exchange.adjustImport', {
      importId: preview.importId,
      mapping: Object.fromEntries(headings.map((heading, at) => [heading, fields[at] ?? ''])),
    })
    expect(mapped).toMatchObject({ mappedBy: 'hand', state: 'checked', counts: { new: 1 } })
    const wrong = await station.call('clerk', 'exchange.adjustImport', {
      importId: preview.importId,
      mapping: { F1: 'name', F2: 'name' },
    })
    expect(wrong).toMatchObject({ ok: false, error: { code: 'exchange/mapping-invalid' } })
  })
})

describe('what was not filed', () => {
  test('comes back as a workbook with reasons, and imports again once it is mended', async () => {
    const bad = idNumber(402).slice(0, 17) + (idNumber(402).endsWith('0') ? '1' : '0')
    const preview = await open(
      await workbook([
        residentRow(401),
        residentRow(402, { 身份证号: bad }),
        residentRow(403, { 登记日期: '2026-02-30' }),
      ]),
    )
    expect(preview.counts).toMatchObject({ new: 1, errors: 2 })
    await run(preview.importId)
    const returned = await station.must('clerk', 'exchange.rejectedRows', { importId: preview.importId })
    expect(returned.rows).toBe(2)
    const back = path('退回.xlsx')
    writeFileSync(back, returned.xlsx)
    const reader = await readSpreadsheet(back)
    if (!reader.ok) throw new Error(reader.error.code)
    const header = await reader.value.startRows()
    const page = await reader.value.nextPage()
    await reader.value.close()
    if (!header.ok || !page.ok) throw new Error('unreadable')
    expect(header.value.columns.map(({ key }) => key)).toEqual(['原行号', '未登记原因', ...residentHeadings])
    const rows = page.value.rows.map(({ cells }) => cells.map(({ text }) => text))
    expect(rows.map(([row]) => row)).toEqual(['3', '4'])
    expect(rows[0]?.[1]).toContain(`证件号码：校验位不符，末位应为 ${idNumber(402).slice(17)}`)
    expect(rows[1]?.[1]).toContain('登记日期：没有这一天')
    expect(rows[0]?.slice(2)).toEqual(residentRow(402, { 身份证号: bad }))

    const mended = rows.map((cells) =>
      cells.map((text) => (text === bad ? idNumber(402) : text === '2026-02-30' ? '2026-02-28' : text)),
    )
    const again = await open(await workbook(mended, ['原行号', '未登记原因', ...residentHeadings]))
    expect(again).toMatchObject({ mappedBy: 'remembered', counts: { rows: 2, new: 2 } })
  })

  test('nothing comes back of a file without fault', async () => {
    const preview = await open(await workbook([residentRow(411)]))
    await run(preview.importId)
    const none = await station.call('clerk', 'exchange.rejectedRows', { importId: preview.importId })
    expect(none).toMatchObject({ ok: false, error: { code: 'exchange/nothing-rejected' } })
  })
})

describe('an import is taken back', () => {
  test('as a whole: entries are out of force, their numbers stay used', async () => {
    const preview = await open(await workbook([residentRow(501), residentRow(502)]))
    await run(preview.importId)
    const undone = await station.must('clerk', 'exchange.undo', { importId: preview.importId })
    expect(undone).toEqual({ undone: 2, kept: 0, state: 'undone' })
    const list = await station.must('clerk', 'ledger.list', { book: 'L02' as never, text: idNumber(501) })
    expect(list.rows).toEqual([])
    const again = await open(await workbook([residentRow(501)]))
    expect(again.counts).toMatchObject({ new: 1 })
    const twice = await station.call('clerk', 'exchange.undo', { importId: preview.importId })
    expect(twice).toMatchObject({ ok: false, error: { code: 'exchange/nothing-to-undo' } })
  })

  test('but not what somebody has worked on since', async () => {
    const preview = await open(await workbook([residentRow(511), residentRow(512), residentRow(513)]))
    await run(preview.importId)
    const entry = async (n: number) =>
      (await station.must('clerk', 'ledger.list', { book: 'L02' as never, text: idNumber(n) })).rows[0]
    const corrected = await entry(511)
    const { fields, version } = await station.must('clerk', 'ledger.read', { entryId: corrected?.entryId as never })
    await station.must('clerk', 'ledger.correct', {
      entryId: corrected?.entryId as never,
      version,
      fields: { ...fields, remarks: '核对过' },
      reason: '补充备注',
    })
    const left = await entry(512)
    await station.must('clerk', 'ledger.step', {
      entryId: left?.entryId as never,
      state: 'present',
      transition: 'leave',
      fields: { leftOn: '2026-03-04' },
    })
    const past = await station.must('clerk', 'exchange.imports', { book: 'L02' as never })
    expect(past.imports.find(({ importId }) => importId === preview.importId)).toMatchObject({
      untouched: 1,
      mine: true,
    })
    const undone = await station.must('clerk', 'exchange.undo', { importId: preview.importId })
    expect(undone).toMatchObject({ undone: 1, kept: 2 })
    expect((await entry(511))?.stage).toBe('filed')
    expect(await entry(513)).toBeUndefined()
  })

  test('only by whoever made it', async () => {
    const preview = await open(await workbook([residentRow(521)]))
    await run(preview.importId)
    const other = await station.call('otherClerk', 'exchange.undo', { importId: preview.importId })
    expect(other).toMatchObject({ ok: false, error: { code: 'exchange/import-gone' } })
  })
})

describe('the audit trail of imports', () => {
  test('every slice of filing is in the audit trail, without a name or a number of anybody', async () => {
    const trail = await station.must('auditor', 'audit.list', {
      actions: ['import', 'undo', 'import-preview'],
      limit: 500,
    })
    const text = JSON.stringify(trail.rows)
    expect(trail.rows.filter(({ detail }) => detail['finished'] === true).length).toBeGreaterThan(5)
    expect(text).not.toContain(idNumber(1).slice(0, 14))
    expect(text).not.toContain('居民')
    expect(await station.must('auditor', 'audit.verify', {})).toMatchObject({ ok: true })
  })
})
