import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageHandlers } from '../../platform/pages/page-handlers.ts'
import type { PageCall } from '../../platform/pages/page-server.ts'
import type { LogEntry } from '../../platform/platform.ts'
import { pageText } from '../../platform/text/page-text.ts'
import type { BookId } from '../../src-contract/books.ts'
import { copyTables } from '../support/copy-tables.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

// An administrator restores the database and forgets to say so: what the PCs know is newer than the platform.

let database: TestDatabase
let platform: TestPlatform
let one: SyncPc
let two: SyncPc
const logged: LogEntry[] = []

const log = (entry: LogEntry) => void logged.push(entry)

beforeAll(async () => {
  database = await openTestDatabase()
  platform = await openTestPlatform({ dir: database.dir, databaseUrl: database.databaseUrl, log })
  one = await openSyncPc()
  two = await openSyncPc()
  for (const pc of [one, two]) await pc.enrol(platform)
})
afterAll(async () => {
  await one.close()
  await two.close()
  await platform.close()
  await database.close()
})

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
async function restart(newLineage: boolean): Promise<void> {
  const { port } = platform
  await platform.close()
  if (!newLineage) await copyTables(database.db, 'backup', 'public')
  platform = await openTestPlatform({ dir: database.dir, databaseUrl: database.databaseUrl, port, newLineage, log })
}
async function page(name: 'fleet' | 'station'): Promise<string> {
  const { station } = await platform.db.selectFrom('devices').select('station').executeTakeFirstOrThrow()
  const call = { platform, text: pageText('zh-CN').text, params: { station } } as unknown as PageCall
  const answer = await pageHandlers[name](call)
  return 'body' in answer ? (answer.body?.markup ?? '') : ''
}

test('each PC says so and exchanges nothing, the fleet page says what to do, and with a new lineage all comes back', async () => {
  const before = await one.file('L08', { object: '备份前' })
  for (const pc of [one, two, one]) expect(await now(pc)).toMatchObject({ proven: true })
  expect(await page('fleet')).not.toContain('--new-lineage')
  await copyTables(database.db, 'public', 'backup')
  const lost = await one.file('L08', { object: '备份后' })
  await one.correct(before.entryId, { object: '备份后更正' })
  for (const pc of [one, two]) expect(await now(pc)).toMatchObject({ proven: true })

  await restart(false)
  const unsent = await one.file('L08', { object: '恢复后所登' })
  // One had sent something that is lost, the other had only read it.
  for (const pc of [one, two]) {
    const said = await pc.as('clerk', 'sync.now', {})
    expect(said).toMatchObject({ ok: false, error: { code: 'sync/platform-behind' } })
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({
      state: 'stopped',
      problem: 'sync/platform-behind',
    })
    expect((await pc.must('clerk', 'ledger.read', { entryId: lost.entryId })).fields['object']).toBe('备份后')
    expect((await pc.as('clerk', 'ledger.openDraft', { book: 'L08' as BookId })).ok).toBe(true)
  }
  const found = await platform.db.selectFrom('rows').select('id').where('id', '=', unsent.entryId).execute()
  expect(found).toEqual([])
  expect(logged.filter(({ event }) => event === 'device-knows-more').length).toBeGreaterThanOrEqual(2)
  expect(await page('fleet')).toContain('有 2 台终端知道的比平台多')
  expect(await page('station')).toContain('它知道的比平台多')

  await restart(true)
  for (const pc of [one, two, one, two])
    expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
  for (const pc of [one, two]) {
    const objectOf = async ({ entryId }: typeof lost) =>
      (await pc.must('clerk', 'ledger.read', { entryId })).fields['object']
    expect([await objectOf(before), await objectOf(lost), await objectOf(unsent)]).toEqual([
      '备份后更正',
      '备份后',
      '恢复后所登',
    ])
    expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced', problem: null })
  }
  expect(await page('fleet')).not.toContain('--new-lineage')
})
