import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { InputOf } from '../../src-contract/contract.ts'
import { duty as dutyMigration } from '../../db/migrations/0070-duty.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { LocalDate } from '../../src-contract/ids.ts'
import {
  actsFor,
  assignedOn,
  batchesWaitingFor,
  beatOfAddress,
  beatsOn,
  campaignsOn,
  dutyDays,
  nextDutyDay,
  openInspections,
  rosterReaches,
  staffOn,
  stationBeats,
} from '../../src-core/features/duty/duty.facts.ts'
import { fulfilInspection, linkToBatch, releaseInspection } from '../../src-core/features/duty/duty.acts.ts'
import { deriveAccountBeats } from '../../src-core/features/duty/standing-assignments.ts'
import { newReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { q } from '../../src-core/query.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { createReplica } from '../../src-core/store/open.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDutyStation, type DutyStation } from '../support/duty-station.ts'
import { staff } from '../support/test-context.ts'

let station: DutyStation
beforeEach(() => {
  station = openDutyStation()
})
afterEach(() => station.close())

const day = (date: string): LocalDate => date as LocalDate
const id = (who: keyof typeof staff) => staff[who].accountId
const reason = '所务会调整'
const duty = (date: string, more: Partial<InputOf<'duty.saveDuty'>> = {}): InputOf<'duty.saveDuty'> => ({
  ...{ accountId: id('officer'), date: day(date), shift: 'day', from: '08:30', to: '17:30', reason },
  ...more,
})
const beatsToday = (who: keyof typeof staff): string[] =>
  station.db
    .all(q.selectFrom('account_beats').select('beat').where('account_id', '=', id(who)).orderBy('beat'))
    .map(({ beat }) => beat)

function entry(number: string, more: Partial<{ book: string; occurred_on: string; officer_id: string }> = {}): string {
  const entryId = `00000000-0000-7000-9000-${number.replace(/\D/g, '').slice(-12).padStart(12, '0')}`
  const row = {
    ...{ entry_id: entryId, book: 'L08', number, version: 1, state: 'found', occurred_on: '2026-11-10', beat: 'B01' },
    ...{ entered_at: '2026-11-12T02:00:00.000Z', filed_at: '2026-11-12T02:00:00.000Z', handed_over_at: null },
    ...{ officer_id: id('officer'), typist_id: id('clerk'), address_key: null, voided_at: null, stage: 'filed' },
    ...{ stage: 'filed', due_on: null, due_kind: null, fields_filled: null, fields_prefilled: null },
  }
  station.db.run(q.insertInto('entries').values({ ...row, ...more }))
  return entryId
}

