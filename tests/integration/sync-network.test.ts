import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

let platform: TestPlatform
let proxy: TcpProxy
let pc: SyncPc

beforeAll(async () => {
  platform = await openTestPlatform()
  proxy = await openTcpProxy(platform.port)
  pc = await openSyncPc()
  await pc.enrol(platform, `https://127.0.0.1:${proxy.port}`)
  // Who there is, is asked by the chief: afterwards the clerk stays logged in.
  await pc.file('L08')
  await pc.must('clerk', 'sync.now', {})
})
afterEach(() => pc.core.sync.end())
afterAll(async () => {
  await pc.close()
  await proxy.close()
  await platform.close()
})

const status = () => pc.must('clerk', 'sync.status', {})
const atPlatform = async (entryId: EntryId): Promise<boolean> => {
  const rows = platform.db.selectFrom('rows').select('id').where('tbl', '=', 'entries').where('id', '=', entryId)
  return (await rows.executeTakeFirst()) !== undefined
}
/** The next exchanges fail, in the background, until so many have. */
async function fail(times: number): Promise<void> {
  const before = proxy.cut
  proxy.passes = () => false
  await expect.poll(() => proxy.cut - before, { timeout: 30_000 }).toBeGreaterThanOrEqual(times)
}

test('with a network that comes and goes all that is filed arrives, and "synced" is never said before it has', async () => {
  let pieces = 0
  proxy.passes = () => (pieces += 1) % 20 < 18
  pc.core.sync.begin()
  const filed: EntryId[] = []
  for (let n = 0; n < 6; n += 1) {
    const { entryId } = await pc.file('L08', { object: `商铺${n}` })
    filed.push(entryId)
    const { state } = await status()
    if (state === 'synced') expect(await atPlatform(entryId)).toBe(true)
    const before = proxy.cut
    await expect.poll(async () => proxy.cut > before || (await atPlatform(entryId)), { timeout: 20_000 }).toBe(true)
  }
  expect(proxy.cut).toBeGreaterThan(1)
  await expect.poll(async () => (await status()).state, { timeout: 60_000 }).toBe('synced')
  expect(await Promise.all(filed.map(atPlatform))).toEqual(filed.map(() => true))
}, 120_000)

test('the PC has a network again: it is tried at once, and not when the waiting is over', async () => {
  pc.core.sync.begin()
  await fail(3)
  await expect.poll(async () => (await status()).problem).toBe('sync/unreachable')
  const { entryId } = await pc.file('L08', { object: '恢复网络后' })
  proxy.passes = () => true
  await pc.must('clerk', 'sync.networkBack', {})
  // It would have waited for another four to eight seconds; of the two that all PCs share out, some may be left.
  await expect.poll(() => atPlatform(entryId), { timeout: 3_500 }).toBe(true)
}, 60_000)

test('who synchronises by hand after an outage ends it for the background too: what is filed then goes at once', async () => {
  pc.core.sync.begin()
  await fail(3)
  proxy.passes = () => true
  await pc.must('clerk', 'sync.now', {})
  const { entryId } = await pc.file('L08', { object: '手动同步后' })
  await expect.poll(() => atPlatform(entryId), { timeout: 3_500 }).toBe(true)
}, 60_000)
