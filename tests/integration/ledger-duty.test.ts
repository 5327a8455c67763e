import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BatchId } from '../../src-contract/features/duty.shapes.ts'
import type { EntryId, Instant, LocalDate } from '../../src-contract/ids.ts'
import { dutyHandlers } from '../../src-core/features/duty/duty.handlers.ts'
import { L03, L05, L06, L08, codeOf, draftOf, filed, sample, stationDay } from '../support/ledger-acts.ts'
import { openLedgerStation, staff, type LedgerStation } from '../support/test-context.ts'

const place = '澄湾市东渚区幸福路12号3栋2单元1203室'
const shop = '澄湾市东渚区人民路18号'
const officer = staff.otherOfficer.accountId
let station: LedgerStation

beforeAll(async () => {
  station = openLedgerStation(undefined, undefined, { duty: dutyHandlers })
  const area = { kind: 'road', doorFrom: null, doorTo: null, side: 'both', from: '2025-01-01', to: null } as const
  await station.must('chief', 'duty.saveArea', {
    ...area,
    place: '澄湾市东渚区幸福路',
    beat: 'B02',
    reason: '划分辖区',
  })
})
afterAll(() => station.close())

it('the beat of an address is filled in with where it comes from, and gives way to nothing that was typed', async () => {
  const opened = await station.must('clerk', 'ledger.openDraft', { book: L06 })
  const { draftId } = opened
  const first = await station.must('clerk', 'ledger.saveDraft', {
    draftId,
    revision: opened.revision,
    fields: { ...opened.fields, address: place },
  })
  expect(first.filled).toContainEqual({ field: 'beat', value: 'B02', source: 'area', at: null })
  const read = await station.must('clerk', 'ledger.readDraft', { draftId })
  expect(read.fields['beat']).toBe('B02')
  expect(read.marks).toContainEqual({ field: 'beat', source: 'area', at: null })

  const typed = { ...read.fields, beat: 'B01' }
  const second = await station.must('clerk', 'ledger.saveDraft', { draftId, revision: read.revision, fields: typed })
  expect(second.filled.map((one) => one.field)).toEqual(['officer'])
  const officer = staff.officer.accountId
  const moved = { ...typed, officer, address: '澄湾市东渚区幸福路14号101室' }
  const third = await station.must('clerk', 'ledger.saveDraft', { draftId, revision: second.revision, fields: moved })
  expect(third.filled).toEqual([])
  expect((await station.must('clerk', 'ledger.readDraft', { draftId })).fields['beat']).toBe('B01')
})

it('an own beat that came by itself gives way to that of the address, and the entries filed with it follow', async () => {
  const opened = await station.must('officer', 'ledger.openDraft', { book: L06 })
  expect(opened.fields['beat']).toBe('B01')
  expect(opened.marks).toContainEqual({ field: 'beat', source: 'own-beat', at: null })
  const tenant = await station.must('officer', 'ledger.openDraft', { book: L03, parent: opened.draftId })
  const saved = await station.must('officer', 'ledger.saveDraft', {
    draftId: opened.draftId,
    revision: opened.revision,
    fields: { ...opened.fields, address: place },
  })
  // The officer who types stays who answers.
  expect(saved.filled).toMatchObject([{ field: 'beat', value: 'B02' }])
  const child = await station.must('officer', 'ledger.readDraft', { draftId: tenant.draftId })
  expect(child.fields).toMatchObject({ beat: 'B02', address: place })
})

async function planned(object: string): Promise<string> {
  const { planId } = await station.must('chief', 'duty.saveInspection', {
    ...{ object, objectNumber: null, address: shop, beat: 'B01', from: '2026-03-01', to: '2026-03-20' },
    ...{ officerId: staff.officer.accountId, reason: '季度检查' },
  })
  return planId
}
async function planOf(planId: string) {
  const { inspections } = await station.must('chief', 'duty.inspections', {})
  return inspections.find((one) => one.planId === planId)
}

it('who alone answers for the beat that day is filled in, follows the beat, and gives way to nothing that was typed', async () => {
  const { draftId, revision, fields } = await station.must('clerk', 'ledger.openDraft', { book: L08 })
  const save = async (at: number, typed: Record<string, string>) => {
    const { filled } = await station.must('clerk', 'ledger.saveDraft', { draftId, revision: at, fields: typed })
    const read = await station.must('clerk', 'ledger.readDraft', { draftId })
    return { filled, ...read }
  }
  const first = await save(revision, { ...fields, address: place })
  const otherOfficer = staff.otherOfficer.accountId
  expect(first.filled).toContainEqual({ field: 'officer', value: otherOfficer, source: 'assigned', at: null })
  expect(first.fields['officer']).toBe(otherOfficer)
  const moved = await save(first.revision, { ...first.fields, beat: 'B01' })
  expect(moved.fields['officer']).toBe(staff.officer.accountId)

  // Emptied on purpose it stays empty, and what was typed stays typed.
  const { officer: _, ...without } = moved.fields
  const emptied = await save(moved.revision, without)
  expect(emptied.fields['officer']).toBeUndefined()
  const typed = await save(emptied.revision, { ...without, officer: otherOfficer })
  const back = await save(typed.revision, { ...typed.fields, beat: 'B02' })
  const stays = await save(back.revision, { ...back.fields, beat: 'B01' })
  expect(stays.fields['officer']).toBe(otherOfficer)

  // With a second officer in the beat, the typist says who it was.
  await station.must('chief', 'duty.saveAssignment', {
    ...{ accountId: otherOfficer, beat: 'B01', from: '2025-01-01', to: null, reason: '两人负责' },
  })
  const { officer: __, ...again } = stays.fields
  const two = await save(stays.revision, { ...again, occurredOn: '昨天' })
  expect(two.filled).toEqual([])
})

