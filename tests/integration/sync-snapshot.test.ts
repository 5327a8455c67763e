import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BootstrapResponse } from '../../src-contract/sync/bootstrap.ts'
import { rowHash } from '../../src-domain/sync/canonical-row.ts'
import { RowWriter } from '../../src-core/features/sync/row-writer.ts'
import type { RunParts } from '../../src-core/features/sync/run-parts.ts'
import { rootOf, setting, type RowRecord } from '../../src-core/features/sync/sync.repo.ts'
import { fillStation } from '../perf/fill-station.ts'
import { runBenchPc } from '../perf/run-bench-pc.ts'
import { openBenchPc, type BenchPc } from '../perf/sync-bench-parts.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'

// More rows than are taken over in core's own thread alone.
const rows = 6_000

let platform: TestPlatform
const pcs: BenchPc[] = []

beforeAll(async () => {
  platform = await openTestPlatform()
  await platform.newCode('S01')
  await fillStation(platform, 'S01', rows, () => undefined)
}, 120_000)
afterAll(async () => {
  for (const pc of pcs) pc.close()
  await platform.close()
})

async function newPc(): Promise<BenchPc> {
  const pc = await openBenchPc(platform, 'S01')
  pcs.push(pc)
  return pc
}

const count = ({ db }: BenchPc, table: string): number =>
  db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0

/** Everything that a snapshot brings, as one text each. */
const held = ({ db }: BenchPc) =>
  ['sync_rows ORDER BY tbl, row_id', 'source_status', 'sync_roots'].map((from) =>
    JSON.stringify(db.prepare<[], object>(`SELECT * FROM ${from}`).all()),
  )
const records = ({ db }: BenchPc) =>
  db
    .prepare<[], { system: string; native_id: string }>(
      `SELECT system, native_id, version, source_time, received_at, hex(content_hash) AS hash, payload, typeof(payload) AS kind,
         typeof(native_id) AS key, (SELECT count(*) FROM index_queue q WHERE q.record_id = r.record_id) AS queued
       FROM source_records r ORDER BY system, native_id`,
    )
    .all()

/** A platform whose chunks are changed on the way. */
function changing({ calls }: BenchPc, change: (lines: string[]) => string[]): RunParts['platform'] {
  const wanted = new Map<number, Buffer>()
  return {
    call: (async (name: 'bootstrap', body: never, options: never) => {
      const answer = await calls.call(name, body, options)
      if (name !== 'bootstrap' || !answer.ok) return answer
      const { value } = answer as { value: BootstrapResponse }
      const chunks = await Promise.all(
        value.chunks.map(async (chunk) => {
          const came = await calls.chunk(value.snapshot, chunk.number)
          if (!came.ok) throw new Error(came.problem.code)
          const lines = gunzipSync(came.value).toString('utf8').trimEnd().split('\n')
          const made = gzipSync(`${change(lines).join('\n')}\n`)
          wanted.set(chunk.number, made)
          return { ...chunk, sha256: createHash('sha256').update(made).digest('hex') }
        }),
      )
      return { ok: true, value: { ...value, chunks } }
    }) as RunParts['platform']['call'],
    chunk: (_snapshot, number) => Promise.resolve({ ok: true, value: wanted.get(number) ?? Buffer.alloc(0) }),
  }
}

