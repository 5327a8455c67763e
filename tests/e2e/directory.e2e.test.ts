import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setDirectoryEntry, type DirectoryEntry } from '../../platform/directory/directory.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { must } from './support/ledger.ts'
import { button, control, logIn, pressKey } from './support/screen.ts'

// Somebody whom the platform's directory names comes to a PC with a one-time code, and goes when the directory says so.
let platform: TestPlatform
let demo: DemoCopy
let app: RunningApp
let station = ''
const passphrase = '新来的人自己设的口令'
const entry: DirectoryEntry = {
  ...{ account: randomUUID(), login: 'xinren', name: '新来者', role: 'clerk', staffKind: 'civilian' },
  ...{ staffNumber: '997001', team: '', beats: [], active: true },
}

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

test('IT makes a code, once, for somebody whom only the directory knows', async () => {
  const { page } = app
  await logIn(page, demo.users.it)
  station = (await must(page, 'accounts.session', {}))?.station.id ?? ''
  const code = await platform.newCode(station)
  await must(page, 'sync.enrol', { url: platform.url, code, deviceName: '一号机', again: false })
  await setDirectoryEntry(platform, station, entry)
  await must(page, 'sync.now', {})
  await button(page, '运维管理').click()
  const row = page.getByRole('row', { name: /xinren/ })
  await row.getByText('本机未设口令').waitFor()
  await row.getByRole('button', { name: '生成首次登录码' }).click()
  await page.getByText('凭用户名和登录码在本机首次登录').waitFor()
  await page.getByRole('button', { name: '生成首次登录码' }).last().click()
  const dialog = page.getByRole('dialog', { name: '首次登录码' })
  const shown = await dialog.locator('[data-code]').innerText()
  expect(shown).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
  await screenshot(page, 'first-code')
  await dialog.getByRole('button', { name: '关闭' }).click()
  await pressKey(page, 'Alt+L')
  await page.getByRole('form', { name: '登录' }).waitFor()
  await page.getByRole('button', { name: /^首次登录/ }).click()
  await control(page, '用户名').fill('xinren')
  await control(page, '登录码').fill(shown.toLowerCase())
  await page.getByLabel('设自己的口令').fill(passphrase)
  await page.getByLabel('再输入一次口令').fill(passphrase)
  await screenshot(page, 'first-log-in')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  expect((await must(page, 'accounts.session', {}))?.name).toBe('新来者')
})

test('whom the directory ends is logged out, is told why, and comes back once it says so', async () => {
  const { page } = app
  await setDirectoryEntry(platform, station, { ...entry, active: false })
  await page.getByText('平台的账号目录已停用新来者的账户').waitFor()
  await screenshot(page, 'session-ended')
  await control(page, '用户名').fill('xinren')
  await control(page, '口令').fill(passphrase)
  await page.keyboard.press('Enter')
  await page.getByText('平台的账号目录已停用这个账户').waitFor()
  await setDirectoryEntry(platform, station, entry)
  await logIn(page, { user: 'xinren', role: 'clerk', passphrase })
  expect((await must(page, 'accounts.session', {}))?.name).toBe('新来者')
})
