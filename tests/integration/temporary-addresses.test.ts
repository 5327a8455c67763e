import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EntryId, Version } from '../../src-contract/ids.ts'
import { temporarySql } from '../../src-core/features/ledger/temporary-addresses.queries.ts'
import { audited, codeOf, draftOf, filed, L02, L06, L08, sample } from '../support/ledger-acts.ts'
import { idNumber, resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, staff, type LedgerStation, type Who } from '../support/test-context.ts'

const temporary = '澄湾市东渚区幸福路12号院内平房'
const standard = '澄湾市东渚区幸福路12号3栋2单元1203室'
const reason = '临时地址转标准地址'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

/** Filed though the address is no standard one, with why. */
async function filedAt(who: Who, book: typeof L02, fields: Record<string, string>, why = '平房没有室号') {
  const draft = await draftOf(station, who, book, fields)
  const accepted = draft.problems
    .filter(({ severity }) => severity === 'warning')
    .map(({ field, code }) => ({ field, code, reason: field === 'address' ? why : '核实无误' }))
  return station.must(who, 'ledger.file', { draftId: draft.draftId, accepted })
}
const person = (serial: number, more: Record<string, string> = {}) =>
  filedAt('clerk', L02, { ...resident, documentNumber: idNumber(serial), address: temporary, ...more })
const listed = (who: Who = 'clerk', more: object = {}) => station.must(who, 'ledger.temporaryAddresses', more)
const plan = (to = standard, who: Who = 'clerk') => station.must(who, 'ledger.planMerge', { from: temporary, to })
const read = (entryId: EntryId) => station.must('clerk', 'ledger.read', { entryId })
const merge = (entries: { entryId: EntryId; version: Version }[], to = standard) =>
  station.must('clerk', 'ledger.mergeAddress', { from: temporary, to, entries, reason })

describe('the list of temporary addresses', () => {
  test('has each entry with its address, why and since when, by beat and age, as far as the reader sees', async () => {
    const first = await person(1)
    station.clock.ms += 10 * 86_400_000
    const second = await person(2, { beat: 'B02', officer: staff.otherOfficer.accountId })
    await filed(station, 'clerk', L08, sample('L08'))
    const { rows, total } = await listed()
    expect(total).toBe(2)
    expect(rows[0]).toMatchObject({
      entryId: first.entryId,
      number: first.number,
      address: temporary,
      reason: '平房没有室号',
      beat: 'B01',
      request: null,
    })
    expect((await listed('clerk', { beat: 'B02' })).rows.map((row) => row.entryId)).toEqual([second.entryId])
    expect((await listed('clerk', { days: 7 })).rows.map((row) => row.entryId)).toEqual([first.entryId])
    expect((await listed('otherOfficer')).rows.map((row) => row.entryId)).toEqual([second.entryId])
    expect((await station.must('clerk', 'home.today', {})).temporaryAddresses).toBe(2)
    expect((await station.must('officer', 'home.today', {})).temporaryAddresses).toBe(1)
    expect(codeOf(await station.call('auxiliary', 'ledger.temporaryAddresses', {}))).toBe('rpc/denied')
  })

  test('loses what was corrected by hand or put out of force', async () => {
    const first = await person(1)
    const second = await person(2)
    const { fields, version, accepted } = await read(first.entryId)
    await station.must('clerk', 'ledger.correct', {
      entryId: first.entryId,
      version,
      fields: { ...fields, address: standard },
      reason: '已有门牌',
      accepted,
    })
    const { review } = await station.must('clerk', 'ledger.void', {
      entryId: second.entryId,
      version: 1 as Version,
      reason: '重复登记',
    })
    expect((await listed()).total).toBe(1)
    // The version with the temporary address comes back, and the address with it.
    const restored = { entryId: first.entryId, version: 2 as Version, to: 1 as Version, reason: '门牌有误' }
    await station.must('clerk', 'ledger.restore', restored)
    expect((await listed()).rows[0]).toMatchObject({ entryId: first.entryId, reason: '平房没有室号' })
    await station.must('clerk', 'ledger.correct', {
      entryId: first.entryId,
      version: 3 as Version,
      fields: { ...fields, address: standard },
      reason: '已有门牌',
      accepted,
    })
    await station.must('chief', 'ledger.decide', { reviewIds: [review], approve: true })
    expect(await listed()).toEqual({ rows: [], total: 0 })
  })

  test('is asked of its own index, not of all warnings', () => {
    const { page } = temporarySql({ reach: { all: true }, before: '2026-03-05T00:00:00.000Z', offset: 0 })
    const steps = station.db
      .prepare<never[], { detail: string }>(`EXPLAIN QUERY PLAN ${page.text}`)
      .all(...(page.params as never[]))
    expect(steps.map(({ detail }) => detail).join('\n')).toMatch(/entry_warnings_address/)
  })
})

describe('asking for a standard address', () => {
  test('is noted with who, when and for what, once as long as it is open, and shown with each of its entries', async () => {
    await person(1)
    await person(2)
    await station.must('officer', 'ledger.askStandardAddress', { address: temporary, note: '已拍门牌照片' })
    const { requests } = await station.must('clerk', 'ledger.addressRequests', {})
    expect(requests).toMatchObject([
      {
        address: temporary,
        note: '已拍门牌照片',
        askedBy: '民警甲',
        askedAt: '2026-03-05T06:30:00.000Z',
        state: 'open',
        answer: null,
      },
    ])
    expect((await listed()).rows.map(({ request }) => request?.state)).toEqual(['open', 'open'])
    const again = await station.call('clerk', 'ledger.askStandardAddress', { address: temporary })
    expect(codeOf(again)).toBe('ledger/address-asked')
    const unknown = await station.call('clerk', 'ledger.askStandardAddress', { address: standard })
    expect(codeOf(unknown)).toBe('ledger/address-not-temporary')
    expect(audited(station, 'address-ask')).toHaveLength(1)
    expect(JSON.stringify(audited(station, 'address-ask'))).not.toContain('平房')
  })
})

