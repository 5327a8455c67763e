import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

const L08 = 'L08' as BookId
/** Holds the database; the instance that the PCs talk to is started anew after the restore. */
let database: TestPlatform
let platform: TestPlatform
let one: SyncPc
let two: SyncPc

beforeAll(async () => {
  database = await openTestPlatform()
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

/** Every table as it is now, in a schema of its own; and back, as `pg_restore --clean` does. */
async function copyTables(from: string, to: string) {
  const { rows } = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`.execute(database.db)
  await sql`CREATE SCHEMA IF NOT EXISTS ${sql.ref(to)}`.execute(database.db)
  await database.db.transaction().execute(async (tx) => {
    await sql`SET LOCAL session_replication_role = replica`.execute(tx)
    for (const { name } of rows) {
      if (to === 'public') await sql`DELETE FROM ${sql.ref(`public.${name}`)}`.execute(tx)
      else await sql`CREATE TABLE ${sql.ref(`${to}.${name}`)} (LIKE ${sql.ref(`public.${name}`)})`.execute(tx)
      await sql`INSERT INTO ${sql.ref(`${to}.${name}`)} OVERRIDING SYSTEM VALUE SELECT * FROM ${sql.ref(`${from}.${name}`)}`.execute(
        tx,
      )
    }
  })
}

let shared: EntryId

test('a platform that was restored gets back what only the PCs have, and they go on with it', async () => {
  const kept = await one.file('L08', { object: '备份前' })
  shared = (await one.file('L08', { object: '共有' })).entryId
  await exchanged(one, two)
  await copyTables('public', 'backup')

  // All of this the platform took, and forgets.
  const lost = await one.file('L08', { object: '备份后甲' })
  await correct(one, kept.entryId, '备份前，后更正')
  await exchanged(one)
  await two.file('L08', { object: '备份后乙' })
  await exchanged(two, one)
  await correct(one, lost.entryId, '备份后甲，未上报')

  const { port } = platform
  await platform.close()
  await copyTables('backup', 'public')
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
  await copyTables('public', 'backup')
  await correct(two, shared, '备份后由乙改')
  await exchanged(two)
  const { port } = platform
  await platform.close()
  await copyTables('backup', 'public')
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
