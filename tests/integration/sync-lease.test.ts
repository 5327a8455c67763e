import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import { migrations } from '../../db/migrations/index.ts'
import { revokeDevice } from '../../platform/fleet/device-orders.ts'
import { afterLogIn } from '../../src-core/after-log-in.service.ts'
import { dropSetting, keepSetting, setting } from '../../src-core/features/sync/sync.repo.ts'
import type { WriteDb } from '../../src-core/store/sql.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { orThrow } from '../support/station.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

const hour = 3_600_000
const year = 365 * 24 * hour
let platform: TestPlatform
let pc: SyncPc
let wall = Date.now()
let awake = 0

/** Time passes; the clock goes on from where it was set. */
const pass = (ms: number): void => {
  wall += ms
  awake += ms
}

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await openSyncPc({ clock: { nowMs: () => wall, monotonicMs: () => awake } })
})
afterAll(async () => {
  await pc.close()
  await platform.close()
})

const search = async () => {
  const found = await pc.as('officer', 'lookup.search', { text: '测试', purpose: 'P01' } as never)
  return found.ok || found.error.code !== 'sync/lease-lapsed' ? 'answered' : 'lapsed'
}
const openDraft = async () => (await pc.as('clerk', 'ledger.openDraft', { book: 'L08' as BookId })).ok
const sync = () => pc.must('clerk', 'sync.now', {})
const leaseOf = async () => (await pc.must('officer', 'sync.status', {})).lease
const replica = (): WriteDb => pc.core.gate.session?.db as never

test('a PC that belongs to no platform looks up as long as it likes', async () => {
  pass(1000 * hour)
  expect(await search()).toBe('answered')
  expect(await leaseOf()).toBeNull()
})

test('the enrolment begins a lease, also where the platform is never greeted afterwards', async () => {
  await pc.enrol(platform)
  pc.core.sync.end()
  expect(await leaseOf()).toMatchObject({ holds: true })
  pass(73 * hour)
  expect(await search()).toBe('lapsed')
})

test('after three days without the platform only entry goes on, whatever the clock says, until it is reached again', async () => {
  await sync()
  expect(await leaseOf()).toEqual({ holds: true, leftMs: 72 * hour })
  pass(71 * hour)
  expect(await search()).toBe('answered')
  pass(2 * hour)
  expect(await search()).toBe('lapsed')
  expect(await leaseOf()).toEqual({ holds: false, leftMs: 0 })
  expect(await openDraft()).toBe(true)
  wall -= 72 * hour
  expect(await search()).toBe('lapsed')
  await sync()
  expect(await search()).toBe('answered')
})

test('a clock that is set back a year an hour after the last contact stops nothing of it', async () => {
  await sync()
  pass(hour)
  wall -= year
  pass(70 * hour)
  expect(await search()).toBe('answered')
  pass(2 * hour)
  expect(await search()).toBe('lapsed')
  pass(200 * 24 * hour)
  expect(await search()).toBe('lapsed')
  wall += year
})

test('a clock that was a year ahead at the contact and is put right gives three days, and no more', async () => {
  wall += year
  await sync()
  wall -= year
  pass(71 * hour)
  expect(await search()).toBe('answered')
  pass(2 * hour)
  expect(await search()).toBe('lapsed')
})

test('a clock that is set back between two starts ends the lease until the platform is reached; an hour does not', async () => {
  await sync()
  await pc.restart()
  wall -= hour
  expect(await search()).toBe('answered')
  await pc.restart()
  wall -= year
  expect(await search()).toBe('lapsed')
  wall += year + hour
  expect(await search()).toBe('lapsed')
  expect(await openDraft()).toBe(true)
  await sync()
  expect(await search()).toBe('answered')
})

test('a PC of before that was enrolled and never greeted its platform counts from its enrolment', async () => {
  await pc.logIn('it')
  const { up } = migrations.find(({ id }) => id === '0305-lease-left') ?? { up: [] }
  const asBefore = (settings: Record<string, string>): void => {
    const db = replica()
    dropSetting(db, 'lease')
    for (const [name, value] of Object.entries(settings)) keepSetting(db, name, value)
    for (const step of up) db.exec(step)
  }
  keepSetting(replica(), 'enrolledAt', new Date(wall - 80 * hour).toISOString())
  asBefore({})
  expect(await search()).toBe('lapsed')
  asBefore({ leaseEnds: String(wall + 10 * hour), latestTime: String(wall - hour) })
  expect(await leaseOf()).toEqual({ holds: true, leftMs: 10 * hour })
  asBefore({ leaseEnds: String(wall + year), latestTime: String(wall + year - hour) })
  expect(await search()).toBe('lapsed')
  expect(setting(replica(), 'leaseEnds')).toBeUndefined()
  // As it is where a backup of before was put back.
  keepSetting(replica(), 'leaseEnds', String(wall + 10 * hour))
  for (const step of up) replica().exec(step)
  expect(await search()).toBe('lapsed')
  await sync()
})

test('a backup that is put back brings no time of before: the platform has to be reached once', async () => {
  await pc.logIn('it')
  await afterLogIn(pc.core.gate)
  await pc.core.gate.close()
  const [backup] = orThrow(await pc.call('accounts.status', {})).backups
  const { login, passphrase } = pc.users.it
  orThrow(await pc.call('accounts.restoreBackup', { backupId: backup?.id ?? '', login, passphrase }))
  expect(await search()).toBe('lapsed')
  await sync()
  expect(await search()).toBe('answered')
})

test('a PC that was revoked hears it at the next contact, and keeps what it has for entry only', async () => {
  const device = setting(replica(), 'device') ?? ''
  await revokeDevice(platform, device, false, 'test')
  expect(await pc.as('clerk', 'sync.now', {})).toMatchObject({ ok: false, error: { code: 'sync/revoked' } })
  expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'stopped', lease: { holds: false } })
  expect(await search()).toBe('lapsed')
  expect(await openDraft()).toBe(true)
})
