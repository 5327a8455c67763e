import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DigestResponse } from '../../src-contract/sync/digest.ts'
import type { HelloResponse } from '../../src-contract/sync/hello.ts'
import type { Operation, PullResponse } from '../../src-contract/sync/pull.ts'
import type { MutationResult, PushResponse } from '../../src-contract/sync/push.ts'
import { scopeHashOf } from '../../src-domain/sync/scope.ts'
import { rowHash } from '../../src-domain/sync/canonical-row.ts'
import { openWork } from '../../src-core/features/sync/open-work.service.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { statusOf } from '../../src-core/features/sync/status.service.ts'
import { positionOf } from '../../src-core/features/sync/pull.service.ts'
import type { RunParts } from '../../src-core/features/sync/run-parts.ts'
import { runBenchPc } from '../perf/run-bench-pc.ts'
import { openBenchPc, type BenchPc } from '../perf/sync-bench-parts.ts'
import { openTestPlatform, silentSystems, TestDevice, type TestPlatform } from '../support/platform.ts'

// A platform that lies, or somebody who answers in its place with what it said of another station, to another PC or at another time.

let platform: TestPlatform
let one: BenchPc
/** The one that is lied to. */
let two: BenchPc
/** Of another station. */
let elsewhere: TestDevice

beforeAll(async () => {
  platform = await openTestPlatform(silentSystems)
  one = await openBenchPc(platform, 'S01')
  two = await openBenchPc(platform, 'S01')
  elsewhere = await TestDevice.enrol(platform, 'S02')
  await file(one)
  for (const pc of [one, two]) expect(await runBenchPc(pc)).toMatchObject({ ok: true, report: { proven: true } })
})
afterAll(async () => {
  one.close()
  two.close()
  await platform.close()
})

let filed = 0
const file = async ({ pc }: BenchPc) => expect(await pc.act({ kind: 'file', token: `商铺${(filed += 1)}` })).toBe(true)

type Answers = {
  hello: HelloResponse
  pull: PullResponse
  push: PushResponse
  digest: DigestResponse
}
/** The platform, but for what one endpoint says. */
function lying<N extends keyof Answers>(
  { calls }: BenchPc,
  name: N,
  lie: (said: Answers[N]) => Answers[N] | Promise<Answers[N]>,
): RunParts['platform'] {
  return {
    call: (async (asked: string, body: never, options: never) => {
      const answer = await calls.call(asked as never, body, options)
      return asked === name && answer.ok ? { ok: true, value: await lie(answer.value as Answers[N]) } : answer
    }) as RunParts['platform']['call'],
    chunk: calls.chunk.bind(calls),
  }
}

/** As the status says it after such an exchange. */
const stateOf = ({ db }: BenchPc) => statusOf(db, { running: false, draftsLocked: false, problem: 'sync/untrue' }).state

/** Everything that an exchange could have changed. */
const replica = ({ db }: BenchPc) =>
  JSON.stringify([
    positionOf(db),
    ...['sync_rows ORDER BY tbl, row_id', 'entries ORDER BY entry_id', 'entry_versions', 'sync_outbox'].map((from) =>
      db.prepare<[], object>(`SELECT * FROM ${from}`).all(),
    ),
  ])

/** The exchange is refused and logged, the status says so, and the replica is as it was. */
async function refuses(pc: BenchPc, lied: RunParts['platform'], code: string) {
  const before = replica(pc)
  const logged: unknown[] = []
  const log = { info: () => undefined, warn: () => undefined, error: (...said: unknown[]) => logged.push(said) }
  const outcome = await runBenchPc(pc, { platform: lied, log: log as unknown as RunParts['log'] })
  expect(outcome).toMatchObject({ ok: false, problem: 'sync/untrue', code })
  expect(logged).toEqual([['sync-untrue', { code }]])
  expect(replica(pc)).toBe(before)
  expect(stateOf(pc)).not.toBe('synced')
}
const changing = (how: (all: Operation[]) => Operation[]) => (said: PullResponse) => ({
  ...said,
  operations: how(said.operations),
})
const rehashed = (one: Operation): Operation => ({ ...one, hash: rowHash(one.table, one.id, one.ver, one.fields) })

