import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FileId } from '../../src-contract/ids.ts'
import type { IngestRequest } from '../../src-contract/sync/ingest.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { takeAway } from '../../src-core/features/sync/not-at-platform.ts'
import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { ingest } from '../../platform/ingestion/ingest.ts'
import { changed, openTestPlatform, silentSystems, TestDevice, type TestPlatform } from '../support/platform.ts'
import { writeExport } from '../support/sources-station.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

// What a clerk imports from a system's file on one PC is on every PC of the station.

let platform: TestPlatform
let one: SyncPc
let two: SyncPc
/** Between both PCs and the platform. */
let proxy: TcpProxy
const others: { close(): unknown }[] = []

beforeAll(async () => {
  platform = await openTestPlatform(silentSystems)
  one = await openSyncPc()
  two = await openSyncPc()
  proxy = await openTcpProxy(platform.port)
  for (const pc of [one, two]) await pc.enrol(platform, `https://127.0.0.1:${proxy.port}`)
  await exchanged(one, two)
}, 60_000)
afterAll(async () => {
  for (const each of [...others, one, two]) await each.close()
  await proxy.close()
  await platform.close()
})

const unplug = () => void (proxy.passes = () => false)
const plugIn = () => void (proxy.passes = () => true)

type Row = Readonly<Record<string, string>>

const idOf = (n: number): string => completeResidentId(`99010219900101${String(n).padStart(3, '0')}`)
const resident = (n: number, more: Row = {}): Row => ({
  personCode: `R${String(n).padStart(8, '0')}`,
  name: `某某${'甲乙丙丁戊己庚辛壬癸'.charAt(n % 10)}`,
  idNumber: idOf(n % 1000),
  phone: `129${String(n).padStart(8, '0')}`,
  address: `云渚省澄湾市东渚区桂园街道桂花路18号金桂花园3号楼2单元${1 + (n % 20)}0${1 + (n % 4)}室`,
  status: '登记',
  updatedAt: '2026-11-01T08:30:05',
  ...more,
})
const residents = (from: number, to: number, more: Row = {}): Row[] =>
  Array.from({ length: to - from }, (_, at) => resident(from + at, more))

type Options = { readonly system?: SystemId; readonly acceptOlder?: boolean }

async function bring(pc: SyncPc, rows: readonly Row[], { system = 'JZ', acceptOlder = true }: Options = {}) {
  await pc.logIn('clerk')
  const fileId = randomUUID() as FileId
  const path = await writeExport(join(pc.dir, `${fileId}.csv`), system, rows)
  pc.core.files.put(fileId, path, '导出.csv')
  const { importId, counts } = await pc.must('clerk', 'sources.preview', { fileId, system, declared: 'changes' })
  await pc.must('clerk', 'sources.import', { importId, acceptOlder })
  return counts
}

const dbOf = (pc: SyncPc) => {
  const db = pc.core.gate.session?.session && pc.core.gate.session.db
  if (!db) throw new Error('nobody is logged in')
  return db
}
const held = (pc: SyncPc, nativeId: string, system = 'JZ') =>
  dbOf(pc)
    .prepare<[string, string], { payload: string }>(
      'SELECT payload FROM source_records WHERE system = ? AND native_id = ?',
    )
    .all(system, nativeId)
    .map(({ payload }) => JSON.parse(payload) as Row)
