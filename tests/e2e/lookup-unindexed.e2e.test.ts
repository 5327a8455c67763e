import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openUserSlot } from '../../src-core/crypto/slots.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, screenshot, type RunningApp } from './support/launch.ts'
import { must } from './support/ledger.ts'
import { control, logIn, pressKey } from './support/screen.ts'

// A new PC in its first minutes: the platform's records are here, and the search index does not lead to any of them.

/**
 * What an interrupted import left is cleared before anything is indexed, and what is asked for comes last: so much of both that it takes several
 * times as long as this test.
 */
const leftStaged = 4_000_000
const copies = 8

type Somebody = { idNumber: string; name: string }

let demo: DemoCopy
let app: RunningApp
let page: Page
let somebody: Somebody
let records: number

beforeAll(async () => {
  demo = await demoStation()
  const { user: login, passphrase } = demo.users.clerk
  const opened = await openUserSlot({ dir: demo.replica, login, passphrase })
  if (!opened.ok) throw new Error(opened.error.code)
  const replica = openReplica({ dir: demo.replica, key: opened.value.key })
  if (!replica.ok) throw new Error(replica.error.code)
  const db = replica.value
  // With a record at JZ and at ZJ, both under one number.
  const found = db
    .prepare<[], Somebody>(
      `SELECT r.payload ->> 'idNumber' AS idNumber, r.payload ->> 'name' AS name FROM source_records r
       WHERE r.system = 'JZ' AND EXISTS (SELECT 1 FROM source_records z WHERE z.system = 'ZJ' AND z.payload ->> 'idNumber' = r.payload ->> 'idNumber')
       ORDER BY r.record_id DESC LIMIT 1`,
    )
    .one()
  if (found === undefined) throw new Error('nobody of the demo is at both systems')
  somebody = found
  db.exec(`UPDATE source_records SET record_id = record_id + 10000000;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${copies})
      INSERT INTO source_records (record_id, system, native_id, version, received_at, content_hash, payload)
      SELECT row_number() OVER (), r.system, r.native_id || '-' || n.i, 1, r.received_at, r.content_hash, r.payload
      FROM source_records r, n WHERE r.system IN ('WG', 'WY', 'JCJ', 'YJ');
    DELETE FROM subject_search; DELETE FROM subject_keys; UPDATE source_records SET subject_id = NULL; DELETE FROM subjects;
    INSERT OR IGNORE INTO index_queue (record_id) SELECT record_id FROM source_records;
    INSERT INTO import_staging (import_id, native_id, content_hash, payload, leaves_subject)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${leftStaged}) SELECT 'interrupted', i, x'00', '{}', 0 FROM n`)
  records = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM index_queue').one()?.n ?? 0
  db.close()
  app = await launchApp({ dir: demo.replica })
  page = app.page
  page.setDefaultTimeout(15_000)
  await logIn(page, demo.users.clerk)
}, 240_000)

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

const rows = () => page.getByRole('listbox', { name: '查询结果' }).getByRole('option')

test('pinyin is said not to reach records that wait for the search index', async () => {
  await pressKey(page, 'Control+L')
  for (const letter of 'P02') await pressKey(page, letter)
  await control(page, '姓名、拼音、证件号、电话、地址').fill('zhangsan')
  await page.getByRole('status').filter({ hasText: '按拼音查不到它们' }).waitFor()
})

test('nobody is said not to be there while records wait for the search index: who is asked for comes by himself', async () => {
  const box = control(page, '姓名、拼音、证件号、电话、地址')
  await box.fill('没有这个人')
  await page.getByText('暂未查到（还有记录没有编入查询索引）').waitFor()
  const line = page.getByRole('status').filter({ hasText: '没有编入查询索引' })
  await line.filter({ hasText: '已从中逐字查找，没有相符的' }).waitFor()
  expect(await line.innerText()).toContain(new Intl.NumberFormat('zh-CN').format(records))
  expect(await page.getByText('未查到（不代表不存在）').count()).toBe(0)
  expect(await page.getByRole('list', { name: '各系统' }).getByText('暂未查到').count()).toBeGreaterThan(0)
  await screenshot(page, 'lookup-unindexed-none')

  await box.fill(somebody.idNumber)
  await rows().first().waitFor()
  await line.filter({ hasText: '已从没有编入查询索引的记录中逐字查到' }).waitFor()
  expect(await rows().count()).toBe(1)
  await screenshot(page, 'lookup-unindexed')

  // Both systems are in the file, and it says that it may not be all.
  await box.press('Enter')
  await page.getByRole('heading', { name: '一人一档' }).waitFor()
  await page.getByText('本档暂时不一定齐全').waitFor()
  const [hit] = (await must(page, 'lookup.search', { text: somebody.idNumber, purpose: 'P02' })).hits
  expect(hit?.systems).toEqual(expect.arrayContaining(['JZ', 'ZJ']))
})

test('what could only be found by its sound comes by itself when the index is done', async () => {
  await page.keyboard.press('Escape')
  await control(page, '姓名、拼音、证件号、电话、地址').fill('zhang')
  await page.getByRole('status').filter({ hasText: '按拼音查不到它们' }).waitFor()
  await rows().first().waitFor({ timeout: 150_000 })
  await page.getByText('没有编入查询索引').waitFor({ state: 'detached' })
}, 180_000)
