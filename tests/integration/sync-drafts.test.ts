import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { DraftId } from '../../src-contract/ids.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

const L08 = 'L08' as BookId
let platform: TestPlatform
/** The same clerk works on both. */
let one: SyncPc
let two: SyncPc

beforeAll(async () => {
  platform = await openTestPlatform()
  one = await openSyncPc()
  two = await openSyncPc()
  await one.enrol(platform)
  await two.enrol(platform)
})
afterAll(async () => {
  await one.close()
  await two.close()
  await platform.close()
})

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
const dbOf = (pc: SyncPc) => {
  const db = pc.core.gate.session?.db
  if (db === undefined) throw new Error('locked')
  return db
}
const count = (pc: SyncPc, table: string) =>
  dbOf(pc).prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
const objectOf = async (pc: SyncPc, draftId: DraftId) =>
  (await pc.must('clerk', 'ledger.readDraft', { draftId })).fields['object']
/** What the drafts of the clerk say. */
async function drafts(pc: SyncPc): Promise<(string | undefined)[]> {
  const { drafts: listed } = await pc.must('clerk', 'ledger.drafts', {})
  return (await Promise.all(listed.map(({ draftId }) => objectOf(pc, draftId)))).sort()
}
async function type(pc: SyncPc, object: string, draftId?: DraftId): Promise<DraftId> {
  const draft =
    draftId === undefined
      ? await pc.must('clerk', 'ledger.openDraft', { book: L08 })
      : await pc.must('clerk', 'ledger.readDraft', { draftId })
  const { revision, fields } = draft
  await pc.must('clerk', 'ledger.saveDraft', { draftId: draft.draftId, revision, fields: { ...fields, object } })
  return draft.draftId
}
/** Keys are opened behind the log-in; then what was typed before goes out too. */
async function settled(pc: SyncPc) {
  await now(pc)
  await expect.poll(() => count(pc, 'account_secrets')).toBeGreaterThan(0)
  expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
}

let draftId: DraftId

test('a draft is on the author’s other PC, and neither the platform nor another account reads it', async () => {
  draftId = await type(one, '幸福路商铺')
  await settled(one)
  const { rows } = await platform.db
    .selectFrom('rows')
    .selectAll()
    .execute()
    .then((all) => ({ rows: all }))
  const kept = rows.filter(({ tbl }) => tbl === 'sealed_drafts')
  expect(kept).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain('幸福路商铺')

  // Somebody else is at the other PC: the row is there, the draft is not.
  await two.must('officer', 'sync.now', {})
  expect(count(two, 'draft_waits')).toBe(1)
  expect(dbOf(two).prepare<[], { n: number }>(`SELECT count(*) AS n FROM draft_fields`).one()?.n).toBe(0)
  expect(await two.must('officer', 'sync.status', {})).toMatchObject({ draftsLocked: false })
  await now(two)
  await expect.poll(() => drafts(two)).toEqual(['幸福路商铺'])
})

test('what is changed on one PC is changed on the other, and what is thrown away goes', async () => {
  await settled(two)
  await type(two, '幸福路七号商铺', draftId)
  await type(two, '幸福路八号商铺', draftId)
  await now(two)
  await now(one)
  await expect.poll(() => drafts(one)).toEqual(['幸福路八号商铺'])
  const gone = await type(one, '多余')
  await now(one)
  await now(two)
  await expect.poll(() => drafts(two)).toEqual(['多余', '幸福路八号商铺'])
  await two.must('clerk', 'ledger.discardDraft', { draftId: gone })
  await now(two)
  await now(one)
  await expect.poll(() => drafts(one)).toEqual(['幸福路八号商铺'])
})

test('both PCs change the same draft: both are kept, the same on each, and nobody has to decide anything', async () => {
  await type(one, '甲改', draftId)
  await type(two, '乙改', draftId)
  await now(one)
  for (const pc of [two, one, two, one]) {
    expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0 })
    await expect.poll(() => drafts(pc).then((all) => all.length)).toBeGreaterThan(0)
  }
  await expect.poll(() => drafts(one)).toEqual(['乙改', '甲改'])
  await expect.poll(() => drafts(two)).toEqual(['乙改', '甲改'])
  expect(await objectOf(one, draftId)).toBe(await objectOf(two, draftId))
  await now(one)
  expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
})

test('the first PC is lost: on a new one with another passphrase the drafts open once the old one is given', async () => {
  const third = await openSyncPc()
  try {
    const { login, passphrase } = third.users.clerk
    const next = '换了一个新的口令2026'
    await third.must('clerk', 'accounts.changePassphrase', { current: passphrase, next })
    await third.enrol(platform)
    await third.core.gate.close()
    expect((await third.call('accounts.logIn', { login, passphrase: next })).ok).toBe(true)
    await now(third)
    await expect.poll(async () => (await third.must('clerk', 'sync.status', {})).draftsLocked).toBe(true)
    expect(await drafts(third)).toEqual([])
    const refused = await third.as('clerk', 'sync.openDrafts', { passphrase: '不是这个口令123' })
    expect(refused).toMatchObject({ error: { code: 'sync/drafts-locked' } })
    await third.must('clerk', 'sync.openDrafts', { passphrase })
    await expect.poll(() => drafts(third)).toEqual(['乙改', '甲改'])
    // From then on this PC's own passphrase opens them.
    await third.must('officer', 'sync.status', {})
    await third.core.gate.close()
    expect((await third.call('accounts.logIn', { login, passphrase: next })).ok).toBe(true)
    await type(one, '又一份')
    await now(one)
    await now(third)
    await expect.poll(() => drafts(third)).toEqual(['乙改', '又一份', '甲改'])
  } finally {
    await third.close()
  }
})
