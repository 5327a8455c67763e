import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { isSampled, whyNot, type ReviewLevel } from '../../src-core/features/ledger/review.rules.ts'
import { listReviews } from '../../src-core/features/ledger/reviews.queries.ts'
import { reachOf } from '../../src-core/features/ledger/reach.rules.ts'
import { q } from '../../src-core/query.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { advanced, audited, codeOf, filed, L02, L06, L08, sample, stepped } from '../support/ledger-acts.ts'
import { idNumber, resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, staff, type LedgerStation, type Who } from '../support/test-context.ts'

const L01 = 'L01' as BookId
const L09 = 'L09' as BookId

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation(undefined, uuidv7)
})
afterEach(() => station.close())

const decide = (who: Who, reviewIds: string[], approve = true, reason = '') =>
  station.must(who, 'ledger.decide', { reviewIds, approve, reason })
/** One filing in twenty is sampled, whichever it is: those that no test is about are left out. */
const waiting = async (who: Who) =>
  (await station.must(who, 'ledger.reviews', {})).rows.filter((row) => row.kind !== 'sampled')
const reviewOf = async (entryId: EntryId) => {
  const { review } = await station.must('clerk', 'ledger.read', { entryId })
  return review?.kind === 'sampled' ? null : review
}

async function askedToVoid(who: Who, entryId: EntryId): Promise<string> {
  const { version } = await station.must(who, 'ledger.read', { entryId })
  return (await station.must(who, 'ledger.void', { entryId, version, reason: '重复登记' })).review
}

describe('putting an entry out of force', () => {
  test('waits for the chief; then it is in no list unless asked for, nothing is due of it, and its number stays', async () => {
    const { entryId, number } = await filed(station, 'clerk', L08, sample('L08'))
    const review = await askedToVoid('clerk', entryId)
    expect(await station.must('clerk', 'ledger.read', { entryId })).toMatchObject({
      stage: 'filed',
      steps: [],
      review: { reviewId: review, kind: 'void', reason: '重复登记', mine: false, waitsForOffice: false },
    })
    const fields = (await station.must('clerk', 'ledger.read', { entryId })).fields
    const changed = { ...fields, object: '改名' }
    for (const refused of [
      await station.call('clerk', 'ledger.correct', { entryId, version: 1 as never, fields: changed, reason: '更正' }),
      await station.call('clerk', 'ledger.void', { entryId, version: 1 as never, reason: '再次申请' }),
      await stepped(station, 'clerk', entryId, 'order'),
    ]) {
      expect(codeOf(refused)).toBe('ledger/review-waits')
    }
    expect(await decide('chief', [review])).toEqual({ done: [review], refused: [] })
    expect(await station.must('clerk', 'ledger.read', { entryId })).toMatchObject({ stage: 'voided', dues: [], number })
    expect((await station.must('clerk', 'ledger.list', { book: L08 })).total).toBe(0)
    const voided = await station.must('clerk', 'ledger.list', { book: L08, stage: 'voided' })
    expect(voided.rows).toMatchObject([{ number, stage: 'voided', due: null }])
    const { events } = await station.must('clerk', 'ledger.history', { entryId })
    expect(events.map((one) => [one.transition, one.by])).toEqual([
      ['approve', '所长甲'],
      ['void', '内勤甲'],
      [null, '内勤甲'],
    ])
    expect(audited(station, 'void-ask')).toHaveLength(1)
    expect(audited(station, 'approve')[0]).toMatchObject({ record: entryId, role: 'chief', detail: { kind: 'void' } })
  })

  test('is never decided by who asked, typed, answers or helped, nor by another clerk; returning it needs a reason', async () => {
    const helped = sample('L08', { helpers: staff.auxiliary.accountId })
    const { entryId } = await filed(station, 'otherClerk', L08, helped)
    const review = await askedToVoid('clerk', entryId)
    const refused = async (who: Who) => (await decide(who, [review])).refused.map((one) => one.code)
    expect(await refused('clerk')).toEqual(['ledger/by-another'])
    expect(await refused('otherClerk')).toEqual(['ledger/by-another'])
    expect(await refused('officer')).toEqual(['ledger/by-another'])
    expect(await refused('otherOfficer')).toEqual(['ledger/not-reviewer'])
    const silent = await station.call('chief', 'ledger.decide', { reviewIds: [review], approve: false })
    expect(codeOf(silent)).toBe('ledger/reason-missing')
    await decide('chief', [review], false, '不是重复')
    expect((await station.must('clerk', 'ledger.read', { entryId })).stage).toBe('filed')
    expect(await reviewOf(entryId)).toBeNull()
    expect(await refused('chief')).toEqual(['ledger/review-gone'])
    expect(await stepped(station, 'clerk', entryId, 'transfer', {}, '说明')).not.toMatchObject({
      error: { code: 'ledger/review-waits' },
    })
  })

  test('waits for the superior office where the chief has a part in the entry, until somebody acts for the chief', async () => {
    const own = { ...sample('L08'), officer: staff.chief.accountId }
    const accepted = [{ field: 'officer', code: 'officer-not-assigned', reason: '所长带队检查' }]
    const draft = await station.must('clerk', 'ledger.openDraft', { book: L08 })
    await station.must('clerk', 'ledger.saveDraft', { draftId: draft.draftId, revision: 1, fields: own })
    const { entryId } = await station.must('clerk', 'ledger.file', { draftId: draft.draftId, accepted })
    const review = await askedToVoid('clerk', entryId)
    expect(await waiting('chief')).toMatchObject([{ reviewId: review, mine: false, waitsForOffice: true }])
    const acting = { acting_id: uuidv7(1), chief_id: staff.chief.accountId, deputy_id: staff.otherOfficer.accountId }
    const span = { from_date: '2026-03-01', to_date: '2026-03-31', reason: '学习', removed_at: null }
    station.db.run(q.insertInto('acting_periods').values({ ...acting, ...span, signed_at: '2026-03-01T00:00:00.000Z' }))
    expect(await waiting('otherOfficer')).toMatchObject([{ reviewId: review, mine: true, waitsForOffice: false }])
    expect((await decide('otherOfficer', [review])).done).toEqual([review])
    expect(audited(station, 'approve')[0]?.detail).toMatchObject({ actingForChief: true })
  })
})

