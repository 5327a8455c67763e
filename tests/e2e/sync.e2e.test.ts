import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { setBehaviour } from '../../platform/distribution/simulated-systems.ts'
import { createConnector } from '../../platform/ingestion/connectors.ts'
import { revokeDevice } from '../../platform/fleet/device-orders.ts'
import { setDirectoryEntry } from '../../platform/directory/directory.ts'
import { decideReview } from '../../platform/reviews/decide-review.ts'
import { waitingReviews } from '../../platform/reviews/waiting-reviews.ts'
import { indexSources } from '../../platform/lookup/source-index.ts'
import { idOf } from '../support/lookup-records.ts'
import { openTcpProxy } from '../support/tcp-proxy.ts'
import { openTestPlatform, send, type TestPlatform } from '../support/platform.ts'
import { demoStation, type DemoCopy, type DemoUser } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { fileEntry, must } from './support/ledger.ts'
import { button, control, dismissNotifications, logIn, pressKey } from './support/screen.ts'

// One PC joins a real platform on PostgreSQL over mutual TLS, all of it on the screen.
let platform: TestPlatform
let demo: DemoCopy
let app: RunningApp

beforeAll(async () => {
  platform = await openTestPlatform()
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(20_000)
})

afterAll(async () => {
  await app?.close()
  await platform?.close()
  await demo?.remove()
  await closeDisplay()
})

async function become(user: DemoUser): Promise<void> {
  await pressKey(app.page, 'Alt+L')
  await app.page.getByRole('form', { name: '登录' }).waitFor()
  await logIn(app.page, user)
}

test('IT joins the PC with a code; a wrong one is refused with a sentence, and nothing has changed', async () => {
  const { page } = app
  await logIn(page, demo.users.it)
  await button(page, '同步').click()
  await page.getByText('未入网，仅存本机').first().waitFor()
  const session = await must(page, 'accounts.session', {})
  const code = await platform.newCode(session?.station.id)
  await control(page, '平台地址').fill(platform.url)
  await control(page, '入网码').fill(`${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`)
  await control(page, '本机名称').fill('值班室一号机')
  await screenshot(page, 'sync-enrol')
  await page.getByRole('button', { name: '入网', exact: true }).click()
  await page.getByRole('alert').first().waitFor()
  expect(await page.getByText('未入网，仅存本机').count()).toBeGreaterThan(0)
  await control(page, '入网码').fill(code)
  await page.getByRole('button', { name: '入网', exact: true }).click()
  await button(page, '立即同步').waitFor()
})

test('what the clerk files is reported, and "synced" is said when the platform agrees', async () => {
  const { page } = app
  await become(demo.users.clerk)
  const { accounts } = await must(page, 'accounts.colleagues', {})
  const officer = accounts.find((one) => one.role === 'officer')?.accountId ?? ''
  const { number } = await fileEntry(page, 'L02', {
    name: '测试甲',
    documentKind: 'none',
    sex: 'male',
    birthDate: '1990-03-07',
    address: '云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室',
    householdStatus: 'registered-here',
    occurredOn: '今天',
    beat: 'B01',
    officer,
  })
  await button(page, '同步').click()
  await button(page, '立即同步').click()
  await page.getByText(/^(同步完成|已交换)/).waitFor()
  await page.getByText('已同步', { exact: true }).first().waitFor()
  await dismissNotifications(page)
  await screenshot(page, 'sync-done')
  const stored = await platform.db.selectFrom('rows').selectAll().where('tbl', '=', 'entries').execute()
  expect(JSON.stringify(stored)).toContain(number)
})