describe('the roster', () => {
  test('shows a month with its holidays, who is on duty, and how many days count', async () => {
    await station.must('clerk', 'duty.saveDuty', duty('2026-10-01', { shift: 'watch', to: '08:30' }))
    await station.must('chief', 'duty.saveDuty', duty('2026-10-08'))
    await station.must('chief', 'duty.saveDuty', duty('2026-10-08', { shift: 'night', from: '17:30', to: '08:30' }))
    await station.must('clerk', 'duty.saveDuty', duty('2026-10-09', { shift: 'off', from: '00:00', to: '00:00' }))
    const october = await station.must('clerk', 'duty.roster', { month: '2026-10' })
    expect(october.days[0]).toEqual({ date: '2026-10-01', kind: 'holiday', name: '国庆节' })
    expect(october.days[9]).toEqual({ date: '2026-10-10', kind: 'makeup', name: '国庆节' })
    expect(october).toMatchObject({ workingDays: 18, calendar: 'announced' })
    const mine = october.people.find(({ accountId }) => accountId === id('officer'))
    expect(mine).toMatchObject({ dutyDays: 2 })
    expect(mine?.duties.map(({ date, shift }) => `${date} ${shift}`)).toEqual([
      '2026-10-01 watch',
      '2026-10-08 day',
      '2026-10-08 night',
      '2026-10-09 off',
    ])
    expect((await station.must('clerk', 'duty.roster', { month: '2027-01' })).calendar).toBe('assumed')
    expect(dutyDays(station.db, id('officer'), '2026-10-01', '2026-10-31')).toEqual(['2026-10-01', '2026-10-08'])
    expect(nextDutyDay(station.db, id('officer'), '2026-10-01')).toBe('2026-10-08')
    expect(nextDutyDay(station.db, id('officer'), '2026-10-08')).toBeNull()
    expect(rosterReaches(station.db, id('officer'))).toBe('2026-10-09')
  })

  test('an officer sees the own row and changes nothing', async () => {
    await station.must('clerk', 'duty.saveDuty', duty('2026-11-23', { accountId: id('otherOfficer') }))
    const { people } = await station.must('officer', 'duty.roster', { month: '2026-11' })
    expect(people.map(({ accountId }) => accountId)).toEqual([id('officer')])
    expect(await station.code('officer', 'duty.saveDuty', duty('2026-11-23'))).toBe('rpc/denied')
    expect(await station.code('auditor', 'duty.roster', { month: '2026-11' })).toBe('rpc/denied')
  })

  test('overlapping shifts are refused, also across midnight; a rest after the night is not', async () => {
    await station.must('clerk', 'duty.saveDuty', duty('2026-11-23', { shift: 'night', from: '17:30', to: '08:30' }))
    const early = await station.call('clerk', 'duty.saveDuty', duty('2026-11-24', { from: '08:00' }))
    expect(early).toMatchObject({
      ok: false,
      error: { code: 'duty/shift-overlap', params: { date: '2026-11-23', from: '17:30', to: '08:30' } },
    })
    await station.must('clerk', 'duty.saveDuty', duty('2026-11-24', { shift: 'off', from: '00:00', to: '00:00' }))
    expect(await station.code('clerk', 'duty.saveDuty', duty('2026-11-24'))).toBe('duty/shift-overlap')
    await station.must('clerk', 'duty.saveDuty', duty('2026-11-24', { accountId: id('otherOfficer'), from: '08:00' }))
  })

  test('days that are none, unknown people, unknown shifts and missing reasons change nothing', async () => {
    expect(await station.code('clerk', 'duty.saveDuty', duty('2026-02-30'))).toBe('rpc/invalid-input')
    expect(await station.code('clerk', 'duty.saveDuty', duty('2026-11-23', { reason: ' ' }))).toBe('rpc/invalid-input')
    expect(await station.code('clerk', 'duty.saveDuty', duty('2026-11-23', { from: '24:30' }))).toBe(
      'rpc/invalid-input',
    )
    expect(await station.code('clerk', 'duty.saveDuty', duty('2026-11-23', { shift: 'nap' }))).toBe(
      'duty/shift-unknown',
    )
    const nobody = '00000000-0000-7000-8000-00000000ffff' as ReturnType<typeof id>
    expect(await station.code('clerk', 'duty.saveDuty', duty('2026-11-23', { accountId: nobody }))).toBe(
      'duty/account-unknown',
    )
    expect(station.db.all(q.selectFrom('duty_rows').selectAll())).toEqual([])
  })

  test('a change and its taking back keep who, when and why', async () => {
    const { dutyId } = await station.must('clerk', 'duty.saveDuty', duty('2026-11-23'))
    await station.must('chief', 'duty.saveDuty', { ...duty('2026-11-23', { from: '09:00', reason: '早会' }), dutyId })
    expect(await station.code('chief', 'duty.saveDuty', { ...duty('2026-11-23', { from: '09:00' }), dutyId })).toBe(
      'duty/nothing-changed',
    )
    await station.must('clerk', 'duty.removeDuty', { dutyId, reason: '调班' })
    expect(await station.code('clerk', 'duty.removeDuty', { dutyId, reason: '调班' })).toBe('duty/gone')
    const { changes } = await station.must('chief', 'duty.changes', { recordId: dutyId })
    expect(changes.map(({ by, reason: why }) => `${by} ${why}`)).toEqual([
      '内勤甲 调班',
      '所长甲 早会',
      `内勤甲 ${reason}`,
    ])
    expect(changes[0]).toMatchObject({ after: null, before: { from_time: '09:00' } })
    expect(changes[2]).toMatchObject({ before: null, after: { from_time: '08:30' } })
    const audited = station.db.all(q.selectFrom('audit_log').select(['action', 'detail']).orderBy('seq'))
    expect(audited.map(({ action }) => action)).toEqual(['duty-change', 'duty-change', 'duty-change'])
    expect(audited[0]?.detail).toBe('{"change":"new","part":"duty"}')
  })
})

