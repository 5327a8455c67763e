import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderSnapshot } from '../../platform/fleet/device-orders.ts'
import { noAnswer } from '../../src-core/features/sync/transport.ts'
import type { RunParts } from '../../src-core/features/sync/run-parts.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { runBenchPc } from '../perf/run-bench-pc.ts'
import { openBenchPc, type BenchPc } from '../perf/sync-bench-parts.ts'
import { openTestPlatform, silentSystems, type TestPlatform } from '../support/platform.ts'

let platform: TestPlatform
let one: BenchPc
let two: BenchPc

beforeAll(async () => {
  platform = await openTestPlatform(silentSystems)
  one = await openBenchPc(platform, 'S01')
  two = await openBenchPc(platform, 'S01')
})
afterAll(async () => {
  one.close()
  two.close()
  await platform.close()
})

const proven = { ok: true, report: { proven: true, conflicts: 0, rejected: 0 } }
const file = async ({ pc }: BenchPc, token: string) => expect(await pc.act({ kind: 'file', token })).toBe(true)
const tokens = ({ db }: BenchPc) =>
  db
    .prepare<[], { object: string }>(
      `SELECT json_extract(fields, '$."v.object"') AS object FROM sync_rows WHERE tbl = 'entries' ORDER BY 1`,
    )
    .all()
    .map(({ object }) => object)
const orders = async () =>
  platform.db.selectFrom('directives').select(['kind', 'done_at']).where('kind', '=', 'rebootstrap').execute()

/** The platform as it is, with what it was asked; without chunks it is cut off in the middle of a snapshot. */
function watched({ calls }: BenchPc, asked: string[], chunks = true): RunParts['platform'] {
  return {
    call: ((name: never, body: never, options: never) => {
      asked.push(name)
      return calls.call(name, body, options)
    }) as RunParts['platform']['call'],
    chunk: (snapshot, number) =>
      chunks ? calls.chunk(snapshot, number) : Promise.resolve({ ok: false, problem: noAnswer }),
  }
}

test('a PC that is ordered to takes all rows anew with its next exchange, once, and keeps what it has not sent', async () => {
  await file(one, '甲')
  await file(two, '乙')
  for (const pc of [one, two, one]) expect(await runBenchPc(pc)).toMatchObject(proven)
  const device = setting(one.db, 'device') ?? ''
  for (let time = 0; time < 2; time += 1) await orderSnapshot(platform, device, 'test')
  expect(await orders()).toEqual([{ kind: 'rebootstrap', done_at: null }])
  await file(one, '未发')
  await file(two, '又一条')
  expect(await runBenchPc(two)).toMatchObject(proven)

  const first: string[] = []
  expect(await runBenchPc(one, { platform: watched(one, first, false) })).toMatchObject({ ok: false })
  expect(first).toContain('bootstrap')
  // Cut off there, it is not forgotten.
  const second: string[] = []
  expect(await runBenchPc(one, { platform: watched(one, second) })).toMatchObject(proven)
  expect(second).toContain('bootstrap')
  expect(await orders()).toMatchObject([{ done_at: expect.any(String) }])
  expect(await runBenchPc(two)).toMatchObject(proven)
  for (const pc of [one, two]) expect(tokens(pc)).toEqual(['乙', '又一条', '未发', '甲'].sort())

  const third: string[] = []
  expect(await runBenchPc(one, { platform: watched(one, third) })).toMatchObject(proven)
  expect(third).not.toContain('bootstrap')
})
