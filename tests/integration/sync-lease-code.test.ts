import { afterAll, beforeAll, expect, test } from 'vitest'
import { revokeDevice } from '../../platform/fleet/device-orders.ts'
import { setPageAccount } from '../../platform/pages/page-accounts.ts'
import { leaseKeyId } from '../../src-domain/sync/lease-code.ts'
import { dropSetting, setting } from '../../src-core/features/sync/sync.repo.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { openTestPlatform, send, TestDevice, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

const minute = 60_000
const hour = 60 * minute
const passphrase = 'a passphrase for tests'
let platform: TestPlatform
let pc: SyncPc
let cookie = ''
let wall = Date.now()
let awake = 0
const pass = (ms: number): void => {
  wall += ms
  awake += ms
}

beforeAll(async () => {
  platform = await openTestPlatform()
  await setPageAccount(platform, { login: 'admin', name: 'admin of tests', role: 'admin', passphrase })
  const answer = await post('/log-in', { login: 'admin', passphrase })
  cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  pc = await openSyncPc({ clock: { nowMs: () => wall, monotonicMs: () => awake } })
  await pc.enrol(platform)
  await pc.must('clerk', 'sync.now', {})
})
afterAll(async () => {
  await pc.close()
  await platform.close()
})

function post(path: string, form: Record<string, string>) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: platform.url, cookie }
  return send(`${platform.url}${path}`, { body: new URLSearchParams(form).toString(), headers, method: 'POST' })
}
const replica = (): Db => pc.core.gate.session?.db as Db
const deviceOf = () => setting(replica(), 'device') ?? ''
const search = async () => {
  const found = await pc.as('officer', 'lookup.search', { text: '测试', purpose: 'P01' } as never)
  return found.ok || found.error.code !== 'sync/lease-lapsed' ? 'answered' : 'lapsed'
}
const requestOf = async () => (await pc.must('officer', 'sync.requestLeaseCode', {})).number
const enter = async (code: string) => {
  const entered = await pc.as('officer', 'sync.enterLeaseCode', { code })
  return entered.ok ? entered.value.leftMs / hour : entered.error.code
}
/** What the administrator reads aloud; the page's words where there is no code. */
async function codeFor(device: string, request: string, hours = '24'): Promise<string> {
  const body = (await post(`/devices/${device}/lease-code`, { request, hours })).body.toString('utf8')
  return /class="code">([\d ]+)</.exec(body)?.[1] ?? body
}
/** Three days without the platform. */
function lapse(): void {
  pass(73 * hour)
}

test('a code from the administrator lets a lapsed PC look up again, for as long as it says, once', async () => {
  lapse()
  expect(await search()).toBe('lapsed')
  const request = await requestOf()
  // Asked again, it is the same one: whoever is on the phone may have left the page.
  expect(await requestOf()).toBe(request)
  const code = await codeFor(deviceOf(), request)
  expect(code).toMatch(/^(\d{4} ){5}\d{4}$/)
  expect(await enter(code)).toBe(24)
  expect(await search()).toBe('answered')
  expect(await enter(code)).toBe('sync/lease-code-late')
  const next = await requestOf()
  expect(next).not.toBe(request)
  expect(await enter(code)).toBe('sync/lease-code-wrong')
  pass(24 * hour + minute)
  expect(await search()).toBe('lapsed')
})

test('both sides have it on record', async () => {
  const { rows } = await pc.must('auditor', 'audit.list', { actions: ['lease-code'], limit: 20 })
  expect(rows.map(({ result, detail }) => [result, detail['hours'] ?? detail['code'] ?? 'asked'])).toEqual([
    ['denied', 'sync/lease-code-wrong'],
    ['ok', 'asked'],
    ['denied', 'sync/lease-code-late'],
    ['ok', 24],
    ['ok', 'asked'],
    ['ok', 'asked'],
  ])
  const actions = await platform.db
    .selectFrom('page_actions')
    .select(['login', 'subject'])
    .where('action', '=', 'lease-code')
    .execute()
  expect(actions).toEqual([{ login: 'admin', subject: deviceOf() }])
  const page = (await send(`${platform.url}/devices/${deviceOf()}/lease-code`, { headers: { cookie } })).body.toString(
    'utf8',
  )
  expect(page).toContain('<td>admin</td><td>24</td>')
})

