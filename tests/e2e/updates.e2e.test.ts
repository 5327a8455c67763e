import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFeed, putOffer, type Feed } from '../support/update-feed.ts'
import { openHttpProxy } from '../support/http-proxy.ts'
import { buildFile, fileEntry, holdCeremony, offerOf, statusOf } from '../support/update-signing.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, screenshot, type RunningApp } from './support/launch.ts'
import { button, logIn } from './support/screen.ts'

const NAME = 'beatbook-1.2.0-x64.tar'
const content = Buffer.alloc(1_000_000, 'an installer of version 1.2.0. ')
const ceremony = holdCeremony()
const second = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`
const hour = 3_600_000
/** Signed an hour ago, by the clock of this PC. */
const times = { issued: second(Date.now() - hour), expires: second(Date.now() + 100 * hour) }
const offer = offerOf(ceremony, {
  release: {
    ...{ notBefore: second(Date.now() - 2 * hour), expires: second(Date.now() + 1000 * hour) },
    files: [fileEntry(NAME, content)],
  },
  status: times,
})

let demo: DemoCopy
let feed: Feed
let app: RunningApp

beforeAll(async () => {
  demo = await demoStation()
  feed = await openFeed(offer, NAME, content)
  const settings = join(demo.dir, 'updates.json')
  writeFileSync(settings, JSON.stringify({ ...buildFile(ceremony), feed: feed.url }))
  app = await launchApp({
    dir: demo.replica,
    env: { BEATBOOK_UPDATES: settings, XDG_CACHE_HOME: join(demo.dir, 'cache') },
  })
  app.page.setDefaultTimeout(20_000)
})

afterAll(async () => {
  await app?.close()
  await feed?.close()
  await demo?.remove()
  await closeDisplay()
})

test('the page says what runs, what is offered and who signed it, and fetches it', async () => {
  const { page } = app
  await logIn(page, demo.users.it)
  await page.getByRole('button', { name: /用户与设置/ }).click()
  await page.getByRole('menuitem', { name: '软件更新' }).click()
  await page.getByText(feed.url).waitFor()
  await button(page, '查看更新').click()
  await page.getByText('有新版本，签名已核验。').waitFor()
  await page.getByText('99001（证书 0A01）、99002（证书 0A02）').waitFor()
  await page.getByText('走访列表可按日期筛选。').waitFor()
  await button(page, '下载').click()
  await page.getByText('新版本已下载并核验，可以安装。').waitFor()
  // A program that was not installed by versions cannot put another one beside itself.
  await page.getByText('本机不能自行安装，请运维安装。').waitFor()
  const fetched = join(demo.replica, 'shell/updates/offer/package', NAME)
  expect(readFileSync(fetched).equals(content)).toBe(true)
  await screenshot(page, 'updates')
})

test('IT sees all of the diagnostics file before it is saved, and what is saved is what was seen', async () => {
  const { page, electron } = app
  const file = join(demo.dir, 'diagnostics.json')
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await page.getByRole('button', { name: /用户与设置/ }).click()
  await page.getByRole('menuitem', { name: '诊断包' }).click()
  const shown = await page.getByLabel('诊断包内容').innerText()
  expect(JSON.parse(shown)).toMatchObject({
    app: { platform: 'linux' },
    updates: [{ what: 'downloaded' }, { what: 'found' }],
  })
  await screenshot(page, 'diagnostics')
  await button(page, '保存诊断包').click()
  await page.getByText('已保存：diagnostics.json').waitFor()
  expect(readFileSync(file, 'utf8')).toBe(shown)
  await page.evaluate(() => (location.hash = '#/updates'))
})

test('IT sets the proxy and an authority of the organisation, sees whether it works, and updates go that way', async () => {
  const { page, electron } = app
  const port = new URL(feed.url).port
  const proxy = await openHttpProxy({ login: 'station:Tr0mbone' })
  await page.getByRole('button', { name: /用户与设置/ }).click()
  await page.getByRole('menuitem', { name: '网络设置' }).click()
  await page.getByText('未设置：更新随系统设置').waitFor()
  expect(await page.getByRole('radio', { checked: true }).count()).toBe(0)
  await page.getByLabel('指定代理').check()
  await page.getByLabel('代理地址').fill(`127.0.0.1:${proxy.port}`)
  await page.getByLabel('用户名').fill('station')
  await page.getByRole('textbox', { name: '口令' }).fill('wrong')
  await button(page, '保存').click()
  await page.getByText('已保存，立即生效').first().waitFor()
  await button(page, '测试连接').click()
  await page.getByText('代理要求登录：用户名或口令不对，或没有填。').waitFor()
  await page.getByRole('textbox', { name: '口令' }).fill('Tr0mbone')
  await button(page, '保存').click()
  await expect.poll(() => page.getByRole('textbox', { name: '口令' }).inputValue()).toBe('')
  await button(page, '测试连接').click()
  await page.getByText('通，对方答复正常。').waitFor()
  const file = join(demo.dir, 'authority.pem')
  const { der } = ceremony.root
  writeFileSync(file, `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`)
  await electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, file)
  await button(page, '添加根证书').click()
  await page.getByText('请与签发单位书面给的指纹逐位核对，一致才添加。').waitFor()
  await button(page, '指纹一致，添加').click()
  await button(page, '移除').waitFor()
  await screenshot(page, 'network')
  proxy.asked.length = 0
  await page.evaluate(() => (location.hash = '#/updates'))
  await button(page, '查看更新').click()
  await page.getByText('有新版本，签名已核验。').waitFor()
  expect(new Set(proxy.asked)).toEqual(new Set([`127.0.0.1:${port}`]))
  await page.evaluate(() => (location.hash = '#/network'))
  await page.getByLabel('直接连接').check()
  await button(page, '保存').click()
  await page.getByText('已保存，立即生效').first().waitFor()
  await proxy.close()
  await page.evaluate(() => (location.hash = '#/updates'))
})

test('an offer that does not hold is refused in words, leaves nothing, and is in the trail', async () => {
  const { page } = app
  putOffer(feed.files, { ...offer, status: statusOf(ceremony, offer.release, { ...times, counter: 39 }) })
  await button(page, '查看更新').click()
  await page.getByText('对方给的是旧版本，已拒绝。请告诉运维。').waitFor()
  await page.getByText('代码 UPD_ROLLBACK').waitFor()
  await button(page, '锁定').click()
  await logIn(page, demo.users.auditor)
  await page.evaluate(() => (location.hash = '#/audit'))
  await page.getByRole('gridcell', { name: '软件更新' }).first().waitFor()
  const rows = page.getByRole('row').filter({ hasText: '软件更新' })
  await expect.poll(() => rows.allTextContents()).toContainEqual(expect.stringContaining('UPD_ROLLBACK'))
})

// Stock electron-updater asks for a publisher's name in this file, and where none stands it takes any installer.
test('publisherName removed: an altered installer is refused all the same', async () => {
  const { page } = app
  const shell = join(demo.replica, 'shell/updates')
  expect(readFileSync(join(shell, 'app-update.yml'), 'utf8')).not.toMatch(/publisher/i)
  const altered = Buffer.from(content)
  altered[17] = (altered[17] ?? 0) ^ 1
  putOffer(feed.files, { ...offer, status: statusOf(ceremony, offer.release, { ...times, counter: 41 }) })
  feed.files.set(`files/${NAME}`, altered)
  await button(page, '锁定').click()
  await logIn(page, demo.users.it)
  await page.evaluate(() => (location.hash = '#/updates'))
  await button(page, '重试').click()
  await button(page, '下载').click()
  await page.getByText('代码 UPD_HASH').waitFor()
  expect(existsSync(join(shell, 'offer/package', NAME))).toBe(false)
})