describe('merging into the standard address', () => {
  test('shows what it would change, gives each entry a version with the reason, and answers the request', async () => {
    const one = await person(1)
    const two = await person(2)
    const visited = await filedAt('clerk', L06, { ...visit, address: temporary })
    const elsewhere = await person(3, { address: `${temporary}东侧` })
    await station.must('clerk', 'ledger.askStandardAddress', { address: temporary })
    const planned = await plan('幸福路12号3号楼2单元1203')
    expect(planned.to).toContain('3栋2单元')
    expect(planned.entries.map(({ entryId, refused }) => [entryId, refused])).toEqual([
      [one.entryId, null],
      [two.entryId, null],
      [visited.entryId, null],
    ])
    expect((await read(one.entryId)).version).toBe(1)
    const { done, refused, undo } = await merge(planned.entries, planned.to)
    expect([done.length, refused, undo?.entries]).toEqual([3, [], 3])
    for (const { entryId } of [one, two, visited]) {
      const entry = await read(entryId)
      expect(entry.fields['address']).toBe(planned.to)
      expect(entry.accepted.filter(({ field }) => field === 'address')).toEqual([])
      const { versions } = await station.must('clerk', 'ledger.history', { entryId })
      expect(versions[0]).toMatchObject({ version: 2, reason, by: '内勤甲' })
      expect(versions[0]?.changes.map(({ field }) => field)).toEqual(['address'])
    }
    // The same household from now on, whatever it was called before.
    const keys = station.db
      .prepare<[], { k: string }>('SELECT DISTINCT address_key AS k FROM entries WHERE version = 2')
      .all()
    expect(keys).toHaveLength(1)
    expect((await listed()).rows.map((row) => row.entryId)).toEqual([elsewhere.entryId])
    const { requests } = await station.must('clerk', 'ledger.addressRequests', {})
    expect(requests).toMatchObject([{ state: 'answered', answer: planned.to, answeredBy: '内勤甲' }])
    expect(audited(station, 'correct')).toHaveLength(3)
    expect(audited(station, 'address-merge')[0]?.detail).toMatchObject({ entries: 3, refused: 0 })
  })

  test('is taken back as one act: every entry says again what it said, and the request is open again', async () => {
    const one = await person(1)
    const two = await person(2)
    await station.must('clerk', 'ledger.askStandardAddress', { address: temporary })
    const { undo } = await merge((await plan()).entries)
    expect(await station.must('clerk', 'ledger.undo', { actId: undo?.actId ?? '' })).toMatchObject({ entries: 2 })
    for (const { entryId } of [one, two]) {
      const entry = await read(entryId)
      expect(entry).toMatchObject({ version: 3, fields: { address: temporary } })
      expect(entry.accepted).toMatchObject([{ field: 'address', reason: '平房没有室号' }])
    }
    expect((await listed()).total).toBe(2)
    expect((await station.must('clerk', 'ledger.addressRequests', {})).requests).toMatchObject([{ state: 'open' }])
    const gone = await station.call('clerk', 'ledger.undo', { actId: undo?.actId ?? '' })
    expect(codeOf(gone)).toBe('ledger/undo-gone')
  })

  test('leaves alone what cannot go with the others, each with why', async () => {
    const one = await person(1)
    const two = await person(2)
    const three = await person(3)
    await station.must('clerk', 'ledger.void', { entryId: two.entryId, version: 1 as Version, reason: '重复登记' })
    const { entries } = await plan()
    expect(entries.map(({ refused }) => refused)).toEqual([null, 'ledger/review-waits', null])
    // Somebody else corrects the third between looking and merging.
    const { fields, version, accepted } = await read(three.entryId)
    const changed = { ...fields, phone: '12912345670' }
    await station.must('otherClerk', 'ledger.correct', {
      entryId: three.entryId,
      version,
      fields: changed,
      reason: '改号',
      accepted,
    })
    const merged = await merge(entries)
    expect(merged.done).toEqual([one.entryId])
    expect(merged.refused.map(({ number, code }) => [number, code])).toEqual([
      [two.number, 'ledger/review-waits'],
      [three.number, 'ledger/version-stale'],
    ])
    expect((await read(three.entryId)).fields['phone']).toBe('12912345670')
  })

  test('refuses an address that is no standard one, and what is no temporary one', async () => {
    await person(1)
    const vague = await station.call('clerk', 'ledger.planMerge', { from: temporary, to: '村东头' })
    expect(codeOf(vague)).toBe('ledger/address-not-standard')
    expect((await plan('幸福路12号')).entries.map(({ refused }) => refused)).toEqual(['ledger/address-not-standard'])
    const other = await station.call('clerk', 'ledger.planMerge', { from: standard, to: standard })
    expect(codeOf(other)).toBe('ledger/address-not-temporary')
  })

  test('an officer merges what the own beats have, and is told that there is more', async () => {
    await person(1)
    await person(2, { beat: 'B02', officer: staff.otherOfficer.accountId })
    expect(await plan(standard, 'officer')).toMatchObject({ entries: [{ refused: null }], outOfReach: 1 })
  })
})