test('what nobody here may decide is decided by the superior office, and stands beside the entry with name and time', async () => {
  const { page } = app
  const { accounts } = await must(page, 'accounts.colleagues', {})
  const chief = accounts.find((one) => one.role === 'chief')?.accountId ?? ''
  const { entryId } = await fileEntry(page, 'L02', {
    name: '测试乙',
    documentKind: 'none',
    sex: 'female',
    birthDate: '1985-06-01',
    address: '云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室',
    householdStatus: 'registered-here',
    occurredOn: '今天',
    beat: 'B01',
    officer: chief,
  })
  const { version } = await must(page, 'ledger.read', { entryId })
  await must(page, 'ledger.void', { entryId, version, reason: '重复登记' })
  await button(page, '立即同步').click()
  await expect.poll(async () => (await waitingReviews(platform.db)).total).toBe(1)
  await page.evaluate((id) => (location.hash = `#/entry/${id}`), entryId)
  await page.getByText('本所无人可审').waitFor()
  const [asked] = (await waitingReviews(platform.db)).rows
  if (asked === undefined) throw new Error('nothing waits')
  const { station, id: review, ver, entryVer } = asked
  const decider = { login: 'zhou', name: '周某', account: randomUUID(), staffNumber: '990001' }
  const decision = { station, review, ver, entryVer, approve: true, reason: '同意作废' }
  expect(await decideReview(platform, decider, decision)).toBeNull()
  await must(page, 'sync.now', {})
  await page.evaluate(() => (location.hash = '#/home'))
  await page.evaluate((id) => (location.hash = `#/entry/${id}`), entryId)
  await page.getByText(/上级 周某 已于 .* 批准。 审批意见：同意作废/).waitFor()
  await pressKey(page, 'Alt+H')
  await page.getByText(/^上级 周某，/).waitFor()
  await screenshot(page, 'office-decision')
  await pressKey(page, 'Escape')
})

