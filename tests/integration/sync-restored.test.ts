import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { FieldChange } from '../../src-contract/sync/push.ts'
import { number } from '../../src-core/features/sync/gather.service.ts'
import { beginLineage } from '../../src-core/features/sync/restored.service.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import { changesOf } from '../../src-domain/sync/overlay.rules.ts'
import { copyTables } from '../support/copy-tables.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

const L08 = 'L08' as BookId
/** The one instance in it, which the PCs talk to, is started anew after the restore. */
let database: TestDatabase
let platform: TestPlatform
let one: SyncPc
let two: SyncPc

beforeAll(async () => {
  database = await openTestDatabase()
  platform = await openTestPlatform({ dir: database.dir, databaseUrl: database.databaseUrl })
  one = await openSyncPc()
  two = await openSyncPc()
  await one.enrol(platform)
  await two.enrol(platform)
})
afterAll(async () => {
  await one.close()
  await two.close()
  await platform.close()
  await database.close()
})

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
async function exchanged(...pcs: SyncPc[]) {
  for (const pc of pcs) expect(await now(pc)).toMatchObject({ proven: true })
}
const objectOf = async (pc: SyncPc, entryId: EntryId) =>
  (await pc.must('clerk', 'ledger.read', { entryId })).fields['object']
const objects = async (pc: SyncPc) =>
  (await pc.must('clerk', 'ledger.list', { book: L08 })).rows.map((row) => row.columns['object']).sort()
async function correct(pc: SyncPc, entryId: EntryId, object: string) {
  const { version, fields } = await pc.must('clerk', 'ledger.read', { entryId })
  const change = { entryId, version, fields: { ...fields, object }, reason: '核对后更正', accepted: [] }
  await pc.must('clerk', 'ledger.correct', change)
}

let shared: EntryId

test('a platform that was restored gets back what only the PCs have, and they go on with it', async () => {
  const kept = await one.file('L08', { object: '备份前' })
  shared = (await one.file('L08', { object: '共有' })).entryId
  await exchanged(one, two)
  await copyTables(database.db, 'public', 'backup')

  // All of this the platform took, and forgets.
  const lost = await one.file('L08', { object: '备份后甲' })
  await correct(one, kept.entryId, '备份前，后更正')
  await exchanged(one)
  await two.file('L08', { object: '备份后乙' })
  await exchanged(two, one)
  await correct(one, lost.entryId, '备份后甲，未上报')

  const { port } = platform
  await platform.close()
  await copyTables(database.db, 'backup', 'public')
  platform = await openTestPlatform({ dir: database.dir, databaseUrl: database.databaseUrl, port, newLineage: true })

  for (const pc of [one, two, one, two])
    expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
  const all = ['共有', '备份前，后更正', '备份后乙', '备份后甲，未上报'].sort()
  expect(await objects(one)).toEqual(all)
  expect(await objects(two)).toEqual(all)
  const rows = await database.db.selectFrom('rows').select(['tbl', 'fields']).execute()
  const texts = rows.filter(({ tbl }) => tbl === 'entries').map(({ fields }) => fields)
  for (const object of all) expect(texts.filter((text) => text.includes(object ?? ''))).toHaveLength(1)
  expect(rows.filter(({ tbl }) => tbl === 'conflicts')).toEqual([])
  for (const pc of [one, two])
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced', onlyHere: 0 })
})

test('what was changed anew since the restore, and was another thing before it, is for a person with both values', async () => {
  await sql`DROP SCHEMA backup CASCADE`.execute(database.db)
  await exchanged(one, two)
  await copyTables(database.db, 'public', 'backup')
  await correct(two, shared, '备份后由乙改')
  await exchanged(two)
  const { port } = platform
  await platform.close()
  await copyTables(database.db, 'backup', 'public')
  platform = await openTestPlatform({ dir: database.dir, databaseUrl: database.databaseUrl, port, newLineage: true })
  // The first PC never saw that change, is back first, and makes another one.
  await exchanged(one)
  await correct(one, shared, '恢复后由甲改')
  await exchanged(one)
  await now(two)
  const { conflicts } = await two.must('clerk', 'sync.open', {})
  const values = conflicts.flatMap((one) => one.fields.flatMap(({ mine, theirs }) => [mine, theirs]))
  expect(values).toEqual(expect.arrayContaining(['备份后由乙改', '恢复后由甲改']))
  expect(await objectOf(two, shared)).toBe('恢复后由甲改')
  const [conflict] = conflicts
  await two.must('clerk', 'sync.settle', {
    conflictId: conflict?.conflictId ?? '',
    choice: 'mine',
    reason: '以现场为准',
  })
  await exchanged(two, one)
  expect(await objectOf(one, shared)).toBe('备份后由乙改')
})

async function restore() {
  const { port } = platform
  await platform.close()
  await copyTables(database.db, 'backup', 'public')
  platform = await openTestPlatform({ dir: database.dir, databaseUrl: database.databaseUrl, port, newLineage: true })
}
async function backUp() {
  await sql`DROP SCHEMA IF EXISTS backup CASCADE`.execute(database.db)
  await copyTables(database.db, 'public', 'backup')
}
const openOf = (pc: SyncPc) => {
  const { session } = pc.core.gate
  if (session === null) throw new Error('nobody is logged in')
  return session
}
/** Hands over a change as it is, as a PC with another version of the program does. */
function say(pc: SyncPc, table: string, id: string, baseVer: number, fields: Record<string, FieldChange>) {
  const { db, session } = openOf(pc)
  const at = new Date().toISOString()
  const one = { mid: randomUUID(), txn: randomUUID(), txnSize: 1, table, id, op: 'put' as const, baseVer, fields }
  db.transaction((tx) => number(tx, { ...one, at, actor: session.accountId }, at))
}
const rowOf = async (table: string, id: string) => {
  const row = database.db.selectFrom('rows').select(['ver', 'fields']).where('tbl', '=', table).where('id', '=', id)
  const { ver, fields } = await row.executeTakeFirstOrThrow()
  return { ver: Number(ver), fields: JSON.parse(fields) as Fields }
}

