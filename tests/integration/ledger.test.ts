import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { SourceRecordId, SubjectId, Version } from '../../src-contract/ids.ts'
import { problemsOf } from '../../src-domain/books/problem-params.ts'
import { q } from '../../src-core/query.ts'
import { audited, codes, count, draftOf, filed, L02, L06 } from '../support/ledger-acts.ts'
import { idNumber, resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, staff, type LedgerStation, type Who } from '../support/test-context.ts'

const accept = { field: 'address', code: 'visit-within-30-days', reason: '群众求助再次上门' }
/** The last character of a right number moved by one. */
const wrongNumber = idNumber(1).slice(0, 17) + (idNumber(1).endsWith('0') ? '1' : '0')

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

describe('from a draft to a corrected entry', () => {
  test('a visit is filed, read, corrected, and its history says who changed what and why', async () => {
    const entry = await filed(station, 'clerk', L06, { ...visit, occurredOn: '昨天' })
    expect(entry).toMatchObject({ number: 'L06-2026-000001', version: 1 })

    const read = await station.must('clerk', 'ledger.read', { entryId: entry.entryId, purpose: 'P02' })
    expect(read).toMatchObject({ state: 'done', occurredOn: '2026-03-04', beat: 'B01' })
    expect(read.fields).toEqual({ ...visit, occurredOn: '2026-03-04' })
    expect(read.people.officer.name).toBe('民警甲')
    expect(read.people.helpers.map((one) => one.name)).toEqual(['辅警甲'])
    expect(read.people.typist.name).toBe('内勤甲')
    expect(audited(station, 'view')[0]).toMatchObject({ record: entry.entryId, purpose: 'P02' })

    const fields = { ...read.fields, result: 'not-met', phone: '', reason: 'follow-up' }
    const corrected = await station.must('clerk', 'ledger.correct', {
      entryId: entry.entryId,
      version: entry.version,
      fields,
      reason: '录入有误',
    })
    expect(corrected.version).toBe(2)
    expect((await station.must('clerk', 'ledger.read', { entryId: entry.entryId })).state).toBe('not-met')

    const { versions } = await station.must('officer', 'ledger.history', { entryId: entry.entryId })
    expect(versions.map((one) => [one.version, one.by, one.reason])).toEqual([
      [2, '内勤甲', '录入有误'],
      [1, '内勤甲', null],
    ])
    expect(versions[0]?.changes).toEqual([
      { field: 'reason', before: 'routine', after: 'follow-up' },
      { field: 'result', before: 'met', after: 'not-met' },
      { field: 'phone', before: '129****5678', after: null },
    ])
    expect(JSON.stringify(versions)).not.toContain('欧阳测试')
    expect(audited(station, 'correct')[0]?.detail).toMatchObject({ version: 2, fields: 'reason,result,phone' })
  })

  test('numbers run on within a book and a year, each book by itself', async () => {
    expect((await filed(station, 'clerk', L06, visit)).number).toBe('L06-2026-000001')
    expect(
      (await filed(station, 'clerk', L06, { ...visit, address: '澄湾市东渚区幸福路12号3栋2单元1204室' })).number,
    ).toBe('L06-2026-000002')
    expect((await filed(station, 'clerk', L02, resident)).number).toBe('L02-2026-000001')
    station.clock.ms = Date.parse('2026-12-31T16:00:00.000Z')
    const newYear = { ...visit, occurredOn: '2027-01-01' }
    expect((await filed(station, 'clerk', L06, newYear)).number).toBe('L06-2027-000001')
  })

  test('a correction on an older version, without a change, or with an unknown field is refused', async () => {
    const { entryId } = await filed(station, 'clerk', L06, visit)
    const { fields } = await station.must('clerk', 'ledger.read', { entryId })
    const ask = (version: number, changed: Record<string, string>) =>
      station.call('clerk', 'ledger.correct', { entryId, version: version as Version, fields: changed, reason: '更正' })
    expect(await ask(1, fields)).toMatchObject({ error: { code: 'ledger/nothing-changed' } })
    expect(await ask(1, { ...fields, helpers: `${staff.auxiliary.accountId}, ` })).toMatchObject({
      error: { code: 'ledger/nothing-changed' },
    })
    expect(await ask(1, { ...fields, 备注: '1' })).toMatchObject({ error: { code: 'ledger/invalid' } })
    expect((await ask(1, { ...fields, reason: 'other' })).ok).toBe(true)
    expect(await ask(1, { ...fields, reason: 'care' })).toMatchObject({
      error: { code: 'ledger/version-stale', params: { version: 2 } },
    })
  })

  test('what a correction breaks is refused, and the entry stays as it was', async () => {
    const { entryId } = await filed(station, 'clerk', L02, resident)
    const { fields, version } = await station.must('clerk', 'ledger.read', { entryId })
    const wrong = { ...fields, birthDate: '1990-03-08' }
    const refused = await station.call('clerk', 'ledger.correct', { entryId, version, fields: wrong, reason: '更正' })
    if (refused.ok) throw new Error('corrected')
    expect(codes(refused.error.params)).toEqual(['birthDate id/birth-date-mismatch'])
    expect((await station.must('clerk', 'ledger.read', { entryId })).fields).toEqual(fields)
    expect(count(station, 'entry_versions')).toBe(1)
  })
})

