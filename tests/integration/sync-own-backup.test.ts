import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { releaseDevice } from '../../platform/fleet/device-orders.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { makeBackup } from '../../src-core/store/backup.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { silentSystems, type TestPlatform } from '../support/platform.ts'
import { orThrow } from '../support/station.ts'
import { type SyncPc } from '../support/sync-station.ts'
import { openTwoPcs, type TwoPcs } from '../support/two-pcs.ts'

// A PC is put back to a backup of its own, from the log-in page, as after a disk that failed, and goes on.

let pcs: TwoPcs
let platform: TestPlatform
let one: SyncPc
let two: SyncPc

beforeAll(async () => {
  pcs = await openTwoPcs(silentSystems)
  ;({ platform, one, two } = pcs)
  await exchange(one, two)
})
afterAll(() => pcs.close())
beforeEach(async () => exchange(one, two, one))

async function exchange(...pcs: SyncPc[]): Promise<void> {
  for (const pc of pcs) expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
}
const deviceOf = (pc: SyncPc): string => {
  const db = pc.core.gate.session?.db
  return (db && setting(db, 'device')) ?? ''
}
const deviceRow = () =>
  platform.db.selectFrom('devices').selectAll().where('device', '=', deviceOf(one)).executeTakeFirstOrThrow()
const objectOf = async (pc: SyncPc, entryId: EntryId) =>
  (await pc.must('clerk', 'ledger.read', { entryId })).fields['object']
const at = async (entryId: EntryId): Promise<number> => {
  const rows = await platform.db
    .selectFrom('rows')
    .select('id')
    .where('tbl', '=', 'entries')
    .where('id', '=', entryId)
    .execute()
  return rows.length
}

async function backUp(pc: SyncPc): Promise<string> {
  await pc.logIn('clerk')
  const session = pc.core.gate.session
  if (session === null) throw new Error('nobody is logged in')
  // Each has a name of its own, which is its time.
  await new Promise((resolve) => setTimeout(resolve, 2))
  const made = makeBackup({ ...session, dir: pc.dir, now: pc.core.gate.now(), reason: 'asked' })
  if (!made.ok) throw new Error(made.error.code)
  return made.value.name
}

async function restore(pc: SyncPc, backupId: string): Promise<void> {
  await pc.core.gate.close()
  const { login, passphrase } = pc.users.clerk
  orThrow(await pc.call('accounts.restoreBackup', { backupId, login, passphrase }))
}

/** Both PCs and the platform have the same, nothing waits for anybody, and nobody is set apart. */
async function isInOrder(): Promise<void> {
  await exchange(one, two, one)
  for (const pc of [one, two])
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced', conflicts: 0, rejected: 0 })
  expect(await deviceRow()).toMatchObject({ status: 'active' })
}

test('what was sent after the backup comes back, what was not is sent, and what is filed afterwards arrives', async () => {
  const before = await one.file('L08', { object: '备份前' })
  await exchange(one)
  // Filed and not sent when the backup was made; sent since, and gone on with.
  const waiting = await one.file('L08', { object: '备份时未发' })
  const backup = await backUp(one)
  await exchange(one)
  await one.correct(before.entryId, { object: '备份后的更正' })
  await one.correct(waiting.entryId, { object: '发后又更正' })
  const after = await one.file('L08', { object: '备份后' })
  await exchange(one, two)
  await two.correct(after.entryId, { description: '另一台的更正' })
  await exchange(two)

  await restore(one, backup)
  expect(await objectOf(one, before.entryId)).toBe('备份前')
  // Under the numbers of the backup, which were used since, it would be taken for what a copy made.
  expect(await one.as('clerk', 'sync.pack', {})).toMatchObject({ error: { code: 'sync/no-contact-yet' } })
  const later = await one.file('L08', { object: '恢复后' })
  await exchange(one, two)
  for (const pc of [one, two]) {
    expect(await objectOf(pc, before.entryId)).toBe('备份后的更正')
    expect(await objectOf(pc, waiting.entryId)).toBe('发后又更正')
    expect(await objectOf(pc, after.entryId)).toBe('备份后')
    expect(await objectOf(pc, later.entryId)).toBe('恢复后')
  }
  for (const { entryId } of [before, waiting, after, later]) expect(await at(entryId)).toBe(1)
  await one.file('L08')
  await isInOrder()
})

