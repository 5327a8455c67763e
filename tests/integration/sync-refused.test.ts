import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import { gather } from '../../src-core/features/sync/gather.service.ts'
import { mutationOf } from '../../src-core/features/sync/row-view.ts'
import { allOutbox, dropOutbox, insertRejected, keepSetting } from '../../src-core/features/sync/sync.repo.ts'
import type { SyncPc } from '../support/sync-station.ts'
import { openTwoPcs, type TwoPcs } from '../support/two-pcs.ts'

let pcs: TwoPcs
let one: TwoPcs['one']
let two: TwoPcs['two']

beforeAll(async () => {
  pcs = await openTwoPcs()
  ;({ one, two } = pcs)
})
afterAll(() => pcs.close())

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
const read = (pc: SyncPc, entryId: EntryId) => pc.must('clerk', 'ledger.read', { entryId })

/** What is unsent here was refused by the platform, whole. */
function refuseUnsent(pc: SyncPc): number {
  const session = pc.core.gate.session
  if (!session) throw new Error('nobody is logged in')
  const at = pc.core.gate.now()
  return session.db.transaction((tx) => {
    gather(tx, { now: at, newId: () => crypto.randomUUID(), actor: session.session.accountId }, 1_000_000)
    const all = allOutbox(tx)
    for (const record of all) {
      const { mid, txn, table, id } = mutationOf(record)
      const about = { tbl: table, row_id: id, entry_id: table === 'entries' ? id : null }
      insertRejected(tx, { mid, txn, ...about, mutation: record.mutation, reason: 'invalid', field: null, at })
      dropOutbox(tx, record.epoch, record.seq)
    }
    // Their numbers were never used at the platform.
    keepSetting(tx, 'lastSeq', String((all[0]?.seq ?? 1) - 1))
    return all.length
  })
}

test('what was refused goes again with a later change of its row: whole, and not over what somebody else has said since', async () => {
  const { entryId } = await one.file('L08')
  for (const pc of [one, two]) await now(pc)
  await one.correct(entryId, { object: '一号机的写法' })
  expect(refuseUnsent(one)).toBe(2)
  await two.correct(entryId, { object: '二号机的写法' })
  for (const pc of [two, one]) await now(pc)
  // Still shown where it was written; its author has not seen the other value.
  expect((await read(one, entryId)).fields['object']).toBe('一号机的写法')
  await one.correct(entryId, { description: '堆放杂物已拍照' })
  expect(await now(one)).toMatchObject({ conflicts: 1, rejected: 0 })
  const [conflict] = (await one.must('chief', 'sync.open', {})).conflicts
  expect(conflict?.fields).toMatchObject([{ mine: '一号机的写法', theirs: '二号机的写法' }])
  await one.must('chief', 'sync.settle', { conflictId: conflict?.conflictId ?? '', choice: 'mine', reason: '以此为准' })
  for (const pc of [one, two, one]) expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0 })
  for (const pc of [one, two]) {
    const { fields } = await read(pc, entryId)
    const history = await pc.must('clerk', 'ledger.history', { entryId })
    expect(fields).toMatchObject({ object: '一号机的写法', description: '堆放杂物已拍照' })
    // Each value has the version that tells of it.
    expect(JSON.stringify(history)).toContain('一号机的写法')
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
  }
})

async function voidAskedOfRefused(): Promise<EntryId> {
  const { entryId } = await one.file('L08')
  expect(refuseUnsent(one)).toBeGreaterThan(1)
  const { version } = await read(one, entryId)
  await one.must('clerk', 'ledger.void', { entryId, version, reason: '重复登记' })
  // The platform never heard of the entry, and does not take the request for it either.
  expect(await now(one)).toMatchObject({ sent: 1, rejected: 1 })
  const { rejected } = await one.must('chief', 'sync.open', {})
  expect(rejected.map(({ reason }) => reason).sort()).toEqual(['invalid', 'missing'])
  expect(await now(two)).toMatchObject({ rejected: 0 })
  expect(await two.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
  return entryId
}

async function answerFiling(answer: 'again' | 'give-up'): Promise<void> {
  const { rejected } = await one.must('chief', 'sync.open', {})
  const filing = rejected.find(({ reason }) => reason === 'invalid')
  await one.must('chief', 'sync.answerRejected', { txn: filing?.txn ?? '', answer })
}

const openReviewsOf = async (pc: SyncPc, entryId: EntryId) =>
  (await pc.must('chief', 'ledger.reviews', {})).rows.filter((row) => row.entryId === entryId)

test('what was asked of an entry that the platform refused waits here, and goes with the entry when that goes again', async () => {
  const entryId = await voidAskedOfRefused()
  await answerFiling('again')
  for (const pc of [one, two, one]) expect(await now(pc)).toMatchObject({ rejected: 0 })
  for (const pc of [one, two]) {
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
    expect(await openReviewsOf(pc, entryId)).toHaveLength(1)
  }
})

test('what was asked of an entry that the platform refused ends with it', async () => {
  const entryId = await voidAskedOfRefused()
  await answerFiling('give-up')
  expect((await one.must('chief', 'sync.open', {})).rejected).toEqual([])
  for (const pc of [one, two]) {
    await now(pc)
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
    expect(await openReviewsOf(pc, entryId)).toEqual([])
  }
})

test('what was asked of an entry that the platform refused goes with it when a decision changes the entry', async () => {
  const entryId = await voidAskedOfRefused()
  const [review] = await openReviewsOf(one, entryId)
  await one.must('chief', 'ledger.decide', { reviewIds: [review?.reviewId ?? ''], approve: true, reason: '同意' })
  for (const pc of [one, two, one]) expect(await now(pc)).toMatchObject({ rejected: 0 })
  for (const pc of [one, two]) {
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
    expect(await read(pc, entryId)).toMatchObject({ stage: 'voided' })
  }
})
