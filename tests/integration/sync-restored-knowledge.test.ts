import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { copyTables } from '../support/copy-tables.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

/** The one instance in it, which the PCs talk to, is started anew after the restore. */
let database: TestDatabase
let platform: TestPlatform
let one: SyncPc
let two: SyncPc
/** Between the second PC and the platform. */
let proxy: TcpProxy

beforeAll(async () => {
  database = await openTestDatabase()
  platform = await openTestPlatform({ dir: database.dir, databaseUrl: database.databaseUrl })
  one = await openSyncPc()
  two = await openSyncPc()
  await one.enrol(platform)
  proxy = await openTcpProxy(platform.port)
  await two.enrol(platform, `https://127.0.0.1:${proxy.port}`)
})
afterAll(async () => {
  await one.close()
  await two.close()
  await proxy.close()
  await platform.close()
  await database.close()
})

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
async function exchanged(...pcs: SyncPc[]) {
  for (const pc of pcs) expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
}
const objectOf = async (pc: SyncPc, entryId: EntryId) =>
  (await pc.must('clerk', 'ledger.read', { entryId })).fields['object']
const historyOf = async (entryId: EntryId) => {
  const rows = await database.db.selectFrom('rows').select('fields').where('tbl', '=', 'entry_versions').execute()
  return rows.map(({ fields }) => JSON.parse(fields) as Fields).filter(({ entry }) => entry === entryId).length
}
async function correct(pc: SyncPc, entryId: EntryId, object: string) {
  const { version, fields } = await pc.must('clerk', 'ledger.read', { entryId })
  const change = { entryId, version, fields: { ...fields, object }, reason: `更正为${object}`, accepted: [] }
  await pc.must('clerk', 'ledger.correct', change)
}
async function settle(pc: SyncPc, choice: 'mine' | 'theirs') {
  const { conflicts } = await pc.must('clerk', 'sync.open', {})
  expect(conflicts).toHaveLength(1)
  await pc.must('clerk', 'sync.settle', { conflictId: conflicts[0]?.conflictId ?? '', choice, reason: '以现场为准' })
}
async function backUp() {
  await sql`DROP SCHEMA IF EXISTS backup CASCADE`.execute(database.db)
  await copyTables(database.db, 'public', 'backup')
}
async function restore() {
  const { port } = platform
  await platform.close()
  await copyTables(database.db, 'backup', 'public')
  platform = await openTestPlatform({ dir: database.dir, databaseUrl: database.databaseUrl, port, newLineage: true })
}
const open = async (pc: SyncPc) => (await pc.must('clerk', 'sync.open', {})).conflicts.length

test('a PC that knew less of the lost changes than another disputes nothing, whichever comes back first', async () => {
  const { entryId } = await one.file('L08', { object: '起初' })
  await exchanged(one, two)
  await backUp()
  await correct(one, entryId, '其一')
  await exchanged(one, two)
  await correct(one, entryId, '其二')
  await exchanged(one)

  await restore()
  await exchanged(one, two)
  for (const pc of [one, two]) expect(await objectOf(pc, entryId)).toBe('其二')
  expect(await historyOf(entryId)).toBe(3)

  await correct(one, entryId, '其三')
  await exchanged(one)
  await restore()
  await exchanged(two, one, two)
  for (const pc of [one, two]) expect(await objectOf(pc, entryId)).toBe('其三')
  expect(await historyOf(entryId)).toBe(4)
})

/** The platform has taken what the second PC sent of an entry, and the answer does not come; the first PC has it, and sends it again. */
async function sentAgainByAnother(): Promise<EntryId> {
  const { entryId } = await one.file('L08', { object: '起初' })
  await exchanged(one, two)
  await backUp()
  await correct(two, entryId, '其一')
  proxy.passes = async () => (await historyOf(entryId)) < 2
  expect(await two.as('clerk', 'sync.now', {})).toMatchObject({ error: { code: 'sync/unreachable' } })
  proxy.passes = () => true
  await exchanged(one)
  await restore()
  await exchanged(one)
  expect(await historyOf(entryId)).toBe(2)
  return entryId
}

test('what a PC handed over without an answer, and another one sent again, is not in conflict with what came after it', async () => {
  const entryId = await sentAgainByAnother()
  await correct(one, entryId, '其二')
  await exchanged(one, two, one)
  for (const pc of [one, two]) expect(await objectOf(pc, entryId)).toBe('其二')
  expect(await historyOf(entryId)).toBe(3)
})

test('what was changed after that on the PC that had no answer builds on it', async () => {
  const entryId = await sentAgainByAnother()
  await correct(two, entryId, '其三')
  await exchanged(two, one)
  for (const pc of [one, two]) expect(await objectOf(pc, entryId)).toBe('其三')
  expect(await historyOf(entryId)).toBe(3)
})

/** Both changed the same: the second one's change is in conflict, and the first one has heard of it. */
async function disputed(): Promise<EntryId> {
  const { entryId } = await one.file('L08', { object: '起初' })
  await exchanged(one, two)
  return entryId
}
async function dispute(entryId: EntryId) {
  await correct(one, entryId, '甲说')
  await exchanged(one)
  await correct(two, entryId, '乙说')
  expect(await now(two)).toMatchObject({ conflicts: 1 })
  await now(one)
  for (const pc of [one, two]) expect(await open(pc)).toBe(1)
}