describe('assignments', () => {
  const assign = (more: Partial<InputOf<'duty.saveAssignment'>> = {}): InputOf<'duty.saveAssignment'> => ({
    ...{ accountId: id('officer'), beat: 'B02', from: day('2026-12-01'), to: null, reason },
    ...more,
  })

  test('hold on their days, and what has no dates follows on the day', async () => {
    const { db } = station
    expect(assignedOn(db, id('officer'), 'B01', '2026-11-20')).toBe('assigned')
    expect(assignedOn(db, id('officer'), 'B01', '2024-12-31')).toBe('not')
    await station.must('chief', 'duty.saveAssignment', assign())
    expect(assignedOn(db, id('officer'), 'B02', '2026-11-30')).toBe('not')
    expect(assignedOn(db, id('officer'), 'B02', '2026-12-01')).toBe('assigned')
    expect(beatsOn(db, id('officer'), '2026-12-01')).toEqual(['B01', 'B02'])
    expect(beatsToday('officer')).toEqual(['B01'])
    db.transaction((tx) => deriveAccountBeats(tx, '2026-12-01'))
    expect(beatsToday('officer')).toEqual(['B01', 'B02'])
    expect(staffOn(db, 'B02', '2026-12-01').map(({ accountId }) => accountId)).toContain(id('officer'))
  })

  test('overlapping ones of one person in one beat, reversed dates and unknown beats are refused', async () => {
    const twice = await station.call('chief', 'duty.saveAssignment', assign({ beat: 'B01' }))
    expect(twice).toMatchObject({
      ok: false,
      error: { code: 'duty/assignment-overlap', params: { from: '2025-01-01' } },
    })
    expect(await station.code('chief', 'duty.saveAssignment', assign({ to: day('2026-11-30') }))).toBe(
      'duty/dates-reversed',
    )
    expect(await station.code('chief', 'duty.saveAssignment', assign({ beat: 'B99' }))).toBe('duty/beat-unknown')
    expect(await station.code('clerk', 'duty.saveBeat', { beat: 'B99', name: '桂园九警务区', reason })).toBe('ok')
    expect(await station.code('chief', 'duty.saveAssignment', assign({ beat: 'B99' }))).toBe('ok')
    expect(stationBeats(station.db)).toEqual(['B01', 'B02', 'B99'])
  })

  test('ending one makes a gap that the timeline shows, and a second officer shows as doubled', async () => {
    const { assignments } = await station.must('chief', 'duty.assignments', {})
    const own = assignments.find((one) => one.accountId === id('officer'))
    if (own === undefined) throw new Error('the officer has no assignment')
    const { name: _name, staffKind: _kind, ...row } = own
    await station.must('chief', 'duty.saveAssignment', { ...row, to: day('2026-10-31'), reason: '轮岗' })
    expect(beatsToday('officer')).toEqual([])
    const window = { from: day('2026-09-01'), to: day('2026-12-31') }
    const before = await station.must('clerk', 'duty.timeline', window)
    expect(before.beats.find(({ beat }) => beat === 'B01')).toMatchObject({
      gaps: [{ from: '2026-11-01', to: '2026-12-31' }],
      doubled: [],
    })
    await station.must(
      'chief',
      'duty.saveAssignment',
      assign({ accountId: id('otherOfficer'), beat: 'B01', from: day('2026-10-15') }),
    )
    const after = await station.must('clerk', 'duty.timeline', window)
    expect(after.beats.find(({ beat }) => beat === 'B01')).toMatchObject({
      gaps: [],
      doubled: [{ from: '2026-10-15', to: '2026-10-31' }],
    })
    const seen = await station.must('officer', 'duty.timeline', window)
    expect(seen.beats.map(({ beat }) => beat)).toEqual(['B01'])
    expect(await station.code('clerk', 'duty.timeline', { from: day('2026-01-02'), to: day('2026-01-01') })).toBe(
      'duty/dates-reversed',
    )
    expect(await station.code('clerk', 'duty.timeline', { from: day('2020-01-01'), to: day('2026-01-01') })).toBe(
      'duty/window-long',
    )
  })

  test('temporary cover satisfies the check for its days only', async () => {
    const cover = (more: Partial<InputOf<'duty.saveCover'>> = {}): InputOf<'duty.saveCover'> => ({
      ...{ beat: 'B01', coveredId: id('officer'), coveringId: id('otherOfficer') },
      ...{ from: day('2026-11-20'), to: day('2026-11-30'), reason: '休假' },
      ...more,
    })
    await station.must('clerk', 'duty.saveCover', cover())
    expect(assignedOn(station.db, id('otherOfficer'), 'B01', '2026-11-30')).toBe('covering')
    expect(assignedOn(station.db, id('otherOfficer'), 'B01', '2026-12-01')).toBe('not')
    expect(assignedOn(station.db, id('officer'), 'B01', '2026-11-25')).toBe('assigned')
    expect(await station.code('clerk', 'duty.saveCover', cover({ coveringId: id('officer') }))).toBe('duty/cover-self')
    expect(await station.code('clerk', 'duty.saveCover', cover({ coveringId: id('auxiliary') }))).toBe(
      'duty/cover-needless',
    )
    expect(await station.code('clerk', 'duty.saveCover', cover({ coveringId: id('chief') }))).toBe('duty/cover-overlap')
    expect(await station.code('clerk', 'duty.saveCover', cover({ beat: 'B02' }))).toBe('duty/cover-not-assigned')
    expect(await station.code('clerk', 'duty.saveCover', cover({ from: day('2026-12-01') }))).toBe(
      'duty/dates-reversed',
    )
    const { covers } = await station.must('officer', 'duty.assignments', {})
    expect(covers).toHaveLength(1)
    await station.must('clerk', 'duty.removeCover', { coverId: covers[0]!.coverId, reason: '提前返岗' })
    expect(assignedOn(station.db, id('otherOfficer'), 'B01', '2026-11-25')).toBe('not')
  })

  test('only the chief names who acts for them; the act is audited and can be ended', async () => {
    const act = { deputyId: id('officer'), from: day('2026-11-20'), to: day('2026-11-30'), reason: '外出学习' }
    expect(await station.code('clerk', 'duty.nameDeputy', act)).toBe('rpc/denied')
    const { actingId } = await station.must('chief', 'duty.nameDeputy', act)
    expect(actsFor(station.db, id('officer'), '2026-11-30')).toEqual([{ chiefId: id('chief'), actingId }])
    expect(actsFor(station.db, id('officer'), '2026-12-01')).toEqual([])
    expect(await station.code('chief', 'duty.nameDeputy', { ...act, deputyId: id('otherOfficer') })).toBe(
      'duty/acting-overlap',
    )
    expect(await station.code('chief', 'duty.nameDeputy', { ...act, from: day('2026-11-19') })).toBe('duty/acting-past')
    expect(await station.code('chief', 'duty.nameDeputy', { ...act, to: day('2027-11-19') })).toBe('duty/acting-long')
    const later = { ...act, from: day('2026-12-05'), to: day('2026-12-06') }
    expect(await station.code('chief', 'duty.nameDeputy', { ...later, deputyId: id('auxiliary') })).toBe(
      'duty/deputy-unfit',
    )
    expect(await station.code('chief', 'duty.nameDeputy', { ...later, deputyId: id('chief') })).toBe(
      'duty/deputy-unfit',
    )
    await station.must('chief', 'duty.endActing', { actingId, reason: '提前返回' })
    expect(actsFor(station.db, id('officer'), '2026-11-20')).toHaveLength(1)
    expect(actsFor(station.db, id('officer'), '2026-11-21')).toEqual([])
    const audited = station.db.all(
      q.selectFrom('audit_log').select('detail').where('action', '=', 'act-for').orderBy('seq'),
    )
    expect(JSON.parse(audited[0]?.detail ?? '{}')).toMatchObject({
      account: id('officer'),
      from: '2026-11-20',
      to: '2026-11-30',
    })
  })
})

