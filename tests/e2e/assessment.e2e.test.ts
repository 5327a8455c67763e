import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoStation, type DemoCopy, type DemoUser } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, screenshot, type RunningApp } from './support/launch.ts'
import { button, logIn } from './support/screen.ts'

let demo: DemoCopy
let app: RunningApp
let page: Page

async function as(user: DemoUser): Promise<void> {
  await app?.close()
  app = await launchApp({ dir: demo.replica })
  page = app.page
  page.setDefaultTimeout(20_000)
  await logIn(page, user)
}

beforeAll(async () => {
  demo = await demoStation()
})
afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

test('a chief rolls the dice, runs a quarter, opens the records of a figure and releases', async () => {
  await as(demo.users.chief)
  await button(page, '抽查核验').click()
  await button(page, '锁定抽样框').click()
  await page.getByLabel('二十个十面骰的数字').fill('83467219054817263540')
  await button(page, '抽取').click()
  await button(page, '重抽复核').click()
  await page.getByText('重抽结果完全一致').waitFor()
  await screenshot(page, 'audit-sample')

  await button(page, '绩效考评').click()
  await button(page, '测算').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/工作日 \d+ 天/).waitFor()
  await screenshot(page, 'assessment-ready')
  await dialog.getByRole('button', { name: '测算', exact: true }).click()
  const officers = page.getByRole('table', { name: '民警' })
  await officers.waitFor()
  await screenshot(page, 'assessment-run')
  await button(page, '试用其他方案').click()
  await page.getByRole('dialog').getByRole('button', { name: '试算', exact: true }).click()
  await page.getByRole('table', { name: '变化' }).waitFor()
  await screenshot(page, 'assessment-variant')
  await page.keyboard.press('Escape')

  const name = (await officers.getByRole('rowheader').first().innerText()).trim()
  await officers.getByRole('button', { name }).click()
  await page.getByRole('heading', { name: `${name}的考评` }).waitFor()
  await screenshot(page, 'assessment-result')
  const records = page.getByRole('button', { name: /^查看.*的记录$/ })
  if ((await records.count()) > 0) {
    await records.first().click()
    await page.getByRole('dialog').getByRole('table').waitFor()
    await screenshot(page, 'assessment-records')
    await page.keyboard.press('Escape')
  }
  await page.goBack()
  await button(page, '发布').click()
  await page.getByRole('alertdialog').getByRole('button', { name: '发布' }).click()
  await page.getByText('已发布', { exact: true }).first().waitFor()
})

test('an officer sees the own progress and result, and appeals', async () => {
  await as(demo.users.officer)
  await button(page, '绩效考评').click()
  await page.getByRole('table', { name: '指标' }).waitFor()
  await screenshot(page, 'assessment-progress')
  await page.getByRole('tab', { name: '考评结果' }).click()
  await page.getByRole('table', { name: '考评结果' }).getByRole('button').first().click()
  await page.getByRole('heading', { name: '本人考评' }).waitFor()
  await button(page, '申诉').click()
  await page.getByRole('dialog').getByLabel('申诉理由').fill('O2 的两起警情已移交法院')
  await page.getByRole('dialog').getByRole('button', { name: '提交申诉' }).click()
  await page.getByText('申诉已提交').waitFor()
  await button(page, '绩效考评').click()
  await page.getByRole('tab', { name: '申诉' }).click()
  await page.getByText('待受理').waitFor()
  await screenshot(page, 'assessment-appeals')
  expect(await page.getByRole('navigation', { name: '主导航' }).getByText('抽查核验').count()).toBe(0)
})
