import { randomBytes, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntryId, FileId } from '../../src-contract/ids.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

/** A book that no system takes: the platform has nothing to add by itself. */
const quiet = 'L11'

let platform: TestPlatform
let proxy: TcpProxy
let pc: SyncPc
/** Another one of the station. */
let other: SyncPc

beforeAll(async () => {
  platform = await openTestPlatform()
  proxy = await openTcpProxy(platform.port)
  pc = await openSyncPc()
  other = await openSyncPc()
  await pc.enrol(platform, `https://127.0.0.1:${proxy.port}`)
  await other.enrol(platform)
  // Who there is, is asked by the chief: afterwards the clerk stays logged in.
  await pc.file(quiet)
  for (const one of [pc, other, pc]) await one.must('clerk', 'sync.now', {})
})
afterAll(async () => {
  await pc.close()
  await other.close()
  await proxy.close()
  await platform.close()
})

const stateOf = async (entryId: EntryId) =>
  (await pc.must('clerk', 'sync.records', { entryIds: [entryId] })).records[0]?.state
const lastSuccess = () => pc.core.gate.session && setting(pc.core.gate.session.db, 'lastSuccess')

function signal() {
  let give: () => void = () => undefined
  const given = new Promise<void>((resolve) => (give = resolve))
  return { given, give }
}

/** The next exchange of the PC stands still when the rows are compared and a file comes, until it is let go on. */
async function heldExchange() {
  const { entryId } = await other.file(quiet)
  const path = join(other.dir, `${randomUUID()}.pdf`)
  writeFileSync(path, Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(5000)]))
  const fileId = randomUUID() as FileId
  other.core.files.put(fileId, path, '合同.pdf')
  await other.must('clerk', 'attachments.add', { to: { entryId }, fileId })
  await other.must('clerk', 'sync.now', {})
  const [reached, goesOn] = [signal(), signal()]
  const before = lastSuccess()
  proxy.passes = async () => {
    if (lastSuccess() === before) return true
    reached.give()
    await goesOn.given
    return true
  }
  return { reached: reached.given, goOn: goesOn.give }
}

test('who asks to synchronise while an exchange runs gets one that has in it what was saved meanwhile', async () => {
  const held = await heldExchange()
  const first = pc.must('clerk', 'sync.now', {})
  await held.reached
  const { entryId } = await pc.file(quiet)
  const second = pc.must('clerk', 'sync.now', {})
  held.goOn()
  const [before, after] = [await first, await second]
  expect(after).toMatchObject({ proven: true })
  expect(after.sent).toBeGreaterThan(before.sent)
  expect(await stateOf(entryId)).toBe('accepted')
})

test('what is saved while the background exchanges goes right after it, not with the next one', async () => {
  const held = await heldExchange()
  pc.core.sync.begin()
  await held.reached
  const { entryId } = await pc.file(quiet)
  held.goOn()
  await expect.poll(() => stateOf(entryId), { timeout: 10_000 }).toBe('accepted')
  pc.core.sync.end()
})
