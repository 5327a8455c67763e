import { createHash, X509Certificate } from 'node:crypto'
import { Agent } from 'node:https'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pageHandlers } from '../../platform/pages/page-handlers.ts'
import type { PageCall } from '../../platform/pages/page-server.ts'
import { findDeviceByCertificate } from '../../platform/sync/device.repo.ts'
import { pageText } from '../../platform/text/page-text.ts'
import type { BookId } from '../../src-contract/books.ts'
import type { WireProblem } from '../../src-contract/sync/problems.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { newRequest, openTestPlatform, send, TestDevice, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

// Two years pass: a PC that is in contact gets the next certificate in time, one that is not is told what happened.

const day = 86_400_000
const twoYears = 730 * day
const today = Date.now()
/** The platform's clock; TLS itself goes by the machine's. */
let now = today
let platform: TestPlatform
let pc: SyncPc | undefined

beforeAll(async () => {
  platform = await openTestPlatform({ now: () => new Date(now) })
})
afterAll(() => platform.close())
beforeEach(async () => {
  await pc?.close()
  now = today
})
afterAll(() => pc?.close())

/** A PC whose certificate ends so many days from today. */
async function enrolledUntil(days: number): Promise<SyncPc> {
  now = today - twoYears + days * day
  pc = await openSyncPc()
  await pc.enrol(platform)
  now = today
  return pc
}
const kept = (of: SyncPc, name: string): string => {
  const db = of.core.gate.session?.db
  return (db && setting(db, name)) ?? ''
}
const fingerprintOf = (pem: string) => createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')
const rowOf = (of: SyncPc) =>
  platform.db.selectFrom('devices').selectAll().where('device', '=', kept(of, 'device')).executeTakeFirstOrThrow()
const problemOf = async (of: SyncPc): Promise<string> => {
  const result = await of.as('clerk', 'sync.now', {})
  return result.ok ? 'none' : result.error.code
}
/** What the platform answers to a certificate. */
async function answered(ca: string, certificate: string, key: string): Promise<string> {
  const agent = new Agent({ ca, cert: certificate, key, servername: 'platform.beatbook' })
  try {
    const answer = await send(`${platform.url}/digest`, { body: JSON.stringify({ level: 'roots' }), agent })
    return answer.status === 200 ? 'ok' : (answer.json() as WireProblem).error.code
  } finally {
    agent.destroy()
  }
}
async function fleetPage(of: SyncPc): Promise<string> {
  const { station: id } = await rowOf(of)
  const call = { platform, text: pageText('zh-CN').text, params: { station: id } } as unknown as PageCall
  const answer = await pageHandlers.station(call)
  return 'body' in answer ? (answer.body?.markup ?? '') : ''
}