describe('what is not true is refused, logged and shown, and nothing of it is applied', () => {
  test('a greeting of another station, or for another scope', async () => {
    await refuses(
      two,
      lying(two, 'hello', (said) => ({ ...said, station: 'S02' })),
      'scope',
    )
    await refuses(
      two,
      lying(two, 'hello', (said) => ({ ...said, scopeHash: scopeHashOf('S02') })),
      'scope',
    )
  })

  test('a head of the audit trail that is not this one, or that nobody signed', async () => {
    const audit = (change: object) => (said: HelloResponse) => {
      if (said.audit === null) throw new Error('no head was signed')
      return { ...said, audit: { ...said.audit, ...change } }
    }
    await refuses(two, lying(two, 'hello', audit({ hash: 'a'.repeat(64) })), 'audit')
    await refuses(two, lying(two, 'hello', audit({ signature: 'A'.repeat(88) })), 'audit')
    await refuses(two, lying(two, 'hello', audit({ device: elsewhere.enrolled.device })), 'audit')
  })

  test('rows that somebody changed, a transaction in half, an order that cannot be', async () => {
    await file(one)
    expect(await runBenchPc(one)).toMatchObject({ ok: true })
    const pulled = (how: Parameters<typeof changing>[0]) => lying(two, 'pull', changing(how))
    await refuses(
      two,
      pulled((all) => all.map((row) => ({ ...row, fields: { ...row.fields, number: 'L08-2026-999999' } }))),
      'hash',
    )
    await refuses(
      two,
      // What the systems answered may stand behind it, as a transaction of one row.
      pulled((all) => all.slice(0, all.findIndex(({ last }) => !last) + 1)),
      'order',
    )
    await refuses(
      two,
      pulled((all) => [...all].reverse()),
      'order',
    )
  })

  test('a cursor that goes back, or begins elsewhere', async () => {
    await refuses(
      two,
      lying(two, 'pull', (said) => ({ ...said, from: said.from - 1 })),
      'position',
    )
    const back = (said: PullResponse) => ({ ...said, operations: [], to: { ...said.to, seq: said.from - 1 } })
    await refuses(two, lying(two, 'pull', back), 'position')
  })

  test('history that was written anew: a version that is here, with other content', async () => {
    expect(await runBenchPc(two)).toMatchObject({ ok: true, report: { proven: true } })
    await file(one)
    expect(await runBenchPc(one)).toMatchObject({ ok: true })
    const known = two.db
      .prepare<[], { row_id: string; ver: number; fields: string }>(
        `SELECT row_id, ver, fields FROM sync_rows WHERE tbl = 'entries' LIMIT 1`,
      )
      .one()
    if (known === undefined) throw new Error('no entry')
    const fields = { ...(JSON.parse(known.fields) as Operation['fields']), 'v.object': '改过的历史' }
    const anew = changing(([first, ...rest]) =>
      first === undefined
        ? []
        : [rehashed({ ...first, table: 'entries', id: known.row_id, ver: known.ver, fields }), ...rest],
    )
    await refuses(two, lying(two, 'pull', anew), 'history')
    expect(await runBenchPc(two)).toMatchObject({ ok: true, report: { proven: true } })
  })

  test('a receipt that is not the platform’s, or of another PC: what was sent stays unanswered, and goes again', async () => {
    await file(two)
    const receipt = (change: object) => (said: PushResponse) => ({ ...said, receipt: { ...said.receipt, ...change } })
    const outcome = await runBenchPc(two, {
      platform: lying(two, 'push', receipt({ device: elsewhere.enrolled.device })),
    })
    expect(outcome).toMatchObject({ ok: false, problem: 'sync/untrue', code: 'signature' })
    await refuses(two, lying(two, 'push', receipt({ signature: 'A'.repeat(88) })), 'signature')
    // What is said of the changes is not what was signed: as if they had been taken, or had not.
    const said = (change: (one: MutationResult) => MutationResult) => (answer: PushResponse) => ({
      ...answer,
      results: answer.results.map(change),
    })
    const lies = [
      said((one) => ({ ...one, status: 'rejected', reason: 'invalid' })),
      said((one) => ({ ...one, ver: one.ver + 1 })),
      (answer: PushResponse) => ({ ...answer, results: answer.results.slice(1) }),
    ]
    for (const lie of lies) await refuses(two, lying(two, 'push', lie), 'receipt')
    expect(two.pc.waiting().outbox).toBeGreaterThan(0)
    expect(await runBenchPc(two)).toMatchObject({ ok: true, report: { rejected: 0, conflicts: 0, proven: true } })
    // What was true is kept: the platform cannot say later that it took nothing.
    const kept = two.db
      .prepare<[], { n: number; upTo: number }>('SELECT count(*) AS n, max(to_seq) AS upTo FROM sync_receipts')
      .one()
    expect(kept).toMatchObject({ upTo: Number(setting(two.db, 'lastSeq')) })
  })
})

