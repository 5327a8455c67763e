import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, screenshot, type RunningApp } from './support/launch.ts'
import { must } from './support/ledger.ts'
import { button, choose, control, logIn, pressKey } from './support/screen.ts'

/** What the question may cost beside its address. */
const allowed = 8

let demo: DemoCopy
let app: RunningApp
let page: Page

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  page = app.page
  page.setDefaultTimeout(15_000)
  await logIn(page, demo.users.clerk)
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

test('who lives in one home, and whether the systems agree, takes eight keystrokes beside the address', async () => {
  let keys = 0
  const press = async (key: string): Promise<void> => {
    keys += 1
    await pressKey(page, key)
  }
  await press('Control+L')
  for (const letter of 'P02') await press(letter)
  await press('Tab')
  await page.keyboard.type('3栋2单元302')
  await page.getByRole('option', { selected: true }).filter({ hasText: '3栋2单元302室' }).waitFor()
  await press('Enter')
  const people = page.getByRole('table', { name: '谁住在这里' })
  await people.waitFor()
  expect(await people.getByRole('columnheader').allInnerTexts()).toEqual(
    expect.arrayContaining(['警综人口', '综治网格', '物业', '住建租赁']),
  )
  expect(await people.getByText('住在这里').count()).toBeGreaterThan(0)
  expect(
    await page
      .getByRole('status')
      .filter({ hasText: /说法|没有相反/ })
      .count(),
  ).toBe(1)
  await screenshot(page, 'home-file')
  process.stdout.write(`who lives there, and do the systems agree: ${keys} keystrokes beside the address\n`)
  expect(keys).toBeLessThanOrEqual(allowed)
})

test('the building shows its floors, and each home leads to its file and its people', async () => {
  await button(page, '看整栋楼').click()
  const unit = page.getByRole('region', { name: '2单元', exact: true })
  await unit.waitFor()
  await screenshot(page, 'building-file')
  await unit.getByRole('button', { name: /302室/ }).click()
  const people = page.getByRole('table', { name: '谁住在这里' })
  await people.getByRole('button').first().click()
  await page.getByRole('heading', { name: '一人一档' }).waitFor()
  await pressKey(page, 'Alt+P')
  await people.waitFor()
})

test('a list that is longer than the screen is whole as soon as one pauses, and what one looked at stays where it is', async () => {
  const { hits } = await must(page, 'lookup.search', { text: 'w', purpose: 'P02' })
  expect(hits.length).toBeGreaterThan(30)
  await pressKey(page, 'Control+L')
  await control(page, '姓名、拼音、证件号、电话、地址').fill('w')
  const rows = page.getByRole('listbox', { name: '查询结果' }).getByRole('option')
  await rows.filter({ hasText: '姓名' }).first().waitFor()
  const first = (await rows.allInnerTexts()).slice(0, 8)
  await expect.poll(() => rows.count()).toBe(hits.length)
  expect((await rows.allInnerTexts()).slice(0, 8)).toEqual(first)
})

test('an organisation has a file with its hazards, and what happened when', async () => {
  const found = await must(page, 'lookup.search', { text: '香樟路2号', purpose: 'P05', reference: 'YH-2026-1' })
  const name = found.hits.find(({ about }) => about === 'organisation')?.name
  if (name === undefined) throw new Error('the demo station has no hazard there')
  await pressKey(page, 'Control+L')
  await choose(page, 'P05 隐患排查', '查询事由')
  await control(page, '编号').fill('YH-2026-1')
  await control(page, '姓名、拼音、证件号、电话、地址').fill(name)
  await page.getByRole('option', { selected: true }).filter({ hasText: name }).waitFor()
  await control(page, '姓名、拼音、证件号、电话、地址').press('Enter')
  await page.getByRole('heading', { name: '一企一档' }).waitFor()
  await page.getByRole('region', { name: '经过' }).getByText('发现日期').first().waitFor()
  await screenshot(page, 'organisation-file')
})

test('a file is printed with a purpose: the preview is the PDF', async () => {
  await pressKey(page, 'Control+P')
  const preview = page.getByRole('dialog', { name: '打印预览' })
  await preview.getByRole('img', { name: /第 1 页/ }).waitFor()
  // The station at the head of the page is drawn last.
  await expect.poll(headIsDrawn).toBe(true)
  await screenshot(page, 'file-print')
  await pressKey(page, 'Escape')
  await preview.waitFor({ state: 'detached' })
})

test('conflicts are a worklist: chosen by kind and system, settled in bulk with a reason, given to somebody', async () => {
  await button(page, '数据质量').click()
  const grid = page.getByRole('grid', { name: '数据质量' })
  await grid.getByRole('row').nth(3).waitFor()
  await choose(page, '门牌不一', '矛盾')
  await choose(page, '综治网格', '系统')
  await expect.poll(() => grid.getByRole('gridcell', { name: '门牌不一' }).count()).toBeGreaterThan(1)
  await screenshot(page, 'quality')
  await grid.getByRole('gridcell', { name: '门牌不一' }).first().click()
  for (const key of ['Space', '↓', 'Space']) await pressKey(page, key)
  await page.getByText('已选 2 条').waitFor()
  await control(page, '理由').fill('上门核实，门牌无误')
  await button(page, '标为已核').click()
  await page.getByText('已核 2 条').waitFor()
  await choose(page, '已核', '状态')
  await expect.poll(() => grid.getByRole('gridcell', { name: '上门核实，门牌无误' }).count()).toBe(2)
  await choose(page, '待处理', '状态')
  await grid.getByRole('gridcell', { name: '门牌不一' }).first().click()
  await pressKey(page, 'Space')
  await page.getByText('已选 1 条').waitFor()
  await control(page, '理由').fill('以户籍登记为准')
  await button(page, '提请更正').click()
  await page.getByText('已提请更正 1 条').waitFor()
  await choose(page, '已提请更正', '状态')
  await grid.getByRole('gridcell', { name: '待发送' }).waitFor()
  await screenshot(page, 'quality-corrections')
})

function headIsDrawn(): Promise<boolean> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas')
    const head = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, Math.round(canvas.height * 0.06)).data ?? []
    return head.some((value, at) => at % 4 === 0 && value < 160 && (head[at + 3] ?? 0) > 0)
  })
}
