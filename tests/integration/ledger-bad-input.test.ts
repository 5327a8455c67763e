import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import { codeOf, codes, draftOf, filed, L02, L03, L06, L08, sample } from '../support/ledger-acts.ts'
import { resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, staff, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

const L04 = 'L04' as BookId
const L10 = 'L10' as BookId

/** What is wrong with a draft, and that it is nevertheless kept as it was typed. */
async function problemsWith(book: BookId, fields: Record<string, string>): Promise<string[]> {
  const { draftId, problems } = await draftOf(station, 'clerk', book, fields)
  const typed = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
  expect((await station.must('clerk', 'ledger.readDraft', { draftId })).fields).toEqual(typed)
  const refused = await station.call('clerk', 'ledger.file', { draftId })
  const found = problems.filter((one) => one.severity === 'error').map((one) => `${one.field} ${one.code}`)
  if (found.length > 0) {
    if (refused.ok) throw new Error('filed')
    expect(codes(refused.error.params)).toEqual(found)
  }
  return problems.map((one) => `${one.field} ${one.code}`)
}

test('two windows on one draft: the second is told, loses nothing that it shows, and can go on with what is there', async () => {
  const { draftId } = await station.must('clerk', 'ledger.openDraft', { book: L06 })
  const save = (revision: number, findings: string) =>
    station.call('clerk', 'ledger.saveDraft', { draftId, revision, fields: { ...visit, findings } })
  expect((await save(1, '左边窗口')).ok).toBe(true)
  expect(await save(1, '右边窗口')).toMatchObject({ error: { code: 'ledger/draft-stale', params: { revision: 2 } } })
  const there = await station.must('clerk', 'ledger.readDraft', { draftId })
  expect(there.fields['findings']).toBe('左边窗口')
  expect((await save(there.revision, '左边窗口。右边窗口')).ok).toBe(true)
  // Filed on the left, the right window's next save finds no draft and makes no second entry.
  await station.must('clerk', 'ledger.file', { draftId })
  expect(codeOf(await save(3, '右边窗口'))).toBe('ledger/draft-gone')
  expect(codeOf(await station.call('clerk', 'ledger.file', { draftId }))).toBe('ledger/draft-gone')
  expect((await station.must('clerk', 'ledger.list', { book: L06 })).total).toBe(1)
})

test('the same household three times in thirty days: the second and the third say so with the number, and are filed with a reason', async () => {
  const accepted = [{ field: 'address', code: 'visit-within-30-days', reason: '群众求助再次上门' }]
  const first = await filed(station, 'clerk', L06, { ...visit, occurredOn: '2026-02-10' })
  for (const occurredOn of ['2026-02-20', '2026-03-05']) {
    const { draftId } = await draftOf(station, 'clerk', L06, { ...visit, occurredOn })
    const refused = await station.call('clerk', 'ledger.file', { draftId })
    if (refused.ok) throw new Error('filed')
    expect(codes(refused.error.params)).toEqual(['address visit-within-30-days'])
    await station.must('clerk', 'ledger.file', { draftId, accepted })
  }
  expect((await station.must('clerk', 'ledger.list', { book: L06 })).total).toBe(3)
  expect(first.number).toBe('L06-2026-000001')
})

describe('a day that is none', () => {
  test.each([
    ['2026-02-30', 'occurredOn date/not-a-day'],
    ['1899-12-31', 'occurredOn date/range'],
    ['2026-03-06', 'occurredOn date/future'],
    ['明年', 'occurredOn date/format'],
  ])('%s is refused by its own sentence', async (occurredOn, problem) => {
    expect(await problemsWith(L06, { ...visit, occurredOn })).toContain(problem)
  })

  test('1899 and tomorrow cannot be stepped to either', async () => {
    const { entryId } = await filed(station, 'clerk', L02, { ...resident, occurredOn: '2026-03-01' })
    for (const leftOn of ['2026-03-06', '1899-01-01', '2026-02-30', '2026-02-27']) {
      const ask = { entryId, state: 'present', transition: 'leave', fields: { leftOn } }
      const refused = await station.call('clerk', 'ledger.step', ask)
      expect([leftOn, codeOf(refused)]).toEqual([leftOn, 'ledger/invalid'])
    }
    expect((await station.must('clerk', 'ledger.read', { entryId })).state).toBe('present')
  })
})

describe('text that nobody could have typed', () => {
  test('of ten megabytes is refused before it reaches the store, and what was typed before stays', async () => {
    const { draftId } = await draftOf(station, 'clerk', L06, visit)
    const save = (findings: string) =>
      station.call('clerk', 'ledger.saveDraft', { draftId, revision: 2, fields: { ...visit, findings } })
    const huge = await save('走'.repeat(3_500_000))
    expect(huge).toMatchObject({ error: { code: 'rpc/invalid-input', params: { fields: ['fields.findings'] } } })
    expect(JSON.stringify(huge)).not.toContain('走走')
    expect((await station.must('clerk', 'ledger.readDraft', { draftId })).fields['findings']).toBe(visit.findings)
    // What the port lets through but no field holds is kept as typed and said to be too long.
    expect((await save('走'.repeat(4_001))).ok).toBe(true)
    const refused = await station.call('clerk', 'ledger.file', { draftId })
    if (refused.ok) throw new Error('filed')
    expect(codes(refused.error.params)).toEqual(['findings too-long'])
  })

  test('pasted garbage is kept as it came, names its fields, and breaks no list, history or likeness', async () => {
    const garbage = '\u0000\u202e=HYPERLINK("http://x")\t\r\n𠮷\ud800 OR 1=1; DROP TABLE entries; --{{x}}'
    const fields = { ...visit, residentName: garbage, findings: garbage, phone: garbage, address: garbage }
    const { draftId, problems } = await draftOf(station, 'clerk', L06, fields)
    expect(new Set(problems.map((one) => one.field))).toEqual(new Set(['residentName', 'phone', 'address']))
    await station.must('clerk', 'ledger.likeDraft', { draftId })
    await station.must('clerk', 'ledger.household', { draftId })
    const clean = { ...visit, findings: garbage }
    await station.must('clerk', 'ledger.saveDraft', { draftId, revision: 2, fields: clean })
    const { entryId } = await station.must('clerk', 'ledger.file', { draftId })
    const entry = await station.must('clerk', 'ledger.read', { entryId })
    expect(entry.fields['findings']).toContain('=HYPERLINK("http://x")')
    for (const text of [garbage, '"', '*', "'", 'NEAR(', '-', '𠮷']) {
      await station.must('clerk', 'ledger.list', { book: L06, text: text.slice(0, 100) })
    }
    expect((await station.must('clerk', 'ledger.history', { entryId })).versions).toHaveLength(1)
  })

  test('in a field or a book that there is not is refused by name only', async () => {
    const { draftId } = await station.must('clerk', 'ledger.openDraft', { book: L06 })
    for (const key of ['constructor', '__proto__', 'toString', '民族', 'entry_id']) {
      const fields = JSON.parse(`{"${key}":"x"}`) as Record<string, string>
      const saved = await station.call('clerk', 'ledger.saveDraft', { draftId, revision: 1, fields })
      // JSON's own __proto__ is a key like any other here; the shape lets no foreign key through.
      expect([key, saved.ok && key !== '__proto__']).toEqual([key, false])
    }
    for (const book of ['L00', 'L13', 'L99']) {
      expect(codeOf(await station.call('clerk', 'ledger.list', { book: book as BookId }))).toBe('ledger/unknown-book')
    }
  })
})

describe('what contradicts itself', () => {
  test('a lease that ends before it starts, a stay that ends before it begins', async () => {
    const lease = sample('L04', { leaseStart: '2026-03-01', leaseEnd: '2026-02-01' })
    expect(await problemsWith(L04, lease)).toContain('leaseEnd lease-order')
    const stay = sample('L03', { movedInOn: '2026-03-01', validUntil: '2026-02-01' })
    expect((await problemsWith(L03, stay)).filter((one) => one.startsWith('validUntil'))).toHaveLength(1)
  })

  test('a floor above the building, as far as its rooms are known', async () => {
    const insert = station.db.prepare<[string, string, number], never>(
      'INSERT INTO subject_keys (kind, value, subject_id) VALUES (?, ?, ?)',
    )
    const building = '990102|幸福路|12|3'
    for (let floor = 1; floor <= 7; floor += 1) insert.run('room', `${building}|2||${floor}01`, floor)
    const rental = sample('L04', { address: '澄湾市东渚区幸福路12号3栋2单元1203室', floor: '' })
    expect(await problemsWith(L04, rental)).toContain('address floor-too-high')
    const lower = { ...rental, address: '澄湾市东渚区幸福路12号3栋2单元701室' }
    expect(await problemsWith(L04, lower)).not.toContain('address floor-too-high')
  })

  test('shifts that overlap, with the officer or a helper in either, also across midnight', async () => {
    const shift = sample('L10', { occurredOn: '2026-03-04', startTime: '2200', endTime: '0200', plannedOn: '' })
    const done = { ...shift, outcome: 'nothing' }
    const first = await filed(station, 'clerk', L10, done)
    const overlapping = { ...done, occurredOn: '2026-03-05', startTime: '0100', endTime: '0300' }
    const other = { ...overlapping, officer: staff.otherOfficer.accountId, beat: 'B02' }
    expect((await problemsWith(L10, overlapping)).join()).toMatch(/shift-overlap/)
    expect((await problemsWith(L10, { ...other, helpers: staff.officer.accountId })).join()).toMatch(/shift-overlap/)
    expect((await problemsWith(L10, { ...other, helpers: staff.auxiliary.accountId })).join()).not.toMatch(/overlap/)
    expect((await problemsWith(L10, { ...overlapping, startTime: '0200' })).join()).not.toMatch(/overlap/)
    expect(first.number).toBe('L10-2026-000001')
  })

  test('an officer who does not answer for the beat on that day, as the duty calendar says', async () => {
    const assign = station.db.prepare<string[], never>(
      `INSERT INTO beat_assignments (assignment_id, account_id, beat, from_date, to_date, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    const at = '2026-01-01T00:00:00.000Z'
    assign.run('a-1', staff.otherOfficer.accountId, 'B01', '2026-01-01', '2026-02-28', at)
    station.db.exec(
      `UPDATE beat_assignments SET from_date = '2026-03-01' WHERE account_id = '${staff.officer.accountId}'`,
    )
    const asked = async (day: string, officer: string) => {
      const all = await problemsWith(L06, { ...visit, occurredOn: day, officer, helpers: '' })
      return all.filter((one) => one.includes('assigned'))
    }
    expect(await asked('2026-02-20', staff.officer.accountId)).toEqual(['officer officer-not-assigned'])
    expect(await asked('2026-03-05', staff.officer.accountId)).toEqual([])
    expect(await asked('2026-02-20', staff.otherOfficer.accountId)).toEqual([])
    station.db
      .prepare<string[], never>(
        `INSERT INTO beat_covers (cover_id, beat, covered_id, covering_id, from_date, to_date, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run('c-1', 'B01', staff.otherOfficer.accountId, staff.officer.accountId, '2026-02-18', '2026-02-25', at)
    expect(await asked('2026-02-20', staff.officer.accountId)).toEqual([])
  })
})

test('who covers a beat sees its entries as long as the cover lasts', async () => {
  const { entryId } = await filed(station, 'clerk', L08, sample('L08'))
  expect(codeOf(await station.call('otherOfficer', 'ledger.read', { entryId }))).toBe('ledger/entry-gone')
  station.db
    .prepare<string[], never>(
      `INSERT INTO beat_covers (cover_id, beat, covered_id, covering_id, from_date, to_date, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      'c-1',
      'B01',
      staff.officer.accountId,
      staff.otherOfficer.accountId,
      '2026-03-01',
      '2026-03-05',
      '2026-03-01T00:00:00.000Z',
    )
  expect((await station.must('otherOfficer', 'ledger.list', { book: L08 })).total).toBe(1)
  expect((await station.must('otherOfficer', 'home.today', {})).duesTotal).toBe(1)
  station.clock.ms = Date.parse('2026-03-05T16:00:00.000Z')
  expect(codeOf(await station.call('otherOfficer', 'ledger.read', { entryId }))).toBe('ledger/entry-gone')
})

test('nobody approves what is their own, whatever they call themselves', async () => {
  // A clerk who becomes chief afterwards still has a part in what was asked for as a clerk.
  const { entryId, version } = await filed(station, 'clerk', L08, sample('L08'))
  const { review } = await station.must('clerk', 'ledger.void', { entryId, version, reason: '重复登记' })
  station.db.exec(`UPDATE reviews SET asked_by = '${staff.chief.accountId}' WHERE review_id = '${review}'`)
  const decided = await station.must('chief', 'ledger.decide', { reviewIds: [review], approve: true })
  expect(decided.refused).toEqual([{ reviewId: review, code: 'ledger/by-another' }])
  expect((await station.must('clerk', 'ledger.read', { entryId })).stage).toBe('filed')
})
