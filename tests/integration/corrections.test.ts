import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import { scanConflicts } from '../../src-core/features/conflicts/scan.service.ts'
import { loadRecords } from '../../src-core/features/sources/load.service.ts'
import { setBehaviour } from '../../platform/distribution/simulated-systems.ts'
import { idOf, jz, mz } from '../support/lookup-records.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

/** Two PCs of a station hold the same records; what one asks of a system goes by the platform, on PostgreSQL. */
let platform: TestPlatform
let one: SyncPc
let two: SyncPc

const home = '东渚区和平路18号金桂花园3号楼2单元'
const people = [
  { name: '郑明珠', idNumber: idOf('19880808'), room: '1203室', wrong: '1204室' },
  { name: '钱有余', idNumber: idOf('19770707'), room: '903室', wrong: '905室' },
]
const records = people.flatMap(({ name, idNumber, room, wrong }) => [
  jz(name, { idNumber, address: `${home}${room}` }),
  mz(name, { idNumber, address: `${home}${wrong}`, acceptedOn: '2025-01-01' }),
])

beforeAll(async () => {
  platform = await openTestPlatform()
  one = await openSyncPc()
  two = await openSyncPc()
  for (const pc of [one, two]) {
    await pc.logIn('it')
    const session = pc.core.gate.session
    if (session) loadRecords(session.db, records, { now: pc.core.gate.now() })
    await pc.enrol(platform)
    await scan(pc)
  }
})
afterAll(async () => {
  await one.close()
  await two.close()
  await platform.close()
})

async function scan(pc: SyncPc): Promise<void> {
  const open = pc.core.gate.session
  if (!open) throw new Error('nobody is logged in')
  await scanConflicts({
    db: open.db,
    scan: async (input) => {
      const result = await open.readers.run('conflicts.scan', input)
      if (!result.ok) throw new Error(result.error.code)
      return result.value
    },
    today: '2026-11-22',
    goOn: () => true,
    quietMs: () => 0,
    typedMs: () => Infinity,
  })
}

type Item = OutputOf<'quality.list'>['items'][number]
const requested = async (pc: SyncPc): Promise<Item[]> =>
  (await pc.must('clerk', 'quality.list', { state: 'requested' })).items
const standing = async (pc: SyncPc): Promise<(string | undefined)[]> =>
  (await requested(pc)).map(({ correction }) => correction?.state)

/** Exchanges until the systems have answered everything. */
async function answered(pc: SyncPc, state: string): Promise<void> {
  await platform.db
    .updateTable('delivery_queue')
    .set({ next_at: new Date(0).toISOString() })
    .execute()
  await expect
    .poll(
      async () => {
        await pc.must('clerk', 'sync.now', {})
        return (await standing(pc)).every((each) => each === state)
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBe(true)
}

it('a correction waits on this PC, is sent, and the receipt of the system that takes it comes back to the worklist', async () => {
  await setBehaviour(platform.db, 'MZ', 'down')
  const [find] = (await one.must('clerk', 'quality.list', {})).items
  if (!find) throw new Error('no conflict was found')
  expect(await one.must('clerk', 'quality.request', { findIds: [find.findId], reason: '已上门核实' })).toEqual({
    requested: 1,
    withoutValue: 0,
    notTaken: 0,
  })
  expect(await standing(one)).toEqual(['waiting'])
  await one.must('clerk', 'sync.now', {})
  expect(await standing(one)).toEqual(['sent'])
  await one.must('clerk', 'sync.now', {})
  expect(await standing(one)).toEqual(['sent'])

  await setBehaviour(platform.db, 'MZ', 'accepts')
  await answered(one, 'shared')
  const [taken] = await requested(one)
  expect(taken?.correction?.receipt).toMatch(/^MZ-[0-9A-F]{12}$/)
  const got = await platform.db.selectFrom('simulated_receipts').selectAll().execute()
  // Once, with what the other record says, and without who asked.
  expect(got.map(({ content }) => JSON.parse(content) as unknown)).toEqual([
    expect.objectContaining({
      field: 'address',
      oldValue: `${home}1204室`,
      value: `${home}1203室`,
      grounds: '已上门核实',
    }),
  ])
  expect(got[0]?.content).not.toMatch(/actor/)
})

it('the station’s other PC knows that it was asked for, and does not ask again', async () => {
  await two.must('clerk', 'sync.now', {})
  expect(await standing(two)).toEqual(['shared'])
  expect((await two.must('clerk', 'quality.list', {})).items).toHaveLength(1)
})

it('one that the system sends back says why, and goes out again with another value', async () => {
  const [find] = (await two.must('clerk', 'quality.list', {})).items
  if (!find) throw new Error('no conflict was found')
  await setBehaviour(platform.db, find.system, 'rejects')
  await two.must('clerk', 'quality.request', { findIds: [find.findId], reason: '电话核实', proposed: `${home}9楼` })
  await expect
    .poll(
      async () => {
        await two.must('clerk', 'sync.now', {})
        return (await standing(two)).sort()
      },
      { timeout: 20_000, interval: 200 },
    )
    .toEqual(['rejected', 'shared'])
  const back = (await requested(two)).find(({ correction }) => correction?.state === 'rejected')?.correction
  expect(back).toMatchObject({ refusal: 'refused', receipt: null })
  const requestId = back?.requestId ?? ''

  await setBehaviour(platform.db, find.system, 'accepts')
  const again = { requestId, reason: '补充门牌照片', proposed: `${home}903室` }
  await two.must('clerk', 'quality.sendAgain', again)
  expect((await standing(two)).sort()).toEqual(['shared', 'waiting'])
  expect(await two.as('clerk', 'quality.sendAgain', again)).toMatchObject({ error: { code: 'quality/not-rejected' } })
  await answered(two, 'shared')
  await one.must('clerk', 'sync.now', {})
  expect(await standing(one)).toEqual(['shared', 'shared'])
})

it('only what the system delivers later settles the conflict', async () => {
  await scan(one)
  expect(await requested(one)).toHaveLength(2)
  const db = one.core.gate.session?.db
  for (const { nativeId, payload } of records.filter(({ system }) => system === 'MZ')) {
    const right = people.find(({ name }) => name === payload['name'])?.room ?? ''
    db?.transaction((tx) =>
      tx
        .prepare<[string, string], never>(
          "UPDATE source_records SET payload = json_set(payload, '$.address', ?) WHERE native_id = ?",
        )
        .run(`${home}${right}`, nativeId),
    )
  }
  await scan(one)
  expect(await requested(one)).toEqual([])
  const rows = (await one.must('auditor', 'audit.list', { actions: ['quality'] })).rows
  expect(rows.map(({ result }) => result)).toEqual(['requested'])
})
