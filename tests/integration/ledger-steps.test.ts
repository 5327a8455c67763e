import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import { q } from '../../src-core/query.ts'
import { audited, advanced, codeOf, codes, filed, L02, L07, L08, sample, stepped } from '../support/ledger-acts.ts'
import { idNumber, resident } from '../support/ledger-samples.ts'
import { openLedgerStation, staff, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

const notice = { noticeNumber: '责改〔2026〕1号', noticeOn: '2026-03-05', rectifyBy: '2026-03-20' }

describe('a step', () => {
  test('keeps before and after, changes state and list, and is no correction', async () => {
    const { entryId } = await filed(station, 'clerk', L08, sample('L08'))
    const taken = await station.must('clerk', 'ledger.step', {
      entryId,
      state: 'found',
      transition: 'order',
      fields: { ...notice, noticeOn: '今天' },
      note: '当场送达',
    })
    expect(taken).toMatchObject({ state: 'ordered', review: null })
    const entry = await station.must('officer', 'ledger.read', { entryId })
    expect(entry).toMatchObject({ state: 'ordered', version: 1, fields: notice })
    expect(entry.dues).toEqual([{ kind: 'rectify', on: '2026-03-20', done: false }])
    const { events } = await station.must('officer', 'ledger.history', { entryId })
    expect(events[0]).toMatchObject({
      from: 'found',
      to: 'ordered',
      transition: 'order',
      note: '当场送达',
      by: '内勤甲',
    })
    expect(events[0]?.changes).toContainEqual({ field: 'rectifyBy', before: null, after: '2026-03-20' })
    const { rows } = await station.must('clerk', 'ledger.list', { book: L08, state: 'ordered' })
    expect(rows[0]).toMatchObject({ state: 'ordered', due: { kind: 'rectify', on: '2026-03-20' } })
    expect(audited(station, 'step')[0]).toMatchObject({
      record: entryId,
      detail: { transition: 'order', from: 'found' },
    })
  })

  test('is refused from a state that has changed meanwhile, with an answer missing, with one too many, and without its reason', async () => {
    const { entryId } = await filed(station, 'clerk', L08, sample('L08'))
    const ask = (state: string, transition: string, fields: Record<string, string>, note = '') =>
      station.call('clerk', 'ledger.step', { entryId, state, transition, fields, note })
    expect(codeOf(await ask('ordered', 'rectify', {}))).toBe('ledger/state-stale')
    const missing = await ask('found', 'order', { noticeOn: '2026-03-05' })
    if (missing.ok) throw new Error('taken')
    expect(codes(missing.error.params)).toEqual(['noticeNumber required', 'rectifyBy required'])
    const more = await ask('found', 'order', { ...notice, object: '另一单位' })
    if (more.ok) throw new Error('taken')
    expect(codes(more.error.params)).toEqual([' unknown-field'])
    expect(codeOf(await ask('found', 'transfer', {}))).toBe('ledger/reason-missing')
    expect(codeOf(await ask('found', 'close', {}))).toBe('ledger/no-such-step')
    const untouched = await station.must('clerk', 'ledger.read', { entryId })
    expect(untouched).toMatchObject({ state: 'found', dues: [{ kind: 'order-notice' }] })
  })

  test('that warns waits until the warning is accepted, and keeps the reason with the event', async () => {
    const { entryId } = await filed(station, 'clerk', L08, sample('L08', { occurredOn: '2026-02-20' }))
    const fields = notice
    const late = await station.call('clerk', 'ledger.step', { entryId, state: 'found', transition: 'order', fields })
    if (late.ok) throw new Error('taken')
    expect(codes(late.error.params)).toEqual(['noticeOn notice-late'])
    const accepted = [{ field: 'noticeOn', code: 'notice-late', reason: '负责人外出' }]
    await station.must('clerk', 'ledger.step', { entryId, state: 'found', transition: 'order', fields, accepted })
    expect(station.db.all(q.selectFrom('event_warnings').select(['field', 'code', 'reason']))).toEqual(accepted)
  })

  test('of re-inspection is not for whoever answers or helped, and is offered to officers of other beats', async () => {
    const helped = sample('L08', { helpers: staff.auxiliary.accountId })
    const { entryId } = await filed(station, 'officer', L08, helped)
    expect(codeOf(await station.call('otherOfficer', 'ledger.read', { entryId }))).toBe('ledger/entry-gone')
    await advanced(station, entryId, 'L08', 'rectify')
    const again = {
      reinspectedOn: '2026-03-05',
      reinspector: staff.otherOfficer.accountId,
      reinspectionEvidence: '照片两张',
    }
    expect((await station.must('officer', 'ledger.read', { entryId })).steps).toEqual([])
    expect(codeOf(await stepped(station, 'officer', entryId, 'reinspect', again))).toBe('ledger/by-another')
    expect((await station.must('otherOfficer', 'ledger.list', { book: L08 })).total).toBe(1)
    expect(codeOf(await stepped(station, 'otherOfficer', entryId, 'reinspect', again))).toBe('ok')
    // Once it is done there is nothing left for another to do.
    expect((await station.must('otherOfficer', 'ledger.list', { book: L08 })).total).toBe(0)
  })

  test('stays taken when the entry is corrected afterwards, and a mistake about how it was filed moves only what still stands there', async () => {
    const { entryId } = await filed(station, 'clerk', L08, sample('L08'))
    await stepped(station, 'clerk', entryId, 'order', notice)
    const entry = await station.must('clerk', 'ledger.read', { entryId })
    const fields = { ...entry.fields, level: entry.fields['level'] === 'major' ? 'general' : 'major' }
    await station.must('clerk', 'ledger.correct', { entryId, version: entry.version, fields, reason: '等级有误' })
    const after = await station.must('clerk', 'ledger.read', { entryId })
    expect(after).toMatchObject({ state: 'ordered', version: 2, fields: { ...notice, level: fields['level'] } })
  })
})

describe('one step for many', () => {
  test('is taken for each on its own, says why one was refused, and one undo takes all of it back', async () => {
    const people = await Promise.all(
      [1, 2, 3].map((n) =>
        filed(station, 'clerk', L02, { ...resident, documentNumber: idNumber(n), occurredOn: '2026-03-01' }),
      ),
    )
    const [first, second, third] = people.map((one) => one.entryId) as [EntryId, EntryId, EntryId]
    await stepped(station, 'clerk', second, 'leave', { leftOn: '2026-03-05' })
    const entries = [first, second, third].map((entryId) => ({ entryId, state: 'present' }))
    const gone = '00000000-0000-7000-8000-999999999999' as EntryId
    const moved = await station.must('clerk', 'ledger.stepMany', {
      entries: [...entries, { entryId: gone, state: 'present' }],
      transition: 'leave',
      fields: { leftOn: '昨天' },
    })
    expect(moved.done).toEqual([first, third])
    expect(moved.refused).toEqual([
      { entryId: second, number: 'L02-2026-000002', code: 'ledger/state-stale' },
      { entryId: gone, number: '', code: 'ledger/entry-gone' },
    ])
    expect(moved.undo).toMatchObject({ kind: 'steps', entries: 2 })
    const left = { book: L02, state: 'left' }
    expect((await station.must('clerk', 'ledger.list', left)).total).toBe(3)
    await station.must('clerk', 'ledger.undo', { actId: moved.undo?.actId ?? '' })
    expect((await station.must('clerk', 'ledger.list', left)).rows.map((row) => row.entryId)).toEqual([second])
    expect((await station.must('clerk', 'ledger.read', { entryId: first })).fields).not.toHaveProperty('leftOn')
  })

  test('with the same label from another state is the same step', async () => {
    const { entryId } = await filed(station, 'clerk', L02, resident)
    await stepped(station, 'clerk', entryId, 'leave', { leftOn: '2026-03-05' })
    const cancelled = await station.must('clerk', 'ledger.stepMany', {
      entries: [{ entryId, state: 'left' }],
      transition: 'cancel',
      fields: { cancelledOn: '2026-03-05', cancelReason: 'deceased' },
      note: '已报死亡',
    })
    expect(cancelled).toMatchObject({ done: [entryId], refused: [] })
  })
})

test('an entry that is named twice is taken one step, not two', async () => {
  const { entryId } = await filed(station, 'clerk', L07, sample('L07'))
  const entries = [
    { entryId, state: 'accepted' },
    { entryId, state: 'accepted' },
  ]
  const fields = { mediationOn: '2026-03-05', consent: 'both' }
  const many = await station.must('clerk', 'ledger.stepMany', { entries, transition: 'mediate', fields })
  expect(many).toMatchObject({ done: [entryId], refused: [] })
  expect((await station.must('clerk', 'ledger.history', { entryId })).events).toHaveLength(2)
})
