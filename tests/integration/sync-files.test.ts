import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import photon from '@silvia-odwyer/photon-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntryId, FileId } from '../../src-contract/ids.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { blobsOf } from '../../src-core/features/attachments/blobs.ts'
import { transferBlobs } from '../../src-core/features/attachments/transfer.service.ts'
import { returnContents } from '../../src-core/features/returns/return-contents.ts'
import { number } from '../../src-core/features/sync/gather.service.ts'
import { changesOf } from '../../src-domain/sync/overlay.rules.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

let platform: TestPlatform
let proxy: TcpProxy
/** The first one's way to the platform can be cut. */
let one: SyncPc
let two: SyncPc

beforeAll(async () => {
  platform = await openTestPlatform()
  proxy = await openTcpProxy(platform.port)
  one = await openSyncPc()
  two = await openSyncPc()
  await one.enrol(platform, `https://127.0.0.1:${proxy.port}`)
  await two.enrol(platform)
})
afterAll(async () => {
  await one.close()
  await two.close()
  await proxy.close()
  await platform.close()
})

const open = (pc: SyncPc) => {
  const { session } = pc.core.gate
  if (session === null) throw new Error('nobody is logged in')
  return session
}
const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
const stateOf = async (pc: SyncPc, entryId: EntryId) =>
  (await pc.must('clerk', 'sync.records', { entryIds: [entryId] })).records[0]?.state
const filesOf = async (pc: SyncPc, entryId: EntryId) =>
  (await pc.must('clerk', 'attachments.list', { of: { entryId } })).attachments

function photo(): Buffer {
  const image = new photon.PhotonImage(new Uint8Array(400 * 300 * 4).fill(120), 400, 300)
  const jpeg = Buffer.from(image.get_bytes_jpeg(80))
  image.free()
  return jpeg
}
const pdf = (bytes: number): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)])

async function attach(pc: SyncPc, entryId: EntryId, name: string, content: Buffer) {
  const fileId = randomUUID() as FileId
  const path = join(pc.dir, `${fileId}-${name}`)
  writeFileSync(path, content)
  pc.core.files.put(fileId, path, name)
  return pc.must('clerk', 'attachments.add', { to: { entryId }, fileId })
}
async function opened(pc: SyncPc, entryId: EntryId) {
  const [file] = await filesOf(pc, entryId)
  if (file === undefined) throw new Error('no file')
  const answer = await pc.as('clerk', 'attachments.open', { attachmentId: file.attachmentId })
  return answer.ok ? Buffer.from(answer.value.bytes) : answer.error.code
}

test('a photo of an entry reaches the platform, and the other PC shows it small and whole', async () => {
  await now(one)
  const { entryId } = await one.file('L08', { object: '幸福路商铺' })
  const picture = photo()
  await attach(one, entryId, '楼道.jpg', picture)
  expect(await stateOf(one, entryId)).toBe('here')
  expect(await now(one)).toMatchObject({ proven: true, filesUp: 0 })
  expect(await stateOf(one, entryId)).toBe('accepted')
  expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced', filesUp: 0, onlyHere: 0 })

  expect(await now(two)).toMatchObject({ proven: true })
  const [file] = await filesOf(two, entryId)
  expect(file).toMatchObject({ name: '楼道.jpg', here: true, by: (await filesOf(one, entryId))[0]?.by })
  expect(Buffer.from(file?.thumbnail ?? []).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
  expect(await opened(two, entryId)).toEqual(picture)
})

test('a file whose sending is cut goes on where it stopped; until it is there the record waits, and the other PC says where it is', async () => {
  const { entryId } = await one.file('L08', { object: '和平里仓库' })
  const document = pdf(2_000_000)
  const sha256 = createHash('sha256').update(document).digest('hex')
  await attach(one, entryId, '合同.pdf', document)
  const have = async () =>
    (await platform.db.selectFrom('blobs').select('have').where('sha256', '=', sha256).executeTakeFirst())?.have ?? 0
  proxy.passes = async () => (await have()) < 1_000_000
  expect(await one.as('clerk', 'sync.now', {})).toMatchObject({ error: { code: 'sync/unreachable' } })
  const first = await have()
  expect(first).toBeGreaterThan(0)
  expect(first).toBeLessThan(document.length)
  expect(await stateOf(one, entryId)).toBe('here')
  expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ filesUp: 1, onlyHere: 1 })

  await now(two)
  expect((await filesOf(two, entryId))[0]).toMatchObject({ name: '合同.pdf', here: false, thumbnail: null })
  expect(await opened(two, entryId)).toBe('attachments/elsewhere')

  proxy.passes = () => true
  expect(await now(one)).toMatchObject({ proven: true, filesUp: 0 })
  const starts = await platform.db.selectFrom('blob_parts').select('start').where('sha256', '=', sha256).execute()
  expect(starts.filter(({ start }) => Number(start) === first)).toHaveLength(1)
  expect(await stateOf(one, entryId)).toBe('accepted')
  // Fetched when somebody opens it, before the next exchange.
  expect(await opened(two, entryId)).toEqual(document)
  expect((await filesOf(two, entryId))[0]).toMatchObject({ here: true })
})

