import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import { q } from '../../src-core/query.ts'
import { audited, draftOf, filed, L02, L06 } from '../support/ledger-acts.ts'
import { idNumber, resident, visit } from '../support/ledger-samples.ts'
import { pdfText } from '../support/pdf-text.ts'
import { openLedgerStation, staff, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

describe('a list', () => {
  test('shows masked values only, filters, sorts and pages', async () => {
    for (let n = 1; n <= 5; n++) {
      const one = {
        ...resident,
        documentNumber: idNumber(n),
        name: `测试${'甲乙丙丁戊'[n - 1]}`,
        occurredOn: `2026-03-0${n}`,
      }
      await filed(station, 'clerk', L02, { ...one, address: `澄湾市东渚区幸福路12号3栋2单元120${n}室` })
    }
    const all = await station.must('clerk', 'ledger.list', { book: L02, limit: 2, offset: 2 })
    expect(all.total).toBe(5)
    expect(all.rows.map((row) => row.occurredOn)).toEqual(['2026-03-03', '2026-03-02'])
    expect(all.rows[0]?.columns).toMatchObject({
      name: '测*',
      phone: '129****5679',
      householdStatus: 'registered-here',
      officer: '民警甲',
    })
    expect(JSON.stringify(all)).not.toMatch(/测试|12912345679|1203室|99010219900307/)
    const ascending = await station.must('clerk', 'ledger.list', {
      book: L02,
      sort: { by: 'documentNumber', descending: false },
    })
    expect(ascending.rows.map((row) => row.number)).toEqual([1, 2, 3, 4, 5].map((n) => `L02-2026-00000${n}`))
    const between = await station.must('clerk', 'ledger.list', {
      book: L02,
      from: '2026-03-02' as never,
      to: '2026-03-04' as never,
      state: 'present',
    })
    expect(between.total).toBe(3)
    for (const [text, number] of [
      ['测试丙', '000003'],
      ['L02-2026-000002', '000002'],
      [idNumber(4).slice(-4), '000004'],
    ] as const) {
      const found = await station.must('clerk', 'ledger.list', { book: L02, text })
      expect(
        found.rows.map((row) => row.number),
        text,
      ).toEqual([`L02-2026-${number}`])
    }
    expect((await station.must('clerk', 'ledger.list', { book: L02, text: '" OR *' })).total).toBe(0)
    expect(audited(station, 'search').map((row) => row.detail)).toContainEqual({ book: 'L02', hits: 1 })
    expect(JSON.stringify(audited(station, 'search'))).not.toContain('测试')
  })

  test('follows a correction, and stops finding what was corrected away', async () => {
    const { entryId, version } = await filed(station, 'clerk', L02, resident)
    const fields = { ...(await station.must('clerk', 'ledger.read', { entryId })).fields, name: '司马测试' }
    await station.must('clerk', 'ledger.correct', { entryId, version, fields, reason: '姓名有误' })
    expect((await station.must('clerk', 'ledger.list', { book: L02, text: '诸葛测试' })).total).toBe(0)
    expect((await station.must('clerk', 'ledger.list', { book: L02, text: '司马测试' })).total).toBe(1)
  })

  test('an officer sees the own beat and own cases, the chief the station, the auditor and IT nothing', async () => {
    const other = { ...visit, beat: 'B02', officer: staff.otherOfficer.accountId, helpers: '' }
    const { entryId } = await filed(station, 'clerk', L06, other)
    await filed(station, 'clerk', L06, {
      ...other,
      address: '澄湾市东渚区幸福路12号3栋2单元1204室',
      helpers: staff.officer.accountId,
    })
    expect((await station.must('officer', 'ledger.list', { book: L06 })).total).toBe(1)
    expect((await station.must('otherOfficer', 'ledger.list', { book: L06 })).total).toBe(2)
    expect((await station.must('chief', 'ledger.list', { book: L06 })).total).toBe(2)
    expect(await station.call('officer', 'ledger.read', { entryId })).toMatchObject({
      error: { code: 'ledger/entry-gone' },
    })
    expect(await station.call('officer', 'ledger.print', { entryId })).toMatchObject({
      error: { code: 'ledger/entry-gone' },
    })
    expect(await station.call('it', 'ledger.list', { book: L06 })).toMatchObject({ error: { code: 'rpc/denied' } })
    expect(await station.call('auditor', 'ledger.read', { entryId })).toMatchObject({ error: { code: 'rpc/denied' } })
  })
})

describe('print', () => {
  test('makes a PDF that says what was filed, with station, number, page and who printed it when', async () => {
    const { entryId } = await filed(station, 'clerk', L06, { ...visit, residentName: '未提供' })
    const printed = await station.must('clerk', 'ledger.print', { entryId, purpose: 'P02' })
    expect(printed).toMatchObject({ fileName: 'L06-2026-000001.pdf', pages: 1 })
    expect(Buffer.from(printed.pdf.subarray(0, 5)).toString()).toBe('%PDF-')
    const text = pdfText(printed.pdf)
    for (const words of [
      '云渚省澄湾市东渚派出所',
      'L06-2026-000001',
      '走访登记表',
      '未提供',
      '居住人员、消防设施',
      '民警甲',
      '1/1',
    ]) {
      expect(text).toContain(words)
    }
    expect(audited(station, 'print')[0]).toMatchObject({ record: entryId, purpose: 'P02' })
  })

  test('a long record runs over several pages and every page says which it is', async () => {
    const { entryId } = await filed(station, 'clerk', L06, {
      ...visit,
      findings: '逐户核对居住人员并登记。'.repeat(320),
    })
    const printed = await station.must('clerk', 'ledger.print', { entryId })
    expect(printed.pages).toBeGreaterThan(1)
    expect(pdfText(printed.pdf)).toContain(`${printed.pages}/${printed.pages}`)
  })

  test('a character that the font lacks is refused by its field before anything is made', async () => {
    const { entryId } = await filed(station, 'clerk', L06, { ...visit, residentName: '测试\u{2CEB0}\u{31350}' })
    const refused = await station.call('clerk', 'ledger.print', { entryId })
    expect(refused).toMatchObject({
      error: { code: 'ledger/print-missing-glyphs', params: { fields: ['residentName'] } },
    })
    expect(audited(station, 'print')).toEqual([])
  })
})

describe('the first page', () => {
  test('counts the own drafts and today’s filings, the chief’s whole station, and shows IT no entry', async () => {
    await filed(station, 'clerk', L06, visit)
    await draftOf(station, 'clerk', L02, resident)
    await filed(station, 'otherClerk', L02, resident)
    station.db.run(
      q
        .insertInto('source_status')
        .values({ system: 'JZ', records: 12, last_received: '2026-03-03T12:00:00.000Z', newest_source_time: null }),
    )
    const clerk = await station.must('clerk', 'home.today', {})
    expect(clerk).toMatchObject({ drafts: 1, filedToday: 1, accounts: null, auditRows: null })
    expect(clerk.recent.map((one) => one.number)).toEqual(['L06-2026-000001'])
    expect(clerk.freshness.map((one) => [one.system, one.freshness])).toContainEqual(['JZ', 'aging'])
    expect(clerk.freshness.filter((one) => one.freshness === 'never')).toHaveLength(6)
    expect(await station.must('chief', 'home.today', {})).toMatchObject({ drafts: 0, filedToday: 2, accounts: 8 })
    expect(await station.must('it', 'home.today', {})).toMatchObject({ filedToday: 0, recent: [], accounts: 8 })
    expect((await station.must('auditor', 'home.today', {})).auditRows).toBe(2)
    station.clock.ms = Date.parse('2026-03-05T16:00:00.000Z')
    expect((await station.must('chief', 'home.today', {})).filedToday).toBe(0)
  })
})

test('the books come with the station’s beats as options, for everybody who is logged in', async () => {
  const { books } = await station.must('it', 'ledger.books', {})
  expect(books.map((book) => book.id)).toEqual(
    Array.from({ length: 12 }, (_, i) => `L${String(i + 1).padStart(2, '0')}`),
  )
  const beat = books[0]?.fields.find((field) => field.key === 'beat')
  expect(beat?.options.map((option) => option.value)).toEqual(['B01', 'B02'])
})

test('an entry that nobody filed is gone for everyone', async () => {
  const entryId = '00000000-0000-7000-8000-999999999999' as EntryId
  for (const method of ['ledger.read', 'ledger.history', 'ledger.print'] as const) {
    expect(await station.call('clerk', method, { entryId })).toMatchObject({ error: { code: 'ledger/entry-gone' } })
  }
})
