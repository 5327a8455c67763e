import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { PullResponse } from '../../src-contract/sync/pull.ts'
import { ingest } from '../../platform/ingestion/ingest.ts'
import { positionOf } from '../../src-core/features/sync/pull.service.ts'
import { statusOf } from '../../src-core/features/sync/status.service.ts'
import type { RunParts } from '../../src-core/features/sync/run-parts.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { runBenchPc } from '../perf/run-bench-pc.ts'
import { openBenchPc, type BenchPc } from '../perf/sync-bench-parts.ts'
import { openTestPlatform, silentSystems, type TestPlatform } from '../support/platform.ts'

// So many changes that their pages are read in a thread: what systems deliver, what they take back, and what another PC files in between.

const perSystem = 3_000

let platform: TestPlatform
/** Files what the others pull. */
let writer: BenchPc
const pcs: BenchPc[] = []

type Said = { readonly n: number; readonly name: string | null; readonly version?: number }

async function deliver(system: 'JZ' | 'WG', said: readonly Said[], perPart = 1_000): Promise<void> {
  const batch = crypto.randomUUID()
  for (let at = 0; at < said.length; at += perPart) {
    const records = said.slice(at, at + perPart).map(({ n, name, version = 1 }) => ({
      nativeId: `R${(n * 7919) % 10_007}`,
      nativeVersion: version,
      sourceTime: `2026-11-0${version}T08:30:05.000Z`,
      payload: name === null ? null : { address: `桂花路${n}号`, name },
    }))
    const whole = { mode: 'incremental' as const, last: at + perPart >= said.length }
    await ingest(platform, { station: 'S01', system, batch, part: 1 + at / perPart, ...whole, records })
  }
}

const many = (name: string | null, first: number, count: number, version = 1): Said[] =>
  Array.from({ length: count }, (_, at) => ({ n: first + at, name, version }))

beforeAll(async () => {
  platform = await openTestPlatform(silentSystems)
  writer = await openBenchPc(platform, 'S01')
  await deliver('JZ', many('甲', 0, 20))
  // Three that stand at an early sequence: a PC without one would take a snapshot.
  for (let n = 0; n < 3; n += 1) {
    const pc = await openBenchPc(platform, 'S01')
    pcs.push(pc)
    expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
  }
  expect(await writer.pc.act({ kind: 'file', token: '之前' })).toBe(true)
  expect(await runBenchPc(writer)).toMatchObject({ ok: true })
  await deliver('JZ', many('乙', 20, perSystem))
  expect(await writer.pc.act({ kind: 'file', token: '之间' })).toBe(true)
  expect(await runBenchPc(writer)).toMatchObject({ ok: true })
  // In one transaction: new ones, newer states of those before, and some that are taken back.
  await deliver('JZ', [...many('丙', 20 + perSystem, 700), ...many('丁', 0, 60, 2), ...many(null, 100, 40, 2)], 5_000)
  await deliver('JZ', many('庚', 200, 300, 2))
  // The same record twice in one transaction.
  await deliver('WG', [...many('戊', 0, perSystem), ...many('己', 0, 5, 2)], 5_000)
  expect(await writer.pc.act({ kind: 'correct', nth: 0, field: 'object', token: '之后' })).toBe(true)
  expect(await runBenchPc(writer)).toMatchObject({ ok: true })
}, 120_000)
afterAll(async () => {
  for (const pc of [writer, ...pcs]) pc.close()
  await platform.close()
})

const all = ({ db }: BenchPc, from: string): string[] =>
  db
    .prepare<[], object>(`SELECT * FROM ${from}`)
    .all()
    .map((row) => JSON.stringify(row))