const countOf = (pc: SyncPc, rows: string): number =>
  dbOf(pc).prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${rows}`).one()?.n ?? -1
const versionOf = async (id: string): Promise<number | undefined> =>
  (
    await platform.db
      .selectFrom('rows')
      .select('ver')
      .where('station', '=', stationOf())
      .where('tbl', '=', 'source_records')
      .where('id', '=', id)
      .where('deleted', '=', false)
      .executeTakeFirst()
  )?.ver
const stationOf = (): string => one.core.gate.session?.session.station.id ?? ''

/** Until both sides of each of them are the same. */
async function exchanged(...pcs: SyncPc[]) {
  for (const pc of [...pcs, ...pcs]) await pc.must('clerk', 'sync.now', {})
  for (const pc of pcs) {
    expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced', records: 0 })
  }
}
async function found(pc: SyncPc, n: number) {
  await expect.poll(() => countOf(pc, 'index_queue'), { timeout: 20_000 }).toBe(0)
  return (await pc.must('clerk', 'lookup.search', { text: idOf(n), purpose: 'P02' })).hits
}
async function deliver(records: IngestRequest['records'], system: SystemId = 'JZ', batch: string = randomUUID()) {
  const part = { batch, part: 1, last: true, mode: 'incremental' as const, system, station: stationOf() }
  return ingest(platform, { ...part, records })
}

test('what is imported on one PC is found on the other, and counted as there', async () => {
  expect(await bring(one, residents(0, 30))).toMatchObject({ new: 30 })
  expect(await found(two, 7)).toHaveLength(0)
  await exchanged(one, two)
  const [here, there] = [await found(one, 7), await found(two, 7)]
  expect(there.map(({ name }) => name)).toEqual(here.map(({ name }) => name))
  expect(there).toHaveLength(1)
  const stands = async (pc: SyncPc) =>
    (await pc.must('clerk', 'sources.catalog', {})).systems.find(({ id }) => id === 'JZ')
  expect(await stands(two)).toMatchObject({
    records: 30,
    newestSourceTime: (await stands(one))?.newestSourceTime,
  })

  // Of the next file only what is other than before is sent.
  await bring(one, [...residents(0, 29), resident(29, { phone: '12988888888', updatedAt: '2026-11-02T08:00:00' })])
  await exchanged(one, two)
  expect(held(two, 'R00000029')[0]).toMatchObject({ phone: '12988888888' })
  expect([await versionOf('JZ:R00000029'), await versionOf('JZ:R00000028')]).toEqual([2, 1])
  expect(countOf(two, `source_record_versions`)).toBe(1)
})

test('while imported records are not sent nobody is told that all is synced, and they are counted', async () => {
  unplug()
  await bring(one, residents(100, 140))
  expect(await one.as('clerk', 'sync.now', {})).toMatchObject({ ok: false })
  const status = await one.must('clerk', 'sync.status', {})
  expect(status).toMatchObject({ records: 40, onlyHere: 0 })
  expect(status.state).not.toBe('synced')
  expect(status.oldest).not.toBeNull()
  plugIn()
  await exchanged(one, two)
  expect(await found(two, 120)).toHaveLength(1)
})

test('two PCs that import the same file have each record once, and nobody is asked', async () => {
  unplug()
  for (const pc of [one, two]) expect(await bring(pc, residents(200, 230))).toMatchObject({ new: 30 })
  plugIn()
  await exchanged(one, two, one)
  for (const pc of [one, two]) {
    expect(countOf(pc, `source_records WHERE native_id BETWEEN 'R00000200' AND 'R00000229'`)).toBe(30)
    expect(countOf(pc, 'source_record_versions')).toBe(1)
    expect(await found(pc, 210)).toHaveLength(1)
  }
  for (const n of [200, 229]) expect(await versionOf(`JZ:R00000${n}`)).toBe(1)
})

test('of two files with other states of a record the newer one stands on both PCs, whoever is first', async () => {
  const older = { phone: '12911111111', updatedAt: '2026-11-03T08:00:00' }
  const newer = { phone: '12922222222', updatedAt: '2026-11-04T08:00:00' }
  unplug()
  await bring(one, [resident(300, newer), resident(301, older)])
  await bring(two, [resident(300, older), resident(301, newer)])
  plugIn()
  await exchanged(one, two, one)
  for (const pc of [one, two])
    for (const n of [300, 301]) expect(held(pc, `R00000${n}`)).toMatchObject([{ phone: newer.phone }])
})

test('an older file that somebody imported on purpose stands on both PCs over another file', async () => {
  const [right, wrong] = ['12933333333', '12944444444']
  await bring(one, [resident(310, { phone: wrong, updatedAt: '2026-11-20T08:00:00' })])
  await exchanged(one, two)
  expect(held(two, 'R00000310')).toMatchObject([{ phone: wrong }])
  await bring(two, [resident(310, { phone: right, updatedAt: '2026-11-05T08:00:00' })], { acceptOlder: true })
  await exchanged(two, one)
  for (const pc of [one, two]) expect(held(pc, 'R00000310')).toMatchObject([{ phone: right }])
})

test('what a system delivers and what a file brings: the newer state stands everywhere', async () => {
  const say = (n: number, phone: string, day: string): Row =>
    resident(n, { phone, updatedAt: `2026-11-${day}T08:00:00` })
  const delivered = (row: Row, nativeVersion: number): IngestRequest['records'][number] => ({
    nativeId: row['personCode'] ?? '',
    nativeVersion,
    sourceTime: new Date(`${row['updatedAt']}+08:00`).toISOString(),
    payload: { ...row },
  })
  const [file, system] = ['12955555555', '12966666666']
  expect(await deliver([delivered(say(400, system, '06'), 1), delivered(say(401, system, '08'), 1)])).toMatchObject({
    applied: 2,
  })
  await exchanged(one, two)
  // The file is newer of one, and older of the other, which the clerk is told of as a whole only.
  await bring(one, [say(400, file, '07'), say(401, file, '07')], { acceptOlder: true })
  await exchanged(one, two)
  for (const pc of [one, two]) {
    expect(held(pc, 'R00000400')).toMatchObject([{ phone: file }])
    expect(held(pc, 'R00000401')).toMatchObject([{ phone: system }])
  }
  // A delivery that was under way while the file came is older, the next one is not.
  expect(await deliver([delivered(say(400, '12900000000', '05'), 2)])).toMatchObject({ applied: 0, stale: 1 })
  expect(await deliver([delivered(say(400, system, '09'), 3)])).toMatchObject({ applied: 1 })
  await exchanged(one, two)
  for (const pc of [one, two]) expect(held(pc, 'R00000400')).toMatchObject([{ phone: system }])
  // The same in a file is the same: nothing goes out.
  await bring(two, [say(400, system, '09')])
  await exchanged(two)
  expect(await versionOf('JZ:R00000400')).toBe(3)
})

test('premises of an estate are known by where they are, on every PC', async () => {
  const home = (name: string, updatedAt: string): Row => ({
    ...{ estate: '金桂花园', building: '3栋', unit: '2单元', room: '1204', name, updatedAt },
    address: '云渚省澄湾市东渚区桂园街道桂花路18号金桂花园3栋2单元1204室',
  })
  await bring(one, [home('某某甲', '2026-11-01T08:00:00')], { system: 'WY' })
  await exchanged(one, two)
  await bring(two, [home('某某乙', '2026-11-02T08:00:00')], { system: 'WY' })
  await exchanged(two, one)
  for (const pc of [one, two]) {
    expect(countOf(pc, `source_records WHERE system = 'WY'`)).toBe(1)
    expect(held(pc, '金桂花园|3栋|2单元|1204', 'WY')).toMatchObject([{ name: '某某乙' }])
  }
})

test('a PC that imported before it joined tells of it once, and a new PC has all of it', async () => {
  const three = await openSyncPc()
  others.push(three)
  await bring(three, residents(500, 560))
  await three.enrol(platform)
  await exchanged(three, one)
  expect(await found(one, 533)).toHaveLength(1)
  expect(countOf(one, `source_records WHERE native_id BETWEEN 'R00000500' AND 'R00000559'`)).toBe(60)
  const four = await openSyncPc()
  others.push(four)
  await four.enrol(platform)
  await exchanged(four)
  expect(await found(four, 533)).toHaveLength(1)
  expect(countOf(four, 'source_records')).toBe(countOf(one, 'source_records'))
}, 60_000)

test('a package of unsent work has no imported records and says so', async () => {
  unplug()
  await bring(one, residents(600, 620))
  await one.file('L08')
  const packed = await one.must('clerk', 'sync.pack', {})
  expect(packed.records).toBe(20)
  expect(packed.files).toHaveLength(1)
  plugIn()
  await exchanged(one, two)
  expect(countOf(two, `source_records WHERE native_id BETWEEN 'R00000600' AND 'R00000619'`)).toBe(20)
})

test('a device that speaks for a system gets nothing of it taken that no file can say', async () => {
  const device = await TestDevice.enrol(platform, stationOf())
  others.push(device)
  const record = (
    nativeId: string,
    more: Record<string, string | null> = {},
    payload = canonicalJson({ name: '伪' }),
  ) => ({
    ...{ system: 'JZ', nativeId, sourceTime: '2026-11-10T00:00:00.000Z', receivedAt: '2026-11-10T00:00:00.000Z' },
    ...{ contentHash: createHash('sha256').update(payload).digest('hex'), payload, import: randomUUID() },
    ...more,
  })
  const put = async (id: string, fields: Record<string, string | null>, more: object = {}) => {
    const { results } = await device.push(
      device.compose([{ table: 'source_records', id, fields: changed(fields), ...more }]),
    )
    return results[0]
  }
  const refused = (field: string) => ({ status: 'rejected', reason: 'invalid', field })
  expect(await put('JZ:M1', record('M2'))).toMatchObject(refused('nativeId'))
  expect(await put('XX:M1', record('M1', { system: 'XX' }))).toMatchObject(refused('system'))
  expect(await put('JZ:M1', record('M1', { contentHash: 'f'.repeat(64) }))).toMatchObject(refused('contentHash'))
  expect(await put('JZ:M1', record('M1', {}, '"text"'))).toMatchObject(refused('payload'))
  expect(await put('JZ:M1', record('M1', { import: null }))).toMatchObject(refused('import'))
  expect(await put('JZ:R00000401', {}, { op: 'delete', baseVer: 1 })).toMatchObject({ reason: 'append-only' })
  const decides = { op: 'resolve', conflict: randomUUID(), choice: 'mine', reason: '伪造' }
  expect(await put('JZ:R00000401', record('R00000401'), decides)).toMatchObject({ reason: 'no-such-conflict' })
  const delivered = {
    nativeId: 'M5',
    nativeVersion: 1,
    sourceTime: '2026-11-08T00:00:00.000Z',
    payload: { name: '真' },
  }
  expect(await deliver([delivered])).toMatchObject({ applied: 1 })
  // Older than what the system delivered, as if it had been seen; and what the system has taken back.
  const before = await versionOf('JZ:M5')
  const older = { sourceTime: '2026-01-01T00:00:00.000Z' }
  expect(await put('JZ:M5', record('M5', older), { baseVer: before })).toMatchObject({ serverSeq: 0 })
  const gone = { nativeId: 'M5', nativeVersion: 9, sourceTime: null, payload: null }
  expect(await deliver([gone])).toMatchObject({ removed: 1 })
  expect(await put('JZ:M5', record('M5'))).toMatchObject({ status: 'merged', serverSeq: 0 })
  expect(await versionOf('JZ:M5')).toBeUndefined()
  // A word for all times: the next delivery is newer all the same.
  const forever = { sourceTime: '9999-01-01T00:00:00.000Z', receivedAt: '9999-01-01T00:00:00.000Z' }
  expect(await put('JZ:M9', record('M9', forever))).toMatchObject({ status: 'applied' })
  const next = { nativeId: 'M9', nativeVersion: 1, sourceTime: '2026-11-11T00:00:00.000Z', payload: { name: '真' } }
  expect(await deliver([next])).toMatchObject({ applied: 1 })
  await exchanged(one)
  expect(held(one, 'M9')).toMatchObject([{ name: '真' }])
})

test('what this PC imported and the platform says it does not have is sent again', async () => {
  await bring(one, [resident(700)])
  await exchanged(one, two)
  const id = 'JZ:R00000700'
  unplug()
  takeAway(dbOf(one), 'source_records', [id, 'JZ:M9'], new Date().toISOString())
  // M9 came from elsewhere.
  expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ records: 1 })
  plugIn()
  await exchanged(one, two)
  expect(await versionOf(id)).toBe(1)
})

test('thousands of records arrive, in parts, and what is filed meanwhile does not wait behind them', async () => {
  await bring(one, residents(10_000, 16_000, { updatedAt: '2026-11-12T08:00:00' }))
  const entry = await one.file('L08')
  await exchanged(one, two)
  expect(countOf(two, `source_records WHERE native_id BETWEEN 'R00010000' AND 'R00015999'`)).toBe(6_000)
  expect((await two.must('clerk', 'ledger.read', { entryId: entry.entryId })).number).not.toBe('')
  const { seq: ofEntry } = await platform.db
    .selectFrom('rows')
    .select('seq')
    .where('station', '=', stationOf())
    .where('id', '=', entry.entryId)
    .executeTakeFirstOrThrow()
  const last = await platform.db
    .selectFrom('rows')
    .select('seq')
    .where('station', '=', stationOf())
    .where('id', 'like', 'JZ:R0001%')
    .orderBy('seq', 'desc')
    .executeTakeFirstOrThrow()
  expect(ofEntry).toBeLessThan(last.seq)
  expect(countOf(one, 'sync_outbox')).toBe(0)
}, 120_000)

test('over a link that breaks again and again each record arrives once', async () => {
  let pieces = 0
  proxy.passes = () => (pieces += 1) % 7 !== 0
  const before = proxy.cut
  await bring(one, residents(20_000, 22_500, { updatedAt: '2026-11-13T08:00:00' }))
  for (let n = 0; n < 200 && proxy.cut - before < 5; n += 1) await one.as('clerk', 'sync.now', {})
  expect(proxy.cut - before).toBeGreaterThanOrEqual(5)
  plugIn()
  await exchanged(one, two)
  const ids = `native_id BETWEEN 'R00020000' AND 'R00022499'`
  for (const pc of [one, two]) expect(countOf(pc, `source_records WHERE ${ids}`)).toBe(2_500)
  const rows = await platform.db
    .selectFrom('rows')
    .select('ver')
    .where('station', '=', stationOf())
    .where('tbl', '=', 'source_records')
    .where('id', '>=', 'JZ:R00020000')
    .where('id', '<=', 'JZ:R00022499')
    .execute()
  expect(rows.map(({ ver }) => ver)).toEqual(Array.from({ length: 2_500 }, () => 1))
}, 120_000)
