import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { scanConflicts } from '../../src-core/features/conflicts/scan.service.ts'
import { loadRecords } from '../../src-core/features/sources/load.service.ts'
import type { Answered, Delivery } from '../../platform/distribution/simulated-systems.ts'
import { idOf, jz, mz } from '../support/lookup-records.ts'
import { changed, openTestPlatform, TestDevice, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

/** A correction that the station takes back while it is on its way: what the system has is what is shown. */
let platform: TestPlatform
let pc: SyncPc
/** Another PC of the station, that cancels. */
let other: TestDevice

/** What the system is handed waits until the test says what it answers. */
const waiting: { key: string; answer(said: Answered): void; lose(): void }[] = []
function system(_system: string, { key }: Delivery): Promise<Answered> {
  return new Promise((answer, reject) => waiting.push({ key, answer, lose: () => reject(new Error('no answer')) }))
}

const home = '东渚区和平路18号金桂花园3号楼2单元'
const names = ['郑明珠', '钱有余', '孙立行', '周知远']
const records = names.flatMap((name, at) => {
  const idNumber = idOf(`19${70 + at}0${at + 1}08`)
  return [
    jz(name, { idNumber, address: `${home}${at + 2}01室` }),
    mz(name, { idNumber, address: `${home}${at + 2}02室`, acceptedOn: '2025-01-01' }),
  ]
})

beforeAll(async () => {
  platform = await openTestPlatform({ target: system })
  pc = await openSyncPc()
  await pc.logIn('it')
  const session = pc.core.gate.session
  if (!session) throw new Error('nobody is logged in')
  loadRecords(session.db, records, { now: pc.core.gate.now() })
  await pc.enrol(platform)
  other = await TestDevice.enrol(platform, session.session.station.id)
  await scanConflicts({
    db: session.db,
    scan: async (input) => {
      const result = await session.readers.run('conflicts.scan', input)
      if (!result.ok) throw new Error(result.error.code)
      return result.value
    },
    today: '2026-11-22',
    goOn: () => true,
    quietMs: () => 0,
    typedMs: () => Infinity,
  })
})
afterAll(async () => {
  for (const one of waiting) one.lose()
  other.close()
  await pc.close()
  await platform.close()
})

type Correction = NonNullable<OutputOf<'quality.list'>['items'][number]['correction']>

async function shown(requestId: string): Promise<Correction> {
  await pc.must('clerk', 'sync.now', {})
  const { items } = await pc.must('clerk', 'quality.list', { state: 'requested' })
  const found = items.find(({ correction }) => correction?.requestId === requestId)?.correction
  if (!found) throw new Error('it is not in the list')
  return found
}

/** Asks for one more correction and waits until the system is handed it. */
async function underWay(): Promise<string> {
  const before = new Set(await requests())
  const [find] = (await pc.must('clerk', 'quality.list', {})).items
  if (!find) throw new Error('no conflict was found')
  await pc.must('clerk', 'quality.request', { findIds: [find.findId], reason: '已上门核实' })
  await pc.must('clerk', 'sync.now', {})
  await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(1)
  const id = (await requests()).find((each) => !before.has(each))
  if (id === undefined) throw new Error('nothing was asked for')
  return id
}

async function requests(): Promise<string[]> {
  const { items } = await pc.must('clerk', 'quality.list', { state: 'requested' })
  return items.flatMap(({ correction }) => (correction === null ? [] : [correction.requestId]))
}

async function rowOf(id: string): Promise<{ ver: number; fields: Fields }> {
  const row = await platform.db
    .selectFrom('rows')
    .select(['ver', 'fields'])
    .where('tbl', '=', 'corrections')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { ver: row.ver, fields: JSON.parse(row.fields) as Fields }
}

async function cancel(id: string): Promise<{ status: string; reason?: string | undefined }> {
  const { ver, fields } = await rowOf(id)
  const status = changed({ status: 'cancelled' }, { status: fields['status'] ?? null })
  const [result] = (await other.push(other.compose([{ table: 'corrections', id, baseVer: ver, fields: status }])))
    .results
  if (result === undefined) throw new Error('no answer')
  return { status: result.status, reason: result.reason }
}

const handed = (): (typeof waiting)[number] => {
  const one = waiting.shift()
  if (one === undefined) throw new Error('nothing was handed over')
  return one
}

it('taken by the system before it was cancelled, it stands as taken, with the receipt, cancelled too late', async () => {
  const id = await underWay()
  expect(await cancel(id)).toMatchObject({ status: 'applied' })
  expect(await shown(id)).toMatchObject({ state: 'cancelled', refusal: null, receipt: null })
  handed().answer({ outcome: 'accepted', receipt: 'MZ-1' })
  await expect
    .poll(() => shown(id), { timeout: 20_000 })
    .toMatchObject({
      state: 'shared',
      receipt: 'MZ-1',
      refusal: 'cancelled-late',
    })
})

it('refused by the system after it was cancelled, it stays cancelled, and what the system said is kept', async () => {
  const id = await underWay()
  await cancel(id)
  handed().answer({ outcome: 'rejected', reason: 'refused' })
  await expect.poll(() => shown(id), { timeout: 20_000 }).toMatchObject({ state: 'cancelled', refusal: 'refused' })
  expect((await shown(id)).answeredOn).not.toBeNull()
})

it('handed over without an answer, it is under way: it cannot be cancelled, and is asked for again as the same message', async () => {
  const id = await underWay()
  const first = handed()
  first.lose()
  await expect.poll(async () => (await rowOf(id)).fields['status'], { timeout: 20_000 }).toBe('sending')
  expect(await shown(id)).toMatchObject({ state: 'sent' })
  expect(
    await pc.must('clerk', 'distribution.list', { system: 'MZ', kind: 'correction', standing: 'waiting' }),
  ).toMatchObject({
    total: 1,
    items: [{ requestId: id }],
  })
  expect(await cancel(id)).toEqual({ status: 'rejected', reason: 'transition' })
  await platform.db
    .updateTable('delivery_queue')
    .set({ next_at: new Date(0).toISOString() })
    .execute()
  await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(1)
  const again = handed()
  expect(again.key).toBe(first.key)
  again.answer({ outcome: 'accepted', receipt: 'MZ-3' })
  await expect
    .poll(() => shown(id), { timeout: 20_000 })
    .toMatchObject({ state: 'shared', receipt: 'MZ-3', refusal: null })
})

it('cancelled while it was handed over, and never answered, it says that somebody has to ask there', async () => {
  const id = await underWay()
  await cancel(id)
  handed().lose()
  await expect
    .poll(() => shown(id), { timeout: 20_000 })
    .toMatchObject({
      state: 'cancelled',
      refusal: 'cancelled-unanswered',
    })
  // It waits for nobody, and is not sent again.
  expect(await platform.db.selectFrom('delivery_queue').select('id').where('id', '=', id).execute()).toEqual([])
})
