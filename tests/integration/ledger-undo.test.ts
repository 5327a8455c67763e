import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import { undoMinutes } from '../../src-core/features/ledger/undoable.ts'
import {
  advanced,
  audited,
  codeOf,
  count,
  draftOf,
  filed,
  L02,
  L06,
  L08,
  sample,
  stepped,
} from '../support/ledger-acts.ts'
import { resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

const undo = (actId: string | undefined, who: 'clerk' | 'otherClerk' = 'clerk') =>
  station.call(who, 'ledger.undo', { actId: actId ?? '' })

describe('taking back', () => {
  test('a filing brings the draft back as it was typed and puts the entry out of force; its number stays used', async () => {
    const typed = { ...visit, occurredOn: '昨天', phone: '129 1234 5678' }
    const draft = await draftOf(station, 'clerk', L06, typed)
    const { entryId, number, undo: act } = await station.must('clerk', 'ledger.file', { draftId: draft.draftId })
    expect(act).toMatchObject({ kind: 'file', entries: 1, until: '2026-03-05T06:40:00.000Z' })
    expect((await station.must('clerk', 'ledger.drafts', {})).drafts).toEqual([])
    expect(await undo(act?.actId)).toMatchObject({ ok: true, value: { entries: 1, draftId: draft.draftId } })
    expect((await station.must('clerk', 'ledger.readDraft', { draftId: draft.draftId })).fields).toEqual(typed)
    expect(await station.must('clerk', 'ledger.read', { entryId })).toMatchObject({ stage: 'voided', number })
    expect((await station.must('clerk', 'ledger.list', { book: L06 })).total).toBe(0)
    const { events } = await station.must('clerk', 'ledger.history', { entryId })
    expect(events.map((one) => one.transition)).toEqual(['undo', null])
    expect(audited(station, 'undo')[0]).toMatchObject({ record: entryId, detail: { kind: 'file' } })
    // The household was not visited: the same visit raises no warning and gets the next number.
    const again = await station.must('clerk', 'ledger.file', { draftId: draft.draftId })
    expect(again.number).toBe('L06-2026-000002')
    expect(await undo(act?.actId)).toMatchObject({ error: { code: 'ledger/undo-gone' } })
  })

  test('a step gives state, values and dues back as they were', async () => {
    const { entryId } = await filed(station, 'clerk', L08, sample('L08'))
    const before = await station.must('clerk', 'ledger.read', { entryId })
    const taken = await stepped(station, 'clerk', entryId, 'order', {
      noticeNumber: '1号',
      noticeOn: '2026-03-05',
      rectifyBy: '2026-03-20',
    })
    if (!taken.ok) throw new Error(taken.error.code)
    await station.must('clerk', 'ledger.undo', { actId: taken.value.undo?.actId ?? '' })
    const after = await station.must('clerk', 'ledger.read', { entryId })
    expect(after).toEqual(before)
    const { rows } = await station.must('clerk', 'ledger.list', { book: L08 })
    expect(rows[0]).toMatchObject({ state: 'found', due: { kind: 'order-notice' } })
  })

  test('a step that waits withdraws what was asked for', async () => {
    const { entryId } = await filed(station, 'clerk', L08, sample('L08'))
    await advanced(station, entryId, 'L08', 'reinspect')
    const close = () => stepped(station, 'clerk', entryId, 'close', { closedOn: '2026-03-05' })
    const asked = await close()
    if (!asked.ok) throw new Error(asked.error.code)
    expect((await undo(asked.value.undo?.actId)).ok).toBe(true)
    expect((await station.must('chief', 'ledger.reviews', {})).rows.filter((one) => one.kind === 'step')).toEqual([])
    const again = await close()
    if (!again.ok) throw new Error(again.error.code)
    await station.must('chief', 'ledger.decide', { reviewIds: [again.value.review ?? ''], approve: true })
    expect(codeOf(await undo(again.value.undo?.actId))).toBe('ledger/undo-too-late')
  })

  test('discarding a draft brings it back, with what was to be filed with it', async () => {
    const parent = await draftOf(station, 'clerk', L06, visit)
    const child = await draftOf(station, 'clerk', L02, resident, parent.draftId)
    const { undo: act } = await station.must('clerk', 'ledger.discardDraft', { draftId: parent.draftId })
    expect(codeOf(await station.call('clerk', 'ledger.readDraft', { draftId: child.draftId }))).toBe(
      'ledger/draft-gone',
    )
    expect((await station.must('clerk', 'home.today', {})).drafts).toBe(0)
    expect(await undo(act?.actId)).toMatchObject({ ok: true, value: { entries: 0, draftId: parent.draftId } })
    const back = await station.must('clerk', 'ledger.readDraft', { draftId: parent.draftId })
    expect(back.children.map((one) => one.draftId)).toEqual([child.draftId])
  })
})

describe('what can no longer be taken back', () => {
  test('is another’s act, one of more than ten minutes ago, and one on which something was built', async () => {
    const first = await filed(station, 'clerk', L08, sample('L08'))
    expect(codeOf(await undo(first.undo?.actId, 'otherClerk'))).toBe('ledger/undo-gone')
    expect(codeOf(await undo('no-such-act'))).toBe('ledger/undo-gone')
    await stepped(station, 'otherClerk', first.entryId, 'transfer', transferred, '主管部门办理')
    expect(codeOf(await undo(first.undo?.actId))).toBe('ledger/undo-too-late')

    const second = await filed(station, 'clerk', L06, visit)
    const { fields, version } = await station.must('clerk', 'ledger.read', { entryId: second.entryId })
    const changed = { ...fields, reason: 'care' }
    await station.must('clerk', 'ledger.correct', { entryId: second.entryId, version, fields: changed, reason: '更正' })
    expect(codeOf(await undo(second.undo?.actId))).toBe('ledger/undo-too-late')

    const third = await filed(station, 'clerk', L02, resident)
    await station.must('otherClerk', 'ledger.void', { entryId: third.entryId, version: third.version, reason: '重复' })
    expect(codeOf(await undo(third.undo?.actId))).toBe('ledger/undo-too-late')

    const fourth = await filed(station, 'clerk', L08, sample('L08', { object: '另一处' }))
    station.clock.ms += undoMinutes * 60_000 + 1
    expect(codeOf(await undo(fourth.undo?.actId))).toBe('ledger/undo-too-late')
    expect((await station.must('clerk', 'ledger.read', { entryId: fourth.entryId })).stage).toBe('filed')
  })

  test('nothing of a refused undo is half done', async () => {
    const people = [visit, { ...visit, address: '澄湾市东渚区幸福路12号3栋2单元1204室' }]
    const entries: EntryId[] = []
    for (const fields of people) {
      const { entryId } = await filed(station, 'clerk', L08, sample('L08', { address: fields.address }))
      entries.push(entryId)
    }
    const many = await station.must('clerk', 'ledger.stepMany', {
      entries: entries.map((entryId) => ({ entryId, state: 'found' })),
      transition: 'order',
      fields: { noticeNumber: '1号', noticeOn: '2026-03-05', rectifyBy: '2026-03-20' },
    })
    const rectified = { rectifiedOn: '2026-03-05', rectification: '已清理。' }
    await stepped(station, 'clerk', entries[1] as EntryId, 'rectify', rectified)
    expect(codeOf(await undo(many.undo?.actId))).toBe('ledger/undo-too-late')
    expect((await station.must('clerk', 'ledger.list', { book: L08, state: 'ordered' })).total).toBe(1)
    expect((await station.must('clerk', 'ledger.list', { book: L08, state: 'found' })).total).toBe(0)
  })

  test('is forgotten: a filed draft’s fields are gone once its time is over', async () => {
    const { draftId } = await draftOf(station, 'clerk', L06, visit)
    await station.must('clerk', 'ledger.file', { draftId })
    expect(count(station, 'drafts')).toBe(1)
    station.clock.ms += undoMinutes * 60_000 + 1
    const other = await station.must('clerk', 'ledger.openDraft', { book: L02 })
    await station.must('clerk', 'ledger.discardDraft', { draftId: other.draftId })
    expect(station.db.prepare<[], { draft_id: string }>('SELECT draft_id FROM drafts').all()).toEqual([
      { draft_id: other.draftId },
    ])
  })
})

const transferred = { transferredTo: 'emergency', transferredOn: '2026-03-05' }
