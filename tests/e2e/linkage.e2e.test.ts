import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, screenshot, type RunningApp } from './support/launch.ts'
import { button, choose, logIn, pressKey } from './support/screen.ts'

let demo: DemoCopy
let app: RunningApp
let page: Page

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  page = app.page
  page.setDefaultTimeout(20_000)
  await logIn(page, demo.users.clerk)
  await button(page, '关联核对').click()
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

test('the demo station is linked, a pair is decided with the keys, and the decision is taken back', async () => {
  await choose(page, 'P02 信息核实', '查询事由')
  const pair = page.getByRole('article', { name: '待核对的记录' })
  await pair.waitFor()
  expect(await pair.getByRole('list', { name: '依据' }).getByRole('listitem').count()).toBeGreaterThan(1)
  await screenshot(page, 'linkage-review')
  const before = await pair.innerText()
  await pressKey(page, 's')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('走访核实')
  await pressKey(page, 'Enter')
  await page.getByText('已合并为一份档案').waitFor()
  await expect.poll(() => pair.innerText()).not.toBe(before)
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  await page.getByText('已撤销，档案恢复原样').waitFor()
})

test('a file says why its records stand together', async () => {
  await page.getByRole('link', { name: '打开档案' }).first().click()
  await button(page, '为什么归在一起').click()
  await page
    .getByRole('dialog')
    .getByText('每一行说明')
    .or(page.getByRole('dialog').getByText('只有一条记录'))
    .waitFor()
  await screenshot(page, 'linkage-why')
})