test('roots that are not signed, or that the platform signed for another station, prove nothing', async () => {
  const roots = (change: object) => (said: DigestResponse) =>
    said.level === 'roots' ? { ...said, roots: { ...said.roots, ...change } } : said
  const [unsigned, ofAnother] = [
    lying(two, 'digest', roots({ signature: 'A'.repeat(88) })),
    lying(two, 'digest', async (said) => (said.level === 'roots' ? { ...said, roots: await theirRoots() } : said)),
  ]
  await file(one)
  expect(await runBenchPc(one)).toMatchObject({ ok: true })
  expect(await runBenchPc(two, { platform: unsigned })).toMatchObject({ problem: 'sync/untrue', code: 'signature' })
  expect(two.pc.status().state).not.toBe('synced')
  expect(await runBenchPc(two, { platform: ofAnother })).toMatchObject({ problem: 'sync/untrue', code: 'scope' })
  expect(two.pc.status().state).not.toBe('synced')
})

/** True ones, of the other station. */
async function theirRoots() {
  const said = (await elsewhere.send('/digest', { body: JSON.stringify({ level: 'roots' }) })).json() as DigestResponse
  if (said.level !== 'roots') throw new Error('no roots')
  return said.roots
}

test('an entry of another station that is slipped in is never called synced: it is listed as not at the platform, and somebody gives it up', async () => {
  expect(await runBenchPc(two)).toMatchObject({ ok: true, report: { proven: true } })
  await file(one)
  expect(await runBenchPc(one)).toMatchObject({ ok: true })
  const id = crypto.randomUUID()
  const slipped = changing((all) =>
    all.map((row) =>
      row.table === 'entries' ? rehashed({ ...row, id, fields: { ...row.fields, number: 'L08-2026-777777' } }) : row,
    ),
  )
  const states: string[] = []
  const lied = lying(two, 'pull', slipped)
  const watched: RunParts['platform'] = {
    ...lied,
    call: (async (name: string, body: never, options: never) => {
      if (name === 'digest') states.push(two.pc.status().state)
      return lied.call(name as never, body, options)
    }) as RunParts['platform']['call'],
  }
  await runBenchPc(two, { platform: watched })
  await runBenchPc(two)
  expect([...states, two.pc.status().state]).not.toContain('synced')
  expect(two.pc.status().rejected).toBe(1)
  expect(openWork(two.db).rejected).toMatchObject([{ entryId: id, reason: 'missing', number: 'L08-2026-777777' }])
  expect(await two.pc.act({ kind: 'answer', answer: 'give-up' })).toBe(true)
  expect(await runBenchPc(two)).toMatchObject({ ok: true, report: { proven: true } })
  expect(two.pc.status().state).toBe('synced')
  const rows = await platform.db.selectFrom('rows').select('id').where('id', '=', id).execute()
  expect(rows).toEqual([])
  const entry = two.db.prepare<[string], { stage: string }>('SELECT stage FROM entries WHERE entry_id = ?').one(id)
  expect(entry).toEqual({ stage: 'voided' })
})