it('an inspection that is filed does what was planned; taken back or corrected to another day, it does not', async () => {
  const planId = await planned('老地方面馆')
  const home = await station.must('officer', 'home.today', {})
  expect(home.inspections).toMatchObject([{ object: '老地方面馆', state: 'due' }])
  const first = await filed(station, 'clerk', L08, sample('L08', { address: shop }))
  expect(await planOf(planId)).toMatchObject({ state: 'done', fulfilledNumber: first.number })
  expect((await station.must('officer', 'home.today', {})).inspections).toEqual([])

  await station.must('clerk', 'ledger.undo', { actId: first.undo?.actId ?? '' })
  expect(await planOf(planId)).toMatchObject({ state: 'due', fulfilledBy: null })

  const again = await filed(station, 'clerk', L08, sample('L08', { address: shop }))
  expect(await planOf(planId)).toMatchObject({ state: 'done', fulfilledNumber: again.number })
  const { entryId } = again
  const fields = { ...(await station.must('clerk', 'ledger.read', { entryId })).fields, occurredOn: '2026-02-27' }
  await station.must('clerk', 'ledger.correct', { entryId, version: again.version, fields, reason: '日期录错' })
  expect(await planOf(planId)).toMatchObject({ fulfilledBy: null })
})

it('a voided inspection leaves its plan open again', async () => {
  const planId = await planned('老地方面馆')
  const { entryId } = await filed(station, 'clerk', L08, sample('L08', { address: shop, description: '另一处杂物。' }))
  const done = (await station.must('chief', 'duty.inspections', {})).inspections.find(
    (one) => one.fulfilledBy === entryId,
  )
  expect(done).toBeDefined()
  const { review } = await station.must('clerk', 'ledger.void', { entryId, version: 1 as never, reason: '重复登记' })
  await station.must('chief', 'ledger.decide', { reviewIds: [review], approve: true })
  expect(await planOf(done?.planId ?? planId)).toMatchObject({ fulfilledBy: null })
})

it('the inspections of a period are planned from the register by kind, for who answers; done once, a place is due again later', async () => {
  const span = { from: stationDay as LocalDate, to: '2026-03-31' as LocalDate }
  const hotel = { name: '测试旅馆', kind: 'hotel', address: '澄湾市东渚区幸福路88号', beat: 'B02' }
  const { number } = await filed(station, 'clerk', L05, sample('L05', { ...hotel, officer, uscc: '未提供' }))
  const firm = { name: '测试公司', kind: 'company', address: '澄湾市东渚区幸福路90号', beat: 'B02', uscc: '未提供' }
  await filed(station, 'clerk', L05, sample('L05', { ...firm, officer }))
  await filed(station, 'clerk', L05, sample('L05', { ...firm, name: '测试机关', kind: 'public-body', officer }))
  const ask = async () => (await station.must('clerk', 'duty.proposeInspections', span)).kinds
  const none = { plannedAlready: 0, notDue: 0, nobody: 0 }
  expect(await ask()).toEqual([
    { kind: 'hotel', everyMonths: 1, places: 1, due: 1, ...none },
    { kind: 'company', everyMonths: 12, places: 1, due: 1, ...none },
  ])
  const plan = (count: number) =>
    station.call('clerk', 'duty.planInspections', { ...span, kinds: ['hotel'], count, reason: '季度检查' })
  expect(codeOf(await plan(2))).toBe('duty/preview-stale')
  const made = await plan(1)
  if (!made.ok) throw new Error(made.error.code)
  expect((await ask())[0]).toMatchObject({ due: 0, plannedAlready: 1 })
  const planned = async () =>
    (await station.must('clerk', 'duty.inspections', {})).inspections.filter((one) => one.objectNumber === number)
  expect(await planned()).toMatchObject([
    { object: '测试旅馆', officerId: officer, beat: 'B02', from: span.from, to: span.to, state: 'due' },
  ])
  const { importId } = made.value
  await station.must('clerk', 'duty.undoImport', { importId, reason: '期间选错' })
  expect(await planned()).toEqual([])

  expect((await plan(1)).ok).toBe(true)
  const { address, beat } = hotel
  const clear = { occurredOn: stationDay, object: '测试旅馆', found: 'none', address, beat, officer }
  await filed(station, 'clerk', L08, clear)
  expect(await planned()).toMatchObject([{ state: 'done', fulfilledOn: stationDay }])
  const april = { from: '2026-04-01' as LocalDate, to: '2026-04-04' as LocalDate }
  const next = async (to: LocalDate) =>
    (await station.must('clerk', 'duty.proposeInspections', { ...april, to })).kinds[0]
  expect(await next(april.to)).toMatchObject({ kind: 'hotel', due: 0, notDue: 1 })
  expect(await next('2026-04-05' as LocalDate)).toMatchObject({ kind: 'hotel', due: 1, notDue: 0 })
})