test('another PC has the entry too, and what both changed is settled by a person who sees both values', async () => {
  const { page } = app
  const proxy = await openTcpProxy(platform.port)
  const copy = await demoStation()
  const other = await launchApp({ dir: copy.replica })
  try {
    await logIn(other.page, copy.users.it)
    const session = await must(page, 'accounts.session', {})
    const code = await platform.newCode(session?.station.id)
    await must(other.page, 'sync.enrol', { url: `https://127.0.0.1:${proxy.port}`, code, deviceName: '社区中队二号机' })
    await pressKey(other.page, 'Alt+L')
    await logIn(other.page, copy.users.clerk)
    await must(other.page, 'sync.now', {})
    const { rows } = await must(other.page, 'ledger.list', { book: 'L02' as BookId, text: '测试甲' })
    const entryId = rows[0]?.entryId as EntryId
    await other.page.evaluate((id) => (location.hash = `#/entry/${id}`), entryId)
    await other.page
      .getByText(rows[0]?.number ?? '')
      .first()
      .waitFor()

    proxy.passes = () => false
    const correct = async (on: typeof page, householdStatus: string) => {
      const { version, fields } = await must(on, 'ledger.read', { entryId })
      const whole = { ...fields, householdStatus }
      await must(on, 'ledger.correct', { entryId, version, fields: whole, reason: '核对后更正', accepted: [] })
    }
    await correct(page, 'registered-in-city')
    await correct(other.page, 'registered-elsewhere')
    await must(page, 'sync.now', {})
    proxy.passes = () => true
    await button(other.page, '同步').click()
    await button(other.page, '立即同步').click()
    const panel = other.page.getByRole('region', { name: rows[0]?.number ?? '' })
    await panel.getByText('人户分离（市内）').waitFor()
    await panel.getByText('外地户籍').waitFor()
    await panel.getByText('改用未生效的值').click()
    await panel.getByPlaceholder('至少两个字，记入历史').fill('电话核实为外地户籍')
    await screenshot(other.page, 'sync-conflict')
    await panel.getByRole('button', { name: '确定' }).click()
    await other.page.getByText('没有冲突。').waitFor()
    await must(other.page, 'sync.now', {})
    await must(page, 'sync.now', {})
    for (const on of [page, other.page])
      expect((await must(on, 'ledger.read', { entryId })).fields['householdStatus']).toBe('registered-elsewhere')

    // Of several fields each is chosen by itself; what was decided stands in the history.
    proxy.passes = () => false
    const both = async (on: typeof page, phone: string, name: string) => {
      const { version, fields } = await must(on, 'ledger.read', { entryId })
      const whole = { ...fields, phone, name }
      await must(on, 'ledger.correct', { entryId, version, fields: whole, reason: '核对后更正', accepted: [] })
    }
    await both(page, '12900001111', '测试甲一')
    await both(other.page, '12900002222', '测试甲二')
    await must(page, 'sync.now', {})
    proxy.passes = () => true
    await button(other.page, '立即同步').click()
    await other.page.getByText(/现有冲突 1 处待处理，见下。/).waitFor()
    const rowOf = (label: string) => panel.getByRole('row').filter({ hasText: label })
    await rowOf('联系电话').getByRole('radio').first().click()
    await panel.getByPlaceholder('至少两个字，记入历史').fill('电话以二号机为准，姓名以一号机为准')
    await screenshot(other.page, 'sync-conflict-fields')
    await panel.getByRole('button', { name: '确定' }).click()
    await other.page.getByText('没有冲突。').waitFor()
    await must(other.page, 'sync.now', {})
    await must(page, 'sync.now', {})
    for (const on of [page, other.page])
      expect((await must(on, 'ledger.read', { entryId })).fields).toMatchObject({
        phone: '12900002222',
        name: '测试甲一',
      })
    await other.page.evaluate((id) => (location.hash = `#/entry/${id}`), entryId)
    await other.page
      .getByText(rows[0]?.number ?? '')
      .first()
      .waitFor()
    await pressKey(other.page, 'Alt+H')
    await other.page.getByText('原因：电话以二号机为准，姓名以一号机为准').waitFor()
    await screenshot(other.page, 'sync-decided')
    await pressKey(other.page, 'Escape')
    await button(other.page, '同步').click()

    // What is not wanted can be looked up where it was written.
    proxy.passes = () => false
    await correct(page, 'registered-in-city')
    await correct(other.page, 'unregistered')
    await must(page, 'sync.now', {})
    // Whoever comes second is asked.
    proxy.passes = () => true
    await must(other.page, 'sync.now', {})
    await panel.getByText('保持现有效的值').click()
    await panel.getByPlaceholder('至少两个字，记入历史').fill('以户籍窗口为准')
    await panel.getByRole('button', { name: '确定' }).click()
    await other.page.getByText('没有冲突。').waitFor()
    await must(other.page, 'sync.now', {})
    const givenUp = other.page.getByRole('region', { name: '已作罢' })
    await givenUp.getByText('未落户').scrollIntoViewIfNeeded()
    await givenUp.getByText('核对后选用了另一个值', { exact: false }).waitFor()
    await screenshot(other.page, 'sync-given-up')
    expect((await must(other.page, 'ledger.read', { entryId })).fields['householdStatus']).toBe('registered-in-city')
  } finally {
    await other.close()
    await copy.remove()
    await proxy.close()
  }
})