/** Everything that such a pull brings. */
const held = (pc: BenchPc) => ({
  rows: all(pc, 'sync_rows ORDER BY tbl, row_id'),
  roots: all(pc, 'sync_roots ORDER BY tbl'),
  records: all(
    pc,
    `(SELECT system, native_id, version, source_time, hex(content_hash) AS hash, payload, typeof(payload) AS kind,
        (SELECT count(*) FROM index_queue q WHERE q.record_id = r.record_id) AS queued FROM source_records r) ORDER BY system, native_id`,
  ),
  versions: all(pc, '(SELECT count(*) FROM source_record_versions)'),
  status: all(pc, '(SELECT system, records, newest_source_time FROM source_status) ORDER BY system'),
  entries: all(pc, '(SELECT entry_id, number FROM entries) ORDER BY entry_id'),
})

const withoutThread = ({ calls }: BenchPc): RunParts['platform'] => ({
  call: calls.call.bind(calls),
  chunk: calls.chunk.bind(calls),
})

/** How many rows there are at a sequence. */
async function rowsAt(seq: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM (
    SELECT DISTINCT ON (tbl, id) op FROM changes WHERE station = 'S01' AND seq <= ${seq} ORDER BY tbl, id, seq DESC) AS newest
    WHERE op = 'upsert'`.execute(platform.db)
  return rows[0]?.n ?? 0
}

test('a PC that takes many pages has what one has that looks at each row, whatever is done on it meanwhile', async () => {
  const [one, two] = pcs as [BenchPc, BenchPc]
  expect(await runBenchPc(one, { platform: withoutThread(one) })).toMatchObject({ ok: true, report: { proven: true } })
  // What others see: another connection, which sees only what is committed.
  const opened = openReplica({ dir: two.dir, key: two.key, readonly: true, headerChecked: true })
  if (!opened.ok) throw new Error(opened.error.code)
  const other = opened.value
  const seen = new Map<number, number>()
  let asked = 0
  const isOpen = (): boolean => {
    asked += 1
    // Somebody else writes: what is there so far is committed with it.
    if (asked % 7 === 0) two.db.transaction((tx) => tx.exec('UPDATE sync_switch SET txn = txn + 1'))
    other.snapshot(() => {
      const n = other.prepare<[], { n: number }>('SELECT count(*) AS n FROM sync_rows').one()?.n ?? 0
      const seq = positionOf(other)?.seq ?? 0
      seen.set(seq, Math.max(n, seen.get(seq) ?? n))
    })
    return true
  }
  expect(await runBenchPc(two, { isOpen })).toMatchObject({ ok: true, report: { proven: true } })
  other.close()
  expect(seen.size).toBeGreaterThan(5)
  // Nothing that the position says is not there; what a system delivers at once may be there in part before it says so.
  for (const [seq, n] of seen) expect(n).toBeGreaterThanOrEqual(await rowsAt(seq))
  expect(held(two)).toEqual(held(one))
  expect(held(two).entries).toHaveLength(2)
  expect(held(two).records.length).toBe(20 + 2 * perSystem + 700)
  const trail = two.db
    .prepare<[], { n: number }>(
      `SELECT sum(json_extract(detail, '$.applied')) AS n FROM audit_log WHERE action = 'sync' AND detail LIKE '%applied%'`,
    )
    .one()
  expect(trail?.n).toBeGreaterThan(2 * perSystem)
  expect(two.pc.auditProblem()).toBeNull()
}, 120_000)

/** A platform whose pages are changed on the way, and whose next page is said otherwise. */
function changing(
  { calls }: BenchPc,
  change: (page: PullResponse) => unknown,
  next: (said: number | null) => number | null = (said) => said,
): RunParts['platform'] {
  return {
    call: calls.call.bind(calls),
    chunk: calls.chunk.bind(calls),
    page: async (query) => {
      const answer = await calls.page(query)
      if (!answer.ok) return answer
      const { bytes, isZipped } = answer.value
      const said = JSON.parse((isZipped ? gunzipSync(bytes) : Buffer.from(bytes)).toString('utf8')) as PullResponse
      const made = change(said)
      const text = typeof made === 'string' ? made : JSON.stringify(made)
      return { ok: true, value: { bytes: Buffer.from(text), isZipped: false, next: next(answer.value.next) } }
    },
  }
}

test('what a page says wrongly is refused; an interrupted pull goes on from where it is, and nothing is lost', async () => {
  const [one, , three] = pcs as [BenchPc, BenchPc, BenchPc]
  const count = (): number => three.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sync_rows').one()?.n ?? 0
  const first = positionOf(three.db)?.seq ?? 0
  const last = (page: PullResponse) => page.operations.at(-1) as PullResponse['operations'][number]
  const refused = async (platformOf: RunParts['platform'], code: string): Promise<void> => {
    expect(await runBenchPc(three, { platform: platformOf })).toMatchObject({ ok: false, code })
    expect(count()).toBeGreaterThanOrEqual(await rowsAt(positionOf(three.db)?.seq ?? 0))
  }
  const as = (page: PullResponse, operations: readonly object[]): unknown => ({ ...page, operations })
  // Each of the first page: nothing goes on from there.
  await refused(
    changing(three, (page) => as(page, [{ ...page.operations[0], fields: { x: '1' } }, ...page.operations.slice(1)])),
    'hash',
  )
  await refused(
    changing(three, (page) =>
      as(
        page,
        [...page.operations].reverse().map((one) => ({ ...one, last: true })),
      ),
    ),
    'order',
  )
  await refused(
    changing(three, (page) => ({ ...page, from: page.from + 1 })),
    'position',
  )
  await refused(
    changing(three, () => '{"from":'),
    'unreadable',
  )
  await refused(
    changing(three, (page) => as(page, [{ ...page.operations[0], at: 'gestern' }])),
    'unreadable',
  )
  expect(positionOf(three.db)?.seq).toBe(first)
  // Half of a transaction is none.
  await refused(
    changing(three, (page) => as(page, [...page.operations.slice(0, -1), { ...last(page), last: false }])),
    'order',
  )
  // The next page is another one than the one that follows.
  await refused(
    changing(
      three,
      (page) => page,
      (next) => (next === null ? null : next + 1_000),
    ),
    'position',
  )
  const before = positionOf(three.db)?.seq ?? 0
  expect(before).toBeLessThan(first + 7_000)
  let asked = 0
  // By a platform that does not say where the next page begins.
  const silent = changing(
    three,
    (page) => page,
    () => null,
  )
  expect(await runBenchPc(three, { platform: silent, isOpen: () => (asked += 1) < 20 })).toMatchObject({ ok: false })
  expect(positionOf(three.db)?.seq).toBeGreaterThan(before)
  expect(await runBenchPc(three)).toMatchObject({ ok: true, report: { proven: true } })
  expect(held(three)).toEqual(held(one))
}, 120_000)

test('a PC that has only a part of what a system delivered at once does not call itself synced, however it pulls', async () => {
  const [one, two] = pcs as [BenchPc, BenchPc]
  const ways = [
    [one, { platform: withoutThread(one) }],
    [two, {}],
  ] as const
  for (const [pc] of ways) expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
  await deliver('JZ', many('辛', 6_000, perSystem), perSystem)
  for (const [pc, more] of ways) {
    const count = (): number => pc.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sync_rows').one()?.n ?? 0
    // As it says it when it was started again since.
    const state = () => statusOf(pc.db, { running: false, draftsLocked: false, problem: null }).state
    expect(state()).toBe('synced')
    const [before, position] = [count(), positionOf(pc.db)]
    expect(await runBenchPc(pc, { ...more, isOpen: () => count() === before })).toMatchObject({ ok: false })
    expect(count()).toBeGreaterThan(before)
    expect(positionOf(pc.db)).toEqual(position)
    expect(state()).toBe('unchecked')
    expect(await runBenchPc(pc, more)).toMatchObject({ ok: true, report: { proven: true } })
    expect(state()).toBe('synced')
  }
  expect(held(two)).toEqual(held(one))
}, 120_000)
