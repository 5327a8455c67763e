import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import { revokeDevice } from '../../platform/fleet/device-orders.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

const hour = 3_600_000
let platform: TestPlatform
let pc: SyncPc
let ms = Date.now()

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await openSyncPc({ clock: { nowMs: () => ms, monotonicMs: () => ms } })
})
afterAll(async () => {
  await pc.close()
  await platform.close()
})

const search = async () => {
  const found = await pc.as('officer', 'lookup.search', { text: '测试', purpose: 'P01' } as never)
  return found.ok ? 'found' : found.error.code
}
const openDraft = async () => (await pc.as('clerk', 'ledger.openDraft', { book: 'L08' as BookId })).ok

test('a PC that belongs to no platform looks up as long as it likes', async () => {
  ms += 1000 * hour
  expect(await search()).not.toBe('sync/lease-lapsed')
})

test('after three days without the platform only entry goes on, whatever the clock says, until it is reached again', async () => {
  await pc.enrol(platform)
  await pc.must('clerk', 'sync.now', {})
  ms += 71 * hour
  expect(await search()).not.toBe('sync/lease-lapsed')
  ms += 2 * hour
  expect(await search()).toBe('sync/lease-lapsed')
  expect(await openDraft()).toBe(true)
  ms -= 72 * hour
  expect(await search()).toBe('sync/lease-lapsed')
  await pc.must('clerk', 'sync.now', {})
  expect(await search()).not.toBe('sync/lease-lapsed')
})

test('a PC that was revoked hears it at the next contact, and keeps what it has for entry only', async () => {
  const device = setting(pc.core.gate.session?.db as never, 'device') ?? ''
  await revokeDevice(platform, device, false, 'test')
  expect(await pc.as('clerk', 'sync.now', {})).toMatchObject({ ok: false, error: { code: 'sync/revoked' } })
  expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'stopped' })
  expect(await search()).toBe('sync/lease-lapsed')
  expect(await openDraft()).toBe(true)
})
