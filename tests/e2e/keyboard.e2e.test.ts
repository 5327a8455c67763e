import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp } from './support/launch.ts'
import { control, pressKey, shownValue } from './support/screen.ts'

// No mouse in this file: nothing is clicked, and nothing is filled by reaching past the keyboard.
let demo: DemoCopy
let app: RunningApp

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(15_000)
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

const type = (text: string): Promise<void> => app.page.keyboard.type(text)
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await pressKey(app.page, key)
}

/** Waits until the focus is in the field with this label. */
async function focusOn(label: string): Promise<void> {
  const field = control(app.page, label)
  await field.waitFor()
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true)
}

/** Presses ↓ in a select until it shows the option, as one does who does not know its letters. */
async function down(label: string, option: string): Promise<void> {
  await focusOn(label)
  const field = control(app.page, label)
  for (let pressed = 0; pressed < 10 && (await shownValue(field)) !== option; pressed += 1) await press('↓')
  expect(await shownValue(field)).toBe(option)
}

test('one logs in without the mouse', async () => {
  const { user, passphrase } = demo.users.clerk
  await focusOn('用户名')
  await type(user)
  await press('Tab')
  await type(passphrase)
  await press('Enter')
  await app.page.getByRole('heading', { name: '今日待办' }).waitFor()
})

test('a person is looked up and a visit to them filed without the mouse', async () => {
  const { page } = app
  // At once and for the first time since the log-in: no key may be lost on the way to the field.
  await press('Ctrl+L')
  await type('P02')
  await expect.poll(() => shownValue(control(page, '查询事由'))).toContain('P02')
  await press('Tab')
  await focusOn('姓名、拼音、证件号、电话、地址')
  await type('yhh')
  // First of all hits: while the letters are still being typed, others of that number may stand further down.
  const first = page.getByRole('listbox', { name: '查询结果' }).getByRole('option').first()
  await expect.poll(() => first.textContent()).toContain('姓名')
  await press('Ctrl+A')
  await type('6018')
  await expect.poll(() => first.textContent()).toContain('6018')
  await press('↓', '↑', 'Enter')
  await page.getByRole('heading', { name: '一人一档' }).waitFor()
  await page.getByRole('region', { name: '住建租赁' }).waitFor()

  await press('Alt+N')
  await control(page, '走访对象').waitFor()
  // Filing shows what is missing and takes one there.
  await press('Ctrl+S')
  await page.getByText('处必须改正').waitFor()
  await down('走访事由', '日常走访')
  await press('Enter')
  await down('走访结果', '已见面')
  expect(await shownValue(control(page, '走访对象'))).toBe('闫鸿宏')
  await press('Enter', 'Enter', 'Enter')
  await focusOn('联系电话')

  // The beat is known from the address, and who answers for it that day from the beat.
  await expect.poll(() => shownValue(control(page, '警务区'))).toBe('B03')
  await page.getByText('按当日分工').waitFor()
  // Somebody else was there: the name is typed over.
  const officer = control(page, '经办民警')
  const there = () => officer.evaluate((element) => element === document.activeElement)
  for (let pressed = 0; pressed < 12 && !(await there()); pressed += 1) await press('Tab')
  await focusOn('经办民警')
  await type('张启伟')
  await press('↓', 'Enter')
  await expect.poll(() => shownValue(control(page, '经办民警'))).toContain('张启伟')
  // The officer covers for a colleague in that beat, and the clerk says so.
  await press('Ctrl+S')
  await page.getByText('处须说明后登记').waitFor()
  await focusOn('说明（经办民警）')
  await type('代管期间')
  await press('Ctrl+S')
  await page.getByText(/^已登记 L06-/).waitFor()
  await page.getByRole('gridcell', { name: '闫*', exact: true }).waitFor()
  // Whoever opens it reads why.
  await press('Home', 'Enter')
  await page.getByRole('region', { name: '说明后登记' }).getByText('代管期间').waitFor()
})

test('a resident is entered from the palette and filed without the mouse', async () => {
  const { page } = app
  await press('Ctrl+K')
  await page.getByRole('textbox', { name: '输入命令' }).or(page.getByPlaceholder('输入命令')).first().waitFor()
  await type('djsyrk')
  await page.getByRole('button', { name: '登记实有人口' }).last().waitFor()
  await press('Enter')
  await page.getByRole('heading', { name: '实有人口', level: 1 }).waitFor()
  await focusOn('姓名')
  await type('欧阳晓岚')
  await press('Enter')
  await down('证件种类', '居民身份证')
  await press('Enter')
  await focusOn('证件号码')
  await type('990102199003074522')
  await press('Enter')
  await focusOn('出生日期')
  if ((await shownValue(control(page, '出生日期'))) === '') await type('19900307')
  await press('Enter')
  await focusOn('性别')
  if ((await shownValue(control(page, '性别'))) !== '女') await down('性别', '女')
  await press('Enter')
  await focusOn('联系电话')
  await type('12900452381')
  await press('Enter')
  await focusOn('现住地址')
  await type('云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室')
  await press('Enter')
  await down('户籍状态', '人户一致')
  await press('Enter')
  await focusOn('登记日期')
  if ((await shownValue(control(page, '登记日期'))) === '') await press('Ctrl+;')
  await press('Enter', 'Tab')
  await down('警务区', 'B01')
  await press('Enter')
  await focusOn('经办民警')
  await type('张启伟')
  await press('↓', 'Enter')
  await expect.poll(() => shownValue(control(page, '经办民警'))).toContain('张启伟')
  // Filed, and the next one is open with what goes on.
  await press('Ctrl+Enter')
  await page.getByText(/^已登记 L02-/).waitFor()
  await expect.poll(() => shownValue(control(page, '姓名'))).toBe('')
  await focusOn('姓名')
  await page.getByText('沿用上一条').first().waitFor()
  expect(await shownValue(control(page, '警务区'))).toBe('B01')
})