describe('filing', () => {
  test('an invalid draft files nothing, stays a draft, and the error names fields and codes but no value', async () => {
    const { draftId, problems } = await draftOf(station, 'clerk', L02, {
      ...resident,
      documentNumber: wrongNumber,
      name: '',
    })
    expect(problems.map((one) => one.code)).toEqual(expect.arrayContaining(['required', 'id/checksum']))
    const refused = await station.call('clerk', 'ledger.file', { draftId })
    if (refused.ok) throw new Error('filed')
    expect(refused.error.code).toBe('ledger/invalid')
    expect(codes(refused.error.params)).toEqual(['name required', 'documentNumber id/checksum', 'sex required'])
    expect(JSON.stringify(refused.error)).not.toContain(wrongNumber)
    expect([
      count(station, 'entries'),
      count(station, 'entry_versions'),
      count(station, 'entry_events'),
      count(station, 'entry_changes'),
    ]).toEqual([0, 0, 0, 0])
    expect(audited(station, 'file')).toEqual([])
    expect((await station.must('clerk', 'ledger.readDraft', { draftId })).fields['documentNumber']).toBe(wrongNumber)
  })

  test('a second visit to the household within 30 days waits until its warning is accepted with a reason', async () => {
    const first = await filed(station, 'clerk', L06, visit)
    // Another spelling of the same room.
    const again = { ...visit, address: '东渚区幸福路12号 三栋二单元1203', occurredOn: '2026-02-10' }
    const { draftId } = await draftOf(station, 'clerk', L06, again)
    const refused = await station.call('clerk', 'ledger.file', { draftId })
    if (refused.ok) throw new Error('filed')
    expect(refused.error.code).toBe('ledger/warnings')
    expect(problemsOf(refused.error.params)).toMatchObject([
      { code: 'visit-within-30-days', params: { number: first.number, date: '2026-03-05' } },
    ])
    const second = await station.must('clerk', 'ledger.file', { draftId, accepted: [accept] })
    const kept = station.db.all(q.selectFrom('entry_warnings').selectAll().where('entry_id', '=', second.entryId))
    expect(kept).toMatchObject([{ version: 1, code: 'visit-within-30-days', reason: '群众求助再次上门' }])
    // Whoever opens the entry reads why; corrected to another day, it is no longer questioned.
    const read = await station.must('chief', 'ledger.read', { entryId: second.entryId })
    expect(read.accepted).toEqual([accept])
    const { entryId, version } = read
    const fields = { ...read.fields, occurredOn: '2026-01-20' }
    await station.must('clerk', 'ledger.correct', { entryId, version, fields, reason: '日期有误' })
    expect((await station.must('chief', 'ledger.read', { entryId })).accepted).toEqual([])
  })

  test('thirty days later, at another door, or when nobody was met before, nothing is warned of', async () => {
    await filed(station, 'clerk', L06, { ...visit, occurredOn: '2026-02-03' })
    await filed(station, 'clerk', L06, visit)
    await filed(station, 'clerk', L06, { ...visit, address: '澄湾市东渚区幸福路12号3栋2单元1204室', result: 'not-met' })
    await filed(station, 'clerk', L06, { ...visit, address: '澄湾市东渚区幸福路12号3栋2单元1204室' })
    expect(count(station, 'entries')).toBe(4)
  })

  test('a resident whose document is registered already warns with the number of that entry', async () => {
    await filed(station, 'clerk', L02, resident)
    const { problems } = await draftOf(station, 'clerk', L02, {
      ...resident,
      documentNumber: ` ${resident.documentNumber.toLowerCase()} `,
    })
    expect(problems).toMatchObject([{ code: 'already-registered', params: { number: 'L02-2026-000001' } }])
  })

  test('the same operation repeated files once and gets the same answer', async () => {
    const { draftId } = await draftOf(station, 'clerk', L06, visit)
    const operation = randomUUID()
    const first = await station.call('clerk', 'ledger.file', { draftId }, operation)
    const second = await station.call('clerk', 'ledger.file', { draftId }, operation)
    expect(first.ok).toBe(true)
    expect(second).toEqual(first)
    expect(count(station, 'entries')).toBe(1)
    expect(await station.call('clerk', 'ledger.file', { draftId })).toMatchObject({
      error: { code: 'ledger/draft-gone' },
    })
  })

  test('says who answers, who helped and who typed; an auxiliary types but does not file', async () => {
    const { draftId } = await draftOf(station, 'auxiliary', L06, visit)
    expect(await station.call('auxiliary', 'ledger.file', { draftId })).toMatchObject({ error: { code: 'rpc/denied' } })
    const entry = await filed(station, 'officer', L06, { ...visit, officer: staff.otherOfficer.accountId, beat: 'B02' })
    const row = station.db.one(q.selectFrom('entries').selectAll().where('entry_id', '=', entry.entryId))
    expect(row).toMatchObject({
      officer_id: staff.otherOfficer.accountId,
      typist_id: staff.officer.accountId,
      beat: 'B02',
    })
    expect(audited(station, 'file')[0]?.detail).toMatchObject({ book: 'L06', number: entry.number })
  })
})

