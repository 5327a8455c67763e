import ExcelJS from 'exceljs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { ReturnId } from '../../src-contract/features/returns.shapes.ts'
import { q } from '../../src-core/query.ts'
import {
  bind,
  count,
  moveEntry,
  openReturnsStation,
  putEntry,
  sheet,
  type ReturnsStation,
} from '../support/returns-station.ts'
import { staff } from '../support/test-context.ts'

let station: ReturnsStation
let returnId: ReturnId
beforeAll(async () => {
  station = await openReturnsStation()
  returnId = await station.makeReturn()
})
beforeEach(() => station.backTo(returnId))
afterAll(() => station.close())

type Filled = OutputOf<'returns.fill'>

const fill = (period = '2026-10'): Promise<Filled> => station.must('clerk', 'returns.fill', { returnId, period })

function cellOf(filled: Filled, cell: string) {
  const found = filled.cells.find((one) => one.cell === cell)
  if (found === undefined) throw new Error(`${cell} is not bound`)
  return found
}

async function code(result: Promise<{ ok: boolean; error?: { code: string; params: object } }>) {
  const { ok, error } = await result
  return ok ? 'ok' : [error?.code, error?.params]
}

async function sendOff(period = '2026-10') {
  const { contentHash } = await station.must('clerk', 'returns.fill', { returnId, period })
  const { submissionId } = await station.must('clerk', 'returns.submit', {
    ...{ returnId, period, contentHash, acceptIncomplete: true },
  })
  await station.must('chief', 'returns.review', { submissionId, confirm: true })
  return submissionId
}

describe('a cell counts what its binding says', () => {
  test('by the day it happened, by the day it was filed, by the day it came into a state', async () => {
    const { db } = station
    putEntry(db, { occurredOn: '2026-10-01' })
    putEntry(db, { occurredOn: '2026-10-31', beat: 'B02' })
    putEntry(db, { occurredOn: '2026-09-30', filedAt: '2026-10-02T01:00:00.000Z' })
    // In Shanghai the last half hour of September, in UTC as well as the first of October.
    putEntry(db, { occurredOn: '2026-09-30', filedAt: '2026-09-30T15:59:59.000Z' })
    putEntry(db, { occurredOn: '2026-09-30', filedAt: '2026-09-30T16:00:00.000Z' })
    putEntry(db, { occurredOn: '2026-10-05', stage: 'voided' })
    putEntry(db, { occurredOn: '2026-10-05', stage: 'in-review' })
    const late = putEntry(db, { occurredOn: '2026-08-01', state: 'not-met' })
    moveEntry(db, late, 'repeated', '2026-10-10T01:00:00.000Z')
    await bind(station, returnId, {
      C5: count(),
      D5: count({ basis: 'filed' }),
      F5: count({ basis: 'reached', state: 'repeated' }),
      G5: count({ beat: 'B02' }),
      H5: count({ stage: 'in-review' }),
      I5: count({ book: 'L02' }),
    })
    const filled = await fill()
    const values = Object.fromEntries(filled.cells.map((one) => [one.cell, one.value]))
    expect(values).toEqual({ C5: 2, D5: 4, F5: 1, G5: 1, H5: 1, I5: 0 })
    expect(filled.preliminary).toBe(false)
  })

  test('by kind, and by one of several choices', async () => {
    putEntry(station.db, { values: { result: 'met', itemsChecked: 'residents,fire' } })
    putEntry(station.db, { values: { result: 'met', itemsChecked: 'fire-exit' } })
    putEntry(station.db, { values: { result: 'refused' } })
    await bind(station, returnId, {
      C5: count({ field: 'result', value: 'met' }),
      D5: count({ field: 'itemsChecked', value: 'fire' }),
    })
    const filled = await fill()
    expect([cellOf(filled, 'C5').value, cellOf(filled, 'D5').value]).toEqual([2, 1])
  })

  test('as it stood at the end of the period, whatever came later', async () => {
    const { db } = station
    const resident = (filedAt: string) => putEntry(db, { book: 'L02', state: 'present', filedAt })
    resident('2026-01-05T01:00:00.000Z')
    const leftBefore = resident('2026-01-06T01:00:00.000Z')
    const leftAfter = resident('2026-01-07T01:00:00.000Z')
    const back = resident('2026-01-08T01:00:00.000Z')
    resident('2026-11-02T01:00:00.000Z')
    moveEntry(db, leftBefore, 'left', '2026-10-20T01:00:00.000Z')
    moveEntry(db, leftAfter, 'left', '2026-11-03T01:00:00.000Z')
    moveEntry(db, back, 'left', '2026-10-21T01:00:00.000Z')
    moveEntry(db, back, 'present', '2026-11-04T01:00:00.000Z')
    await bind(station, returnId, {
      I5: count({ book: 'L02', basis: 'end', state: 'present' }),
      I6: count({ book: 'L02', basis: 'end' }),
    })
    const october = await fill()
    expect([cellOf(october, 'I5').value, cellOf(october, 'I6').value]).toEqual([2, 4])
    expect(cellOf(await fill('2026-11'), 'I5').value).toBe(3)
  })

  test('a number is added up, and not at all when one of them is not known', async () => {
    const made = (headCount: number | string) =>
      putEntry(station.db, { book: 'L11', state: 'held', values: { headCount } })
    made(30)
    made(12)
    await bind(station, returnId, { C5: count({ book: 'L11', sum: 'headCount' }) })
    expect(cellOf(await fill(), 'C5')).toMatchObject({ value: 42, entries: 2, gap: null })
    made('not-provided')
    expect(cellOf(await fill(), 'C5')).toMatchObject({ value: null, entries: 3, gap: 'amount-missing' })
  })

  test('the form works out its totals; what is not filled in makes them incomplete', async () => {
    putEntry(station.db)
    await bind(station, returnId, {
      ...Object.fromEntries(
        ['B01', 'B02', 'B03', 'B04'].map((beat, at) => [`F${at + 5}`, count({ beat: at < 2 ? beat : null })]),
      ),
      G5: count(),
    })
    const { formulas, unbound } = await fill()
    expect(formulas.find((one) => one.cell === 'F9')).toMatchObject({ value: 3, incomplete: false })
    expect(formulas.find((one) => one.cell === 'G9')).toMatchObject({ value: 1, incomplete: true })
    expect(unbound).toContainEqual({ sheet, cell: 'C5' })
    expect(unbound).not.toContainEqual({ sheet, cell: 'F5' })
  })
})

