import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { setBehaviour } from '../../platform/distribution/simulated-systems.ts'
import type { SyncPc } from '../support/sync-station.ts'
import { openTwoPcs, type TwoPcs } from '../support/two-pcs.ts'

let pcs: TwoPcs
let platform: TwoPcs['platform']
let one: TwoPcs['one']
let two: TwoPcs['two']

beforeAll(async () => {
  pcs = await openTwoPcs()
  ;({ platform, one, two } = pcs)
})
afterAll(() => pcs.close())

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
async function exchanged(): Promise<void> {
  for (const pc of [one, two, one, two]) expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0 })
}

const at = async (pc: SyncPc, entryId: EntryId, system: SystemId) =>
  (await pc.must('clerk', 'distribution.ofEntry', { entryId })).targets.find((target) => target.system === system)

/** As a list shows it, for an act. */
async function seen(pc: SyncPc, entryId: EntryId, system: SystemId) {
  const hash = (await at(pc, entryId, system))?.hash
  if (hash === undefined) throw new Error('nothing is told')
  return { entryId, system, hash }
}

/** Exchanges until the system has answered. */
async function answered(pc: SyncPc, entryId: EntryId, system: SystemId, standing: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await platform.db
          .updateTable('delivery_queue')
          .set({ next_at: new Date(0).toISOString() })
          .execute()
        await now(pc)
        return (await at(pc, entryId, system))?.standing
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBe(standing)
}

test('what one PC files goes to the system by the platform, and its receipt is on both PCs', async () => {
  const { entryId } = await one.file('L02')
  expect(await at(one, entryId, 'JZ')).toMatchObject({ standing: 'waiting', channel: 'interface' })
  await answered(one, entryId, 'JZ', 'shared')
  await exchanged()
  const told = await at(one, entryId, 'JZ')
  expect(told?.receipt).toMatch(/^JZ-/)
  expect(await at(two, entryId, 'JZ')).toEqual(told)
  expect(await two.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
  // Corrected on the other PC, it is told again, and the former receipt says nothing about it.
  await two.correct(entryId, { phone: '12900000077' })
  expect(await at(two, entryId, 'JZ')).toMatchObject({ standing: 'waiting', former: 'shared' })
  await answered(two, entryId, 'JZ', 'shared')
  expect((await at(two, entryId, 'JZ'))?.receipt).not.toBe(told?.receipt)
})

test('what a system refuses can be sent again from any PC', async () => {
  await setBehaviour(platform.db, 'WG', 'rejects')
  const { entryId } = await one.file('L06')
  await answered(one, entryId, 'WG', 'rejected')
  expect(await at(one, entryId, 'WG')).toMatchObject({ reason: 'refused' })
  await setBehaviour(platform.db, 'WG', 'accepts')
  await exchanged()
  // Also who has not filed it sees on the home page that there is something to do.
  const onHome = async (pc: SyncPc) => {
    await pc.must('clerk', 'distribution.overview', {})
    return (await pc.must('clerk', 'home.today', {})).distribution
  }
  const line = { system: 'WG', kind: 'record', standing: 'rejected', n: 1 }
  for (const pc of [one, two]) expect(await onHome(pc)).toEqual([line])
  const items = [await seen(two, entryId, 'WG')]
  expect(await two.must('clerk', 'distribution.sendAgain', { items })).toEqual({
    done: 1,
    left: 0,
  })
  await answered(two, entryId, 'WG', 'shared')
  await exchanged()
  expect(await at(one, entryId, 'WG')).toMatchObject({ standing: 'shared' })
  for (const pc of [one, two]) expect(await onHome(pc)).toEqual([])
})

test('two PCs that export the same at once, and hear of two answers, end alike, and nobody is asked', async () => {
  const { entryId } = await one.file('L04')
  await exchanged()
  for (const pc of [one, two]) await pc.must('clerk', 'distribution.exportBatch', { system: 'ZJ' })
  await exchanged()
  const exported = await at(one, entryId, 'ZJ')
  expect(exported).toMatchObject({ standing: 'exported' })
  expect(await at(two, entryId, 'ZJ')).toEqual(exported)
  const items = [await seen(one, entryId, 'ZJ')]
  await one.must('clerk', 'distribution.confirm', { items, receipt: 'ZJ-1' })
  await two.must('clerk', 'distribution.refuse', { items, reason: '编码重复' })
  await exchanged()
  const both = await at(one, entryId, 'ZJ')
  expect(['shared', 'rejected']).toContain(both?.standing)
  expect(await at(two, entryId, 'ZJ')).toEqual(both)
  for (const pc of [one, two]) expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
})

test('two entries that two PCs gave one number stand alike on both, and are two records to the system', async () => {
  const [mine, theirs] = [
    await one.file('L04', { unitCode: 'FW99010200006666', address: '澄湾市东渚区幸福路12号3栋2单元601室' }),
    await two.file('L04', { unitCode: 'FW99010200007777', address: '澄湾市东渚区幸福路12号3栋2单元701室' }),
  ]
  expect(theirs.number).toBe(mine.number)
  await exchanged()
  const standing = (pc: SyncPc) =>
    Promise.all([mine, theirs].map(async ({ entryId }) => (await at(pc, entryId, 'ZJ'))?.standing))
  expect(await standing(one)).toEqual(['waiting', 'waiting'])
  await one.must('clerk', 'distribution.exportBatch', { system: 'ZJ' })
  await exchanged()
  expect(await standing(one)).toEqual(['exported', 'exported'])
  expect(await standing(two)).toEqual(['exported', 'exported'])
  const numbers = await Promise.all(
    [mine, theirs].map(async ({ entryId }) => {
      const shown = await Promise.all(
        [one, two].map(
          async (pc) => (await pc.must('clerk', 'distribution.panel', { entryId, system: 'ZJ' })).lines[0],
        ),
      )
      expect(shown[0]?.value).toBe(shown[1]?.value)
      return shown[0]?.value
    }),
  )
  expect(new Set(numbers).size).toBe(2)
})