test('a new PC has every record as a PC has it that looks at each, and it goes on where it was interrupted', async () => {
  const [one, two] = [await newPc(), await newPc()]
  expect(await runBenchPc(one)).toMatchObject({ ok: true, report: { received: rows, proven: true } })
  expect([count(one, 'sync_rows'), count(one, 'source_records'), count(one, 'index_queue')]).toEqual([rows, rows, rows])
  expect(records(one)).toEqual(
    records(one).map((row) => ({ ...row, version: 1, kind: 'text', key: 'text', queued: 1 })),
  )
  // The other one is closed once in between, and has the last record of each system from a file: those rows are looked at.
  const last = records(one).filter((row, at, all) => row.system !== all[at + 1]?.system)
  two.db.transaction((tx) => {
    for (const { system, native_id } of last)
      tx.prepare<string[], never>(
        `INSERT INTO source_records (system, native_id, version, source_time, received_at, content_hash, payload)
         VALUES (?, ?, 1, '2000-01-01T00:00:00.000Z', '2000-01-01T00:00:00.000Z', x'00', '{}')`,
      ).run(system, native_id)
  })
  let asked = 0
  expect(await runBenchPc(two, { isOpen: () => (asked += 1) < 12 })).toMatchObject({ ok: false })
  const begun = count(two, 'sync_rows')
  expect(begun).toBeGreaterThan(0)
  expect(begun).toBeLessThan(rows)
  expect(setting(two.db, 'bootstrap')).toBeDefined()
  expect(await runBenchPc(two)).toMatchObject({ ok: true, report: { proven: true } })
  expect(setting(two.db, 'bootstrap')).toBeUndefined()
  const [[rowsOne, , rootsOne], [rowsTwo, , rootsTwo]] = [held(one), held(two)]
  expect([rowsTwo, rootsTwo]).toEqual([rowsOne, rootsOne])
  const versions = new Set(last.map(({ native_id }) => native_id))
  expect(records(two)).toEqual(records(one).map((row) => (versions.has(row.native_id) ? { ...row, version: 2 } : row)))
})

test('what a chunk says wrongly is refused, and nothing of it is believed', async () => {
  const pc = await newPc()
  const later = (lines: string[], change: (line: string) => string): string[] =>
    lines.map((line, at) => (at === 4_000 ? change(line) : line))
  const otherwise = changing(pc, (lines) => later(lines, (line) => line.replace('\\"name\\":\\"', '\\"name\\":\\"假')))
  expect(await runBenchPc(pc, { platform: otherwise })).toMatchObject({
    ok: false,
    problem: 'sync/untrue',
    code: 'hash',
  })
  expect(count(pc, 'sync_rows')).toBeLessThanOrEqual(4_000)
  const backwards = changing(pc, (lines) => [...lines].reverse())
  expect(await runBenchPc(pc, { platform: backwards })).toMatchObject({
    ok: false,
    problem: 'sync/untrue',
    code: 'order',
  })
  // Rows that are left out are in what the platform has signed.
  const fewer = changing(pc, (lines) => lines.filter((_, at) => at !== 5_000))
  expect(await runBenchPc(pc, { platform: fewer })).toMatchObject({ ok: false, problem: 'sync/untrue', code: 'hash' })
  expect(setting(pc.db, 'proven')).toBeUndefined()
  expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
  expect(rootOf(pc.db, 'source_records').count).toBe(rows)
})

test('a PC that was away for too long takes what it lacks, and what the platform has no longer goes', async () => {
  const pc = await newPc()
  expect(await runBenchPc(pc)).toMatchObject({ ok: true })
  const [before, said] = [held(pc)[0], count(pc, 'audit_log')]
  pc.db.transaction((tx) => {
    const [first, last] = ['ASC', 'DESC'].map((way) =>
      tx.prepare<[], RowRecord>(`SELECT * FROM sync_rows ORDER BY row_id ${way} LIMIT 1`).one(),
    )
    if (first === undefined || last === undefined) throw new Error('no rows')
    const keys = [`${first.row_id}!`, last.row_id, 'zz'].map((id) => ({ table: 'source_records', id }))
    const writer = new RowWriter(tx, keys)
    for (const key of keys) writer.store({ ...key, ver: 1, text: '{}', hash: rowHash(key.table, key.id, 1, {}) })
    writer.end()
    tx.exec(`UPDATE settings SET value = json_set(value, '$.seq', 0) WHERE key = 'sync.position'`)
  })
  expect(held(pc)[0]).not.toEqual(before)
  expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
  expect(held(pc)[0]).toEqual(before)
  // Whoever checked something against the ledger is told that it has changed.
  expect(count(pc, 'audit_log')).toBeGreaterThan(said + 1)
})