test('fetching is cut, and goes on; what is not the file that was filed is refused', async () => {
  const { entryId } = await two.file('L08', { object: '东湖码头' })
  const document = pdf(1_500_000)
  const sha256 = createHash('sha256').update(document).digest('hex')
  await attach(two, entryId, '图纸.pdf', document)
  await now(two)
  const db = () => one.core.gate.session?.db
  const pieces = () =>
    db()?.prepare<[string], { n: number }>('SELECT count(*) AS n FROM blob_parts WHERE sha256 = ?').one(sha256)?.n ?? 0
  proxy.passes = () => pieces() < 1
  expect(await one.as('clerk', 'sync.now', {})).toMatchObject({ error: { code: 'sync/unreachable' } })
  expect(pieces()).toBe(1)
  expect(await opened(one, entryId)).toBe('attachments/unreachable')

  // The platform's own copy goes bad on its disk, behind the piece that came.
  const last = { sha256, start: 524_288 }
  const damaged = platform.db.updateTable('blob_parts').where('sha256', '=', sha256).where('start', '=', last.start)
  await damaged.set({ body: randomBytes(524_288) }).execute()
  proxy.passes = () => true
  expect(await opened(one, entryId)).toBe('attachments/untrue')
  expect((await filesOf(one, entryId))[0]).toMatchObject({ here: false })
  await damaged.set({ body: document.subarray(last.start, last.start + 524_288) }).execute()
  expect(await now(one)).toMatchObject({ proven: true })
  expect(await opened(one, entryId)).toEqual(document)

  // A file that was lost on this PC is whole at the platform.
  for (const name of readdirSync(join(one.dir, 'blobs'))) rmSync(join(one.dir, 'blobs', name))
  expect(await opened(one, entryId)).toEqual(document)
})

test('two people remove the same file: it goes on both PCs, and nobody has to decide anything', async () => {
  const { entryId } = await one.file('L08', { object: '西岭粮库' })
  const { attachmentId } = await attach(one, entryId, '照片.jpg', photo())
  await now(one)
  await now(two)
  await one.must('clerk', 'attachments.remove', { attachmentId, reason: '拍错了' })
  await two.must('clerk', 'attachments.remove', { attachmentId, reason: '不是这家' })
  await now(one)
  expect(await now(two)).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
  expect(await now(one)).toMatchObject({ proven: true })
  expect(await filesOf(one, entryId)).toEqual([])
  expect(await filesOf(two, entryId)).toEqual([])
  const reason = (pc: SyncPc) =>
    pc.core.gate.session?.db
      .prepare<[string], { removed_reason: string }>('SELECT removed_reason FROM attachments WHERE attachment_id = ?')
      .one(attachmentId)?.removed_reason
  expect(reason(two)).toBe(reason(one))
  expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
})

test('a file or a number that this version does not understand stops neither the exchange nor filing', async () => {
  const { entryId, number: filed } = await one.file('L08', { object: '南坪车站' })
  const { attachmentId } = await attach(one, entryId, '照片.jpg', photo())
  await now(one)
  const rows = await platform.db.selectFrom('rows').select(['tbl', 'id', 'fields']).execute()
  const fieldsOf = (id: string) => JSON.parse(rows.find((row) => row.id === id)?.fields ?? '') as Fields
  const strange = [
    { table: 'attachments', fields: { ...fieldsOf(attachmentId), removals: ['not JSON'] } },
    { table: 'attachments', fields: { ...fieldsOf(attachmentId), removals: ['{"at":1}'] } },
    { table: 'attachments', fields: { ...fieldsOf(attachmentId), kind: 'hologram' } },
    { table: 'entries', fields: { ...fieldsOf(entryId), number: `${filed.slice(0, -6)}99999999999999999999` } },
  ]
  // As a PC with another version of the program hands them over.
  const { db, session } = open(one)
  for (const { table, fields } of strange)
    db.transaction((tx) =>
      number(
        tx,
        {
          ...{ mid: randomUUID(), txn: randomUUID(), txnSize: 1, table, id: randomUUID(), op: 'put', baseVer: 0 },
          ...{ fields: changesOf(undefined, fields), at: new Date().toISOString(), actor: session.accountId },
        },
        new Date().toISOString(),
      ),
    )
  for (const pc of [one, two, one]) expect(await now(pc)).toMatchObject({ rejected: 0, proven: true })
  for (const pc of [one, two]) {
    expect((await filesOf(pc, entryId)).map(({ name }) => name)).toEqual(['照片.jpg'])
    expect((await pc.file('L08', { object: '南坪北站' })).number).toMatch(/-\d{6}$/)
  }
})