describe('a book whose entries are looked at before they count', () => {
  test('is in force once the chief has approved it; returned, it is put right and asked for again', async () => {
    const { entryId, stage, undo } = await filed(station, 'clerk', L01, sample('L01'))
    expect(stage).toBe('in-review')
    expect(undo).not.toBeNull()
    const [first] = await waiting('chief')
    expect(first).toMatchObject({ kind: 'filing', mine: true })
    expect(first?.changes).toContainEqual({ field: 'population', before: null, after: '1550' })
    expect((await waiting('clerk'))[0]).toMatchObject({ mine: false })
    await decide('chief', [first?.reviewId ?? ''], false, '户数有误')
    expect((await station.must('clerk', 'home.today', {})).reviews).toMatchObject({ mine: 0, returned: 1 })
    const { fields, version } = await station.must('clerk', 'ledger.read', { entryId })
    const right = { ...fields, rentals: '30' }
    await station.must('clerk', 'ledger.correct', { entryId, version, fields: right, reason: '补填出租房' })
    expect((await station.must('clerk', 'home.today', {})).reviews.returned).toBe(0)
    const [again] = await waiting('chief')
    expect(again?.changes).toEqual([{ field: 'rentals', before: 'not-provided', after: '30' }])
    // Put right once more before it is looked at: what waits is the newest.
    await station.must('clerk', 'ledger.correct', {
      entryId,
      version: 2 as never,
      fields: { ...right, rentals: '31' },
      reason: '再核对',
    })
    const rows = await waiting('chief')
    expect(rows).toHaveLength(1)
    await decide('chief', [rows[0]?.reviewId ?? ''])
    expect(await station.must('clerk', 'ledger.read', { entryId })).toMatchObject({
      stage: 'filed',
      dues: [{ kind: 'review-quarterly' }],
    })
    expect((await decide('chief', [again?.reviewId ?? ''])).refused).toMatchObject([{ code: 'ledger/review-gone' }])
  })
})