test('drafts of the other PC open once its passphrase is given, and the page says so', async () => {
  const copy = await demoStation()
  const other = await launchApp({ dir: copy.replica })
  const here = other.page
  try {
    const { page } = app
    const draft = await must(page, 'ledger.openDraft', { book: 'L08' as BookId })
    const { draftId, revision, fields } = draft
    await must(page, 'ledger.saveDraft', { draftId, revision, fields: { ...fields, object: '幸福路八号商铺' } })
    await must(page, 'sync.now', {})
    // The clerk uses another passphrase on the new PC.
    const next = '另一台电脑的口令2026'
    await logIn(here, copy.users.clerk)
    await must(here, 'accounts.changePassphrase', { current: copy.users.clerk.passphrase, next })
    await pressKey(here, 'Alt+L')
    await logIn(here, copy.users.it)
    const code = await platform.newCode((await must(here, 'accounts.session', {}))?.station.id)
    await must(here, 'sync.enrol', { url: platform.url, code, deviceName: '三号机' })
    await pressKey(here, 'Alt+L')
    await logIn(here, { ...copy.users.clerk, passphrase: next })
    await must(here, 'sync.now', {})
    await button(here, '同步').click()
    const panel = here.getByRole('region', { name: '另一台电脑上的草稿' })
    await panel.getByLabel('那台电脑的登录口令').fill('不是这个口令123')
    await panel.getByRole('button', { name: '打开草稿' }).click()
    await panel.getByRole('alert').waitFor()
    await screenshot(here, 'sync-drafts')
    await panel.getByLabel('那台电脑的登录口令').fill(copy.users.clerk.passphrase)
    await panel.getByRole('button', { name: '打开草稿' }).click()
    await panel.getByText('口令正确，草稿正在打开').waitFor()
    await expect.poll(async () => (await must(here, 'ledger.drafts', {})).drafts.length).toBe(1)
    await must(page, 'ledger.discardDraft', { draftId })
  } finally {
    await other.close()
    await copy.remove()
  }
})

test('the platform is asked for what lies outside the station, and each system answers by itself', async () => {
  const { page } = app
  await platform.newCode('PS990103')
  const token = await createConnector(platform, 'JZ', 'test', 'test')
  const payload = {
    personCode: 'r1',
    name: '陶远行',
    idNumber: idOf('19900305'),
    phone: '12900007788',
    populationKind: '户籍人口',
  }
  const records = [{ nativeId: 'r1', nativeVersion: 1, sourceTime: '2026-01-01T00:00:00.000Z', payload }]
  const part = {
    batch: randomUUID(),
    part: 1,
    last: true,
    mode: 'incremental',
    system: 'JZ',
    station: 'PS990103',
    records,
  }
  await send(`${platform.url}/ingest`, { body: JSON.stringify(part), headers: { authorization: `Bearer ${token}` } })
  while ((await indexSources(platform)) > 0);
  await setBehaviour(platform.db, 'WY', 'down')
  // The administrator has listed the clerk, whose staff number the PC told the platform.
  const { name = '' } = (await must(page, 'accounts.session', {})) ?? {}
  const who = { account: randomUUID(), login: 'neiqin', name, role: 'clerk', staffKind: 'civilian' } as const
  const station = (await platform.db.selectFrom('devices').select('station').executeTakeFirstOrThrow()).station
  await setDirectoryEntry(platform, station, { ...who, staffNumber: '991001', team: '', beats: [], active: true })
  await pressKey(page, 'Control+L')
  await control(page, '查询事由').selectOption('P02')
  await control(page, '姓名、拼音、证件号、电话、地址').fill('陶远行')
  await button(page, '问平台').click()
  const panel = page.getByRole('region', { name: '平台各系统的答复（外所数据）' })
  await panel.getByText('7/7 个系统有结果').waitFor()
  await panel.getByText('陶*').waitFor()
  await panel.getByText('连不上').waitFor()
  expect(await panel.getByText('无权查看').count()).toBe(3)
  expect(await page.content()).not.toContain('12900007788')
  await screenshot(page, 'ask-platform')
  await button(page, '同步').click()
})

test('a PC that the platform turned away says so, and IT joins it again where it stood', async () => {
  const { page } = app
  const [device] = await platform.db.selectFrom('devices').select('device').where('name', '=', '值班室一号机').execute()
  await revokeDevice(platform, device?.device ?? '', false, 'test')
  await become(demo.users.it)
  await button(page, '同步').click()
  await button(page, '立即同步').click()
  await page.getByText('已停止同步').first().waitFor()
  const again = page.getByRole('region', { name: '重新入网' })
  expect(await again.getByLabel('平台地址').inputValue()).toContain(platform.url)
  const session = await must(page, 'accounts.session', {})
  await again.getByLabel('入网码').fill(await platform.newCode(session?.station.id))
  await again.getByLabel('本机名称').fill('值班室一号机（新）')
  await screenshot(page, 'sync-enrol-again')
  await again.getByRole('button', { name: '重新入网' }).click()
  await again.waitFor({ state: 'detached' })
  await page.getByText('已同步', { exact: true }).first().waitFor()
  await become(demo.users.clerk)
  await button(page, '同步').click()
})

