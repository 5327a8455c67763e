import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { EntryId, FileId } from '../../src-contract/ids.ts'
import { revokeDevice } from '../../platform/fleet/device-orders.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const L08 = 'L08' as BookId

let platform: TestPlatform
let proxy: TcpProxy
/** The first one's way to the platform can be cut; the second one carries. */
let cutOff: SyncPc
let carrier: SyncPc

beforeAll(async () => {
  platform = await openTestPlatform()
  proxy = await openTcpProxy(platform.port)
  cutOff = await openSyncPc()
  carrier = await openSyncPc()
})
afterAll(async () => {
  await cutOff.close()
  await carrier.close()
  await proxy.close()
  await platform.close()
})

/** Puts a file where a person of the PC has chosen it. */
function choose(pc: SyncPc, bytes: Uint8Array): FileId {
  const fileId = randomUUID() as FileId
  const path = join(pc.dir, `${fileId}.bbpkg`)
  writeFileSync(path, bytes)
  pc.core.files.put(fileId, path)
  return fileId
}
const packed = async (pc: SyncPc): Promise<Uint8Array> => {
  const [file, ...more] = (await pc.must('clerk', 'sync.pack', {})).files
  if (file === undefined || more.length > 0) throw new Error('one package')
  return file.bytes
}
const carry = (pc: SyncPc, bytes: Uint8Array) => pc.as('clerk', 'sync.carry', { fileId: choose(pc, bytes) })
const synced = async (pc: SyncPc) => {
  expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
}
async function correct(pc: SyncPc, entryId: EntryId, change: Record<string, string>) {
  const entry = await pc.must('clerk', 'ledger.read', { entryId })
  const fields = { ...entry.fields, ...change }
  await pc.must('clerk', 'ledger.correct', {
    entryId,
    version: entry.version,
    fields,
    reason: '核对后更正',
    accepted: [],
  })
}
const objectsOf = async (pc: SyncPc) => {
  const { rows } = await pc.must('clerk', 'ledger.list', { book: L08 })
  return rows.map((row) => row.columns['object']).sort()
}

const pdf = (bytes: number): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)])
const digest = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
async function attach(pc: SyncPc, entryId: EntryId, name: string, content: Buffer) {
  const fileId = randomUUID() as FileId
  const path = join(pc.dir, `${fileId}-${name}`)
  writeFileSync(path, content)
  pc.core.files.put(fileId, path, name)
  await pc.must('clerk', 'attachments.add', { to: { entryId }, fileId })
}
async function contentsOf(pc: SyncPc, entryId: EntryId): Promise<string[]> {
  const { attachments } = await pc.must('clerk', 'attachments.list', { of: { entryId } })
  const opened = await Promise.all(
    attachments.map(({ attachmentId }) => pc.must('clerk', 'attachments.open', { attachmentId })),
  )
  return opened.map(({ bytes }) => digest(bytes)).sort()
}

let unsent: Uint8Array

test('a PC without the platform packs what only it has, and nobody who carries it can read it', async () => {
  await cutOff.enrol(platform, `https://127.0.0.1:${proxy.port}`)
  await carrier.enrol(platform)
  expect(await cutOff.as('clerk', 'sync.pack', {})).toMatchObject({ error: { code: 'sync/no-contact-yet' } })
  await synced(cutOff)
  await synced(carrier)
  expect(await cutOff.as('clerk', 'sync.pack', {})).toMatchObject({ error: { code: 'sync/nothing-to-carry' } })

  proxy.passes = () => false
  const first = await cutOff.file('L08', { object: '幸福路商铺' })
  // It tries, so that this is frozen for an answer that never comes; what follows stands behind it.
  expect((await cutOff.as('clerk', 'sync.now', {})).ok).toBe(false)
  await correct(cutOff, first.entryId, { object: '幸福路八号商铺' })
  await cutOff.file('L08', { object: '和平里仓库' })
  unsent = await packed(cutOff)
  const text = Buffer.from(unsent).toString('utf8')
  expect(text).not.toMatch(/幸福路|和平里/)
  expect(Buffer.from((JSON.parse(text) as { body: string }).body, 'base64').toString('utf8')).not.toMatch(/幸福路|L08/)
  expect(await cutOff.must('clerk', 'sync.status', {})).toMatchObject({ onlyHere: 2 })
})

