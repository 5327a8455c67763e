import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { BookId } from '../../src-contract/books.ts'
import type { LogEntry } from '../../platform/platform.ts'
import { verifyDigests } from '../../platform/sync/digest.ts'
import { changed, openTestPlatform, TestDevice, type TestPlatform } from '../support/platform.ts'
import { hasSmallDisks, openSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

// The database's disk is full: nobody loses anything, everybody is told to come again, and room is all that is needed.

const L08 = 'L08' as BookId
const log: LogEntry[] = []
let platform: TestPlatform
let pc: SyncPc
let filler: TestDevice
let disk: SmallDisk | undefined

beforeAll(async () => {
  platform = await openTestPlatform({ log: (entry) => void log.push(entry), nights: false })
  pc = await openSyncPc()
  await pc.enrol(platform)
  filler = await TestDevice.enrol(platform, pc.core.gate.session?.session.station.id)
  await pc.must('clerk', 'sync.now', {})
}, 60_000)
afterAll(async () => {
  filler.close()
  await pc.close()
  await platform.close()
  disk?.remove()
})

const busyCodes = (): Set<unknown> =>
  new Set(log.filter(({ event }) => event === 'request-kept-waiting').map((entry) => entry['code']))

async function filed(object: string): Promise<void> {
  await pc.file('L08', { object })
  const refused = await pc.as('clerk', 'sync.now', {})
  expect(refused).toMatchObject({ ok: false, error: { code: 'sync/busy' } })
  expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ onlyHere: 1 })
}

async function arrived(object: string): Promise<void> {
  expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
  expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ onlyHere: 0, rejected: 0, conflicts: 0 })
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM rows WHERE tbl = 'entries'
    AND fields LIKE ${`%${object}%`}`.execute(platform.db)
  expect(rows[0]?.n).toBe(1)
  expect(await verifyDigests(platform.db, filler.enrolled.station)).toEqual([])
}

test('a full disk, as the database says it, is told to the PC as busy and to the administrator as what it is', async () => {
  await sql
    .raw(
      `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`,
    )
    .execute(platform.db)
  await sql
    .raw(`CREATE TRIGGER full_disk BEFORE INSERT ON changes FOR EACH ROW EXECUTE FUNCTION full_disk()`)
    .execute(platform.db)
  await filed('磁盘已满之一')
  const answer = await filler.sendPush(filler.compose([{ table: 'notes', id: 'a', fields: changed({ text: 'a' }) }]))
  expect([answer.status, answer.headers['retry-after'], answer.json()]).toMatchObject([
    503,
    '5',
    { error: { code: 'sync/busy', retryable: true } },
  ])
  expect(busyCodes()).toContain('53100')
  filler.seq -= 1
  await sql.raw('DROP TRIGGER full_disk ON changes').execute(platform.db)
  await arrived('磁盘已满之一')
}, 60_000)

// Elsewhere the test before stands for it: what PostgreSQL says is the same.
test.runIf(hasSmallDisks())(
  'a disk that is really full',
  async () => {
    const small = openSmallDisk(2_048)
    disk = small
    const space = join(small.dir, 'space')
    mkdirSync(space)
    execFileSync('chown', ['postgres', space])
    await sql.raw(`CREATE TABLESPACE small LOCATION '${space}'`).execute(platform.db)
    for (let part = 0; part < 8; part += 1)
      await sql.raw(`ALTER TABLE changes_${part} SET TABLESPACE small`).execute(platform.db)
    log.length = 0
    // Noise, which nothing makes smaller.
    let status = 200
    for (let n = 0; status === 200 && n < 60; n += 1) {
      const text = randomBytes(60_000).toString('base64')
      const fill = filler.compose([{ table: 'notes', id: `fill${n}`, fields: changed({ text }) }])
      status = (await filler.sendPush(fill)).status
    }
    expect(status).toBe(503)
    filler.seq -= 1
    expect(busyCodes()).toEqual(new Set(['53100']))
    // What little is left is filled up, so that the PC's entry has no room either.
    execFileSync('sh', ['-c', `dd if=/dev/zero of=${join(small.dir, 'rest')} bs=1k 2>/dev/null || true`])
    await sql`SELECT 1`.execute(platform.db)
    for (let n = 0; n < 40 && status !== 0; n += 1) {
      const fill = filler.compose([{ table: 'notes', id: `rest${n}`, fields: changed({ text: 'x'.repeat(900) }) }])
      if ((await filler.sendPush(fill)).status === 503) status = 0
    }
    filler.seq -= 1
    await filed('磁盘已满之二')
    small.resize(65_536)
    await arrived('磁盘已满之二')
    const { rows } = await pc.must('clerk', 'ledger.list', { book: L08 })
    expect(rows.map(({ columns }) => columns['object']).sort()).toEqual(['磁盘已满之一', '磁盘已满之二'].sort())
  },
  60_000,
)
