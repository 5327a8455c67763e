import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { q } from '../../src-core/query.ts'
import { audited, codeOf, count, draftOf, filed, L02, L06, stepped } from '../support/ledger-acts.ts'
import { idNumber, resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

async function like(draftId: string, who: 'clerk' | 'officer' = 'clerk') {
  return (await station.must(who, 'ledger.likeDraft', { draftId: draftId as never })).found
}
const alike = {
  ...resident,
  name: '诸葛测式',
  documentKind: 'none',
  documentNumber: '',
  birthDate: '1990-03-07',
  sex: '女',
}

describe('a look-alike', () => {
  test('is shown while typing with why, both sides masked, the most alike first', async () => {
    const { number } = await filed(station, 'clerk', L02, resident)
    await filed(station, 'clerk', L02, {
      ...resident,
      name: '司马试验',
      documentNumber: idNumber(2),
      phone: '12900000000',
      address: '澄湾市东渚区解放路3号1栋1单元101室',
    })
    const draft = await draftOf(station, 'clerk', L02, { ...alike, address: '东渚区幸福路12号 3-2-1203' })
    const found = await like(draft.draftId)
    expect(found.map((one) => one.number)).toEqual([number])
    expect(found[0]?.reasons).toContainEqual({ field: 'phone', how: 'equal' })
    expect(found[0]?.reasons).toContainEqual({ field: 'address', how: 'same-place' })
    expect(found[0]?.reasons.find((one) => one.field === 'name')?.how).toMatch(/same-sound|one-character/)
    const name = found[0]?.fields.find((one) => one.field === 'name')
    expect(name).toMatchObject({ differs: true })
    expect(found[0]?.fields.find((one) => one.field === 'phone')).toMatchObject({ differs: false })
    expect(JSON.stringify(found)).not.toMatch(/诸葛测|12912345679|1203室|99010219900307/)
  })

  test('is audited once for each that is shown, not with every key', async () => {
    await filed(station, 'clerk', L02, resident)
    const draft = await draftOf(station, 'clerk', L02, alike)
    for (let n = 0; n < 3; n += 1) await like(draft.draftId)
    expect(audited(station, 'likeness')).toMatchObject([{ record: draft.draftId, detail: { book: 'L02', hits: 1 } }])
    expect(JSON.stringify(audited(station, 'likeness'))).not.toContain('诸葛')
  })

  test('follows corrections and steps, and is none once it was put out of force', async () => {
    const { entryId, version } = await filed(station, 'clerk', L02, resident)
    const draft = await draftOf(station, 'clerk', L02, alike)
    expect(await like(draft.draftId)).toHaveLength(1)
    const { fields } = await station.must('clerk', 'ledger.read', { entryId })
    const elsewhere = {
      ...fields,
      name: '完全不同',
      phone: '12988888888',
      address: '澄湾市东渚区解放路3号1栋1单元101室',
    }
    await station.must('clerk', 'ledger.correct', { entryId, version, fields: elsewhere, reason: '登错人' })
    expect(await like(draft.draftId)).toEqual([])
    await station.must('clerk', 'ledger.restore', { entryId, version: 2 as never, to: 1 as never, reason: '原来的对' })
    expect(await like(draft.draftId)).toHaveLength(1)
    await stepped(station, 'clerk', entryId, 'leave', { leftOn: '2026-03-05' })
    expect(await like(draft.draftId)).toMatchObject([{ state: 'left' }])
    const review = await station.must('clerk', 'ledger.void', { entryId, version: 3 as never, reason: '重复登记' })
    await station.must('chief', 'ledger.decide', { reviewIds: [review.review], approve: true })
    expect(await like(draft.draftId)).toEqual([])
    expect(count(station, 'entry_keys')).toBe(0)
  })

  test('that is not the same is not asked about again, and the reason is kept with what is filed', async () => {
    const first = await filed(station, 'clerk', L02, resident)
    const draft = await draftOf(station, 'clerk', L02, alike)
    const settle = (verdict: 'same' | 'different', reason = '') =>
      station.call('clerk', 'ledger.settleLikeness', {
        draftId: draft.draftId,
        entryId: first.entryId,
        verdict,
        reason,
      })
    expect(codeOf(await settle('different'))).toBe('ledger/reason-missing')
    expect(codeOf(await settle('different', '双胞胎姐妹'))).toBe('ok')
    expect(await like(draft.draftId)).toEqual([])
    const accepted = [{ field: 'documentNumber', code: 'required', reason: '无证件' }]
    const filedAs = await station.must('clerk', 'ledger.file', { draftId: draft.draftId, accepted })
    expect(station.db.all(q.selectFrom('likeness_verdicts').selectAll())).toMatchObject([
      { entry_id: first.entryId, verdict: 'different', reason: '双胞胎姐妹', filed_id: filedAs.entryId },
    ])
  })

  test('that is the same gives the draft up, counts as a duplicate avoided, and can be taken back', async () => {
    const first = await filed(station, 'clerk', L02, resident)
    const draft = await draftOf(station, 'clerk', L02, alike)
    const { undo } = await station.must('clerk', 'ledger.settleLikeness', {
      draftId: draft.draftId,
      entryId: first.entryId,
      verdict: 'same',
    })
    expect(codeOf(await station.call('clerk', 'ledger.readDraft', { draftId: draft.draftId }))).toBe(
      'ledger/draft-gone',
    )
    const avoided = async () =>
      (
        await station.must('chief', 'ledger.measures', { from: '2026-03-05' as never, to: '2026-03-05' as never })
      ).books.find((one) => one.book === 'L02')?.duplicatesAvoided
    expect(await avoided()).toBe(1)
    expect(await station.must('clerk', 'ledger.undo', { actId: undo?.actId ?? '' })).toEqual({
      entries: 0,
      draftId: draft.draftId,
    })
    expect(await avoided()).toBe(0)
    expect(await like(draft.draftId)).toHaveLength(1)
  })

  test('is looked for among one’s own drafts and the entries of the same book only', async () => {
    const other = await filed(station, 'clerk', L06, visit)
    const draft = await draftOf(station, 'clerk', L02, { ...alike, address: visit.address, phone: visit.phone })
    expect(await like(draft.draftId)).toEqual([])
    const wrong = { draftId: draft.draftId, entryId: other.entryId, verdict: 'same' as const }
    expect(codeOf(await station.call('clerk', 'ledger.settleLikeness', wrong))).toBe('ledger/entry-gone')
    expect(codeOf(await station.call('officer', 'ledger.likeDraft', { draftId: draft.draftId }))).toBe(
      'ledger/draft-gone',
    )
    // An empty draft looks like nothing.
    const empty = await station.must('clerk', 'ledger.openDraft', { book: L02 })
    expect(await like(empty.draftId)).toEqual([])
  })
})