test('without the platform the line says so, the clerk goes on, and nothing is called synced', async () => {
  const { page } = app
  await platform.stop()
  await button(page, '立即同步').click()
  await page.getByRole('alert').first().waitFor()
  await page.getByText('连不上平台').first().waitFor()
  // The answer to the button may be drawn a moment before the line has asked anew.
  await expect.poll(() => page.getByText('已同步', { exact: true }).count()).toBe(0)
  await screenshot(page, 'sync-offline')
  // Whether to join another platform is for IT to say.
  expect(await page.getByText('重新入网').count()).toBe(0)
})

test('what is only here is listed with who wrote it and why it waits; after a day the home page tells the clerk what to do', async () => {
  const { page } = app
  const { accounts } = await must(page, 'accounts.colleagues', {})
  const officer = accounts.find((one) => one.role === 'officer')?.accountId ?? ''
  const { number } = await fileEntry(page, 'L02', {
    name: '测试丁',
    documentKind: 'none',
    sex: 'male',
    birthDate: '1992-03-07',
    address: '云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室',
    householdStatus: 'registered-here',
    occurredOn: '今天',
    beat: 'B01',
    officer,
  })
  await button(page, '同步').click()
  await page.getByRole('button', { name: '逐项列出' }).click()
  const list = page.getByRole('table', { name: '仅存本机的' })
  const line = list.getByRole('row').filter({ hasText: number })
  await line.getByText('已存本机，连上平台后上报').waitFor()
  await dismissNotifications(page)
  await screenshot(page, 'sync-waiting')
  await page.evaluate(() => (location.hash = '#/home'))
  const told = page.getByRole('region', { name: '仅存本机' })
  await page.getByRole('navigation', { name: '开始' }).waitFor({ state: 'attached' })
  expect(await told.count()).toBe(0)
  await page.clock.setFixedTime(Date.now() + 25 * 3_600_000)
  await page.evaluate(() => (location.hash = '#/sync'))
  await page.evaluate(() => (location.hash = '#/home'))
  await told.getByText(/仅存本机已 2[56] 小时。请让本机连上网络同步；连不上的，导出待发包/).waitFor()
  await screenshot(page, 'sync-told')
  await told.getByRole('link', { name: '到“同步”办理' }).click()
  await page.clock.setFixedTime(Date.now())
  await line.getByRole('button', { name: '打开' }).waitFor({ state: 'detached' })
  await button(page, '导出待发包').waitFor()
})

test('what only this PC has is saved as a package that can be carried to another one', async () => {
  const { page } = app
  const folder = await mkdtemp(join(tmpdir(), 'beatbook-package-'))
  const filePath = join(folder, 'unsent.bbpkg')
  try {
    const { accounts } = await must(page, 'accounts.colleagues', {})
    const officer = accounts.find((one) => one.role === 'officer')?.accountId ?? ''
    await fileEntry(page, 'L02', {
      name: '测试丙',
      documentKind: 'none',
      sex: 'male',
      birthDate: '1991-03-07',
      address: '云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室',
      householdStatus: 'registered-here',
      occurredOn: '今天',
      beat: 'B01',
      officer,
    })
    await app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
    }, filePath)
    await button(page, '导出待发包').click()
    await page.getByText(/^已导出“unsent.bbpkg”，共 \d+ 项改动/).waitFor()
    const text = await readFile(filePath, 'utf8')
    expect(text).toContain('beatbook-unsent/1')
    expect(text).not.toContain('测试丙')
    await screenshot(page, 'sync-package')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
