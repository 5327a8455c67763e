import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { releaseDevice, revokeDevice } from '../../platform/fleet/device-orders.ts'
import type { BookId } from '../../src-contract/books.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTwoPcs, type TwoPcs } from '../support/two-pcs.ts'

let pcs: TwoPcs
let platform: TestPlatform
let one: SyncPc
let two: SyncPc

beforeAll(async () => {
  pcs = await openTwoPcs()
  ;({ platform, one, two } = pcs)
  await exchange(one, two)
})
afterAll(() => pcs.close())

async function exchange(...pcs: SyncPc[]): Promise<void> {
  for (const pc of pcs) await pc.must('clerk', 'sync.now', {})
}
const problemOf = async (pc: SyncPc): Promise<string> => {
  const result = await pc.as('clerk', 'sync.now', {})
  return result.ok ? 'none' : result.error.code
}
const stateOf = async (pc: SyncPc): Promise<string> => (await pc.must('clerk', 'sync.status', {})).state
const deviceOf = (pc: SyncPc): string => {
  const db = pc.core.gate.session?.db
  return (db && setting(db, 'device')) ?? ''
}
const has = async (pc: SyncPc, entryId: EntryId): Promise<boolean> =>
  (await pc.as('clerk', 'ledger.read', { entryId })).ok
/** How many entries the platform has of this id. */
const atPlatform = async (at: TestPlatform, entryId: EntryId): Promise<number> => {
  const rows = await at.db
    .selectFrom('rows')
    .select('id')
    .where('tbl', '=', 'entries')
    .where('id', '=', entryId)
    .execute()
  return rows.length
}

describe('a PC that was revoked by mistake', () => {
  test('is not enrolled by accident as long as nobody says that it is to be enrolled again', async () => {
    const code = await platform.newCode(one.core.gate.session?.session.station.id)
    const result = await one.as('it', 'sync.enrol', { url: platform.url, code, deviceName: '一号机' })
    expect(result).toMatchObject({ ok: false, error: { code: 'sync/enrolled' } })
  })

  test('joins again with a new code and goes on where it stood: what it had not sent arrives, once', async () => {
    const sent = await one.file('L08')
    await exchange(one)
    await revokeDevice(platform, deviceOf(one), false, 'test')
    const unsent = await one.file('L08')
    expect(await problemOf(one)).toBe('sync/revoked')
    expect(await stateOf(one)).toBe('stopped')
    const before = deviceOf(one)
    await one.enrol(platform, platform.url, true)
    expect(deviceOf(one)).not.toBe(before)
    await exchange(one, two)
    expect(await stateOf(one)).toBe('synced')
    for (const { entryId } of [sent, unsent]) {
      expect(await atPlatform(platform, entryId)).toBe(1)
      expect(await has(two, entryId)).toBe(true)
    }
    expect((await two.must('clerk', 'sync.status', {})).conflicts).toBe(0)
    const lookedUp = await one.as('officer', 'lookup.search', { text: '测试', purpose: 'P01' })
    expect(lookedUp).not.toMatchObject({ error: { code: 'sync/lease-lapsed' } })
  })
})

/** The disk of a PC is copied while it is off; the copy starts as the same PC. */
async function copied(pc: SyncPc): Promise<SyncPc> {
  await pc.core.close()
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-copy-'))
  cpSync(pc.dir, dir, { recursive: true })
  await pc.restart()
  return openSyncPc({ dir, asItIs: true })
}