describe('areas', () => {
  const area = (
    place: string,
    beat: string,
    more: Partial<InputOf<'duty.saveArea'>> = {},
  ): InputOf<'duty.saveArea'> => ({
    ...{
      kind: 'estate',
      place,
      doorFrom: null,
      doorTo: null,
      side: 'both',
      beat,
      from: day('2026-01-01'),
      to: null,
      reason,
    },
    ...more,
  })

  test('give an address its beat on a day, whatever its spelling', async () => {
    await station.must('clerk', 'duty.saveArea', area('金桂花园', 'B01', { to: day('2026-06-30') }))
    await station.must('clerk', 'duty.saveArea', area('金桂花园', 'B02', { from: day('2026-07-01') }))
    const where = '云渚省澄湾市东渚区桂花路18号金桂花园3号楼2单元1203室'
    expect(beatOfAddress(station.db, where, '2026-06-30')?.beat).toBe('B01')
    expect(beatOfAddress(station.db, '金桂花园三栋', '2026-07-01')?.beat).toBe('B02')
    expect(beatOfAddress(station.db, '别处', '2026-07-01')).toBeNull()
    const asked = await station.must('officer', 'duty.beatOf', { address: '金桂花园', date: day('2026-11-20') })
    expect(asked).toMatchObject({ beat: 'B02', area: { place: '金桂花园', from: '2026-07-01' } })
  })

  test('what would give one place two beats on one day is refused', async () => {
    await station.must('clerk', 'duty.saveArea', area('金桂花园', 'B01'))
    expect(
      await station.call('clerk', 'duty.saveArea', area('金桂花园小区', 'B02', { from: day('2026-05-01') })),
    ).toMatchObject({
      ok: false,
      error: { code: 'duty/area-overlap', params: { beat: 'B01', from: '2026-01-01' } },
    })
    expect(await station.code('clerk', 'duty.saveArea', area('3栋', 'B02'))).toBe('duty/area-unreadable')
    const road = { kind: 'road' as const, doorFrom: 9, doorTo: 1 }
    expect(await station.code('clerk', 'duty.saveArea', area('桂花路', 'B02', road))).toBe('duty/doors-reversed')
    expect(await station.code('clerk', 'duty.saveArea', area('桂花路', 'B99'))).toBe('duty/beat-unknown')
    expect((await station.must('officer', 'duty.areas', { text: '金桂' })).total).toBe(1)
  })
})

