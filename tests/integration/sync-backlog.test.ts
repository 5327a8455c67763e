import { afterAll, beforeAll, expect, test } from 'vitest'
import { limits } from '../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../src-contract/sync/push.ts'
import { number } from '../../src-core/features/sync/gather.service.ts'
import { nextPush } from '../../src-core/features/sync/next-push.ts'
import { runBenchPc } from '../perf/run-bench-pc.ts'
import { openBenchPc, type BenchPc } from '../perf/sync-bench-parts.ts'
import { openTestPlatform, silentSystems, type TestPlatform } from '../support/platform.ts'

// What a PC has numbered and nobody has answered: weeks of it, and what the platform does not take.

let platform: TestPlatform
let one: BenchPc
let two: BenchPc

beforeAll(async () => {
  platform = await openTestPlatform(silentSystems)
  one = await openBenchPc(platform, 'S01')
  two = await openBenchPc(platform, 'S01')
}, 60_000)
afterAll(async () => {
  for (const pc of [one, two]) pc.close()
  await platform.close()
})

const now = '2026-11-20T08:00:00.000Z'

/** Numbers so many rows of a table that no version of the product knows, each with a text: in transactions of `perTxn`. */
function numbered(pc: BenchPc, count: number, text: string, perTxn = 1): void {
  pc.db.transaction((tx) => {
    let txn = ''
    for (let n = 0; n < count; n += 1) {
      if (n % perTxn === 0) txn = crypto.randomUUID()
      const ids = {
        id: crypto.randomUUID(),
        mid: crypto.randomUUID(),
        txn,
        txnSize: Math.min(perTxn, count - n + (n % perTxn)),
      }
      const fields: Mutation['fields'] = { text: { base: null, value: text }, n: { base: null, value: n } }
      const row = { table: 'notes', op: 'put', baseVer: 0, at: now, actor: crypto.randomUUID() } as const
      number(tx, { ...row, ...ids, fields }, now)
    }
  })
}

const notes = async (): Promise<number> => {
  const rows = await platform.db.selectFrom('rows').select('id').where('tbl', '=', 'notes').execute()
  return rows.length
}

test('a backlog of many megabytes goes in several pushes that the platform takes, and arrives', async () => {
  // 5 KB each on the wire, of 1,700 characters.
  numbered(one, 2_300, '社'.repeat(1_650))
  numbered(one, 300, '区'.repeat(1_650), 100)
  expect(await runBenchPc(one)).toMatchObject({ ok: true, report: { sent: 2_600, accepted: 2_600, proven: true } })
  expect(await notes()).toBe(2_600)
  expect(await runBenchPc(two)).toMatchObject({ ok: true, report: { proven: true } })
  const there = two.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM sync_rows WHERE tbl = 'notes'`).one()
  expect(there?.n).toBe(2_600)
}, 60_000)

test('a push has whole transactions, no more bytes than it may have, and at least one of them', () => {
  numbered(one, 8, '警'.repeat(1_000), 4)
  numbered(one, 3, '务'.repeat(1_000))
  const sizes = [1, 13_000, 14_000, 20_000, 1_000_000].map((most) => nextPush(one.db, most)?.mutations.length)
  expect(sizes).toEqual([4, 4, 4, 4, 11])
  expect(nextPush(one.db, 31_000)).toMatchObject({ transactions: 3 })
})

test('what is too large for the platform is refused by itself: what is behind it goes on', async () => {
  numbered(one, 1, '长'.repeat(limits.mutation - 200))
  numbered(one, 1, '之后')
  const before = await notes()
  expect(await runBenchPc(one)).toMatchObject({ ok: true, report: { rejected: 1, proven: true } })
  expect(await notes()).toBe(before + 12)
  one.db.exec('DELETE FROM sync_rejected')
})

test('while the platform refuses what is handed over, what is new there arrives all the same', async () => {
  numbered(one, 1, '等待')
  expect(await two.pc.act({ kind: 'file', token: '新' })).toBe(true)
  expect(await runBenchPc(two)).toMatchObject({ ok: true, report: { proven: true } })
  const { calls } = one
  const refusing: typeof calls = Object.create(calls, {
    call: {
      value: (name: string, ...rest: unknown[]) =>
        name === 'push'
          ? Promise.resolve({ ok: false, problem: { code: 'sync/invalid', retryAfterMs: 0, directives: [] } })
          : (calls.call as (...all: unknown[]) => unknown).call(calls, name, ...rest),
    },
  }) as typeof calls
  expect(await runBenchPc(one, { platform: refusing })).toMatchObject({ ok: false, problem: 'sync/refused' })
  const entries = one.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM entries').one()
  expect(entries?.n).toBe(1)
  expect(await runBenchPc(one)).toMatchObject({ ok: true, report: { accepted: 1, proven: true } })
})
