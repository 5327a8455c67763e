import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ingest } from '../../platform/ingestion/ingest.ts'
import { enrol } from '../../platform/sync/enrol.ts'
import { newRequest, openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { makeReplica } from '../support/test-context.ts'
import type { PcCommand, PcReport } from './campaign/pc.child.ts'
import { Gone, LineProcess } from './campaign/real-process.ts'

// A PC’s process is killed while it takes a snapshot, early and late in it.

const records = 16_000
const token = '值〔被杀之前〕'
let platform: TestPlatform
let proxy: TcpProxy
let dir: string
let pc: LineProcess
let key: readonly [string, string, string]

beforeAll(async () => {
  platform = await openTestPlatform({ nights: false, target: () => Promise.resolve({ outcome: 'down' }) })
  proxy = await openTcpProxy(platform.port)
  const { csr, key: ownKey } = newRequest()
  const code = await platform.newCode('S01')
  const answer = await enrol(platform, { code, csr, deviceName: 'PC', appVersion: '1' })
  // Noise, so that there are several chunks.
  for (let part = 0; part < 4; part += 1)
    await ingest(platform, {
      ...{ station: 'S01', system: 'JZ', batch: randomUUID(), part: 1, last: true, mode: 'incremental' },
      records: Array.from({ length: records / 4 }, (_, at) => ({
        nativeId: `R${part}-${at}`,
        nativeVersion: 1,
        sourceTime: null,
        payload: { name: `甲${part}-${at}`, address: randomBytes(1_000).toString('hex') },
      })),
    })
  dir = mkdtempSync(join(tmpdir(), 'beatbook-killed-'))
  const { dek, salt, check } = makeReplica(dir)
  key = [dek.toString('hex'), salt.toString('hex'), check.toString('hex')]
  await start()
  await ask({ do: 'enrol', answer, key: ownKey, url: address() })
  expect(await ask({ do: 'act', act: { kind: 'file', token } })).toBe(true)
}, 120_000)
afterAll(async () => {
  await pc.kill()
  await proxy.close()
  await platform.close()
  rmSync(dir, { recursive: true, force: true })
})

const address = (): string => `https://127.0.0.1:${proxy.port}`
const ask = <T>(command: PcCommand): Promise<T> => pc.ask<T>(command)
async function start(): Promise<void> {
  pc = new LineProcess('pc.child.ts')
  await ask({ do: 'open', dir, key, ms: Date.now() })
}

/** Exchanges, and is killed when so many pieces of answers have passed. @returns how many passed */
async function runUntil(pieces: number): Promise<{ outcome: string; passed: number }> {
  let passed = 0
  let killed: Promise<void> | undefined
  proxy.passes = () => {
    passed += 1
    if (passed === pieces) killed = pc.kill()
    return passed < pieces
  }
  try {
    return { outcome: await ask<string>({ do: 'run', url: address(), patienceMs: 60_000 }), passed }
  } catch (error) {
    if (!(error instanceof Gone)) throw error
    await killed
    return { outcome: 'killed', passed }
  } finally {
    proxy.passes = () => true
  }
}

test('killed in the middle of a snapshot, again and again, it goes on where it was and loses nothing of its own', async () => {
  const whole = await platform.db.selectFrom('stations').select('head_seq').executeTakeFirstOrThrow()
  expect(whole.head_seq).toBe(records)
  const moments = [20, 60, 150, 250]
  for (const moment of moments) {
    expect((await runUntil(moment)).outcome).toBe('killed')
    await start()
    // A part of a snapshot is no station: the PC knows that it is under way.
    const report = await ask<PcReport>({ do: 'report', whole: true })
    expect(report).toMatchObject({ underway: true, audit: null })
    expect(report.state).not.toBe('synced')
    expect(await ask({ do: 'lacks', tokens: [token] })).toEqual([])
  }
  const snapshots = await platform.db.selectFrom('snapshots').select(['snapshot', 'answer']).execute()
  expect(snapshots).toHaveLength(1)
  const { chunks } = JSON.parse(snapshots[0]?.answer ?? '') as { chunks: { bytes: number }[] }
  expect(chunks.length).toBeGreaterThan(1)
  const last = await runUntil(Infinity)
  expect(last.outcome).toBe('ok')
  const report = await ask<PcReport>({ do: 'report', whole: true })
  expect(report).toMatchObject({ state: 'synced', underway: false, shownOtherwise: [], audit: null })
  expect(report.roots['source_records']).toMatchObject({ count: records })
  const { rows } = await platform.db
    .selectFrom('rows')
    .select((of) => of.fn.countAll<number>().as('rows'))
    .where('tbl', '=', 'entries')
    .where('fields', 'like', `%${token}%`)
    .executeTakeFirstOrThrow()
  expect(rows).toBe(1)
}, 170_000)