describe('plans', () => {
  const plan: InputOf<'duty.saveInspection'> = {
    ...{ object: '示例网吧', objectNumber: null, address: '桂花路18号', beat: 'B01', officerId: id('officer') },
    ...{ from: day('2026-11-01'), to: day('2026-11-30'), reason },
  }

  test('an inspection is fulfilled by the entry that was filed there in its window, and open again when that is voided', async () => {
    const { planId } = await station.must('clerk', 'duty.saveInspection', plan)
    expect(openInspections(station.db, '2026-11-20', id('officer'))).toMatchObject([{ planId, state: 'due' }])
    const entryId = entry('L08-2026-000001')
    const filed = { entryId, number: 'L08-2026-000001', officerId: id('officer'), objectNumber: null }
    const act = { at: '2026-11-20T02:00:00.000Z', accountId: id('clerk') }
    const done = (occurredOn: string, address: string | null) =>
      station.db.transaction((tx) => fulfilInspection(tx, { ...filed, occurredOn, address }, act))
    expect(done('2026-12-01', '桂花路18号')).toBeNull()
    expect(done('2026-11-10', '桂花路20号')).toBeNull()
    expect(done('2026-11-10', '东渚区桂花路十八号')).toBe(planId)
    const { inspections } = await station.must('officer', 'duty.inspections', {})
    expect(inspections).toMatchObject([
      { state: 'done', fulfilledNumber: 'L08-2026-000001', fulfilledOn: '2026-11-10' },
    ])
    station.db.transaction((tx) => releaseInspection(tx, filed, act))
    expect(openInspections(station.db, '2026-12-01')).toMatchObject([{ state: 'overdue' }])
  })

  test('by hand only an entry of the officer and the window will do', async () => {
    const { planId } = await station.must('clerk', 'duty.saveInspection', plan)
    entry('L08-2026-000001')
    entry('L08-2026-000002', { officer_id: id('otherOfficer') })
    entry('L08-2026-000003', { occurred_on: '2026-10-31' })
    const fulfil = (entryNumber: string | null) =>
      station.code('clerk', 'duty.fulfilInspection', { planId, entryNumber, reason })
    expect(await fulfil('L08-2026-000009')).toBe('duty/entry-unknown')
    expect(await fulfil('L08-2026-000002')).toBe('duty/entry-other-officer')
    expect(await fulfil('L08-2026-000003')).toBe('duty/entry-outside')
    expect(await fulfil('L08-2026-000001')).toBe('ok')
    expect(await fulfil(null)).toBe('ok')
    expect(await station.code('clerk', 'duty.saveInspection', { ...plan, to: day('2026-10-01') })).toBe(
      'duty/dates-reversed',
    )
  })

  test('a campaign gives beats and officers a head count; each sees their own', async () => {
    const shares = [
      { beat: 'B01', officerId: null, heads: 300 },
      { beat: 'B02', officerId: id('otherOfficer'), heads: 120 },
    ]
    const campaign = { topic: '反诈宣传', from: day('2026-11-01'), to: day('2026-11-30'), shares, reason }
    const { campaignId } = await station.must('chief', 'duty.saveCampaign', campaign)
    expect((await station.must('clerk', 'duty.campaigns', {})).campaigns).toMatchObject([
      { heads: 420, state: 'running' },
    ])
    expect((await station.must('officer', 'duty.campaigns', {})).campaigns[0]?.shares).toMatchObject([
      { beat: 'B01', heads: 300 },
    ])
    const twice = [...shares, { beat: 'B01', officerId: null, heads: 1 }]
    expect(await station.code('chief', 'duty.saveCampaign', { ...campaign, shares: twice })).toBe('duty/share-twice')
    expect(await station.code('chief', 'duty.saveCampaign', { ...campaign, campaignId })).toBe('duty/nothing-changed')
    expect(await station.code('chief', 'duty.saveCampaign', { ...campaign, campaignId, shares: shares.slice(1) })).toBe(
      'ok',
    )
    expect(campaignsOn(station.db, '2026-11-30')).toHaveLength(1)
    expect(campaignsOn(station.db, '2026-12-01')).toEqual([])
    await station.must('chief', 'duty.removeCampaign', { campaignId, reason })
    expect((await station.must('clerk', 'duty.campaigns', {})).campaigns).toEqual([])
  })
})

