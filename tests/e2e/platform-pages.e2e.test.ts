import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setPageAccount } from '../../platform/pages/page-accounts.ts'
import type { PageRole } from '../../platform/pages/page-roles.ts'
import { schemeText } from '../../src-domain/scoring/schemes.ts'
import { inFours } from '../../src-domain/sync/in-fours.ts'
import { leaseMac, readLeaseCode, requestNumber } from '../../src-domain/sync/lease-code.ts'
import { openTestPlatform, TestDevice, type TestPlatform } from '../support/platform.ts'
import { appFolder, launchCommand, screenshot, temporaryFolder } from './support/launch.ts'

/** The platform's pages as people meet them: in a browser, with its keyboard, its cookies and its forms. */
let platform: TestPlatform
let browser: ElectronApplication
let page: Page
let dir: string
const passphrase = 'a passphrase for tests'
const complaints: string[] = []

beforeAll(async () => {
  platform = await openTestPlatform()
  for (const role of ['admin', 'office'] as const)
    await setPageAccount(platform, { login: role, name: role === 'admin' ? '平台甲' : '上级乙', role, passphrase })
  await platform.newCode('S01')
  dir = await temporaryFolder()
  const { executable, args, env } = await launchCommand({ dir })
  const main = join(import.meta.dirname, 'support/browser-main.mjs')
  browser = await _electron.launch({
    executablePath: executable,
    args: args.map((arg) => (arg === appFolder ? main : arg)),
    env,
    timeout: 60_000,
  })
  page = await browser.firstWindow()
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
  page.on('pageerror', (error) => complaints.push(error.message))
})
afterAll(async () => {
  await browser.close()
  await platform.close()
  await rm(dir, { recursive: true, force: true })
})

async function logIn(role: PageRole, word = passphrase): Promise<void> {
  await page.goto(`${platform.url}/log-in`)
  await page.getByLabel('用户名').fill(role)
  await page.getByLabel('口令').fill(word)
  await page.keyboard.press('Enter')
}
const link = (name: string) => page.getByRole('link', { name, exact: true })

test('a wrong passphrase is said so, and nothing is open without one', async () => {
  await page.goto(`${platform.url}/fleet`)
  await page.getByLabel('口令').waitFor()
  await logIn('admin', 'something else')
  await page.getByText('用户名或口令不对').waitFor()
})

test('an administrator sees stations, makes a code and follows the queues, and has no page of the office', async () => {
  await logIn('admin')
  await page.getByRole('heading', { name: '派出所与终端' }).waitFor()
  await page.locator('input[name=code]').fill('S77')
  await page.locator('input[name=name]').fill('澄湾市测试派出所')
  await page.getByRole('button', { name: '添加' }).click()
  await page.getByRole('cell', { name: '澄湾市测试派出所' }).waitFor()
  await screenshot(page, 'platform-fleet')
  await link('S77').click()
  await page.getByRole('button', { name: '生成注册码' }).click()
  await page.getByText('此注册码只显示一次').waitFor()
  expect((await page.locator('.code').innerText()).length).toBeGreaterThan(20)
  await link('七个系统').click()
  await page.getByRole('columnheader', { name: '待送达' }).waitFor()
  expect(await page.getByRole('row').count()).toBe(8)
  expect(await link('方案与目录').count()).toBe(0)
  await page.goto(`${platform.url}/documents`)
  await page.getByText('您的角色不能使用此页面').waitFor()
})