describe('a PC that was copied', () => {
  let copy: SyncPc
  let ofReal: EntryId
  let ofCopy: EntryId

  beforeAll(async () => {
    await exchange(one)
    copy = await copied(one)
  })
  afterAll(() => copy.close())

  test('is set apart with its copy as soon as both have written; neither loses anything', async () => {
    ofReal = (await one.file('L08')).entryId
    await exchange(one)
    ofCopy = (await copy.file('L08')).entryId
    expect(await problemOf(copy)).toBe('sync/quarantined')
    await one.file('L08')
    expect(await problemOf(one)).toBe('sync/quarantined')
    expect(await has(copy, ofCopy)).toBe(true)
    expect(await atPlatform(platform, ofReal)).toBe(1)
  })

  test('is told so even where it has nothing to send, and never that all is synced; its people go on entering', async () => {
    const asked = (pc: SyncPc) => pc.must('clerk', 'sync.status', {})
    const before = (await asked(one)).lastContact
    expect(await problemOf(one)).toBe('sync/quarantined')
    const status = await asked(one)
    expect(status).toMatchObject({ problem: 'sync/quarantined', lastContact: before })
    expect(status.state).not.toBe('synced')
    expect((await one.as('clerk', 'ledger.openDraft', { book: 'L08' as BookId })).ok).toBe(true)
    expect(await has(one, (await one.file('L08')).entryId)).toBe(true)
  })

  test('goes on once the copy has an identity of its own and the device is released', async () => {
    const device = deviceOf(one)
    await copy.enrol(platform, platform.url, true)
    await exchange(copy)
    await releaseDevice(platform, device, 'test')
    await exchange(one, copy, two, one)
    for (const pc of [one, copy, two]) {
      expect([await has(pc, ofReal), await has(pc, ofCopy)]).toEqual([true, true])
      expect(await stateOf(pc)).toBe('synced')
    }
    expect([await atPlatform(platform, ofReal), await atPlatform(platform, ofCopy)]).toEqual([1, 1])
  })

  test('is not stopped again by a copy that nobody took away, once it was released', async () => {
    const forgotten = await copied(one)
    await one.file('L08')
    await exchange(one)
    await forgotten.file('L08')
    expect(await problemOf(forgotten)).toBe('sync/quarantined')
    await releaseDevice(platform, deviceOf(one), 'test')
    // The first contact brings the new epoch, the second says that it was taken on.
    await exchange(one, one)
    expect(await problemOf(forgotten)).toBe('sync/quarantined')
    await one.file('L08')
    await exchange(one)
    expect(await stateOf(one)).toBe('synced')
    await forgotten.close()
  })
})

describe('a PC that was copied before it had sent a correction', () => {
  test('disputes nothing of what its copy sent meanwhile and went on with; what it changed itself is sent on top', async () => {
    const { entryId } = await one.file('L08', { object: '原值' })
    await exchange(one)
    await one.correct(entryId, { object: '两台都有的更正' })
    const copy = await copied(one)
    try {
      await one.correct(entryId, { object: '其后的更正' })
      await exchange(one)
      await copy.correct(entryId, { description: '副本自己的更正' })
      expect(await problemOf(copy)).toBe('sync/quarantined')
      const device = deviceOf(one)
      await copy.enrol(platform, platform.url, true)
      await releaseDevice(platform, device, 'test')
      await exchange(copy, one, copy)
      for (const pc of [one, copy]) {
        expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ conflicts: 0, rejected: 0 })
        const { fields, version } = await pc.must('clerk', 'ledger.read', { entryId })
        expect(fields).toMatchObject({ object: '其后的更正', description: '副本自己的更正' })
        expect(version).toBe(4)
      }
    } finally {
      await copy.close()
    }
  })
})

test('where the platform is lost with its key, a station joins another one with all that it has', async () => {
  const kept = await two.file('L08')
  await exchange(one, two, one)
  const fresh = await openTestPlatform()
  try {
    for (const pc of [one, two]) {
      await pc.enrol(fresh, fresh.url, true)
      await exchange(pc)
    }
    await exchange(one, two)
    expect(await atPlatform(fresh, kept.entryId)).toBe(1)
    for (const pc of [one, two]) expect(await stateOf(pc)).toBe('synced')
    const after = await one.file('L08')
    await exchange(one, two)
    expect(await has(two, after.entryId)).toBe(true)
  } finally {
    await fresh.close()
  }
})