async function batchOf(sheets: number): Promise<BatchId> {
  const { batchId } = await station.must('officer', 'duty.handPaper', {
    ...{ book: 'L06', beat: 'B01', sheets, handedAt: '2026-03-04T02:00:00.000Z' as Instant },
    otherId: staff.clerk.accountId,
  })
  return batchId
}

it('paper that waits for a confirmation is on the home page; what is typed from it is linked and was handed over then', async () => {
  const batchId = await batchOf(2)
  const before = await station.must('clerk', 'home.today', {})
  expect(before.batches).toMatchObject([{ batchId, book: 'L06', sheets: 2 }])
  await station.must('clerk', 'duty.confirmBatch', { batchId, sheets: 2 })
  expect((await station.must('clerk', 'home.today', {})).batches).toEqual([])

  const { batches } = await station.must('clerk', 'ledger.paperToType', { book: L06 })
  expect(batches).toMatchObject([{ batchId, entries: 0, sheets: 2 }])
  expect((await station.must('auxiliary', 'ledger.paperToType', { book: L06 })).batches).toEqual([])
  const { draftId } = await draftOf(station, 'clerk', L06, sample('L06'))
  await station.must('clerk', 'ledger.setPaper', { draftId, batchId })
  const first = await station.must('clerk', 'ledger.file', { draftId, accepted: anyway })
  const entry = await station.must('clerk', 'ledger.read', { entryId: first.entryId })
  expect(entry.paper?.batchId).toBe(batchId)
  expect(handedOver(first.entryId)).toBe('2026-03-04T02:00:00.000Z')

  const undone = await station.must('clerk', 'ledger.undo', { actId: first.undo?.actId ?? '' })
  expect((await station.must('clerk', 'ledger.readDraft', { draftId })).paper?.batchId).toBe(batchId)
  expect((await station.must('clerk', 'ledger.paperToType', { book: L06 })).batches).toMatchObject([{ entries: 0 }])
  await station.must('clerk', 'ledger.file', { draftId: undone.draftId ?? draftId, accepted: anyway })
  const next = await station.must('clerk', 'ledger.openDraft', { book: L06, batch: batchId })
  expect(next.paper?.batchId).toBe(batchId)
  expect((await station.must('clerk', 'ledger.paperToType', { book: L06 })).batches).toMatchObject([{ entries: 1 }])
})

it('paper of another book or that was withdrawn is refused, and nothing is filed from it', async () => {
  const batchId = await batchOf(3)
  const hazard = await draftOf(station, 'clerk', L08, sample('L08', { address: shop }))
  expect(await station.call('clerk', 'ledger.setPaper', { draftId: hazard.draftId, batchId })).toMatchObject({
    error: { code: 'ledger/paper-gone' },
  })
  const visit = await draftOf(station, 'clerk', L06, sample('L06', { address: '澄湾市东渚区桂花路7号' }))
  await station.must('clerk', 'ledger.setPaper', { draftId: visit.draftId, batchId })
  await station.must('officer', 'duty.cancelBatch', { batchId, reason: '份数有误' })
  expect(await station.call('clerk', 'ledger.file', { draftId: visit.draftId, accepted: anyway })).toMatchObject({
    error: { code: 'ledger/paper-gone' },
  })
  await station.must('clerk', 'ledger.setPaper', { draftId: visit.draftId, batchId: null })
  await station.must('clerk', 'ledger.file', { draftId: visit.draftId, accepted: anyway })
})

it('campaigns that run today are on the home page', async () => {
  await station.must('chief', 'duty.saveCampaign', {
    ...{ topic: '反诈宣传', from: '2026-03-01', to: '2026-03-31', reason: '年度计划' },
    shares: [{ beat: 'B01', officerId: null, heads: 200 }],
  })
  const { campaigns } = await station.must('officer', 'home.today', {})
  expect(campaigns).toMatchObject([{ topic: '反诈宣传', heads: 200, to: '2026-03-31' }])
  expect((await station.must('it', 'home.today', {})).campaigns).toEqual([])
})

const anyway = ['visit-within-30-days', 'officer-not-assigned', 'address-no-room'].flatMap((code) =>
  ['address', 'officer'].map((field) => ({ field, code, reason: '已核对' })),
)

function handedOver(entryId: EntryId): string | null {
  return (
    station.db
      .prepare<[string], { at: string | null }>('SELECT handed_over_at AS at FROM entries WHERE entry_id = ?')
      .one(entryId)?.at ?? null
  )
}