describe('what cannot be counted is empty and named', () => {
  test('a field, a state, a book that is gone: each cell says why, the others are counted', async () => {
    putEntry(station.db)
    await bind(station, returnId, { C5: count(), D5: count(), F5: count(), G5: count() })
    const put = (cell: string, change: object) =>
      station.db.run(
        q
          .updateTable('return_bindings')
          .set({ binding: JSON.stringify({ ...count(), ...change }) })
          .where('cell', '=', cell),
      )
    put('C5', { book: 'L88' })
    put('D5', { state: 'forgotten' })
    put('F5', { field: 'oldField', value: 'x' })
    const filled = await fill()
    expect(filled.cells.map((one) => [one.cell, one.value, one.gap])).toEqual([
      ['C5', null, 'book-gone'],
      ['D5', null, 'state-gone'],
      ['F5', null, 'field-gone'],
      ['G5', 1, null],
    ])
  })

  test('a period that is not over is preliminary, one that has not begun is not counted', async () => {
    putEntry(station.db, { occurredOn: '2026-11-03' })
    await bind(station, returnId, { C5: count() })
    const november = await fill('2026-11')
    expect([november.preliminary, cellOf(november, 'C5').value]).toEqual([true, 1])
    expect(cellOf(await fill('2026-12'), 'C5')).toMatchObject({ value: null, gap: 'not-begun' })
    expect(await code(station.as('clerk', 'returns.fill', { returnId, period: '2026-Q4' }))).toEqual([
      'returns/period-unknown',
      {},
    ])
  })
})

