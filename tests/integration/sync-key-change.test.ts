import { randomBytes, randomUUID } from 'node:crypto'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntryId, FileId } from '../../src-contract/ids.ts'
import { Core } from '../../src-core/core.ts'
import { readSlots } from '../../src-core/crypto/slots-file.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { silentSystems, type TestPlatform } from '../support/platform.ts'
import { type SyncPc } from '../support/sync-station.ts'
import { openTwoPcs, type TwoPcs } from '../support/two-pcs.ts'
import { cheapKdf } from '../support/store-fixture.ts'

// A PC of a station that exchanges has its data key replaced: to everybody else it is the same PC.

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

async function exchange(...pcs: SyncPc[]): Promise<void> {
  for (const pc of pcs) expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
}
const deviceOf = (pc: SyncPc) => {
  const db = pc.core.gate.session?.db
  return db && setting(db, 'device')
}
const generationOf = (pc: SyncPc): number => {
  const slots = readSlots(pc.dir)
  return slots.ok ? slots.value.body.generation : -1
}
const begin = (pc: SyncPc) => pc.must('it', 'accounts.startKeyChange', { passphrase: pc.users.it.passphrase })

async function attach(pc: SyncPc, entryId: EntryId, content: Buffer): Promise<void> {
  const fileId = randomUUID() as FileId
  const path = join(pc.dir, `${fileId}.pdf`)
  writeFileSync(path, content)
  pc.core.files.put(fileId, path, '现场.pdf')
  await pc.must('clerk', 'attachments.add', { to: { entryId }, fileId })
  rmSync(path)
}

async function contentOf(pc: SyncPc, entryId: EntryId): Promise<Buffer> {
  const { attachments } = await pc.must('clerk', 'attachments.list', { of: { entryId } })
  const { bytes } = await pc.must('clerk', 'attachments.open', {
    attachmentId: attachments[0]?.attachmentId ?? ('' as never),
  })
  return Buffer.from(bytes)
}

test('what was not sent before is sent after, what comes arrives, and the PC is the one that it was', async () => {
  const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(5_000), Buffer.from('\n%%EOF')])
  const unsent = await one.file('L08')
  await attach(one, unsent.entryId, content)
  await begin(one)
  await one.core.keyChanges.goOn()
  const meanwhile = await one.file('L08', { object: '换密钥期间' })
  const elsewhere = await two.file('L08', { object: '另一台登记' })
  await exchange(two)
  await one.logIn('clerk')
  const device = deviceOf(one)
  expect(generationOf(one)).toBe(2)
  await exchange(one, two, one)
  expect(deviceOf(one)).toBe(device)
  const devices = await platform.db.selectFrom('devices').select('status').execute()
  expect(devices.map(({ status }) => status)).toEqual(['active', 'active'])
  for (const { entryId } of [unsent, meanwhile, elsewhere])
    for (const pc of [one, two])
      expect((await pc.must('clerk', 'ledger.read', { entryId })).fields['object']).not.toBe('')
  expect(await contentOf(one, unsent.entryId)).toEqual(content)
  expect(await contentOf(two, unsent.entryId)).toEqual(content)
})

test('after a crash the session that was resumed works on, and the next log-in goes on with the change', async () => {
  let resumeKey: Buffer | undefined
  await two.core.close()
  const options = { dir: two.dir, machineSecret: { kind: 'none' as const }, kdf: cheapKdf }
  const crashed = new Core({ ...options, onSession: (session) => (resumeKey = session?.resumeKey ?? resumeKey) })
  const { login, passphrase } = two.users.it
  const call = (core: Core, method: string, input: object) => core.dispatcher.dispatch({ method, input })
  expect(await call(crashed, 'accounts.logIn', { login, passphrase })).toMatchObject({ ok: true })
  const slot = replicaPaths(two.dir).resume
  const kept = `${slot}.kept`
  expect(await call(crashed, 'accounts.startKeyChange', { passphrase })).toMatchObject({ ok: true })
  copyFileSync(slot, kept)
  await crashed.close()
  // A crash leaves the slot where it was; a proper end has just removed it.
  writeFileSync(slot, readFileSync(kept))
  rmSync(kept)
  const resumed = new Core(options)
  expect(resumeKey && (await resumed.resume(resumeKey))).toBe(true)
  await resumed.keyChanges.goOn()
  expect(await call(resumed, 'accounts.keyChange', {})).toMatchObject({ value: { state: 'waiting', generation: 1 } })
  await resumed.close()
  await two.restart()
  await two.logIn('officer')
  await two.core.keyChanges.goOn()
  await two.logIn('clerk')
  expect(generationOf(two)).toBe(2)
  await exchange(two, one)
})
