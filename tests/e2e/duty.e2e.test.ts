import ExcelJS from 'exceljs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InputOf } from '../../src-contract/contract.ts'
import { chooseFile } from './support/choose-file.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, screenshot, type RunningApp } from './support/launch.ts'
import { fileEntry, must } from './support/ledger.ts'
import { button, control, logIn, pressKey, shownValue } from './support/screen.ts'

let demo: DemoCopy
let app: RunningApp
let page: Page

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  page = app.page
  page.setDefaultTimeout(20_000)
  await logIn(page, demo.users.chief)
  await button(page, '值勤与辖区').click()
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

let areaPlace = ''
const newestBatch = async () => (await control(page, '按表补录').locator('option').nth(1).textContent()) ?? ''
const tab = (name: string) => page.getByRole('tab', { name }).click()
const dialog = () => page.getByRole('dialog')
/** A field of the dialog, not the one of the same name behind it. */
const field = (label: string) => dialog().getByLabel(label).and(page.locator('input, select, textarea')).first()
/** Submits the dialog's form; what it refuses is what the failure says. */
async function save(words: string): Promise<void> {
  await dialog().getByRole('button', { name: words, exact: true }).click()
  const alert = dialog().getByRole('alert').first()
  const closed = dialog().waitFor({ state: 'hidden' })
  const refused = alert.waitFor().then(async () => (await dialog().isVisible()) && (await dialog().innerText()))
  expect(await Promise.race([closed.then(() => false), refused])).toBe(false)
}

test('the roster shows a month per officer; a day is edited with the keyboard, with a reason', async () => {
  const grid = page.getByRole('grid', { name: '排班表' })
  await grid.waitFor()
  await page.getByText(/^工作日 \d+ 天$/).waitFor()
  await screenshot(page, 'duty-roster')
  await grid.focus()
  await pressKey(page, 'ArrowDown')
  await pressKey(page, 'End')
  await pressKey(page, 'Enter')
  await dialog().waitFor()
  const title = (await dialog().getByRole('heading').first().textContent()) ?? ''
  await field('班次').selectOption({ label: '外出' })
  await dialog()
    .getByRole('button', { name: /^(排班|更正这一班)$/ })
    .click()
  await dialog().getByRole('alert').waitFor()
  await field('原因').fill('参加培训')
  await screenshot(page, 'duty-day')
  await pressKey(page, 'Enter')
  await dialog().waitFor({ state: 'hidden' })
  const cell = page.getByRole('gridcell', { name: `${title} 外出`, exact: false })
  await cell.waitFor()
})

test('a roster from a file: what is wrong row by row and nothing imported, then mended, imported and undone', async () => {
  const name = await page.getByRole('grid', { name: '排班表' }).getByRole('rowheader').first().textContent()
  const roster = async (file: string, rows: string[][]) => {
    const book = new ExcelJS.Workbook()
    book.addWorksheet('排班').addRows([['姓名', '日期', '班次'], ...rows])
    const path = join(demo.dir, file)
    await book.xlsx.writeFile(path)
    await chooseFile(app.electron, path)
  }
  await button(page, '导入排班表').click()
  await roster('有误.xlsx', [
    [name ?? '', '2027-02-30', '白班'],
    ['某某', '2027-03-01', '白班'],
    [name ?? '', '2027-03-02', '神秘班'],
  ])
  await button(page, '选择文件…').click()
  await page.getByRole('table', { name: '问题' }).getByText('日期读不出来').waitFor()
  expect(await page.getByRole('button', { name: '导入', exact: true }).isDisabled()).toBe(true)
  await screenshot(page, 'duty-import')
  await roster('三月.xlsx', [
    [name ?? '', '2027-03-01', '白班'],
    [name ?? '', '2027-03-02', '夜班'],
  ])
  await button(page, '选择文件…').click()
  await page.getByText('没有问题。').waitFor()
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByText('已导入：新增 2，有变化 0。').waitFor()
  await button(page, '撤销导入').click()
  await field('原因').fill('导错了月份')
  await save('撤销导入')
  await page.getByRole('cell', { name: /撤销$/ }).waitFor()
  await button(page, '返回').click()
})

test('who covered which beat when: gaps are seen, cover is entered, the chief signs a deputy', async () => {
  await tab('分工与代管')
  const timeline = page.getByRole('region', { name: '各警务区何时由谁负责' })
  await timeline.getByText(/^空缺 /).waitFor()
  await screenshot(page, 'duty-assignments')
  await button(page, '签发代行').click()
  await field('代行人').selectOption({ index: 2 })
  await field('截止日期').fill('后天')
  await field('原因').fill('外出开会')
  await save('签发')
  await page.getByRole('table', { name: '代行所长职务' }).getByText('外出开会').waitFor()
  await button(page, '新增分工').click()
  await field('警务区').selectOption({ index: 1 })
  await field('人员').selectOption({ index: 1 })
  await field('原因').fill('重复登记')
  await dialog().getByRole('button', { name: '新增', exact: true }).click()
  await dialog()
    .getByText(/日期重叠，没有保存/)
    .waitFor()
  await screenshot(page, 'duty-overlap')
  await pressKey(page, 'Escape')
  await dialog().waitFor({ state: 'hidden' })
})