describe('binding', () => {
  const attempt = async (cell: string, binding = count()) => {
    const { revision } = await station.must('clerk', 'returns.open', { returnId })
    return code(
      station.as('clerk', 'returns.bind', {
        ...{ returnId, revision },
        cells: [
          { sheet, cell: 'C5', binding: count() },
          { sheet, cell, binding },
        ],
      }),
    )
  }

  test.each([
    ['D3', count(), { cells: ['D3'], reason: 'merged-away', into: 'C3' }],
    ['C9', count(), { cells: ['C9'], reason: 'formula' }],
    ['B5', count(), { cells: ['B5'], reason: 'has-text' }],
    ['Z99', count(), { cells: ['Z99'], reason: 'outside' }],
    ['D5', count({ book: 'L77' }), { cells: ['D5'], reason: 'book-gone' }],
    ['D5', count({ basis: 'reached' }), { cells: ['D5'], reason: 'state-needed' }],
  ])('%s is refused with its reason, and nothing of the change is kept', async (cell, binding, params) => {
    expect(await attempt(cell, binding)).toEqual(['returns/binding-invalid', params])
    expect((await station.must('clerk', 'returns.open', { returnId })).bindings).toEqual([])
  })

  test('is remembered, can be taken back, and does not overwrite what another has just changed', async () => {
    await bind(station, returnId, { C5: count(), D5: count({ beat: 'B02' }) })
    const { revision, bindings } = await station.must('chief', 'returns.open', { returnId })
    expect(bindings.map((one) => one.cell)).toEqual(['C5', 'D5'])
    await bind(station, returnId, { C5: null })
    expect((await station.must('clerk', 'returns.open', { returnId })).bindings.map((one) => one.cell)).toEqual(['D5'])
    const stale = station.as('clerk', 'returns.bind', {
      returnId,
      revision,
      cells: [{ sheet, cell: 'F5', binding: count() }],
    })
    expect(await code(stale)).toEqual(['returns/stale', {}])
  })

  test('words of the form go behind the words that are there', async () => {
    await bind(station, returnId, {
      A2: { kind: 'text', what: 'station' },
      E2: { kind: 'text', what: 'period' },
      A10: { kind: 'text', what: 'filler' },
      D10: { kind: 'text', what: 'reviewer' },
      G10: { kind: 'text', what: 'date' },
    })
    const submissionId = await sendOff()
    const { file } = await station.must('chief', 'returns.file', { returnId, period: '2026-10', submissionId })
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(Buffer.from(file) as never)
    const at = (cell: string) => book.getWorksheet(sheet)?.getCell(cell).value
    expect(at('E2')).toBe('报告期：2026年10月')
    expect(at('A2')).toMatch(/^填报单位：.+派出所$/)
    expect(at('A10')).toBe(`填表人：${staff.clerk.name}`)
    expect(at('D10')).toBe(`审核人：${staff.chief.name}`)
    expect(at('G10')).toBe('填报日期：2026-11-20')
  })
})

describe('the records behind a number', () => {
  test('are listed with number, day, book, state and beat, and with nothing of their content', async () => {
    const id = putEntry(station.db, { values: { result: 'met', residentName: '欧阳测试', findings: '机密内容' } })
    await bind(station, returnId, { F5: count({ state: 'done' }) })
    const page = await station.must('chief', 'returns.records', {
      returnId,
      period: '2026-10',
      sheet,
      cell: 'F5',
      set: 'now',
    })
    expect(page).toMatchObject({ total: 1, outOfReach: 0 })
    expect(page.records).toEqual([
      expect.objectContaining({
        entryId: id,
        book: 'L06',
        state: 'done',
        occurredOn: '2026-10-15',
        beat: 'B01',
        version: 1,
      }),
    ])
    expect(JSON.stringify(page)).not.toMatch(/欧阳|机密/)
  })

  test('come page by page', async () => {
    const ids = Array.from({ length: 7 }, () => putEntry(station.db)).sort()
    await bind(station, returnId, { F5: count() })
    const page = (offset: number) =>
      station.must('clerk', 'returns.records', {
        returnId,
        period: '2026-10',
        sheet,
        cell: 'F5',
        set: 'now',
        offset,
        limit: 3,
      })
    const pages = [await page(0), await page(3), await page(6)]
    expect(pages.flatMap((one) => one.records.map((record) => record.entryId))).toEqual(ids)
    expect(pages[0]?.total).toBe(7)
  })
})