describe('a draft', () => {
  test('is kept as typed, belongs to its author alone, and an older revision does not overwrite a newer', async () => {
    const typed = { ...visit, occurredOn: '昨天', phone: '1380' }
    const { draftId, revision } = await draftOf(station, 'clerk', L06, typed)
    expect((await station.must('clerk', 'ledger.readDraft', { draftId })).fields).toEqual(typed)
    for (const who of ['otherClerk', 'officer', 'auxiliary'] as const) {
      expect(await station.call(who, 'ledger.readDraft', { draftId })).toMatchObject({
        error: { code: 'ledger/draft-gone' },
      })
    }
    expect(await station.call('otherClerk', 'ledger.discardDraft', { draftId })).toMatchObject({
      error: { code: 'ledger/draft-gone' },
    })
    expect(await station.call('otherClerk', 'ledger.file', { draftId })).toMatchObject({
      error: { code: 'ledger/draft-gone' },
    })
    const stale = await station.call('clerk', 'ledger.saveDraft', { draftId, revision: revision - 1, fields: visit })
    expect(stale).toMatchObject({ error: { code: 'ledger/draft-stale', params: { revision } } })
    const unknown = await station.call('clerk', 'ledger.saveDraft', {
      draftId,
      revision,
      fields: { ...visit, ethnicity: 'x' },
    })
    expect(unknown).toMatchObject({ error: { code: 'ledger/invalid' } })
    expect((await station.must('clerk', 'ledger.readDraft', { draftId })).fields).toEqual(typed)
  })

  test('is listed with one masked line, newest first, until it is discarded', async () => {
    await draftOf(station, 'clerk', L06, visit)
    station.clock.ms += 1_000
    const { draftId } = await draftOf(station, 'clerk', L02, resident)
    const { drafts } = await station.must('clerk', 'ledger.drafts', {})
    expect(drafts.map((one) => one.book)).toEqual(['L02', 'L06'])
    expect(drafts[1]?.summary).toMatch(/^欧阳\* · .*3栋\*\*\*$/)
    await station.must('clerk', 'ledger.discardDraft', { draftId })
    expect((await station.must('clerk', 'ledger.drafts', {})).drafts).toHaveLength(1)
    expect((await station.must('otherClerk', 'ledger.drafts', {})).drafts).toEqual([])
  })

  test('opens with today and the own duty, and carries forward from the author’s last entry of the book', async () => {
    const first = await station.must('officer', 'ledger.openDraft', { book: L06 })
    expect(first.fields).toEqual({ occurredOn: '2026-03-05', officer: staff.officer.accountId, beat: 'B01' })
    await filed(station, 'clerk', L06, { ...visit, reason: 'care' })
    const next = await station.must('clerk', 'ledger.openDraft', { book: L06 })
    expect(next.fields).toEqual({
      occurredOn: '2026-03-05',
      reason: 'care',
      result: 'met',
      itemsChecked: 'residents,fire',
      beat: 'B01',
      officer: staff.officer.accountId,
      helpers: staff.auxiliary.accountId,
    })
    expect(next.marks.every((mark) => mark.source === 'carried')).toBe(true)
    expect((await station.must('otherClerk', 'ledger.openDraft', { book: L06 })).fields['reason']).toBeUndefined()
  })

  test('of a book that does not exist is refused', async () => {
    expect(await station.call('clerk', 'ledger.openDraft', { book: 'L99' as BookId })).toMatchObject({
      error: { code: 'ledger/unknown-book' },
    })
  })
})

