import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import {
  audited,
  codeOf,
  codes,
  count,
  draftOf,
  filed,
  L02,
  L03,
  L06,
  L07,
  L08,
  sample,
  stepped,
} from '../support/ledger-acts.ts'
import { idNumber, resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, staff, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

const hazard = {
  found: 'hazard',
  object: '楼道',
  kind: 'fire',
  level: 'general',
  rule: '消防法第28条',
  description: '堆放杂物',
}
const open = (book: BookId, parent?: string) =>
  station.must('clerk', 'ledger.openDraft', { book, ...(parent === undefined ? {} : { parent: parent as never }) })
const read = (draftId: string) => station.must('clerk', 'ledger.readDraft', { draftId: draftId as never })

describe('what is found on one visit', () => {
  test('is typed once: day, place and people come from the visit, follow it, and stay as typed where they were changed', async () => {
    const parent = await draftOf(station, 'clerk', L06, visit)
    const child = await open(L08, parent.draftId)
    expect(child).toMatchObject({
      parent: parent.draftId,
      fields: {
        occurredOn: visit.occurredOn,
        address: visit.address,
        beat: 'B01',
        officer: staff.officer.accountId,
        helpers: staff.auxiliary.accountId,
      },
    })
    expect(
      child.marks
        .filter((mark) => mark.source === 'parent')
        .map((mark) => mark.field)
        .sort(),
    ).toEqual(['address', 'beat', 'helpers', 'occurredOn', 'officer'])
    // The yard, not the flat: from here on the place is the hazard's own.
    const own = { ...child.fields, ...hazard, address: '澄湾市东渚区幸福路12号' }
    await station.must('clerk', 'ledger.saveDraft', { draftId: child.draftId, revision: 1, fields: own })
    const moved = { ...visit, occurredOn: '2026-03-04', address: '澄湾市东渚区幸福路12号3栋2单元1204室', helpers: '' }
    await station.must('clerk', 'ledger.saveDraft', {
      draftId: parent.draftId,
      revision: parent.revision,
      fields: moved,
    })
    const after = await read(child.draftId)
    expect(after.fields).toMatchObject({ ...hazard, occurredOn: '2026-03-04', address: '澄湾市东渚区幸福路12号' })
    expect(after.fields).not.toHaveProperty('helpers')
    // The form that shows the hazard is not stale because the visit was saved.
    expect(after.revision).toBe(2)
    expect(after.marks.map((mark) => mark.field)).not.toContain('address')
    expect((await read(parent.draftId)).children).toMatchObject([{ draftId: child.draftId, book: 'L08' }])
    expect((await station.must('clerk', 'ledger.drafts', {})).drafts.map((one) => one.draftId)).toEqual([
      parent.draftId,
    ])
  })

  test('a place that was still open when the hazard was opened comes along when it is typed', async () => {
    const parent = await open(L06)
    const child = await open(L08, parent.draftId)
    expect(child.fields).not.toHaveProperty('address')
    await station.must('clerk', 'ledger.saveDraft', { draftId: parent.draftId, revision: 1, fields: visit })
    expect((await read(child.draftId)).fields).toMatchObject({ address: visit.address, helpers: visit.helpers })
  })

  test('is filed in one act, each in its own book and life cycle, linked both ways, and taken back in one', async () => {
    const parent = await draftOf(station, 'clerk', L06, visit)
    const one = await open(L02, parent.draftId)
    const two = await open(L08, parent.draftId)
    const person = { ...one.fields, ...resident, address: visit.address, sex: '女' }
    await station.must('clerk', 'ledger.saveDraft', {
      draftId: one.draftId,
      revision: 1,
      fields: { ...person, sex: '' },
    })
    const found = { ...two.fields, ...hazard }
    await station.must('clerk', 'ledger.saveDraft', { draftId: two.draftId, revision: 1, fields: found })
    const act = await station.must('clerk', 'ledger.file', {
      draftId: parent.draftId,
      accepted: [{ draftId: two.draftId, field: 'address', code: 'address-no-room', reason: '公共部位' }],
    })
    expect(act).toMatchObject({
      number: 'L06-2026-000001',
      also: [
        { book: 'L02', number: 'L02-2026-000001' },
        { book: 'L08', number: 'L08-2026-000001' },
      ],
      undo: { entries: 3 },
    })
    const entry = await station.must('clerk', 'ledger.read', { entryId: act.entryId })
    expect(entry.links.map(({ book, relation, direction }) => [book, relation, direction])).toEqual([
      ['L02', 'filed-with', 'to'],
      ['L08', 'filed-with', 'to'],
    ])
    const [, other] = act.also
    const back = await station.must('clerk', 'ledger.read', { entryId: other?.entryId as never })
    expect(back.links).toMatchObject([{ entryId: act.entryId, book: 'L06', relation: 'filed-with', direction: 'from' }])
    expect(audited(station, 'file')).toHaveLength(3)

    await station.must('clerk', 'ledger.undo', { actId: act.undo?.actId ?? '' })
    expect((await read(parent.draftId)).children.map((child) => child.draftId)).toEqual([one.draftId, two.draftId])
    for (const book of [L02, L06, L08]) expect((await station.must('clerk', 'ledger.list', { book })).total).toBe(0)
  })

  test('is filed altogether or not at all, and the error says which of the drafts it speaks of', async () => {
    const parent = await draftOf(station, 'clerk', L06, visit)
    const child = await open(L08, parent.draftId)
    const refused = await station.call('clerk', 'ledger.file', { draftId: parent.draftId })
    if (refused.ok) throw new Error('filed')
    expect(refused.error).toMatchObject({ code: 'ledger/invalid', params: { draftId: child.draftId } })
    expect(codes(refused.error.params)).toContain('found required')
    expect([count(station, 'entries'), count(station, 'drafts'), count(station, 'entry_keys')]).toEqual([0, 2, 0])
    // The number was not used up either.
    await station.must('clerk', 'ledger.discardDraft', { draftId: child.draftId })
    expect((await station.must('clerk', 'ledger.file', { draftId: parent.draftId })).number).toBe('L06-2026-000001')
  })

  test('shows the way only to entries that one may open', async () => {
    const parent = await draftOf(station, 'clerk', L06, { ...visit, helpers: '' })
    const child = await open(L08, parent.draftId)
    const elsewhere = { beat: 'B02', officer: staff.otherOfficer.accountId, address: '澄湾市东渚区解放路3号' }
    const fields = { ...child.fields, ...hazard, ...elsewhere }
    await station.must('clerk', 'ledger.saveDraft', { draftId: child.draftId, revision: 1, fields })
    const act = await station.must('clerk', 'ledger.file', { draftId: parent.draftId })
    station.db.exec(`UPDATE reviews SET status = 'withdrawn'`)
    expect((await station.must('clerk', 'ledger.read', { entryId: act.entryId })).links).toHaveLength(1)
    expect((await station.must('officer', 'ledger.read', { entryId: act.entryId })).links).toEqual([])
  })

  test('is only what the book names, and only one step deep', async () => {
    const parent = await open(L06)
    const ask = (book: BookId, above: string) =>
      station.call('clerk', 'ledger.openDraft', { book, parent: above as never })
    expect(codeOf(await ask(L06, parent.draftId))).toBe('ledger/not-together')
    const child = await open(L03, parent.draftId)
    expect(codeOf(await ask('L04' as BookId, child.draftId))).toBe('ledger/not-together')
    expect(codeOf(await station.call('otherClerk', 'ledger.openDraft', { book: L08, parent: parent.draftId }))).toBe(
      'ledger/draft-gone',
    )
    expect(codeOf(await ask(L07, '00000000-0000-7000-8000-999999999999'))).toBe('ledger/draft-gone')
  })
})

describe('the household of a visit', () => {
  async function household(draftId: string) {
    return (await station.must('clerk', 'ledger.household', { draftId: draftId as never })).rows
  }

  test('lists who is registered there, masked; confirming and leaving take effect when the visit is filed', async () => {
    const stays = await filed(station, 'clerk', L02, { ...resident, occurredOn: '2026-02-01' })
    const leaves = await filed(station, 'clerk', L02, {
      ...resident,
      name: '司马测试',
      documentNumber: idNumber(2),
      phone: '12912345681',
      occurredOn: '2026-02-01',
    })
    const tenant = await filed(station, 'clerk', L03, sample('L03', { address: visit.address }))
    await filed(station, 'clerk', L02, {
      ...resident,
      documentNumber: idNumber(3),
      address: '澄湾市东渚区幸福路12号3栋2单元1204室',
    })
    // Another spelling of the same room.
    const parent = await draftOf(station, 'clerk', L06, { ...visit, address: '东渚区幸福路12号 三栋二单元1203' })
    const rows = await household(parent.draftId)
    expect(rows.map((row) => [row.book, row.state, row.outcome])).toEqual([
      ['L02', 'present', null],
      ['L02', 'present', null],
      ['L03', 'declared', null],
    ])
    expect(JSON.stringify(rows)).not.toMatch(/司马测试|诸葛测试|1203室/)
    const say = (entryId: string, outcome: 'confirmed' | 'left' | null) =>
      station.must('clerk', 'ledger.confirm', { draftId: parent.draftId, entryId: entryId as never, outcome })
    await say(stays.entryId, 'left')
    await say(stays.entryId, null)
    await say(stays.entryId, 'confirmed')
    await say(leaves.entryId, 'left')
    await say(tenant.entryId, 'confirmed')
    expect(new Set((await household(parent.draftId)).map((row) => row.outcome))).toEqual(new Set(['confirmed', 'left']))
    expect((await station.must('clerk', 'ledger.read', { entryId: leaves.entryId })).state).toBe('present')

    const act = await station.must('clerk', 'ledger.file', { draftId: parent.draftId })
    const states = async () =>
      Promise.all(
        [stays, leaves, tenant].map(
          async ({ entryId }) => (await station.must('clerk', 'ledger.read', { entryId })).state,
        ),
      )
    expect(await states()).toEqual(['present', 'left', 'verified'])
    const left = await station.must('clerk', 'ledger.read', { entryId: leaves.entryId })
    expect(left.fields).toMatchObject({ leftOn: visit.occurredOn })
    expect(left.links).toMatchObject([{ entryId: act.entryId, relation: 'left', direction: 'from' }])
    const confirmed = await station.must('clerk', 'ledger.history', { entryId: stays.entryId })
    expect(confirmed.events[0]).toMatchObject({ transition: 'confirm', from: 'present', to: 'present' })
    expect((await station.must('clerk', 'ledger.read', { entryId: act.entryId })).links).toHaveLength(3)

    await station.must('clerk', 'ledger.undo', { actId: act.undo?.actId ?? '' })
    expect(await states()).toEqual(['present', 'present', 'declared'])
  })

  test('what changed there meanwhile keeps the visit from being filed until its author has looked again', async () => {
    const { entryId, number } = await filed(station, 'clerk', L02, { ...resident, occurredOn: '2026-02-01' })
    const parent = await draftOf(station, 'clerk', L06, visit)
    await station.must('clerk', 'ledger.confirm', { draftId: parent.draftId, entryId, outcome: 'confirmed' })
    await stepped(station, 'otherClerk', entryId, 'leave', { leftOn: '2026-03-05' })
    const refused = await station.call('clerk', 'ledger.file', { draftId: parent.draftId })
    if (refused.ok) throw new Error('filed')
    expect(codes(refused.error.params)).toEqual([' register-changed'])
    expect(JSON.stringify(refused.error.params)).toContain(number)
    expect((await station.must('clerk', 'ledger.list', { book: L06 })).total).toBe(0)
    await station.must('clerk', 'ledger.confirm', { draftId: parent.draftId, entryId, outcome: null })
    await station.must('clerk', 'ledger.file', { draftId: parent.draftId })
  })

  test('is empty without an address, for a book that is no visit, and leaves out what the officer may not see', async () => {
    await filed(station, 'clerk', L02, { ...resident, beat: 'B02', officer: staff.otherOfficer.accountId })
    const none = await open(L06)
    expect(await household(none.draftId)).toEqual([])
    const own = await draftOf(station, 'officer', L06, visit)
    expect((await station.must('officer', 'ledger.household', { draftId: own.draftId })).rows).toEqual([])
    expect(codeOf(await station.call('otherClerk', 'ledger.household', { draftId: own.draftId }))).toBe(
      'ledger/draft-gone',
    )
    const [entry] = station.db.prepare<[], { entry_id: string }>('SELECT entry_id FROM entries').all()
    const said = await station.call('officer', 'ledger.confirm', {
      draftId: own.draftId,
      entryId: entry?.entry_id as never,
      outcome: 'left',
    })
    expect(codeOf(said)).toBe('ledger/entry-gone')
  })
})

describe('a draft that an auxiliary typed', () => {
  test('is passed to the officer, who files it; who typed it stays known and does not decide on it', async () => {
    const parent = await draftOf(station, 'auxiliary', L06, { ...visit, helpers: '' })
    await draftOf(station, 'auxiliary', L02, resident, parent.draftId)
    const pass = (to: string) =>
      station.call('auxiliary', 'ledger.passDraft', { draftId: parent.draftId, to: to as never })
    expect(codeOf(await pass(staff.chief.accountId))).toBe('accounts/unknown')
    expect(codeOf(await pass('00000000-0000-7000-8000-999999999999'))).toBe('accounts/unknown')
    expect(codeOf(await pass(staff.officer.accountId))).toBe('ok')
    expect(codeOf(await station.call('auxiliary', 'ledger.readDraft', { draftId: parent.draftId }))).toBe(
      'ledger/draft-gone',
    )
    expect((await station.must('officer', 'home.today', {})).drafts).toBe(1)
    const act = await station.must('officer', 'ledger.file', { draftId: parent.draftId })
    expect(act.also).toHaveLength(1)
    for (const entryId of [act.entryId, ...act.also.map((one) => one.entryId)]) {
      const entry = await station.must('officer', 'ledger.read', { entryId })
      expect(entry.people.typist.name).toBe('辅警甲')
    }
    expect(audited(station, 'draft-pass')[0]).toMatchObject({
      record: parent.draftId,
      detail: { to: staff.officer.accountId },
    })
  })
})
