import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

let platform: TestPlatform
/** Each PC has a way of its own, so that it is known who comes second. */
let ways: readonly TcpProxy[]
let one: SyncPc
let two: SyncPc

beforeAll(async () => {
  platform = await openTestPlatform()
  ways = [await openTcpProxy(platform.port), await openTcpProxy(platform.port)]
  ;[one, two] = [await openSyncPc(), await openSyncPc()]
  for (const [at, pc] of [one, two].entries()) await pc.enrol(platform, `https://127.0.0.1:${ways[at]?.port ?? 0}`)
})
afterAll(async () => {
  for (const part of [one, two, ...ways, platform]) await part.close()
})

/** What both do while neither reaches the platform; then the first reaches it before the second. */
async function apart(work: () => Promise<void>): Promise<void> {
  for (const way of ways) way.passes = () => false
  await work()
  for (const [at, pc] of [one, two].entries()) {
    for (const way of ways.slice(0, at + 1)) way.passes = () => true
    await now(pc)
  }
}

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
const fieldsOn = async (pc: SyncPc, entryId: EntryId) => (await pc.must('clerk', 'ledger.read', { entryId })).fields
const openOn = async (pc: SyncPc) => (await pc.must('chief', 'sync.open', {})).conflicts

/** Both changed the same fields; whoever came second is asked, on either PC. */
async function inConflict(first: Record<string, string>, second: Record<string, string>, book = 'L08') {
  const { entryId } = await one.file(book)
  for (const pc of [one, two]) await now(pc)
  await apart(async () => {
    await one.correct(entryId, first)
    await two.correct(entryId, second)
  })
  await now(one)
  const [conflict] = await openOn(two)
  if (conflict === undefined) throw new Error('nothing is in conflict')
  return { entryId, conflict }
}

test('of several fields each is chosen by itself, with one reason; both PCs stand so, and the history says who decided what', async () => {
  const { entryId, conflict } = await inConflict(
    { object: '一号机的写法', description: '一号机的描述' },
    { object: '二号机的写法', description: '二号机的描述' },
  )
  expect(conflict.fields.map(({ field, group }) => [field, group])).toEqual([
    ['object', 0],
    ['description', 1],
  ])
  const { conflictId } = conflict
  const settle = (sides: Record<string, 'mine' | 'theirs'>) =>
    one.as('chief', 'sync.settle', { conflictId, choice: 'merged', sides, reason: '名称以二号机为准' })
  // Not every field.
  expect(await settle({ object: 'mine' })).toMatchObject({ error: { code: 'sync/decide-together' } })
  expect(await settle({ object: 'mine', description: 'theirs' })).toMatchObject({ ok: true })
  expect(await fieldsOn(one, entryId)).toMatchObject({ object: '二号机的写法', description: '一号机的描述' })
  for (const pc of [one, two, one]) expect(await now(pc)).toMatchObject({ open: { conflicts: 0, rejected: 0 } })
  for (const pc of [one, two]) {
    expect(await fieldsOn(pc, entryId)).toMatchObject({ object: '二号机的写法', description: '一号机的描述' })
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
    expect((await pc.must('clerk', 'ledger.history', { entryId })).decisions).toMatchObject([
      {
        by: one.users.chief.name,
        reason: '名称以二号机为准',
        changes: [
          { field: 'object', before: '一号机的写法', after: '二号机的写法' },
          { field: 'description', before: '二号机的描述', after: '一号机的描述' },
        ],
      },
    ])
  }
  const audited = one.core.gate.session?.db
    .prepare<[], { detail: string }>(
      `SELECT detail FROM audit_log WHERE action = 'sync-settle' ORDER BY seq DESC LIMIT 1`,
    )
    .one()
  expect(JSON.parse(audited?.detail ?? '{}')).toMatchObject({ conflict: conflictId, choice: 'merged', mine: 'object' })
})

test('all of one side, field by field, is that side; what was decided for the one that stands is in the history too', async () => {
  const { entryId, conflict } = await inConflict(
    { object: '甲仓库', description: '甲' },
    { object: '乙仓库', description: '乙' },
  )
  const sides = { object: 'theirs', description: 'theirs' } as const
  const settling = { conflictId: conflict.conflictId, choice: 'merged', sides, reason: '现有的对' } as const
  await two.must('chief', 'sync.settle', settling)
  for (const pc of [two, one]) await now(pc)
  for (const pc of [one, two]) {
    expect(await fieldsOn(pc, entryId)).toMatchObject({ object: '甲仓库', description: '甲' })
    const { decisions } = await pc.must('clerk', 'ledger.history', { entryId })
    expect(decisions).toMatchObject([{ reason: '现有的对', changes: [{ before: '乙仓库', after: '甲仓库' }, {}] }])
  }
  expect((await two.must('chief', 'sync.open', {})).givenUp).toMatchObject([{ why: 'not-wanted' }])
})

test('where a field was changed again meanwhile nothing is put together: it is asked once more, with what stands now', async () => {
  const { entryId, conflict } = await inConflict(
    { object: '甲厂', description: '甲厂情况' },
    { object: '乙厂', description: '乙厂情况' },
  )
  const sides = { object: 'mine', description: 'theirs' } as const
  const settling = { conflictId: conflict.conflictId, choice: 'merged', sides, reason: '各取一项' } as const
  await apart(async () => {
    // One PC changes what the other one is just choosing to keep.
    await one.correct(entryId, { description: '后来的情况' })
    await two.must('chief', 'sync.settle', settling)
  })
  await now(two)
  const [again] = await openOn(two)
  expect(again?.fields).toMatchObject([
    { field: 'object', mine: '乙厂', theirs: '甲厂' },
    { field: 'description', mine: '乙厂情况', theirs: '后来的情况' },
  ])
  await two.must('chief', 'sync.settle', settling)
  for (const pc of [two, one]) await now(pc)
  for (const pc of [one, two])
    expect(await fieldsOn(pc, entryId)).toMatchObject({ object: '乙厂', description: '后来的情况' })
})
