import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { coreRunning } from './support/core.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { must } from './support/ledger.ts'
import { button, logIn } from './support/screen.ts'

// IT replaces the data key of a PC, and the next log-in of a colleague finishes it.
let demo: DemoCopy
let app: RunningApp

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(20_000)
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

const saltNow = (): string => readFileSync(join(demo.replica, 'replica.db')).subarray(0, 16).toString('hex')

test('the data key is replaced from the page of accounts, and everybody logs in as before', async () => {
  const { page } = app
  const before = saltNow()
  await logIn(page, demo.users.it)
  await button(page, '运维管理').click()
  const section = page.getByRole('region', { name: '数据密钥' })
  await section.getByRole('button', { name: '更换数据密钥' }).click()
  const dialog = page.getByRole('dialog', { name: '更换数据密钥' })
  await screenshot(page, 'data-key-start')
  await dialog.getByLabel('本人口令').fill('not mine at all')
  await dialog.getByRole('button', { name: '开始更换' }).click()
  await dialog.getByText('用户名或口令不对').waitFor()
  await dialog.getByLabel('本人口令').fill(demo.users.it.passphrase)
  await dialog.getByRole('button', { name: '开始更换' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await section.getByText('下一次有人在本机登录时，即换上新密钥').waitFor()
  await section.scrollIntoViewIfNeeded()
  await screenshot(page, 'data-key')
  const { generation } = await coreRunning(page)
  await section.getByRole('button', { name: '锁定并完成' }).click()
  await page.getByText('现在锁定本机').waitFor()
  await page.getByRole('button', { name: '锁定并完成' }).last().click()
  await coreRunning(page, generation + 1)
  await page.getByText('本机正在更换数据密钥').waitFor()
  await screenshot(page, 'data-key-log-in')
  await logIn(page, demo.users.clerk)
  expect(saltNow()).not.toBe(before)
  const { page: after } = app
  expect((await must(after, 'accounts.session', {}))?.role).toBe('clerk')
  await after.evaluate(() => window.shell.lock('user'))
  await coreRunning(after, generation + 2)
  await logIn(after, demo.users.it)
  expect(await must(after, 'accounts.keyChange', {})).toMatchObject({ state: 'none', generation: 2, left: [] })
})