test('a package that was altered, cut short, is of another station or comes before an earlier part brings nothing', async () => {
  const sent = JSON.parse(Buffer.from(unsent).toString('utf8')) as Record<string, unknown>
  const refusal = async (change: Record<string, unknown>) => {
    const answered = await carry(carrier, Buffer.from(JSON.stringify({ ...sent, ...change })))
    return answered.ok ? 'taken' : answered.error.code
  }
  const body = String(sent['body'])
  const flipped = `${body.slice(0, 400)}${body[400] === 'A' ? 'B' : 'A'}${body.slice(401)}`
  expect(await refusal({ body: flipped })).toBe('sync/package-damaged')
  expect(await refusal({ count: 1 })).toBe('sync/package-damaged')
  expect(await refusal({ part: 2, parts: 2 })).toBe('sync/package-damaged')
  expect(await refusal({ certificate: setting(carrier.core.gate.session?.db as never, 'certificate') })).toBe(
    'sync/package-damaged',
  )
  expect(await refusal({ station: 'PS990199' })).toBe('sync/package-foreign')
  const cut = await carry(carrier, unsent.subarray(0, unsent.length / 2))
  expect(cut).toMatchObject({ error: { code: 'sync/package-damaged' } })
  await synced(carrier)
  expect(await objectsOf(carrier)).toEqual([])
})