test('a slip of the tongue is said on both sides, and counts as no try', async () => {
  const request = await requestOf()
  const slip = request.slice(0, -1) + String((Number(request.at(-1)) + 1) % 10)
  expect(await codeFor(deviceOf(), slip)).toContain('申请号有一位听错或输错')
  const code = (await codeFor(deviceOf(), request)).replaceAll(' ', '')
  for (let n = 0; n < 12; n += 1)
    expect(await enter(`${code.slice(0, 3)}${(Number(code[3]) + 1) % 10}${code.slice(4)}`)).toBe('sync/lease-code-slip')
  expect(await enter(code)).toBe(24)
})

test('a code for another PC, or for hours that nobody may give, is none', async () => {
  lapse()
  const other = await TestDevice.enrol(platform)
  const request = await requestOf()
  expect(await enter(await codeFor(other.enrolled.device, request))).toBe('sync/lease-code-wrong')
  for (const hours of ['0', '73', '9999', '-1', '24.5', ''])
    expect((await post(`/devices/${deviceOf()}/lease-code`, { request, hours })).status).toBe(400)
  expect(await enter(await codeFor(deviceOf(), request, '72'))).toBe(72)
  other.close()
})

test('codes do not add up: never more than three days from now', async () => {
  expect(await enter(await codeFor(deviceOf(), await requestOf(), '72'))).toBe(72)
  pass(hour)
  // Nor does a short one take away what is left.
  expect(await enter(await codeFor(deviceOf(), await requestOf(), '24'))).toBe(71)
  pass(71 * hour - minute)
  expect(await search()).toBe('answered')
  pass(minute)
  expect(await search()).toBe('lapsed')
})

test('five wrong codes in a row make it wait, whatever the clock is set to, and need a new number', async () => {
  const request = await requestOf()
  const stranger = await TestDevice.enrol(platform)
  const wrong = await codeFor(stranger.enrolled.device, request)
  for (let n = 0; n < 5; n += 1) expect(await enter(wrong)).toBe('sync/lease-code-wrong')
  expect(await enter(await codeFor(deviceOf(), request))).toBe('sync/lease-code-wait')
  const next = await requestOf()
  expect(next).not.toBe(request)
  wall += 20 * minute
  expect(await enter(await codeFor(deviceOf(), next))).toBe('sync/lease-code-wait')
  pass(15 * minute)
  expect(await enter(await codeFor(deviceOf(), request))).toBe('sync/lease-code-wrong')
  expect(await enter(await codeFor(deviceOf(), next))).toBe(24)
  stranger.close()
})

test('a number is good for a day', async () => {
  lapse()
  const request = await requestOf()
  const code = await codeFor(deviceOf(), request)
  pass(25 * hour)
  expect(await enter(code)).toBe('sync/lease-code-late')
  expect(await requestOf()).not.toBe(request)
})

test('a PC that was enrolled before there were codes gets its key at the next contact', async () => {
  await pc.logIn('it')
  const key = setting(replica(), 'leaseKey') ?? ''
  dropSetting(replica(), 'leaseKey')
  expect(await pc.as('officer', 'sync.requestLeaseCode', {})).toMatchObject({
    ok: false,
    error: { code: 'sync/lease-code-no-key' },
  })
  await pc.must('clerk', 'sync.now', {})
  expect(setting(replica(), 'leaseKey')).toBe(key)
  // It is told to nobody who has it, and to no client that does not ask for it.
  const device = await TestDevice.enrol(platform)
  const held = device.enrolled.leaseKey ?? ''
  expect((await device.hello()).value.leaseKey).toBeUndefined()
  expect((await device.hello({ leaseKey: leaseKeyId(held) })).value.leaseKey).toBeUndefined()
  expect((await device.hello({ leaseKey: null })).value.leaseKey).toBe(held)
  device.close()
})

test('a PC that was revoked is not prolonged: by no new code, and by none of before once it knows', async () => {
  lapse()
  const request = await requestOf()
  const before = await codeFor(deviceOf(), request)
  await revokeDevice(platform, deviceOf(), false, 'test')
  expect(await codeFor(deviceOf(), request)).toContain('这台终端已吊销或已隔离')
  expect(await pc.as('clerk', 'sync.now', {})).toMatchObject({ ok: false, error: { code: 'sync/revoked' } })
  expect(await enter(before)).toBe('sync/stopped')
  expect(await pc.as('officer', 'sync.requestLeaseCode', {})).toMatchObject({ error: { code: 'sync/stopped' } })
  expect(await search()).toBe('lapsed')
})