describe('paper', () => {
  const handedAt = '2026-11-19T09:00:00.000Z' as InputOf<'duty.handPaper'>['handedAt']
  const paper = { book: 'L06', beat: 'B01', sheets: 12, handedAt, otherId: id('clerk') }

  test('counts as handed over when both have confirmed the same number of sheets', async () => {
    const { batchId, number } = await station.must('officer', 'duty.handPaper', paper)
    expect(number).toBe('J2026-0001')
    const entryId = entry('L06-2026-000001', { book: 'L06' })
    const handedOver = () =>
      station.db.one(q.selectFrom('entries').select('handed_over_at').where('entry_id', '=', entryId))?.handed_over_at
    await station.must('clerk', 'duty.linkBatch', { batchId, entryIds: [entryId as never] })
    expect(handedOver()).toBeNull()
    expect(batchesWaitingFor(station.db, id('clerk'))).toHaveLength(1)
    expect(await station.code('officer', 'duty.confirmBatch', { batchId, sheets: 12 })).toBe('duty/batch-not-yours')
    expect(await station.code('otherClerk', 'duty.confirmBatch', { batchId, sheets: 12 })).toBe('duty/batch-not-yours')
    expect(await station.call('clerk', 'duty.confirmBatch', { batchId, sheets: 11 })).toMatchObject({
      error: { code: 'duty/sheets-differ', params: { stated: 12, counted: 11 } },
    })
    await station.must('clerk', 'duty.confirmBatch', { batchId, sheets: 12 })
    expect(handedOver()).toBe(handedAt)
    expect(await station.code('clerk', 'duty.confirmBatch', { batchId, sheets: 12 })).toBe('duty/batch-closed')
    expect(await station.code('clerk', 'duty.cancelBatch', { batchId, reason })).toBe('duty/batch-closed')
    const late = entry('L06-2026-000002', { book: 'L06' })
    expect(station.db.transaction((tx) => linkToBatch(tx, batchId, late))).toEqual({ ok: true, value: 1 })
    expect((await station.must('officer', 'duty.batches', {})).batches).toMatchObject([
      { entries: 2, waitsFor: 'nobody' },
    ])
    expect((await station.must('otherOfficer', 'duty.batches', {})).batches).toEqual([])
  })

  test('a batch that the clerk enters waits for the officer', async () => {
    const { batchId } = await station.must('clerk', 'duty.handPaper', { ...paper, otherId: id('officer') })
    expect(batchesWaitingFor(station.db, id('officer'))).toHaveLength(1)
    await station.must('officer', 'duty.confirmBatch', { batchId, sheets: 12 })
    expect(batchesWaitingFor(station.db, id('officer'))).toEqual([])
  })

  test('two clerks, two officers, a time to come and an entry of another book are refused', async () => {
    expect(await station.code('clerk', 'duty.handPaper', { ...paper, otherId: id('otherClerk') })).toBe(
      'duty/batch-parties',
    )
    expect(await station.code('officer', 'duty.handPaper', { ...paper, otherId: id('otherOfficer') })).toBe(
      'duty/batch-parties',
    )
    const later = '2026-11-20T02:00:01.000Z' as typeof handedAt
    expect(await station.code('officer', 'duty.handPaper', { ...paper, handedAt: later })).toBe('duty/batch-future')
    const { batchId } = await station.must('officer', 'duty.handPaper', paper)
    const other = entry('L08-2026-000001')
    const right = entry('L06-2026-000001', { book: 'L06' })
    const both = { batchId, entryIds: [right as never, other as never] }
    expect(await station.code('clerk', 'duty.linkBatch', both)).toBe('duty/entry-other-book')
    expect((await station.must('clerk', 'duty.batches', { open: true })).batches).toMatchObject([{ entries: 0 }])
  })
})