describe('a step that needs a second person', () => {
  test('takes effect with its values when another approves it, dated and named for both', async () => {
    const { entryId } = await filed(station, 'clerk', L08, sample('L08'))
    await advanced(station, entryId, 'L08', 'reinspect')
    const asked = await stepped(station, 'clerk', entryId, 'close', { closedOn: '2026-03-05' })
    if (!asked.ok) throw new Error(asked.error.code)
    expect(asked.value).toMatchObject({ state: 'reinspected' })
    expect((await station.must('clerk', 'ledger.read', { entryId })).state).toBe('reinspected')
    const row = (await waiting('otherClerk')).find((one) => one.kind === 'step')
    expect(row).toMatchObject({ transition: 'close', askedBy: '内勤甲', mine: true, waitsForOffice: false })
    expect(row?.changes).toEqual([{ field: 'closedOn', before: null, after: '2026-03-05' }])
    expect((await decide('clerk', [asked.value.review ?? ''])).refused).toMatchObject([{ code: 'ledger/by-another' }])
    station.clock.ms += 60_000
    await decide('otherClerk', [asked.value.review ?? ''])
    const { events } = await station.must('clerk', 'ledger.history', { entryId })
    expect(events.slice(0, 2).map(({ transition, by, at, to }) => [transition, by, at, to])).toEqual([
      ['approve', '内勤乙', '2026-03-05T06:31:00.000Z', 'closed'],
      ['close', '内勤甲', '2026-03-05T06:31:00.000Z', 'closed'],
    ])
  })

  test('is opened to an officer of another beat for as long as it waits', async () => {
    const { entryId } = await filed(station, 'clerk', L08, sample('L08'))
    const open = async () => codeOf(await station.call('otherOfficer', 'ledger.read', { entryId }))
    await advanced(station, entryId, 'L08', 'reinspect')
    station.db.exec(`UPDATE reviews SET status = 'withdrawn' WHERE kind = 'sampled'`)
    expect(await open()).toBe('ledger/entry-gone')
    const asked = await stepped(station, 'clerk', entryId, 'close', { closedOn: '2026-03-05' })
    if (!asked.ok) throw new Error(asked.error.code)
    expect(await open()).toBe('ok')
    await decide('otherOfficer', [asked.value.review ?? ''])
    expect(await open()).toBe('ledger/entry-gone')
  })

  test('is not decided by who helped, though it would be by another of the same rank', async () => {
    const helped = sample('L08', { helpers: staff.otherOfficer.accountId })
    const { entryId } = await filed(station, 'clerk', L08, helped)
    const transferred = { transferredTo: '区应急管理局', transferredOn: '2026-03-05' }
    expect((await stepped(station, 'clerk', entryId, 'transfer', transferred, '属主管部门职责')).ok).toBe(true)
    const receipt = { receiptNumber: '回1号', receiptOn: '2026-03-05' }
    const asked = await stepped(station, 'clerk', entryId, 'receipt', receipt)
    if (!asked.ok) throw new Error(asked.error.code)
    const review = asked.value.review ?? ''
    expect((await decide('otherOfficer', [review])).refused).toMatchObject([{ code: 'ledger/by-another' }])
    expect((await decide('otherClerk', [review])).done).toEqual([review])
  })

  test('returned, leaves the entry where it was; asked again, it is no longer returned', async () => {
    const { entryId } = await filed(station, 'clerk', L08, sample('L08'))
    await advanced(station, entryId, 'L08', 'reinspect')
    const close = () => stepped(station, 'clerk', entryId, 'close', { closedOn: '2026-03-05' })
    const asked = await close()
    if (!asked.ok) throw new Error(asked.error.code)
    await decide('chief', [asked.value.review ?? ''], false, '证据不全')
    expect((await station.must('clerk', 'ledger.read', { entryId })).state).toBe('reinspected')
    const again = await close()
    if (!again.ok) throw new Error(again.error.code)
    expect((await decide('chief', [again.value.review ?? ''])).done).toHaveLength(1)
    expect((await station.must('clerk', 'ledger.read', { entryId })).state).toBe('closed')
  })

  test('reclassifying an incident goes to the chief, calling it what it was goes to nobody', async () => {
    const { entryId } = await filed(station, 'clerk', L09, sample('L09'))
    await advanced(station, entryId, 'L09', 'arrive')
    const { kindBefore = '' } = sample('L09')
    const reported = { reportedOn: '2026-03-05', result: 'advice' }
    const other = kindBefore === 'dispute' ? 'help' : 'dispute'
    const asked = await stepped(station, 'clerk', entryId, 'report', { ...reported, kindAfter: other })
    if (!asked.ok) throw new Error(`${asked.error.code} ${JSON.stringify(asked.error.params)}`)
    expect(asked.value.review).not.toBeNull()
    expect((await decide('otherClerk', [asked.value.review ?? ''])).refused).toMatchObject([
      { code: 'ledger/not-reviewer' },
    ])
    await decide('chief', [asked.value.review ?? ''], false, '性质未变')
    const same = await stepped(station, 'clerk', entryId, 'report', { ...reported, kindAfter: kindBefore })
    expect(same).toMatchObject({ ok: true, value: { state: 'reported', review: null } })
  })
})

