import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EntryId, FileId } from '../../src-contract/ids.ts'
import { revokeDevice } from '../../platform/fleet/device-orders.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { writeWholeFile } from '../../src-main/whole-file.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { hasSmallDisks, openSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

// Files beside the replica on a disk that is really full: nothing half-written stays, it is said in one sentence, and it goes on afterwards.
// The campaigns fill the replica itself.

const disks: SmallDisk[] = []
function smallDisk(kilobytes: number, at?: string): SmallDisk {
  if (at !== undefined) mkdirSync(at, { recursive: true, mode: 0o700 })
  const disk = openSmallDisk(kilobytes, at)
  disks.push(disk)
  return disk
}
function removeDisks(): void {
  for (const disk of disks.splice(0)) disk.remove()
}

const pdf = (bytes: number): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)])
const digest = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

// Where a machine gives no disk to a test, none of this is tried.
describe.runIf(hasSmallDisks())('a full disk beside the replica', () => {
  let platform: TestPlatform
  let one: SyncPc
  let two: SyncPc

  beforeEach(async () => {
    platform = await openTestPlatform({ nights: false })
    one = await openSyncPc()
    two = await openSyncPc()
    for (const pc of [one, two]) await pc.enrol(platform)
    for (const pc of [one, two, one]) expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
  })
  afterEach(async () => {
    // A folder goes only without what is mounted in it.
    removeDisks()
    await one.close()
    await two.close()
    await platform.close()
  })

  function choose(pc: SyncPc, content: Uint8Array, name: string): FileId {
    const fileId = randomUUID() as FileId
    const path = join(pc.dir, `${fileId}-${name}`)
    writeFileSync(path, content)
    pc.core.files.put(fileId, path, name)
    return fileId
  }
  const attach = (pc: SyncPc, entryId: EntryId, content: Buffer) =>
    pc.as('clerk', 'attachments.add', { to: { entryId }, fileId: choose(pc, content, '现场.pdf') })
  async function contentsOf(pc: SyncPc, entryId: EntryId): Promise<string[]> {
    const { attachments } = await pc.must('clerk', 'attachments.list', { of: { entryId } })
    return Promise.all(
      attachments.map(async ({ attachmentId }) => {
        const opened = await pc.as('clerk', 'attachments.open', { attachmentId })
        return opened.ok ? digest(opened.value.bytes) : opened.error.code
      }),
    )
  }
  const blobsOf = (pc: SyncPc): string => replicaPaths(pc.core.gate.dir).blobs
  const halfWritten = (dir: string): string[] => readdirSync(dir).filter((name) => !/^[0-9a-f]{64}\.blob$/.test(name))

  test('an attachment that has no room is not there at all, and is added once there is room', async () => {
    const disk = smallDisk(256, blobsOf(one))
    const { entryId } = await one.file('L08')
    const content = pdf(400_000)
    expect(await attach(one, entryId, content)).toMatchObject({ ok: false, error: { code: 'store/disk-full' } })
    expect(readdirSync(disk.dir)).toEqual([])
    expect(await contentsOf(one, entryId)).toEqual([])
    disk.resize(4_096)
    expect((await attach(one, entryId, content)).ok).toBe(true)
    expect(await contentsOf(one, entryId)).toEqual([digest(content)])
    expect(halfWritten(disk.dir)).toEqual([])
  })

  test('pieces of a file that comes in are kept as far as there is room, and the rest is fetched afterwards', async () => {
    const { entryId } = await one.file('L08')
    const content = pdf(3_000_000)
    expect((await attach(one, entryId, content)).ok).toBe(true)
    await expect
      .poll(
        async () => {
          await one.must('clerk', 'sync.now', {})
          return (await one.must('clerk', 'sync.status', {})).filesUp
        },
        { timeout: 30_000 },
      )
      .toBe(0)
    const disk = smallDisk(1_280, blobsOf(two))
    await expect
      .poll(
        async () => {
          await two.as('clerk', 'sync.now', {}).catch(() => undefined)
          return (await two.must('clerk', 'sync.status', {})).problem
        },
        { timeout: 30_000 },
      )
      .toBe('store/disk-full')
    expect(await two.must('clerk', 'sync.status', {})).toMatchObject({ filesDown: 1 })
    expect(halfWritten(disk.dir)).toEqual([])
    // The entry itself came: rows go before files.
    expect((await two.must('clerk', 'ledger.read', { entryId })).entryId).toBe(entryId)
    disk.resize(16_384)
    await expect
      .poll(
        async () => {
          await two.as('clerk', 'sync.now', {})
          return (await two.must('clerk', 'sync.status', {})).filesDown
        },
        { timeout: 60_000 },
      )
      .toBe(0)
    expect(await contentsOf(two, entryId)).toEqual([digest(content)])
    expect(await two.must('clerk', 'sync.status', {})).toMatchObject({ problem: null, state: 'synced' })
    expect(halfWritten(disk.dir)).toEqual([])
  })

  test('a PC that is to erase itself does so only when what is unsent is safe beside it', async () => {
    const { dir } = one.core.gate
    const { unsent, slots } = replicaPaths(dir)
    const device = setting(one.core.gate.session?.db as never, 'device') ?? ''
    const disk = smallDisk(64, unsent)
    // Nothing that is written now reaches the platform.
    await platform.db.updateTable('devices').set({ status: 'revoked' }).where('device', '=', device).execute()
    const { entryId } = await one.file('L08', { object: '西岭粮库' })
    const content = pdf(300_000)
    expect((await attach(one, entryId, content)).ok).toBe(true)
    await revokeDevice(platform, device, true, 'test')
    await one.as('clerk', 'sync.now', {}).catch(() => undefined)
    expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ problem: 'store/disk-full' })
    expect(existsSync(slots)).toBe(true)
    expect(readdirSync(unsent).filter((name) => name.startsWith('.'))).toEqual([])
    disk.resize(8_192)
    await one.as('clerk', 'sync.now', {}).catch(() => undefined)
    await expect.poll(() => existsSync(slots), { timeout: 20_000 }).toBe(false)
    const packages = readdirSync(unsent).sort()
    expect(packages.length).toBeGreaterThan(0)
    for (const name of packages) {
      const fileId = choose(two, readFileSync(join(unsent, name)), name)
      expect(await two.must('clerk', 'sync.carry', { fileId })).toMatchObject({ conflicts: 0, rejected: 0 })
    }
    await expect
      .poll(
        async () => {
          await two.must('clerk', 'sync.now', {})
          return (await two.must('clerk', 'sync.status', {})).filesDown
        },
        { timeout: 30_000 },
      )
      .toBe(0)
    expect(await contentsOf(two, entryId)).toEqual([digest(content)])
  })

  test('a package, or any file that is saved, is whole or not there, and what stood at its place stays', async () => {
    const disk = smallDisk(256)
    const path = join(disk.dir, '待发包.bbpkg')
    await writeWholeFile(path, Buffer.from('先前的'))
    await expect(writeWholeFile(path, randomBytes(400_000))).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(readdirSync(disk.dir)).toEqual(['待发包.bbpkg'])
    expect(readFileSync(path, 'utf8')).toBe('先前的')
    disk.resize(2_048)
    const content = randomBytes(400_000)
    await writeWholeFile(path, content)
    expect(digest(readFileSync(path))).toBe(digest(content))
  })
})

test('a file that is saved where nothing may be written leaves nothing', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-save-'))
  try {
    await expect(writeWholeFile(join(dir, 'none', 'a.xlsx'), Buffer.from('a'))).rejects.toMatchObject({
      code: 'ENOENT',
    })
    await writeWholeFile(join(dir, 'a.xlsx'), Buffer.from('a'))
    expect(readdirSync(dir)).toEqual(['a.xlsx'])
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