describe('prefill from a file that was looked up', () => {
  const subjectId = 7 as SubjectId

  function addRecord(system: string, nativeId: string, sourceTime: string, payload: Record<string, string>): void {
    const record = {
      system,
      native_id: nativeId,
      version: 1,
      source_time: sourceTime,
      received_at: sourceTime,
      subject_id: subjectId,
    }
    const rest = { content_hash: Buffer.alloc(32), payload: JSON.stringify(payload), import_id: null }
    station.db.run(q.insertInto('source_records').values({ ...record, ...rest } as never))
  }

  beforeEach(() => {
    const address = '澄湾市东渚区幸福路12号3栋2单元1203室'
    addRecord('WG', 'G1|H1|1', '2026-03-01T00:00:00.000Z', {
      name: '诸葛测',
      phone: '12900000009',
      address: '网格地址1室',
    })
    addRecord('JZ', 'P1', '2026-02-01T00:00:00.000Z', {
      name: '诸葛测试',
      idNumber: idNumber(1),
      sex: '男',
      phone: '12900000001',
      address,
    })
    addRecord('MZ', 'M1', '2026-03-04T00:00:00.000Z', {
      name: '诸葛测试',
      idNumber: idNumber(1),
      address: '民政地址',
      serviceItem: '高龄津贴',
    })
  })

  test('fills what the systems hold, each field with its source, and is audited without personal data', async () => {
    const draft = await station.must('clerk', 'ledger.openDraft', { book: L02, from: { subjectId, purpose: 'P01' } })
    expect(draft.fields).toMatchObject({
      name: '诸葛测试',
      documentKind: 'resident-id',
      documentNumber: idNumber(1),
      sex: '男',
      phone: '12900000009',
    })
    const sources = Object.fromEntries(draft.marks.map((mark) => [mark.field, mark.source]))
    expect(sources).toEqual({
      name: 'JZ',
      documentNumber: 'JZ',
      documentKind: 'JZ',
      sex: 'JZ',
      address: 'JZ',
      phone: 'WG',
    })
    const [row] = audited(station, 'prefill')
    expect(row).toMatchObject({
      record: draft.draftId,
      purpose: 'P01',
      detail: { subject: 7, fields: 6, systems: 'JZ,WG' },
    })
    expect(JSON.stringify(row)).not.toContain('诸葛')
  })

  test('a field that is changed by hand loses its mark; the records it came from stay with the entry', async () => {
    const draft = await station.must('clerk', 'ledger.openDraft', { book: L02, from: { subjectId, purpose: 'P01' } })
    const fields = {
      ...draft.fields,
      phone: '12900000123',
      householdStatus: 'registered-here',
      officer: staff.officer.accountId,
      beat: 'B01',
    }
    await station.must('clerk', 'ledger.saveDraft', { draftId: draft.draftId, revision: draft.revision, fields })
    const again = await station.must('clerk', 'ledger.readDraft', { draftId: draft.draftId })
    expect(again.marks.map((mark) => mark.field)).not.toContain('phone')
    const { entryId } = await station.must('clerk', 'ledger.file', { draftId: draft.draftId })
    const kept = station.db.all(q.selectFrom('entry_sources').selectAll().where('entry_id', '=', entryId))
    expect(kept).toEqual([{ entry_id: entryId, system: 'JZ', native_id: 'P1' }])
  })

  test('takes only what the purpose opens, and the record that was chosen first', async () => {
    const mediation = { subjectId, purpose: 'P04', reference: 'JF-2026-01' } as const
    const draft = await station.must('clerk', 'ledger.openDraft', { book: L06, from: mediation })
    expect(draft.fields).toMatchObject({ residentName: '诸葛测试', phone: '12900000009', address: '网格地址1室' })
    const chosen = await station.must('clerk', 'ledger.openDraft', {
      book: L06,
      from: { subjectId, purpose: 'P01', recordId: 1 as SourceRecordId },
    })
    expect(chosen.fields).toMatchObject({ residentName: '诸葛测', address: '网格地址1室' })
  })

  test('is refused without its reference, under a purpose that opens nothing, for an auxiliary, and for a file that is gone', async () => {
    const ask = (who: Who, from: object) =>
      station.call(who, 'ledger.openDraft', { book: L02, from: { subjectId, ...from } as never })
    expect(await ask('clerk', { purpose: 'P04' })).toMatchObject({ error: { code: 'access/reference-required' } })
    expect(await ask('clerk', { purpose: 'P07', reference: 'CC-2026-1' })).toMatchObject({
      error: { code: 'access/purpose-not-open' },
    })
    expect(await ask('auxiliary', { purpose: 'P01' })).toMatchObject({ error: { code: 'access/purpose-not-open' } })
    expect(await ask('clerk', { purpose: 'P01', subjectId: 99 })).toMatchObject({
      error: { code: 'lookup/subject-gone' },
    })
    expect(await ask('clerk', { purpose: 'P01', recordId: 99 })).toMatchObject({
      error: { code: 'lookup/subject-gone' },
    })
    expect(count(station, 'drafts')).toBe(0)
  })
})