test('what somebody decided after the backup stays decided, and is not asked again', async () => {
  const entryId = await disputed()
  await dispute(entryId)
  await backUp()
  await settle(two, 'mine')
  await exchanged(two, one)
  await restore()
  await exchanged(one, two, one)
  for (const pc of [one, two]) {
    expect(await open(pc)).toBe(0)
    expect(await objectOf(pc, entryId)).toBe('乙说')
  }
  const rows = await database.db.selectFrom('rows').select('fields').where('tbl', '=', 'conflicts').execute()
  expect(rows.map(({ fields }) => JSON.parse(fields) as Fields)).toMatchObject([
    { row: entryId, status: 'resolved', choice: 'mine', reason: '以现场为准' },
  ])
  expect(await database.db.selectFrom('held').select('state').where('state', '=', 'open').execute()).toEqual([])
  expect(await historyOf(entryId)).toBe(3)
})

test('a version that was held back until somebody decided comes back before what that person did next', async () => {
  const entryId = await disputed()
  await backUp()
  await dispute(entryId)
  await settle(two, 'mine')
  await correct(two, entryId, '乙后来说')
  await exchanged(two)
  await restore()
  await exchanged(two, one, two)
  const made = await database.db
    .selectFrom('rows')
    .select('fields')
    .where('tbl', '=', 'entry_versions')
    .orderBy('seq')
    .execute()
  const ours = made.map(({ fields }) => JSON.parse(fields) as Fields).filter(({ entry }) => entry === entryId)
  expect(ours.map(({ reason }) => reason ?? null)).toEqual([null, '更正为甲说', '更正为乙说', '更正为乙后来说'])
  for (const pc of [one, two]) expect(await objectOf(pc, entryId)).toBe('乙后来说')
})

test('a conflict that the platform has forgotten is found once more, with all that was held back with it', async () => {
  const entryId = await disputed()
  await backUp()
  await dispute(entryId)
  await restore()
  await exchanged(one)
  expect(await now(two)).toMatchObject({ conflicts: 1 })
  await now(one)
  for (const pc of [one, two]) expect(await open(pc)).toBe(1)
  await settle(two, 'mine')
  await exchanged(two, one)
  for (const pc of [one, two]) {
    expect(await open(pc)).toBe(0)
    expect(await objectOf(pc, entryId)).toBe('乙说')
  }
  expect(await historyOf(entryId)).toBe(3)

  // And what was decided in a tail that is lost with the conflict itself is told to the platform, as what is over.
  await restore()
  await exchanged(one, two, one)
  const rows = await database.db.selectFrom('rows').select('fields').where('tbl', '=', 'conflicts').execute()
  const ours = rows.map(({ fields }) => JSON.parse(fields) as Fields).filter(({ row }) => row === entryId)
  expect(ours).toMatchObject([{ status: 'resolved', choice: 'mine' }])
  for (const pc of [one, two]) expect(await objectOf(pc, entryId)).toBe('乙说')
})

test('an entry that was taken out of force stays so when another value of it is wanted', async () => {
  const { entryId } = await one.file('L08', { object: '起初' })
  await exchanged(one, two)
  await backUp()
  await correct(one, entryId, '甲说')
  const { version } = await one.must('clerk', 'ledger.read', { entryId })
  const { review } = await one.must('clerk', 'ledger.void', { entryId, version, reason: '重复登记' })
  await one.must('chief', 'ledger.decide', { reviewIds: [review], approve: true })
  await exchanged(one)
  await restore()
  await correct(two, entryId, '乙说')
  await exchanged(two)
  expect(await now(one)).toMatchObject({ conflicts: 1 })
  await now(two)
  await settle(two, 'theirs')
  await exchanged(two, one, two)
  for (const pc of [one, two]) {
    expect(await pc.must('clerk', 'ledger.read', { entryId })).toMatchObject({
      stage: 'voided',
      fields: { object: '乙说' },
    })
    expect(await open(pc)).toBe(0)
  }
  // What was not wanted is where its author can look it up, once.
  const { givenUp } = await one.must('clerk', 'sync.open', {})
  expect(givenUp.filter((act) => act.entryId === entryId)).toMatchObject([
    { why: 'not-wanted', reason: null, values: [{ field: 'object', value: '甲说' }] },
  ])
})

test('what was decided is told about the same conflict when it came up again under another name', async () => {
  const entryId = await disputed()
  await backUp()
  await dispute(entryId)
  await now(one)
  await settle(one, 'mine')
  await correct(one, entryId, '后来说')
  await exchanged(one)
  await restore()
  // Who sent it has not heard of the decision, and is back first.
  expect(await now(two)).toMatchObject({ conflicts: 1 })
  await exchanged(one, two, one)
  for (const pc of [one, two]) {
    expect(await open(pc)).toBe(0)
    expect(await objectOf(pc, entryId)).toBe('后来说')
  }
  const rows = await database.db.selectFrom('rows').select('fields').where('tbl', '=', 'conflicts').execute()
  const ours = rows.map(({ fields }) => JSON.parse(fields) as Fields).filter(({ row }) => row === entryId)
  expect(ours.map(({ status, reason }) => [status, reason])).toEqual([
    ['resolved', '以现场为准'],
    ['resolved', '以现场为准'],
  ])
})
