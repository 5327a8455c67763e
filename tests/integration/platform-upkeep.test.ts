import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { BookId } from '../../src-contract/books.ts'
import type { EntryId, FileId } from '../../src-contract/ids.ts'
import type { Clock } from '../../src-core/clock.ts'
import { positionOf } from '../../src-core/features/sync/pull.service.ts'
import { ingest } from '../../platform/ingestion/ingest.ts'
import { startPlatform, type LogEntry, type RunningPlatform } from '../../platform/platform.ts'
import { bootstrap } from '../../platform/sync/bootstrap.ts'
import { verifyDigests } from '../../platform/sync/digest.ts'
import { addStation } from '../../platform/sync/stations.ts'
import { nextNight, upkeepOne } from '../../platform/upkeep/nightly.ts'
import { pruneStation } from '../../platform/upkeep/prune.ts'
import { changed, openTestPlatform, TestDevice, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

// What a platform forgets after 400 days, tried with real PCs and one clock for all of them.

const L08 = 'L08' as BookId
let days = 0
const now = (): Date => new Date(Date.now() + days * 86_400_000)
const clock: Clock = { nowMs: () => now().getTime(), monotonicMs: () => Math.round(performance.now()) }

let platform: TestPlatform
let proxy: TcpProxy
let station = ''
/** In contact all the time. */
let active: SyncPc
/** Goes away with something unsent, and comes back when nobody remembers. */
let away: SyncPc
/** Another make of client: greeted a year ago, and behind. */
let behind: TestDevice

beforeAll(async () => {
  platform = await openTestPlatform({
    now,
    nights: false,
    keepQuestionsDays: 30,
    target: () => Promise.resolve({ outcome: 'down' }),
  })
  proxy = await openTcpProxy(platform.port)
  active = await openSyncPc({ clock })
  away = await openSyncPc({ clock })
  await active.enrol(platform)
  await away.enrol(platform, `https://127.0.0.1:${proxy.port}`)
  station = active.core.gate.session?.session.station.id ?? ''
  behind = await TestDevice.enrol(platform, station)
  for (const pc of [active, away, active]) await synced(pc)
}, 60_000)
afterAll(async () => {
  behind.close()
  await active.close()
  await away.close()
  await proxy.close()
  await platform.close()
})

const synced = async (pc: SyncPc) => expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
const status = (pc: SyncPc) => pc.must('clerk', 'sync.status', {})
const objectsOf = async (pc: SyncPc) =>
  (await pc.must('clerk', 'ledger.list', { book: L08 })).rows.map(({ columns }) => columns['object']).sort()

async function deliver(nativeId: string, nativeVersion: number, owner: string | null): Promise<void> {
  const records = [{ nativeId, nativeVersion, sourceTime: null, payload: owner === null ? null : { owner } }]
  await ingest(platform, {
    batch: randomUUID(),
    part: 1,
    last: true,
    mode: 'incremental',
    system: 'WY',
    station,
    records,
  })
}

async function stationRow() {
  return platform.db
    .selectFrom('stations')
    .select(['head_seq', 'oldest_seq'])
    .where('station', '=', station)
    .executeTakeFirstOrThrow()
}

async function count(from: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.raw(from)}`.execute(platform.db)
  return rows[0]?.n ?? 0
}

async function readersAtHead(): Promise<void> {
  await expect
    .poll(
      () =>
        count(`stations s JOIN delivery_readers d USING (station) JOIN source_readers r USING (station)
        WHERE d.seq = s.head_seq AND r.seq = s.head_seq AND r.after IS NULL AND s.station = '${station}'`),
      { timeout: 20_000 },
    )
    .toBe(1)
}

let disputed: EntryId
let carriedLater: Uint8Array
const pushedByHand: ReturnType<TestDevice['compose']>[] = []
/** Where the one that is behind stands. */
let cursor = 0

test('until 400 days are over, nothing is forgotten', async () => {
  // A package that somebody keeps for years, of work that its PC has handed over itself since.
  proxy.passes = () => false
  await away.file('L08', { object: '带走又自己交了' })
  const [file] = (await away.must('clerk', 'sync.pack', {})).files
  carriedLater = file?.bytes ?? new Uint8Array()
  proxy.passes = () => true
  await synced(away)
  await synced(away)
  // Two write the same field at once: the one who goes away has it to settle.
  disputed = (await active.file('L08', { object: '老码头货场' })).entryId
  await synced(active)
  await synced(away)
  proxy.passes = () => false
  await active.correct(disputed, { object: '老码头一号货场' })
  await synced(active)
  await away.correct(disputed, { object: '老码头二号货场' })
  proxy.passes = () => true
  await away.must('clerk', 'sync.now', {})
  expect(await status(away)).toMatchObject({ conflicts: 1 })
  // And goes with an entry and a draft that nobody else has.
  proxy.passes = () => false
  await away.file('L08', { object: '只在这台上' })
  await away.must('clerk', 'ledger.openDraft', { book: L08 })

  await deliver('1', 1, 'a')
  await deliver('2', 1, 'b')
  await deliver('2', 2, null)
  for (const id of ['m1', 'm2']) {
    const made = behind.compose([{ table: 'address_requests', id: randomUUID(), fields: changed({ text: id }) }])
    pushedByHand.push(made)
    await behind.push(made)
    // It says that it knows what became of the first one, and never of the second.
    if (id === 'm1') await behind.hello()
  }
  await synced(active)
  expect(await pruneStation(platform, station)).toMatchObject({ rows: 0, changes: 0, pushed: 0 })
  expect(await stationRow()).toMatchObject({ oldest_seq: 0 })
}, 60_000)

test('what an active device has not seen stays, and what is older and seen by all goes', async () => {
  days = 100
  while ((await behind.pull()).hasMore);
  cursor = behind.cursor
  const position = { lineage: behind.enrolled.lineage, seq: cursor }
  await behind.hello({ position, ackedSeq: 1 })
  await deliver('1', 2, null)
  await deliver('3', 1, 'c')
  days = 402
  await synced(active)
  await readersAtHead()
  await bootstrap(platform, station, { resume: null })
  await sql`UPDATE snapshots SET created_at = now() - interval '25 hours'`.execute(platform.db)
  await pruneStation(platform, station)

  expect(await stationRow()).toMatchObject({ oldest_seq: cursor })
  expect(await count(`changes WHERE station = '${station}' AND seq <= ${cursor}`)).toBe(0)
  // Of the two deletions the older one is forgotten.
  const { rows: tombstones } = await sql<{ id: string }>`SELECT id FROM rows WHERE station = ${station} AND deleted
    AND tbl = 'source_records'`.execute(platform.db)
  expect(tombstones).toEqual([{ id: 'WY:1' }])
  expect(await count('snapshots')).toBe(0)
  expect(await count('snapshot_chunks')).toBe(0)
  expect(await count('audit_heads')).toBe(await count('(SELECT DISTINCT device FROM audit_heads) AS d'))
  expect(await verifyDigests(platform.db, station)).toEqual([])
  // The one behind goes on where it stood.
  const { operations } = await behind.pull()
  expect(operations.map(({ id, op }) => [id, op]).slice(0, 2)).toEqual([
    ['WY:1', 'delete'],
    ['WY:3', 'upsert'],
  ])
  const before = positionOf(active.core.gate.session?.db as never)?.seq ?? 0
  await active.file('L08', { object: '新近的' })
  expect(await active.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
  expect(positionOf(active.core.gate.session?.db as never)?.seq).toBeGreaterThan(before)
}, 60_000)

test('a PC that comes back later than that takes the station as it is, and keeps what only it has', async () => {
  const from = positionOf(away.core.gate.session?.db as never)?.seq ?? 0
  expect(from).toBeLessThan(cursor)
  const drafts = (await away.must('clerk', 'ledger.drafts', {})).drafts.length
  expect(drafts).toBeGreaterThan(0)
  proxy.passes = () => true
  await synced(away)
  expect(await count('snapshots')).toBe(1)
  expect(await status(away)).toMatchObject({ conflicts: 1, rejected: 0, onlyHere: 0 })
  expect((await away.must('clerk', 'ledger.drafts', {})).drafts).toHaveLength(drafts)
  await synced(active)
  expect(await objectsOf(active)).toEqual(await objectsOf(away))
  expect(await objectsOf(active)).toEqual(expect.arrayContaining(['只在这台上', '新近的', '老码头一号货场']))
  // What somebody else settles is settled: the conflict is one still.
  const { conflicts } = (await away.must('clerk', 'sync.open', {})) as { conflicts: { conflictId: string }[] }
  expect(conflicts).toHaveLength(1)
  expect(await verifyDigests(platform.db, station)).toEqual([])
}, 60_000)

test('what was handed over before is not done twice: answered as it was, or set apart where that is forgotten', async () => {
  const rowsOf = async () =>
    JSON.stringify(
      (await platform.db.selectFrom('rows').selectAll().orderBy('seq').execute()).map(({ id, ver }) => [id, ver]),
    )
  const before = await rowsOf()
  const entries = (await objectsOf(active)).length
  expect(await count('devices WHERE forgotten_seq > 0')).toBeGreaterThanOrEqual(2)
  // Brought by another PC after years: what is in it was done then.
  const fileId = randomUUID() as FileId
  const path = join(active.dir, `${fileId}.bbpkg`)
  writeFileSync(path, carriedLater)
  active.core.files.put(fileId, path)
  // Everything in it: more than the entry, where something else was waiting when it was packed.
  const brought = await active.must('clerk', 'sync.carry', { fileId })
  expect(brought).toMatchObject({ known: brought.changes, conflicts: 0, rejected: 0 })
  expect(brought.changes).toBeGreaterThanOrEqual(3)
  expect((await objectsOf(active)).length).toBe(entries)
  await synced(away)
  const [first = [], second = []] = pushedByHand
  expect((await behind.push(second)).results.map(({ status: said }) => said)).toEqual(['duplicate'])
  const again = await behind.sendPush(first)
  expect([again.status, (again.json() as { error: { code: string } }).error.code]).toEqual([409, 'sync/quarantined'])
  expect(await rowsOf()).toBe(before)
}, 60_000)

test('a night comes once for each station, whatever the number of instances, and ends with the platform', async () => {
  expect(nextNight(new Date('2026-11-23T17:59:00Z'), 0).toISOString()).toBe('2026-11-23T18:00:00.000Z')
  expect(nextNight(new Date('2026-11-23T18:00:00Z'), 0.5).toISOString()).toBe('2026-11-24T19:00:00.000Z')
  const log: LogEntry[] = []
  const logged = (one: RunningPlatform): RunningPlatform => ({ ...one, log: (entry) => void log.push(entry) })
  const other = await startPlatform({
    dir: platform.dir,
    databaseUrl: platform.databaseUrl,
    port: 0,
    now,
    nights: false,
  })
  try {
    for (const code of ['N1', 'N2', 'N3']) await addStation(platform, code, code)
    const due = new Date(now().getTime() - 1000).toISOString()
    await sql`INSERT INTO upkeep (station, next_at) SELECT station, ${due} FROM stations
      ON CONFLICT (station) DO UPDATE SET next_at = excluded.next_at, taken_until = NULL`.execute(platform.db)
    const all = await Promise.all(
      [platform, other, platform, other, platform, other].map((one) => upkeepOne(logged(one))),
    )
    expect(all.filter(Boolean)).toHaveLength(4)
    expect(log.map((entry) => entry['station']).sort()).toEqual(['N1', 'N2', 'N3', station].sort())
    // Told to stop, it leaves the station to whoever comes next.
    await sql`UPDATE upkeep SET next_at = ${due} WHERE station = 'N1'`.execute(platform.db)
    expect(await upkeepOne(logged(other), () => false)).toBe(true)
    expect(await upkeepOne(logged(platform))).toBe(true)
    expect(await upkeepOne(logged(platform))).toBe(false)
  } finally {
    await other.stop()
  }
})

test('an instance does the work of a night that was missed by itself, and its end does not wait for it', async () => {
  const due = new Date(now().getTime() - 1000).toISOString()
  await sql`UPDATE upkeep SET next_at = ${due}, taken_until = NULL`.execute(platform.db)
  const done: (string | number | undefined)[] = []
  const log = (entry: LogEntry): void => void (entry.event === 'upkeep' && done.push(entry['station']))
  const other = await startPlatform({ dir: platform.dir, databaseUrl: platform.databaseUrl, port: 0, now, log })
  await expect.poll(() => done.length, { timeout: 20_000 }).toBe(4)
  await other.stop()
})