test('steps that nobody may take are refused after a restore as well', async () => {
  const { entryId } = await one.file('L08', { object: '步骤' })
  await exchanged(one, two)
  await backUp()
  await restore()
  await exchanged(one, two)
  const { ver, fields } = await rowOf('entries', entryId)
  say(one, 'entries', entryId, ver, { state: { base: fields['state'] ?? null, value: 'nowhere' } })
  expect(await now(one)).toMatchObject({ rejected: 1 })
  const [refused] = (await one.must('clerk', 'sync.open', {})).rejected
  expect(refused).toMatchObject({ entryId, reason: 'transition' })
  await one.must('clerk', 'sync.answerRejected', { txn: refused?.txn ?? '', answer: 'give-up' })
})

test('a PC that was merely behind when the backup was made disputes nothing and brings no filed draft back', async () => {
  const { entryId } = await one.file('L08', { object: '落后前' })
  const draft = randomUUID()
  const box = (base: string[], value: string[]) => ({ box: { base, value } })
  say(one, 'sealed_drafts', draft, 0, {
    ...box([], ['first']),
    owner: { base: null, value: openOf(one).session.accountId },
  })
  await exchanged(one, two)
  await correct(one, entryId, '备份前改')
  say(one, 'sealed_drafts', draft, 1, box(['first'], ['second']))
  await exchanged(one)
  await backUp()
  await restore()
  await exchanged(one)
  await correct(one, entryId, '恢复后改')
  say(one, 'sealed_drafts', draft, 2, box(['second'], []))
  await exchanged(one)
  expect(await now(two)).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
  expect((await two.must('clerk', 'sync.open', {})).conflicts).toEqual([])
  expect(await objectOf(two, entryId)).toBe('恢复后改')
  expect((await rowOf('sealed_drafts', draft)).fields['box'] ?? []).toEqual([])
})

test('a record of a system that is newer on a PC is taken whole, an older one is not sent', async () => {
  const [newer, older] = ['JZ:NEWER', 'JZ:OLDER']
  const record = (id: string, day: string, name: string) => {
    const [nativeId, payload] = [id.slice(3), canonicalJson({ name })]
    const time = `${day}T00:00:00.000Z`
    const said = { system: 'JZ', nativeId, sourceTime: time, receivedAt: time, payload, contentHash: sha256(payload) }
    return changesOf(undefined, { ...said, import: randomUUID() })
  }
  const nameOf = async (id: string) =>
    JSON.parse(String((await rowOf('source_records', id)).fields['payload'])) as unknown
  for (const id of [newer, older]) say(one, 'source_records', id, 0, record(id, '2026-01-01', 'first'))
  await exchanged(one, two)
  await backUp()
  say(two, 'source_records', newer, 1, record(newer, '2026-01-03', 'third'))
  await exchanged(two)
  await restore()
  await exchanged(one)
  for (const id of [newer, older]) say(one, 'source_records', id, 1, record(id, '2026-01-02', 'second'))
  await exchanged(one, two, one)
  expect((await rowOf('source_records', newer)).fields).toMatchObject({ system: 'JZ', nativeId: 'NEWER' })
  expect(await nameOf(newer)).toEqual({ name: 'third' })
  expect(await nameOf(older)).toEqual({ name: 'second' })
})

test('what a PC sends again and cannot show, with a space in its id as well, outlives a second restore', async () => {
  const id = 'with a space'
  const { db, session } = openOf(one)
  const { entryId } = await one.file('L08', { object: '新版附件' })
  await exchanged(one)
  await backUp()
  // Of a kind that only a later version of this program knows, so that it waits.
  const lost = { entry: entryId, name: '照片.jpg', kind: 'later', size: 3, sha256: 'a'.repeat(64) }
  const whole = { ...lost, addedAt: new Date().toISOString(), actor: session.accountId, removals: [] }
  say(one, 'attachments', id, 0, changesOf(undefined, whole))
  await exchanged(one)
  const row = await rowOf('attachments', id)
  say(one, 'attachments', id, row.ver, { removals: { base: [], value: ['["2026-01-01","x","y"]'] } })
  db.transaction((tx) => beginLineage(tx, randomUUID(), new Date().toISOString(), () => false))
  await restore()
  await exchanged(one)
  expect((await rowOf('attachments', id)).fields).toMatchObject({
    name: '照片.jpg',
    removals: ['["2026-01-01","x","y"]'],
  })
})

test('after a restore only files that lie on this PC are offered to the platform', async () => {
  const { db } = openOf(one)
  const { entryId } = await one.file('L08', { object: '附件' })
  const sha256 = 'b'.repeat(64)
  const row = { name: '图.pdf', kind: 'pdf', size: 9, sha256, addedAt: new Date().toISOString(), removals: [] }
  const whole = { ...row, entry: entryId, actor: openOf(one).session.accountId }
  await exchanged(one)
  say(two, 'attachments', randomUUID(), 0, changesOf(undefined, whole))
  await exchanged(two, one)
  db.prepare<[], never>('DELETE FROM blob_transfers').run()
  await backUp()
  await restore()
  await exchanged(one)
  const { way } =
    db.prepare<[string], { way: string }>('SELECT way FROM blob_transfers WHERE sha256 = ?').one(sha256) ?? {}
  expect(way).toBe('down')
})