test('another PC hands it over; a second time, and the PC itself when it is back, change nothing more', async () => {
  const first = await carry(carrier, unsent)
  if (!first.ok) throw new Error(first.error.code)
  expect(first.value).toMatchObject({ deviceName: '测试机', known: 0, conflicts: 0, rejected: 0 })
  expect(first.value.accepted).toBe(first.value.changes)
  await synced(carrier)
  expect(await objectsOf(carrier)).toEqual(['和平里仓库', '幸福路八号商铺'])

  const again = await carry(carrier, unsent)
  if (!again.ok) throw new Error(again.error.code)
  expect(again.value).toMatchObject({ known: first.value.changes, accepted: first.value.changes })

  proxy.passes = () => true
  await synced(cutOff)
  await synced(carrier)
  expect(await objectsOf(cutOff)).toEqual(['和平里仓库', '幸福路八号商铺'])
  expect(await objectsOf(carrier)).toEqual(['和平里仓库', '幸福路八号商铺'])
  expect(await cutOff.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced', onlyHere: 0 })
})

test('files that the platform does not have go along, larger ones in several parts, and open on the other PC', async () => {
  proxy.passes = () => false
  const { entryId } = await cutOff.file('L08', { object: '带附件的仓库' })
  const small = pdf(40_000)
  const large = pdf(6_000_000)
  for (const [name, content] of [
    ['现场.pdf', small],
    ['合同.pdf', large],
  ] as const)
    await attach(cutOff, entryId, name, content)
  const made = await cutOff.must('clerk', 'sync.pack', {})
  expect(made).toMatchObject({ attached: { packed: 2, left: 0 } })
  const [first, second, ...more] = made.files.map(({ bytes }) => bytes)
  if (first === undefined || second === undefined || more.length > 0) throw new Error('two packages')
  expect(Buffer.from(first).includes(small.subarray(100, 140).toString('base64').slice(4, 40))).toBe(false)

  expect(await carry(carrier, second)).toMatchObject({ error: { code: 'sync/package-gap' } })
  expect(await carry(carrier, first)).toMatchObject({ value: { attached: { packed: 2, whole: 1 }, rejected: 0 } })
  expect(await carry(carrier, second)).toMatchObject({ value: { changes: 0, attached: { packed: 1, whole: 1 } } })
  expect(await carry(carrier, first)).toMatchObject({ value: { attached: { packed: 2, whole: 2 } } })
  await synced(carrier)
  expect(await contentsOf(carrier, entryId)).toEqual([large, small].map(digest).sort())

  proxy.passes = () => true
  await synced(cutOff)
  expect(await cutOff.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced', filesUp: 0 })
})

test('a file that is damaged on the disk stays out of the package, and that is said', async () => {
  proxy.passes = () => false
  const { entryId } = await cutOff.file('L08', { object: '附件损坏的仓库' })
  await attach(cutOff, entryId, '完好.pdf', pdf(3000))
  const { blobs } = replicaPaths(cutOff.dir)
  const before = new Set(readdirSync(blobs))
  await attach(cutOff, entryId, '损坏.pdf', pdf(3001))
  const damaged = readdirSync(blobs).find((name) => !before.has(name)) ?? ''
  writeFileSync(join(blobs, damaged), 'damaged')
  const made = await cutOff.must('clerk', 'sync.pack', {})
  expect(made).toMatchObject({ attached: { packed: 1, left: 1 } })
  expect(await carry(carrier, made.files[0]?.bytes ?? new Uint8Array())).toMatchObject({
    value: { attached: { packed: 1, whole: 1 } },
  })
  proxy.passes = () => true
  await cutOff.must('clerk', 'sync.now', {})
})

test('what two PCs changed meanwhile is a conflict for a person, with both values', async () => {
  const { rows } = await carrier.must('clerk', 'ledger.list', { book: L08, text: '和平里' })
  const entryId = rows[0]?.entryId as EntryId
  proxy.passes = () => false
  await correct(cutOff, entryId, { object: '和平里一号仓库' })
  const bytes = await packed(cutOff)
  await correct(carrier, entryId, { object: '和平里二号仓库' })
  await synced(carrier)
  const answered = await carry(carrier, bytes)
  if (!answered.ok) throw new Error(answered.error.code)
  expect(answered.value.conflicts).toBeGreaterThan(0)
  await carrier.must('clerk', 'sync.now', {})
  const { conflicts } = await carrier.must('clerk', 'sync.open', {})
  const values = conflicts.flatMap((one) => one.fields.flatMap(({ mine, theirs }) => [mine, theirs]))
  expect(values).toEqual(expect.arrayContaining(['和平里一号仓库', '和平里二号仓库']))
})

test('what the platform had refused goes along, and is corrected on the PC that handed it over', async () => {
  const { rows } = await cutOff.must('clerk', 'ledger.list', { book: L08, text: '幸福路' })
  const entryId = rows[0]?.entryId as EntryId
  proxy.passes = () => true
  await cutOff.must('clerk', 'sync.now', {})
  await correct(cutOff, entryId, { object: '幸福路九号商铺' })
  const stateOf = (pc: SyncPc, state?: string) => {
    const db = pc.core.gate.session?.db
    if (state !== undefined)
      db?.prepare<[string, string], never>('UPDATE entries SET state = ? WHERE entry_id = ?').run(state, entryId)
    return db?.prepare<[string], { state: string }>('SELECT state FROM entries WHERE entry_id = ?').one(entryId)?.state
  }
  const right = stateOf(cutOff) ?? ''
  // A step that the platform takes from nobody, in the same act.
  stateOf(cutOff, 'nowhere')
  expect(await cutOff.must('clerk', 'sync.now', {})).toMatchObject({ rejected: expect.any(Number) })
  const refused = (await cutOff.must('clerk', 'sync.open', {})).rejected
  expect(refused).toMatchObject([{ entryId, reason: 'transition' }])
  proxy.passes = () => false
  const made = await cutOff.must('clerk', 'sync.pack', {})
  expect(made.refused).toBeGreaterThan(0)
  const answered = await carry(carrier, made.files[0]?.bytes ?? new Uint8Array())
  if (!answered.ok) throw new Error(answered.error.code)
  expect(answered.value).toMatchObject({ changes: 0, accepted: 0, refused: made.refused })
  // The PC that it came from is never seen again.
  const [here] = (await carrier.must('clerk', 'sync.open', {})).rejected
  expect(here).toMatchObject({ entryId, reason: 'transition' })
  expect((await carrier.must('clerk', 'ledger.read', { entryId })).fields['object']).toBe('幸福路九号商铺')
  stateOf(carrier, right)
  await carrier.must('clerk', 'sync.answerRejected', { txn: here?.txn ?? '', answer: 'again' })
  expect(await carrier.must('clerk', 'sync.now', {})).toMatchObject({ rejected: 0, conflicts: 0 })
  expect((await carrier.must('clerk', 'sync.open', {})).rejected).toEqual([])
  expect(await objectsOf(carrier)).toContain('幸福路九号商铺')
})

test('a refused act that its own PC has corrected since does not come over what was accepted', async () => {
  proxy.passes = () => true
  const { entryId } = await cutOff.file('L08', { object: '北门车行' })
  await cutOff.must('clerk', 'sync.now', {})
  await correct(cutOff, entryId, { object: '北门一号车行' })
  const db = cutOff.core.gate.session?.db
  const read = () =>
    db?.prepare<[string], { state: string }>('SELECT state FROM entries WHERE entry_id = ?').one(entryId)?.state ?? ''
  const put = (state: string) =>
    db?.prepare<[string, string], never>('UPDATE entries SET state = ? WHERE entry_id = ?').run(state, entryId)
  const right = read()
  put('nowhere')
  expect(await cutOff.must('clerk', 'sync.now', {})).toMatchObject({ rejected: expect.any(Number) })
  const bytes = await packed(cutOff)
  put(right)
  const mine = (await cutOff.must('clerk', 'sync.open', {})).rejected.find((one) => one.entryId === entryId)
  await cutOff.must('clerk', 'sync.answerRejected', { txn: mine?.txn ?? '', answer: 'again' })
  await correct(cutOff, entryId, { object: '北门二号车行' })
  expect(await cutOff.must('clerk', 'sync.now', {})).toMatchObject({ rejected: 0, conflicts: 0 })
  await carrier.must('clerk', 'sync.now', {})

  expect(await carry(carrier, bytes)).toMatchObject({ ok: true })
  expect((await carrier.must('clerk', 'sync.open', {})).rejected.map((one) => one.entryId)).not.toContain(entryId)
  expect((await carrier.must('clerk', 'ledger.read', { entryId })).fields['object']).toBe('北门二号车行')
})

test('what a revoked PC still had is taken: it is the work of the station', async () => {
  await cutOff.file('L08', { object: '东湖码头' })
  const bytes = await packed(cutOff)
  await revokeDevice(platform, setting(cutOff.core.gate.session?.db as never, 'device') ?? '', false, 'test')
  const answered = await carry(carrier, bytes)
  if (!answered.ok) throw new Error(answered.error.code)
  await carrier.must('clerk', 'sync.now', {})
  expect(await objectsOf(carrier)).toContain('东湖码头')
  const { rows } = await carrier.must('auditor', 'audit.list', { limit: 50 } as never)
  expect(JSON.stringify(rows)).toContain('sync-carry')
})

test('a PC that is ordered to erase itself leaves nothing that can be read, and what it had not sent as packages', async () => {
  const { entryId } = await cutOff.file('L08', { object: '西岭粮库' })
  const photo = pdf(7000)
  await attach(cutOff, entryId, '现场.pdf', photo)
  const { dir } = cutOff.core.gate
  const device = setting(cutOff.core.gate.session?.db as never, 'device') ?? ''
  await revokeDevice(platform, device, true, 'test')
  // A PC that never got the platform's key gets it with the order.
  cutOff.core.gate.session?.db.prepare<[], never>(`DELETE FROM settings WHERE key = 'sync.sealingKey'`).run()
  proxy.passes = () => true
  expect(await cutOff.as('clerk', 'sync.now', {})).toMatchObject({ error: { code: 'sync/revoked' } })
  await expect.poll(() => cutOff.core.gate.session).toBeNull()
  expect(await cutOff.call('accounts.status', {})).toMatchObject({
    value: { state: 'unusable', problem: 'keys/erased' },
  })
  expect(existsSync(replicaPaths(dir).slots)).toBe(false)
  const { login, passphrase } = cutOff.users.clerk
  expect((await cutOff.call('accounts.logIn', { login, passphrase })).ok).toBe(false)
  const [kept] = readdirSync(replicaPaths(dir).unsent)
  const answered = await carry(carrier, readFileSync(join(replicaPaths(dir).unsent, kept ?? '')))
  if (!answered.ok) throw new Error(answered.error.code)
  await carrier.must('clerk', 'sync.now', {})
  expect(await objectsOf(carrier)).toContain('西岭粮库')
  expect(await contentsOf(carrier, entryId)).toEqual([digest(photo)])
})