describe('a sampled look', () => {
  test('falls on one entry in twenty, the same on every PC', () => {
    const ids = Array.from({ length: 4_000 }, (_, n) => uuidv7(1_700_000_000_000 + n))
    const share = ids.filter(isSampled).length / ids.length
    expect(share).toBeGreaterThan(0.035)
    expect(share).toBeLessThan(0.065)
    // SHA-256 of the id as text, its first four bytes, divided by twenty.
    expect(isSampled('00000000-0000-7000-8000-000000000034')).toBe(true)
    expect(isSampled('00000000-0000-7000-8000-000000000035')).toBe(false)
  })

  test('keeps nothing from going on, is decided by somebody else, and returned waits for its author', async () => {
    const sampled = await fileUntilSampled()
    const all = async (who: Who) => (await station.must(who, 'ledger.reviews', {})).rows
    const row = (await all('otherClerk')).find((one) => one.entryId === sampled)
    expect(row).toMatchObject({ kind: 'sampled', mine: true })
    expect((await all('clerk')).find((one) => one.entryId === sampled)).toMatchObject({ mine: false })
    expect(codeOf(await stepped(station, 'clerk', sampled, 'transfer', {}, '说明'))).toBe('ledger/invalid')
    await decide('otherClerk', [row?.reviewId ?? ''], false, '位置不清')
    expect((await station.must('clerk', 'home.today', {})).reviews.returned).toBe(1)
    const { fields, version } = await station.must('clerk', 'ledger.read', { entryId: sampled })
    await station.must('clerk', 'ledger.correct', {
      entryId: sampled,
      version,
      fields: { ...fields, object: '某商店（东侧）' },
      reason: '补充位置',
    })
    expect((await station.must('clerk', 'home.today', {})).reviews.returned).toBe(0)
  })

  test('is no longer wanted of what was put out of force meanwhile', async () => {
    const sampled = await fileUntilSampled()
    const { total } = await station.must('chief', 'ledger.reviews', {})
    await decide('chief', [await askedToVoid('clerk', sampled)])
    expect((await station.must('chief', 'ledger.reviews', {})).total).toBe(total - 1)
  })

  async function fileUntilSampled(): Promise<EntryId> {
    for (let n = 0; n < 300; n += 1) {
      station.clock.ms += 1
      const { entryId } = await filed(station, 'clerk', L08, sample('L08', { object: `检查对象${n}` }))
      if (isSampled(entryId)) return entryId
    }
    throw new Error('none of three hundred was sampled')
  }
})

test('many are decided at once, each on its own', async () => {
  const reviews: string[] = []
  for (const n of [1, 2, 3]) {
    const { entryId } = await filed(station, 'clerk', L02, { ...resident, documentNumber: idNumber(n) })
    reviews.push(await askedToVoid(n === 2 ? 'otherClerk' : 'clerk', entryId))
  }
  expect((await station.must('chief', 'ledger.reviews', { book: L02 })).mine).toBe(3)
  expect((await station.must('chief', 'ledger.reviews', { book: L06 })).total).toBe(0)
  const decided = await decide('chief', [...reviews, reviews[0] ?? '', 'gone'])
  expect(decided).toEqual({ done: reviews, refused: [{ reviewId: 'gone', code: 'ledger/review-gone' }] })
  expect((await station.must('clerk', 'ledger.list', { book: L02, stage: 'voided' })).total).toBe(3)
})

test('whom the list says may decide is whom core lets decide', async () => {
  for (const who of ['clerk', 'officer'] as const) {
    const { entryId } = await filed(station, who, L06, {
      ...visit,
      address: `澄湾市东渚区幸福路12号3栋2单元120${who.length}室`,
    })
    await askedToVoid('otherClerk', entryId)
  }
  const { entryId } = await filed(station, 'otherClerk', L08, sample('L08'))
  await advanced(station, entryId, 'L08', 'reinspect')
  await stepped(station, 'clerk', entryId, 'close', { closedOn: '2026-03-05' })
  const all = station.db.all(
    q.selectFrom('reviews').innerJoin('entries', 'entries.entry_id', 'reviews.entry_id').selectAll(),
  )
  expect(all.filter((one) => one.status === 'open').length).toBeGreaterThanOrEqual(3)
  for (const [deputies, one] of [[], [staff.officer.accountId], [staff.otherOfficer.accountId]].flatMap((list) =>
    Object.values(staff).map((person) => [list, person] as const),
  )) {
    const asker = { accountId: one.accountId, role: one.role, reach: { all: true as const }, deputies }
    const listed = listReviews(station.db, { asker, offset: 0 }).rows
    for (const review of all.filter((row) => row.status === 'open')) {
      const helpers = station.db
        .all(q.selectFrom('entry_helpers').select('account_id').where('entry_id', '=', review.entry_id))
        .map((row) => row.account_id)
      const involved = {
        askedBy: review.asked_by,
        officerId: review.officer_id,
        typistId: review.typist_id,
        helpers,
      }
      const actsForChief = deputies.includes(one.accountId)
      const may = whyNot(review.level as ReviewLevel, involved, { ...one, actsForChief }) === null
      const row = listed.find((shown) => shown.reviewId === review.review_id)
      expect([one.name, review.kind, row?.mine]).toEqual([one.name, review.kind, may])
    }
  }
  expect(reachOf({ role: 'auditor', accountId: staff.auditor.accountId, beats: [] })).toMatchObject({ all: false })
})