test('the map of the beats says to whom an address belongs', async () => {
  await tab('辖区划分')
  const grid = page.getByRole('grid', { name: '辖区划分' })
  await grid.getByText('小区', { exact: true }).first().waitFor()
  const place = await grid
    .getByRole('row')
    .filter({ hasText: '小区' })
    .first()
    .getByRole('gridcell')
    .nth(2)
    .textContent()
  areaPlace = place ?? ''
  await control(page, '输入地址，看属于哪个警务区').fill(`${place}3号楼`)
  await page.getByText(/^属于 B\d\d，依据/).waitFor()
  await screenshot(page, 'duty-areas')
  await button(page, '新增划分').click()
  await field('名称').fill(place ?? '')
  await field('警务区').selectOption('B01')
  await field('原因').fill('重复划分')
  await dialog().getByRole('button', { name: '新增', exact: true }).click()
  await dialog()
    .getByText(/同一范围已划给/)
    .waitFor()
  await pressKey(page, 'Escape')
})

test('inspections that are due, campaigns with their head counts', async () => {
  await tab('检查计划')
  await page.getByRole('grid', { name: '检查计划' }).getByText('逾期').first().waitFor()
  await screenshot(page, 'duty-inspections')
  await tab('宣传任务')
  await page.getByRole('table', { name: '宣传任务' }).getByText('冬季防火进楼院').waitFor()
  await screenshot(page, 'duty-campaigns')
  await pressKey(page, 'Alt+L')
  await page.getByRole('form', { name: '登录' }).waitFor()
})

test('paper is handed over when officer and clerk have confirmed the same number of sheets', async () => {
  await logIn(page, demo.users.officer)
  await button(page, '值勤与辖区').click()
  await tab('交表')
  await button(page, '交表').click()
  await field('台账').selectOption('L06')
  await field('张数').fill('12')
  await field('收表人').selectOption({ index: 1 })
  await save('交表')
  await page.getByText('待收表人确认').waitFor()
  await pressKey(page, 'Alt+L')
  await page.getByRole('form', { name: '登录' }).waitFor()

  await logIn(page, demo.users.clerk)
  const today = page.getByRole('region', { name: '值勤与纸质' })
  await today
    .getByText(/^检查 /)
    .first()
    .waitFor()
  await screenshot(page, 'home-duty')
  await today.getByRole('link', { name: /^交表 J\d{4}-\d{4} 待确认$/ }).click()
  await page.getByRole('grid', { name: '交表批次' }).getByText('待收表人确认').dblclick()
  await field('点得张数').fill('11')
  await dialog().getByRole('button', { name: '确认张数', exact: true }).click()
  await dialog()
    .getByText(/点收 11 张，交表 12 张/)
    .waitFor()
  await screenshot(page, 'duty-paper')
  await field('点得张数').fill('12')
  await save('确认张数')
  await page.getByText('双方已确认').waitFor()
})

test('what is typed from that paper is linked with it, and the beat comes from the address', async () => {
  await button(page, '今日待办').click()
  await button(page, '登记走访').click()
  await control(page, '按表补录').selectOption({ label: await newestBatch() })
  await page.getByText('已录 0 份，共 12 份').waitFor()
  await control(page, '走访地址').fill(`${areaPlace}3号楼1单元101室`)
  await control(page, '走访地址').press('Enter')
  await page.getByText('按地址所属辖区').waitFor()
  await screenshot(page, 'visit-from-paper')
})

test('what changes in the duties while somebody types takes no form away, and is among its choices', async () => {
  const named = { beat: 'B19', name: '新设警务区', reason: '新设' } as InputOf<'duty.saveBeat'>
  await must(page, 'duty.saveBeat', named)
  const choices = () => control(page, '警务区').locator('option').allTextContents()
  await expect.poll(choices).toContainEqual(expect.stringContaining('B19'))
  expect(await shownValue(control(page, '走访地址'))).toBe(`${areaPlace}3号楼1单元101室`)
})

test('the inspections of a quarter are planned from the register of places', async () => {
  await fileEntry(page, 'L05', {
    ...{ name: '测试网吧', uscc: '未提供', kind: 'internet-cafe', address: '澄湾市东渚区桂园街道镜湖东路18号' },
    ...{ personInCharge: '未提供', phone: '未提供', beat: 'B01', occurredOn: '今天' },
  })
  await button(page, '值勤与辖区').click()
  await tab('检查计划')
  await button(page, '按单位台账生成').click()
  await dialog()
    .getByRole('row', { name: /网吧 每月/ })
    .getByRole('checkbox', { checked: true })
    .waitFor()
  await field('原因').fill('季度检查安排')
  await screenshot(page, 'duty-inspections-planned')
  await button(page, '生成 1 项').click()
  await page.getByText('已生成 1 项检查计划。').waitFor()
  await page.getByRole('grid', { name: '检查计划' }).getByText('测试网吧').waitFor()
  expect(app.complaints).toEqual([])
})