test('a station from before keeps its assignments, open-ended from each account’s first day in Shanghai', () => {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-duty-old-'))
  const created = createReplica({ dir, key: newReplicaKey() })
  if (!created.ok) throw new Error(created.error.code)
  const db = created.value
  try {
    const earlier = migrations.slice(0, migrations.indexOf(dutyMigration))
    expect(migrate({ db, migrations: earlier, now: '2026-01-01T00:00:00.000Z' })).toMatchObject({ ok: true })
    const account = {
      login: 'old',
      name: '旧账户',
      role: 'officer',
      staff_kind: 'officer',
      staff_number: '1',
      team: '',
      active: 1,
    }
    const accountId = '01890000-0000-7000-8000-000000000001'
    db.run(
      q.insertInto('accounts').values({ ...account, account_id: accountId, created_at: '2026-02-28T17:00:00.000Z' }),
    )
    for (const beat of ['B02', 'B01']) db.run(q.insertInto('account_beats').values({ account_id: accountId, beat }))
    expect(migrate({ db, migrations, now: '2026-11-20T00:00:00.000Z' })).toMatchObject({ ok: true })
    expect(stationBeats(db)).toEqual(['B01', 'B02'])
    expect(assignedOn(db, accountId, 'B01', '2026-02-28')).toBe('not')
    expect(assignedOn(db, accountId, 'B01', '2026-03-01')).toBe('assigned')
    expect(assignedOn(db, accountId, 'B02', '2999-01-01')).toBe('assigned')
    db.transaction((tx) => deriveAccountBeats(tx, '2026-11-20'))
    expect(db.all(q.selectFrom('account_beats').select('beat').orderBy('beat'))).toEqual([
      { beat: 'B01' },
      { beat: 'B02' },
    ])
  } finally {
    db.close()
    rmSync(dir, { recursive: true, force: true })
  }
})