test('an administrator makes a code for one device over the phone; a slip is said, and what was given is listed', async () => {
  const pc = await TestDevice.enrol(platform)
  await page.goto(`${platform.url}/fleet/S01`)
  await link('电话延期码').click()
  await page.getByText('先挂断，按通讯录回拨该所').waitFor()
  const request = inFours(requestNumber(randomBytes(16)))
  await page.getByLabel('申请号（12 位）').fill(`${request.slice(0, -1)}${(Number(request.at(-1)) + 1) % 10}`)
  await page.getByLabel('时长（小时）').selectOption('48')
  await page.getByRole('button', { name: '生成延期码' }).click()
  await page.getByRole('alert').getByText('申请号有一位听错或输错').waitFor()
  expect(await page.getByLabel('时长（小时）').inputValue()).toBe('48')
  await page.getByLabel('申请号（12 位）').fill(request)
  await page.keyboard.press('Enter')
  await page.getByText('逐组念给对方').waitFor()
  const code = readLeaseCode(await page.locator('.code').innerText())
  const key = pc.enrolled.leaseKey ?? ''
  expect(code).toEqual({ hours: 48, mac: leaseMac(key, pc.enrolled.device, request.replaceAll(' ', ''), 48) })
  await screenshot(page, 'platform-lease-code')
  await link('返回').click()
  await link('电话延期码').click()
  await page.getByRole('cell', { name: request }).waitFor()
  pc.close()
})

test('the office signs a scheme and a calendar, and confirms an evaluation file; what is wrong stays in the form', async () => {
  await page.goto(platform.url)
  await page.getByRole('button', { name: '退出' }).click()
  await logIn('office')
  await link('方案与目录').click()
  const scheme = page.locator('form').filter({ has: page.locator('input[value=scheme]') })
  const from = `${new Date().getUTCFullYear() + 1}-07-01`
  await scheme.getByLabel('执行日期').fill(from)
  await scheme.locator('textarea').fill('{"a": ')
  await scheme.getByRole('button', { name: '签发' }).click()
  await page.getByRole('alert').getByText('不是有效的 JSON（第 1 行').waitFor()
  expect(await scheme.locator('textarea').inputValue()).toBe('{"a": ')
  expect(await scheme.getByLabel('执行日期').inputValue()).toBe(from)
  await scheme.locator('textarea').fill((schemeText('1.0.0') ?? '').replace('"scheme":"1.0.0"', '"scheme":"1.1.0"'))
  await scheme.getByRole('button', { name: '签发' }).click()
  await page.getByRole('cell', { name: `自 ${from} 起执行` }).waitFor()

  const catalog = page.locator('form').filter({ has: page.locator('select[name=catalog]') })
  expect(await catalog.locator('option').allInnerTexts()).toEqual(['工作日历（一年）', '单位检查周期'])
  const year = {
    year: 2027,
    holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-01-04' }],
    workdays: [{ name: '元旦', date: '2027-01-08' }],
  }
  await catalog.locator('textarea').fill(JSON.stringify(year))
  await catalog.getByRole('button', { name: '签发' }).click()
  await page.getByRole('alert').getByText('workdays[0].date（不是周六或周日）').waitFor()
  await screenshot(page, 'platform-documents-refused')
  await catalog.locator('textarea').fill(JSON.stringify({ ...year, workdays: [{ name: '元旦', date: '2027-01-09' }] }))
  await catalog.getByRole('button', { name: '签发' }).click()
  await page.getByRole('cell', { name: '工作日历 2027 年' }).waitFor()
  await screenshot(page, 'platform-documents')
  await link('测评数据确认').click()
  await page.getByLabel('收文号').fill('收〔2026〕118号')
  await page.getByLabel('SHA-256').fill('z'.repeat(64))
  await page.getByRole('button', { name: '确认' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByLabel('收文号').inputValue()).toBe('收〔2026〕118号')
  await page.getByLabel('SHA-256').fill('ab'.repeat(32))
  await page.getByRole('button', { name: '确认' }).click()
  await page.getByRole('cell', { name: '收〔2026〕118号' }).waitFor()
  await screenshot(page, 'platform-evaluations')
  expect(await link('派出所与终端').count()).toBe(0)
})

test('no page breaks its own content policy', () => {
  // What is refused by role or for being wrong is an answer with an error status, which the browser notes.
  expect(complaints.filter((text) => !text.includes('status of 4'))).toEqual([])
})