test('the same backup is put back twice, with work sent in between', async () => {
  const backup = await backUp(one)
  const filed: EntryId[] = []
  for (let time = 0; time < 2; time += 1) {
    await restore(one, backup)
    filed.push((await one.file('L08')).entryId, (await one.file('L08')).entryId)
    await exchange(one)
  }
  await restore(one, backup)
  await exchange(one)
  for (const entryId of filed) {
    expect(await at(entryId)).toBe(1)
    expect((await one.as('clerk', 'ledger.read', { entryId })).ok).toBe(true)
  }
  await isInOrder()
})

test('a backup of before the device was released from quarantine does not come as a copy', async () => {
  const backup = await backUp(one)
  await platform.db.updateTable('devices').set({ status: 'quarantined' }).where('device', '=', deviceOf(one)).execute()
  await releaseDevice(platform, deviceOf(one), 'test')
  await exchange(one)
  await one.file('L08')
  await exchange(one)
  await restore(one, backup)
  const { entryId } = await one.file('L08')
  await exchange(one)
  expect(await at(entryId)).toBe(1)
  await isInOrder()
})

test('an answer to the first greeting that is lost changes nothing: the next one is given the same epoch', async () => {
  const backup = await backUp(one)
  const { epoch } = await deviceRow()
  await restore(one, backup)
  await one.logIn('clerk')
  const db = one.core.gate.session?.db
  const restored = db && setting(db, 'restoredAs')
  // As the platform noted it, although the PC never heard.
  const change = { epoch: epoch + 1, acked_seq: 0, restored_as: restored ?? '' }
  await platform.db.updateTable('devices').set(change).where('device', '=', deviceOf(one)).execute()
  await exchange(one)
  expect(await deviceRow()).toMatchObject({ epoch: epoch + 1 })
  await isInOrder()
})

describe('cut short at each moment', () => {
  /** What the folder looks like: the copy is being written; it is there and nothing says so; the swap was decided on; half of it is done. */
  test.each(['copying', 'decided', 'moved away'] as const)('%s', async (moment) => {
    const backup = await backUp(one)
    const filed = await one.file('L08')
    await exchange(one)
    await restore(one, backup)
    await one.core.close()
    // The restore went through; its moments are put together from what it leaves behind.
    const paths = replicaPaths(one.dir)
    const restored = `${paths.database}.restored`
    const whole = join(one.dir, 'whole.db')
    copyFileSync(paths.database, whole)
    if (moment === 'copying') writeFileSync(restored, 'half of a copy')
    else {
      copyFileSync(whole, restored)
      writeFileSync(paths.swap, JSON.stringify({ quarantine: 'restore-cut' }))
      if (moment === 'moved away') copyFileSync(whole, paths.database)
    }
    await one.restart()
    await one.file('L08')
    await exchange(one)
    expect(existsSync(paths.swap)).toBe(false)
    expect(await at(filed.entryId)).toBe(1)
    expect((await one.as('clerk', 'ledger.read', { entryId: filed.entryId })).ok).toBe(true)
    await isInOrder()
  })

  test('there is no moment at which the restored replica is one that would go on as if nothing had happened', async () => {
    const backup = await backUp(one)
    await restore(one, backup)
    // Nobody has logged in since, and the core ends: what lies there knows that it was restored.
    await one.logIn('clerk')
    const key = one.core.gate.session?.key
    expect(key && setting(one.core.gate.session?.db as never, 'restoredAs')).toMatch(/^[0-9a-f-]{36}$/)
    await exchange(one)
    expect(setting(one.core.gate.session?.db as never, 'restoredAs')).toBeUndefined()
    const copy =
      key && openReplica({ dir: one.dir, key, file: join(replicaPaths(one.dir).backups, backup), readonly: true })
    if (copy?.ok) {
      expect(setting(copy.value, 'restoredAs')).toBeUndefined()
      copy.value.close()
    }
    await isInOrder()
  })
})