test('a file that the platform fails on keeps no other one waiting, in neither direction', async () => {
  const { entryId } = await one.file('L08', { object: '城东水厂' })
  const bad = pdf(1_000)
  const sha256 = createHash('sha256').update(bad).digest('hex')
  await attach(one, entryId, '一.pdf', bad)
  await sql`CREATE FUNCTION no_such() RETURNS trigger AS 'BEGIN IF NEW.sha256 = TG_ARGV[0] THEN RAISE EXCEPTION ''disk''; END IF; RETURN NEW; END' LANGUAGE plpgsql`.execute(
    platform.db,
  )
  await sql`CREATE TRIGGER no_such BEFORE INSERT ON blobs FOR EACH ROW EXECUTE FUNCTION no_such(${sql.lit(sha256)})`.execute(
    platform.db,
  )
  const other = await two.file('L08', { object: '城西水厂' })
  const document = pdf(2_000)
  await attach(two, other.entryId, '二.pdf', document)
  await now(two)
  await attach(one, entryId, '三.pdf', pdf(3_000))
  expect(await now(one)).toMatchObject({ proven: true, filesUp: 1 })
  expect((await filesOf(one, other.entryId))[0]).toMatchObject({ here: true })
  await sql`DROP TRIGGER no_such ON blobs`.execute(platform.db)
  // What another PC had begun under its name with another size is thrown away.
  const { station, device } = await platform.db
    .selectFrom('blobs')
    .select(['station', 'device'])
    .executeTakeFirstOrThrow()
  await platform.db.insertInto('blobs').values({ station, sha256, size: 5, have: 2, complete: false, device }).execute()
  const part = { station, sha256, start: 0, body: Buffer.from('xx') }
  await platform.db.insertInto('blob_parts').values(part).execute()
  expect(await now(one)).toMatchObject({ proven: true, filesUp: 0 })
  expect(await opened(one, entryId)).toEqual(bad)
})

test('a batch that is full goes on at once, and what was refused rests for an hour', async () => {
  const { db } = open(one)
  db.prepare<[], never>('DELETE FROM blob_transfers').run()
  const at = new Date().toISOString()
  const add = db.prepare<(string | null)[], never>(
    `INSERT INTO blob_transfers (sha256, way, size, at, tried_at, problem) VALUES (?, 'down', 9, ?, ?, ?)`,
  )
  for (let each = 0; each < 25; each += 1) add.run(String(each).padStart(64, '0'), at, null, null)
  add.run('e'.repeat(64), at, new Date(Date.now() - 600_000).toISOString(), 'untrue')
  add.run('f'.repeat(64), at, new Date(Date.now() - 4_000_000).toISOString(), 'refused')
  const asked = new Set<string>()
  const gone = { code: 'sync/not-found', retryable: false, retryAfterMs: 0, directives: [] } as const
  const none = async (sha256: string) => {
    asked.add(sha256)
    return { ok: false, problem: gone } as const
  }
  const parts = {
    ...{ db, platform: { blobState: none, putBlobPart: none, blobPart: none }, blobs: blobsOf(one.core.gate) },
    ...{ clock: one.core.gate.clock, others: returnContents, isOpen: () => true },
  }
  expect(await transferBlobs(parts, 60_000)).toMatchObject({ more: true })
  expect(await transferBlobs(parts, 60_000)).toMatchObject({ more: false })
  expect(asked.has('e'.repeat(64))).toBe(false)
  expect(asked.size).toBe(26)
  db.prepare<[], never>('DELETE FROM blob_transfers').run()
})
