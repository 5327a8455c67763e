import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { escrowPair } from '../../cli/escrow.ts'
import { chooseFile } from './support/choose-file.ts'
import { corePid, coreRunning } from './support/core.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot, temporaryFolder } from './support/launch.ts'
import { button, choose, control, logIn, pressKey, shownValue } from './support/screen.ts'

const it = { user: 'yunwei', role: 'it', passphrase: 'heliu-shitou-denglong-caoyuan' } as const
const clerk = { user: 'neiqin', role: 'clerk', passphrase: 'meihua-zhonglou-xique-tianchi' } as const

let app: RunningApp
let certificates: string
let replica: string

beforeAll(async () => {
  certificates = await temporaryFolder()
  const escrow = escrowPair()
  await Promise.all(
    escrow.certificates.map((pem, at) => writeFile(join(certificates, `holder-${at + 1}.crt.pem`), pem)),
  )
  replica = await temporaryFolder()
  app = await launchApp({ dir: replica })
  app.page.setDefaultTimeout(20_000)
})

afterAll(async () => {
  await app?.close()
  await Promise.all([certificates, replica].map((dir) => rm(dir, { recursive: true, force: true, maxRetries: 5 })))
  await closeDisplay()
})

test('an empty folder leads IT through five steps, and says what each still lacks', async () => {
  const { page } = app
  await page.getByText('第 1 步，共 5 步').waitFor()
  await control(page, '派出所代码').fill('990102')
  await control(page, '派出所名称').fill('澄湾市公安局东渚分局桂园派出所')
  await button(page, '下一步').click()
  await page.getByText('派出所代码应为 PS 加 6 位数字。').waitFor()
  await control(page, '派出所代码').fill('PS990102')
  await pressKey(page, 'Enter')

  await page.getByText('第 2 步，共 5 步').waitFor()
  const pick = page.getByRole('button', { name: /^托管证书/ })
  await chooseFile(app.electron, join(certificates, 'holder-1.crt.pem'))
  await pick.nth(0).click()
  await page.getByText('已选择 holder-1.crt.pem').waitFor()
  await pick.nth(1).click()
  await button(page, '下一步').click()
  // One certificate twice would give one person both keys.
  await page.getByText('请选择两份不同的托管证书。').waitFor()
  await chooseFile(app.electron, join(certificates, 'holder-2.crt.pem'))
  await pick.nth(1).click()
  await page.getByText('已选择 holder-2.crt.pem').waitFor()
  await screenshot(page, 'set-up-certificates')
  await button(page, '下一步').click()

  await page.getByText('第 3 步，共 5 步').waitFor()
  await button(page, '下一步').click()

  await page.getByText('第 4 步，共 5 步').waitFor()
  const first = page.getByRole('group', { name: '第 1 人' })
  await first.getByLabel('用户名').fill(it.user)
  await first.getByLabel('姓名').fill('焦景亮')
  await button(page, '下一步').click()
  await page.getByText('第 1 人的信息不完整').waitFor()
  await first.getByLabel('警号/辅警号').fill('990001')
  await page.getByText('第 1 人的信息不完整').waitFor({ state: 'hidden' })
  await first.getByRole('textbox', { name: '初始口令' }).fill(it.passphrase)
  await button(page, '再加一人').click()
  const second = page.getByRole('group', { name: '第 2 人' })
  await second.getByLabel('用户名').fill(clerk.user)
  await second.getByLabel('姓名').fill('赵爱颖')
  await second.getByLabel('警号/辅警号').fill('990002')
  await second.getByLabel('警务区').fill('B01')
  await second.getByRole('textbox', { name: '初始口令' }).fill(clerk.passphrase)
  await screenshot(page, 'set-up-accounts')
  await button(page, '下一步').click()

  await page.getByText('第 5 步，共 5 步').waitFor()
  await screenshot(page, 'set-up-review')
  await button(page, '建立并完成').click()
  await control(page, '口令').waitFor({ timeout: 30_000 })
})

test('the first IT account logs in, sees accounts and no resident', async () => {
  const { page } = app
  await logIn(page, it)
  await button(page, '运维管理').click()
  await page.getByText('赵爱颖').first().waitFor()
  expect(await page.getByRole('button', { name: '综合查询' }).count()).toBe(0)
  await screenshot(page, 'accounts')
})

test('locking returns to the log-in; after it the same person is back on the same draft, with every word', async () => {
  const { page } = app
  await pressKey(page, 'Alt+L')
  await logIn(page, clerk)
  await button(page, '登记走访').click()
  const name = control(page, '走访对象')
  await name.fill('倪晓岚')
  const where = await page.evaluate(() => location.hash)
  // At once after the last key: the lock itself saves it.
  await pressKey(page, 'Alt+L')
  await page.getByText('赵爱颖的草稿和所在页面已保留，登录后继续。').waitFor()
  expect(await page.getByText('倪晓岚').count()).toBe(0)
  expect(await shownValue(control(page, '用户名'))).toBe(clerk.user)
  await control(page, '口令').fill(clerk.passphrase)
  await pressKey(page, 'Enter')
  await expect.poll(async () => ((await name.count()) ? shownValue(name) : '')).toBe('倪晓岚')
  expect(await page.evaluate(() => location.hash)).toBe(where)
})

test('when the system locks its screen, the app is locked too, and nothing is readable while core still ends', async () => {
  const { page } = app
  const { generation } = await coreRunning(page)
  const pid = await corePid(app.electron)
  process.kill(pid as number, 'SIGSTOP')
  await app.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'))
  await page.getByRole('form', { name: '登录' }).waitFor()
  expect(await corePid(app.electron)).toBe(pid)
  await coreRunning(page, generation + 1)
  await page.getByRole('form', { name: '登录' }).waitFor()
  await logIn(page, clerk)
  await control(page, '走访对象').waitFor()
  await choose(page, '日常走访', '走访事由')
})

test('six wrong passphrases end in a wait, with a sentence that says how long, also after a restart', async () => {
  const { page } = app
  await pressKey(page, 'Alt+L')
  await page.getByRole('form', { name: '登录' }).waitFor()
  const locked = page.getByText(/登录失败次数过多，暂时不能登录，还需等待/)
  for (let attempt = 1; attempt <= 6 && !(await locked.isVisible()); attempt += 1) {
    await control(page, '口令').fill(`wrong-passphrase-${attempt}`)
    await pressKey(page, 'Enter')
    await page.getByRole('alert').waitFor()
    await expect.poll(() => shownValue(control(page, '口令'))).toBe('')
  }
  await locked.waitFor()
  await screenshot(page, 'locked-out')
  await app.close()
  app = await launchApp({ dir: replica })
  app.page.setDefaultTimeout(20_000)
  // The right one does not help before the time is over.
  await control(app.page, '用户名').fill(clerk.user)
  await control(app.page, '口令').fill(clerk.passphrase)
  await pressKey(app.page, 'Enter')
  await app.page.getByText(/登录失败次数过多，暂时不能登录，还需等待/).waitFor()
  expect(await app.page.getByRole('navigation', { name: '主导航' }).count()).toBe(0)
})