describe('a PC that is in contact', () => {
  test('is left alone while its certificate holds for long, and the fleet page says until when', async () => {
    const one = await enrolledUntil(61)
    const before = kept(one, 'certificate')
    await one.must('clerk', 'sync.now', {})
    expect(kept(one, 'certificate')).toBe(before)
    const page = await fleetPage(one)
    expect(page).toContain(new Date(today + 61 * day + 8 * 3_600_000).toISOString().slice(0, 10))
    expect(page).not.toContain('还剩')
  })

  test('gets the next one within 60 days of the end, for a key of its own, and goes on as the same device', async () => {
    const one = await enrolledUntil(30)
    expect(await fleetPage(one)).toMatch(/还剩 (29|30) 天/)
    const [device, key, certificate, ca] = ['device', 'key', 'certificate', 'ca'].map((name) => kept(one, name))
    const { entryId } = await one.file('L08')
    expect(await one.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
    const next = kept(one, 'certificate')
    expect(kept(one, 'key')).not.toBe(key)
    expect(next).not.toBe(certificate)
    expect(kept(one, 'device')).toBe(device)
    expect(await rowOf(one)).toMatchObject({ fingerprint: fingerprintOf(next), status: 'active', epoch: 1 })
    expect(await fleetPage(one)).not.toContain('还剩')
    // The new one was used: the old one is nobody's key any more, though a package that it signed is still known.
    expect(await answered(ca ?? '', certificate ?? '', key ?? '')).toBe('sync/no-certificate')
    expect(await findDeviceByCertificate(platform.db, fingerprintOf(certificate ?? ''))).toMatchObject({ device })
    await one.restart()
    await one.file('L08')
    expect(await one.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
    expect(kept(one, 'certificate')).toBe(next)
    const rows = await platform.db.selectFrom('rows').select('id').where('id', '=', entryId).execute()
    expect(rows).toHaveLength(1)
  })

  test('goes on under the one that it has as long as the next one has not arrived', async () => {
    now = today - twoYears + 30 * day
    const device = await TestDevice.enrol(platform, 'R01')
    now = today
    try {
      const asked: { certificate: string; key: string }[] = []
      for (let time = 0; time < 2; time += 1) {
        const { csr, key } = newRequest()
        now += 1000
        const answer = await device.send('/certificate', { body: JSON.stringify({ csr }) })
        asked.push({ ...(answer.json() as { certificate: string }), key })
        // Its answer was lost, or the PC was killed before it kept it.
        expect((await device.hello()).status).toBe(200)
      }
      const { ca } = device.enrolled
      const [lost, arrived] = asked
      expect(await answered(ca, arrived?.certificate ?? '', arrived?.key ?? '')).toBe('ok')
      for (let time = 0; time < 2; time += 1)
        expect(await answered(ca, lost?.certificate ?? '', lost?.key ?? '')).toBe('sync/no-certificate')
      expect(((await device.hello()).json() as WireProblem).error.code).toBe('sync/no-certificate')
      expect(await answered(ca, arrived?.certificate ?? '', arrived?.key ?? '')).toBe('ok')
    } finally {
      device.close()
    }
  })

  test('is known under its new one by a platform that was restored from before it was given out', async () => {
    const one = await enrolledUntil(30)
    const before = await rowOf(one)
    await one.must('clerk', 'sync.now', {})
    const next = fingerprintOf(kept(one, 'certificate'))
    const { fingerprint, serial, certificate_until } = before
    await platform.db.deleteFrom('device_certificates').where('fingerprint', '=', next).execute()
    await platform.db
      .updateTable('devices')
      .set({ fingerprint, serial, certificate_until })
      .where('device', '=', before.device)
      .execute()
    expect(await one.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
    expect(await rowOf(one)).toMatchObject({ fingerprint: next })
  })
})

describe('a PC whose certificate has run out', () => {
  test.each(['by the machine’s clock', 'by the platform’s own'] as const)(
    'is told so, %s, goes on entering, and is enrolled again',
    async (clock) => {
      const one = await enrolledUntil(clock === 'by the machine’s clock' ? -1 : 90)
      const { entryId } = await one.file('L08')
      now = today + (clock === 'by the machine’s clock' ? 0 : 91 * day)
      expect(await problemOf(one)).toBe('sync/expired')
      expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ state: 'stopped', problem: 'sync/expired' })
      expect(await fleetPage(one)).toContain('已到期')
      expect((await one.as('clerk', 'ledger.openDraft', { book: 'L08' as BookId })).ok).toBe(true)
      // TLS itself takes no certificate of a day to come.
      now = today
      await one.enrol(platform, platform.url, true)
      expect(await one.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
      expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
      const rows = await platform.db.selectFrom('rows').select('id').where('id', '=', entryId).execute()
      expect(rows).toHaveLength(1)
    },
  )

  test('is told something else than one that the platform does not know, and than one that was revoked', async () => {
    const one = await enrolledUntil(365)
    const device = kept(one, 'device')
    await platform.db.deleteFrom('device_certificates').where('device', '=', device).execute()
    await platform.db.deleteFrom('devices').where('device', '=', device).execute()
    expect(await problemOf(one)).toBe('sync/unknown-device')
    await one.enrol(platform, platform.url, true)
    expect(await one.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
  })
})
