import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { InputOf } from '../../src-contract/contract.ts'
import type { Version } from '../../src-contract/ids.ts'
import { booksById } from '../../src-domain/books/books.ts'
import { listSql, type ListInput } from '../../src-core/features/ledger/list.queries.ts'
import type { SqlValue } from '../../src-core/store/sql.ts'
import { audited, codeOf, filed, L02, L06, L08, sample, stepped } from '../support/ledger-acts.ts'
import { idNumber, resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, staff, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

type Filters = NonNullable<InputOf<'ledger.list'>['filters']>

async function numbers(filters: Filters, more: Partial<InputOf<'ledger.list'>> = {}): Promise<string[]> {
  const { rows, total } = await station.must('clerk', 'ledger.list', { book: L02, filters, ...more })
  expect(total).toBe(rows.length)
  return rows.map((row) => row.number.slice(-1)).sort()
}

describe('a list', () => {
  beforeEach(async () => {
    const people: Record<string, string>[] = [
      { name: '测试甲', householdStatus: 'registered-here', occurredOn: '2026-02-01', remarks: '独居_老人' },
      { name: '测试乙', householdStatus: 'registered-elsewhere', occurredOn: '2026-02-15' },
      { name: '试验丙', householdStatus: 'registered-here', occurredOn: '2026-03-01', phone: '未提供' },
    ]
    for (const [n, more] of people.entries()) {
      const address = `澄湾市东渚区幸福路12号3栋2单元120${n + 1}室`
      await filed(station, 'clerk', L02, { ...resident, documentNumber: idNumber(n + 1), address, ...more })
    }
  })

  test('is filtered by each kind of column and condition', async () => {
    expect(await numbers([{ field: 'householdStatus', op: 'is', value: 'registered-here' }])).toEqual(['1', '3'])
    expect(await numbers([{ field: 'householdStatus', op: 'is-not', value: 'registered-here' }])).toEqual(['2'])
    expect(await numbers([{ field: 'name', op: 'contains', value: '测试' }])).toEqual(['1', '2'])
    expect(await numbers([{ field: 'occurredOn', op: 'from', value: '2026-02-15' }])).toEqual(['2', '3'])
    expect(await numbers([{ field: 'occurredOn', op: 'to', value: '2026-02-15' }])).toEqual(['1', '2'])
    expect(await numbers([{ field: 'remarks', op: 'empty' }])).toEqual(['2', '3'])
    expect(await numbers([{ field: 'remarks', op: 'not-empty' }])).toEqual(['1'])
    expect(await numbers([{ field: 'remarks', op: 'is-not', value: 'x' }])).toEqual(['1', '2', '3'])
    expect(await numbers([{ field: 'number', op: 'contains', value: '000002' }])).toEqual(['2'])
    expect(await numbers([{ field: 'officer', op: 'is', value: staff.officer.accountId }])).toEqual(['1', '2', '3'])
    expect(await numbers([{ field: 'beat', op: 'is', value: 'B02' }])).toEqual([])
    expect(await numbers([{ field: 'filedAt', op: 'is', value: '2026-03-05' }])).toEqual(['1', '2', '3'])
    expect(await numbers([{ field: 'filedAt', op: 'from', value: '2026-03-06' }])).toEqual([])
    const both: Filters = [
      { field: 'householdStatus', op: 'is', value: 'registered-here' },
      { field: 'occurredOn', op: 'from', value: '2026-03-01' },
    ]
    expect(await numbers(both)).toEqual(['3'])
  })

  test('takes signs of the query language as signs, and finds nothing by a column that it has not', async () => {
    expect(await numbers([{ field: 'remarks', op: 'contains', value: '居_老' }])).toEqual(['1'])
    expect(await numbers([{ field: 'remarks', op: 'contains', value: '居%人' }])).toEqual([])
    expect(await numbers([{ field: 'remarks', op: 'contains', value: "' OR 1=1 --" }])).toEqual([])
    for (const field of ['address_key', 'entry_id', '1=1) --', '__proto__', 'reason']) {
      expect(await numbers([{ field, op: 'not-empty' }])).toEqual([])
    }
    expect(await numbers([{ field: 'filedAt', op: 'is', value: '2026-02-30x' }])).toEqual([])
  })

  test('that asks for somebody by a personal column is audited as a search, without what was asked', async () => {
    await numbers([{ field: 'householdStatus', op: 'is', value: 'registered-here' }])
    expect(audited(station, 'search')).toEqual([])
    await numbers([{ field: 'name', op: 'contains', value: '测试' }])
    expect(audited(station, 'search')).toMatchObject([{ detail: { book: 'L02', hits: 2 } }])
    expect(JSON.stringify(audited(station, 'search'))).not.toContain('测试')
  })

  test('finds the same whether it goes through the text’s entries or through the list', async () => {
    const book = booksById.get('L02')
    if (book === undefined) throw new Error('no L02')
    const input = { book: L02, offset: 0, limit: 100, filters: [], reach: { all: true as const }, today: '2026-03-05' }
    const asked: Partial<InputOf<'ledger.list'>>[] = [
      ...['测试', '幸福路', '1202', '000003', '没有'].map((text) => ({ text })),
      { filters: [{ field: 'name', op: 'contains', value: '测试' }] },
      { filters: [{ field: 'householdStatus', op: 'is-not', value: 'registered-here' }], state: 'present' },
      { filters: [{ field: 'remarks', op: 'empty' }], text: '测试' },
    ]
    for (const more of asked) {
      for (const by of ['name', 'occurredOn', 'number', 'officer']) {
        const [narrow, broad] = [false, true].map((way) => {
          const { ids, count } = listSql(book, { ...input, ...more, sort: { by, descending: true } } as ListInput, way)
          const rows = station.db.prepare<SqlValue[], { id: string }>(ids.text).all(...ids.params)
          return [rows, station.db.prepare<SqlValue[], { n: number }>(count.text).one(...count.params)]
        })
        expect([more, by, narrow]).toEqual([more, by, broad])
      }
    }
  })

  test('of several choices in one field finds each of them', async () => {
    await filed(station, 'clerk', L06, { ...visit, itemsChecked: 'residents,fire' })
    const visits = (value: string) =>
      station.must('clerk', 'ledger.list', { book: L06, filters: [{ field: 'itemsChecked', op: 'is', value }] })
    expect((await visits('fire')).total).toBe(1)
    expect((await visits('residents')).total).toBe(1)
    expect((await visits('resident')).total).toBe(0)
  })
})

test('what is overdue and what is due soon are found by their days, the next first', async () => {
  const days = ['2026-02-26', '2026-03-04', '2026-03-12', '2026-03-13']
  for (const [n, rectifyBy] of days.entries()) {
    const { entryId } = await filed(
      station,
      'clerk',
      L08,
      sample('L08', { object: `对象${n}`, occurredOn: '2026-02-25' }),
    )
    const order = { noticeNumber: `${n}号`, noticeOn: '2026-02-25', rectifyBy }
    const taken = await stepped(station, 'clerk', entryId, 'order', order)
    expect(taken.ok).toBe(true)
  }
  const due = async (which: 'overdue' | 'soon') =>
    (
      await station.must('clerk', 'ledger.list', { book: L08, due: which, sort: { by: 'due', descending: false } })
    ).rows.map((row) => row.due?.on)
  expect(await due('overdue')).toEqual(days.slice(0, 2))
  expect(await due('soon')).toEqual(days.slice(2, 3))
  const until = await station.must('clerk', 'ledger.list', {
    book: L08,
    filters: [{ field: 'due', op: 'to', value: '2026-03-12' }],
  })
  expect(until.total).toBe(3)
})

describe('the home page', () => {
  test('shows what is overdue and due within a week to whom it concerns, on its day and until it is done', async () => {
    const { entryId, number } = await filed(station, 'clerk', L08, sample('L08', { occurredOn: '2026-03-05' }))
    // Three working days for the notice: the ninth is a Monday, so it is due on the tenth.
    const clerk = await station.must('clerk', 'home.today', {})
    expect(clerk.dues).toEqual([
      { entryId, book: 'L08', number, state: 'found', kind: 'order-notice', on: '2026-03-10' },
    ])
    expect(clerk).toMatchObject({ duesTotal: 1, overdue: 0 })
    expect((await station.must('officer', 'home.today', {})).duesTotal).toBe(1)
    expect((await station.must('chief', 'home.today', {})).duesTotal).toBe(1)
    for (const who of ['otherOfficer', 'auxiliary', 'auditor', 'it'] as const) {
      expect([who, (await station.must(who, 'home.today', {})).duesTotal]).toEqual([who, 0])
    }
    await stepped(station, 'clerk', entryId, 'order', {
      noticeNumber: '1号',
      noticeOn: '2026-03-05',
      rectifyBy: '2026-03-20',
    })
    expect((await station.must('clerk', 'home.today', {})).dues).toEqual([])
    station.clock.ms = Date.parse('2026-03-13T01:00:00.000Z')
    expect((await station.must('clerk', 'home.today', {})).dues).toMatchObject([{ kind: 'rectify', on: '2026-03-20' }])
    station.clock.ms = Date.parse('2026-03-20T16:00:00.000Z')
    expect(await station.must('clerk', 'home.today', {})).toMatchObject({ overdue: 1, duesTotal: 1 })
  })

  test('shows the newest of what is overdue beside what is coming, however much is overdue', async () => {
    station.clock.ms = Date.parse('2026-01-05T02:00:00.000Z')
    for (let n = 0; n < 55; n += 1) {
      const date = ['2025-12-30', '2025-12-31', '2026-01-04'][n - 52] ?? '2026-01-05'
      await filed(station, 'clerk', L08, sample('L08', { object: `对象${n}`, occurredOn: date }))
    }
    station.clock.ms = Date.parse('2026-01-08T02:00:00.000Z')
    const { dues, overdue, duesTotal } = await station.must('clerk', 'home.today', {})
    expect([dues.length, overdue]).toEqual([50, 3])
    const days = dues.map((one) => one.on)
    expect(days).toEqual([...days].sort())
    expect(new Set(days.slice(0, 3)).size).toBeGreaterThan(1)
    expect(days.slice(3)).toEqual(Array.from({ length: 47 }, () => '2026-01-08'))
    expect(duesTotal).toBe(55)
  })
})

describe('a saved view', () => {
  const view = {
    viewId: null,
    book: L08,
    name: '未整改',
    filters: [{ field: 'state', op: 'is' as const, value: 'ordered' }],
    stage: null,
    sort: { by: 'rectifyBy', descending: false },
    columns: ['object', 'rectifyBy'],
  }

  test('is kept for its owner, changed under its id, and its name is used once', async () => {
    const { viewId } = await station.must('clerk', 'ledger.saveView', view)
    expect(codeOf(await station.call('clerk', 'ledger.saveView', view))).toBe('ledger/view-name-taken')
    await station.must('clerk', 'ledger.saveView', { ...view, viewId, name: '待整改' })
    await station.must('otherClerk', 'ledger.saveView', view)
    const { views } = await station.must('clerk', 'ledger.views', { book: L08 })
    expect(views).toEqual([{ ...view, viewId, name: '待整改' }])
    expect((await station.must('clerk', 'ledger.views', { book: L06 })).views).toEqual([])
    // Nobody deletes another's view.
    await station.must('otherClerk', 'ledger.deleteView', { viewId })
    expect((await station.must('clerk', 'ledger.views', { book: L08 })).views).toHaveLength(1)
    await station.must('clerk', 'ledger.deleteView', { viewId })
    await station.must('clerk', 'ledger.deleteView', { viewId })
    expect((await station.must('clerk', 'ledger.views', { book: L08 })).views).toEqual([])
  })

  test('that takes over another’s id makes one of its own', async () => {
    const { viewId } = await station.must('clerk', 'ledger.saveView', view)
    const own = await station.must('otherClerk', 'ledger.saveView', { ...view, viewId })
    expect(own.viewId).not.toBe(viewId)
    expect((await station.must('clerk', 'ledger.views', { book: L08 })).views).toMatchObject([{ viewId }])
  })
})

test('how much typing was saved is counted for the station, without what was imported, voided or filed on another day', async () => {
  await filed(station, 'clerk', L06, visit)
  const next = await station.must('clerk', 'ledger.openDraft', { book: L06 })
  const address = '澄湾市东渚区幸福路12号3栋2单元1204室'
  const fields = { ...next.fields, address, residentName: '测试乙', findings: '一切正常。' }
  await station.must('clerk', 'ledger.saveDraft', { draftId: next.draftId, revision: 1, fields })
  await station.must('clerk', 'ledger.file', { draftId: next.draftId })
  const undone = await filed(station, 'clerk', L06, { ...visit, address: '澄湾市东渚区幸福路12号3栋2单元1205室' })
  await station.must('clerk', 'ledger.undo', { actId: undone.undo?.actId ?? '' })
  const measured = async (from: string, to: string) =>
    (await station.must('chief', 'ledger.measures', { from: from as never, to: to as never })).books.find(
      (one) => one.book === 'L06',
    )
  // Of the second visit, five fields were carried forward: reason, result, items, beat, officer, helpers.
  expect(await measured('2026-03-05', '2026-03-05')).toEqual({
    book: 'L06',
    filed: 2,
    fields: Object.keys(visit).length + Object.keys(fields).length,
    prefilled: 6,
    duplicatesAvoided: 0,
  })
  expect(await measured('2026-03-06', '2026-03-07')).toMatchObject({ filed: 0, fields: 0 })
  expect(
    codeOf(
      await station.call('officer', 'ledger.measures', { from: '2026-03-05' as never, to: '2026-03-05' as never }),
    ),
  ).toBe('rpc/denied')
})

test('two versions are compared field by field, and an old one comes back as a new version', async () => {
  const { entryId } = await filed(station, 'clerk', L06, visit)
  let version = 1 as Version
  const corrections: Record<string, string>[] = [{ reason: 'care' }, { reason: 'follow-up', findings: '二次核对。' }]
  for (const more of corrections) {
    const { fields } = await station.must('clerk', 'ledger.read', { entryId })
    const changed = { ...fields, ...more }
    version = (await station.must('clerk', 'ledger.correct', { entryId, version, fields: changed, reason: '更正' }))
      .version
  }
  const compare = async (left: number, right: number) =>
    (await station.must('clerk', 'ledger.compare', { entryId, left: left as Version, right: right as Version })).fields
  expect(await compare(1, 3)).toMatchObject([
    { field: 'reason', before: 'routine', after: 'follow-up' },
    { field: 'findings' },
  ])
  expect(JSON.stringify(await compare(1, 3))).not.toContain('核对同住人员两人')
  expect(await compare(3, 2)).toMatchObject([
    { field: 'reason', before: 'follow-up', after: 'care' },
    { field: 'findings' },
  ])
  expect(await compare(2, 2)).toEqual([])
  expect(
    codeOf(await station.call('clerk', 'ledger.compare', { entryId, left: 1 as Version, right: 9 as Version })),
  ).toBe('ledger/entry-gone')
  const restore = (to: number, seen: number) =>
    station.call('clerk', 'ledger.restore', { entryId, version: seen as Version, to: to as Version, reason: '恢复' })
  expect(codeOf(await restore(1, 2))).toBe('ledger/version-stale')
  expect(codeOf(await restore(3, 3))).toBe('ledger/nothing-changed')
  expect(await restore(1, 3)).toMatchObject({ ok: true, value: { version: 4 } })
  const entry = await station.must('clerk', 'ledger.read', { entryId })
  expect(entry.fields).toMatchObject({ reason: 'routine', findings: visit.findings })
  expect(audited(station, 'correct').at(-1)?.detail).toMatchObject({ version: 4, restored: 1 })
})
