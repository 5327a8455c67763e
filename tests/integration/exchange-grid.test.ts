import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openExchangeStation, type ExchangeStation } from '../support/exchange-station.ts'
import { idNumber, resident, visit } from '../support/ledger-samples.ts'

let station: ExchangeStation
beforeAll(() => {
  station = openExchangeStation()
})
afterAll(() => station.close())

const person = (n: number, more: Record<string, string> = {}): Record<string, string> => ({
  ...resident,
  documentNumber: idNumber(n),
  phone: `129${String(n).padStart(8, '0')}`,
  name: `诸葛${'甲乙丙丁戊己庚辛壬癸'.charAt(n % 10)}`,
  ...more,
})
const L02 = 'L02' as never

describe('rows of the entry grid', () => {
  test('are checked row by row, also against each other; names, labels and beats are understood', async () => {
    const rows = [
      person(1, { officer: '民警甲', householdStatus: '人户一致' }),
      person(2, { occurredOn: '2026-02-30' }),
      person(1),
      person(3, { nonsense: 'x' }),
    ]
    const checked = await station.must('clerk', 'exchange.checkRows', { book: L02, rows })
    expect(checked.rows[0]).toEqual({ problems: [], sameAs: null })
    expect(checked.rows[1]?.problems).toMatchObject([
      { field: 'occurredOn', code: 'date/not-a-day', severity: 'error' },
    ])
    expect(checked.rows[2]).toMatchObject({ sameAs: 0, problems: [{ code: 'import/in-file' }] })
    expect(checked.rows[3]?.problems).toMatchObject([{ code: 'unknown-field' }])
    expect(station.rows('SELECT 1 FROM entries')).toEqual([])
  })

  test('what is right is filed as an entry each, the rest comes back; one undo takes all back', async () => {
    const rows = [person(11), person(12, { sex: '不知道' }), person(13, { address: '澄湾市东渚区幸福路12号' })]
    const done = await station.must('clerk', 'exchange.fileRows', {
      book: L02,
      rows,
      accepted: [{ row: 2, field: 'address', code: 'address-no-room', reason: '平房' }],
    })
    expect(done.rows.map(({ filed }) => filed?.number ?? null)).toEqual([
      expect.stringMatching(/^L02-2026-/),
      null,
      expect.stringMatching(/^L02-2026-/),
    ])
    expect(done.rows[1]?.problems).toMatchObject([{ field: 'sex', code: 'unknown-option' }])
    expect(done.undo).toMatchObject({ kind: 'import', entries: 2 })
    const trail = await station.must('auditor', 'audit.list', { actions: ['file'] })
    expect(trail.rows).toHaveLength(2)
    const warnings = station.rows('SELECT field, code, reason FROM entry_warnings')
    expect(warnings).toEqual([{ field: 'address', code: 'address-no-room', reason: '平房' }])

    await station.must('clerk', 'ledger.undo', { actId: done.undo?.actId ?? '' })
    const list = await station.must('clerk', 'ledger.list', { book: L02 })
    expect(list.total).toBe(0)
  })

  test('sent twice, they are filed once', async () => {
    const input = { book: L02, rows: [person(21)] }
    const operationId = '01990000-0000-7000-8000-000000000021'
    const first = await station.must('clerk', 'exchange.fileRows', input, { operationId })
    expect(await station.must('clerk', 'exchange.fileRows', input, { operationId })).toEqual(first)
    expect(station.rows('SELECT 1 FROM book_l02 WHERE document_number = ?', idNumber(21))).toHaveLength(1)
  })

  test('a row that is in the ledger already needs a reason', async () => {
    const again = { book: L02, rows: [person(21, { name: '诸葛乙' })] }
    const refused = await station.must('clerk', 'exchange.fileRows', again)
    expect(refused.rows[0]).toMatchObject({ filed: null, problems: [{ code: 'already-registered' }] })
    expect(refused.undo).toBeNull()
    const accepted = [{ field: 'documentNumber', code: 'already-registered', reason: '两处居住' }]
    const filed = await station.must('clerk', 'exchange.fileRows', { ...again, accepted })
    expect(filed.rows[0]?.filed).not.toBeNull()
  })

  test('visits: the same household on one day is the same visit, on another day it is not', async () => {
    const rows = [visit, visit, { ...visit, occurredOn: '2026-01-10' }]
    const checked = await station.must('officer', 'exchange.checkRows', { book: 'L06' as never, rows })
    expect(checked.rows.map(({ sameAs }) => sameAs)).toEqual([null, 0, null])
  })

  test('200 rows in one go, 201 are refused', async () => {
    const rows = Array.from({ length: 200 }, (_, n) => person(300 + n))
    const done = await station.must('clerk', 'exchange.fileRows', { book: L02, rows })
    expect(done.rows.every(({ filed }) => filed !== null)).toBe(true)
    const more = await station.call('clerk', 'exchange.fileRows', { book: L02, rows: [...rows, person(900)] })
    expect(more).toMatchObject({ ok: false, error: { code: 'rpc/invalid-input' } })
  })
})
