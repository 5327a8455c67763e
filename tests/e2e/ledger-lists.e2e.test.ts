import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { inputMethod } from './support/ime.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { fileEntry, must } from './support/ledger.ts'
import { button, control, dismissNotifications, logIn, pressKey, shownValue } from './support/screen.ts'

const residents = 24
const address = '云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室'

let demo: DemoCopy
let app: RunningApp
/** Day, beat and officer of every entry of this file. */
let duty: Readonly<Record<string, string>> = {}

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(15_000)
  const { page } = app
  await logIn(page, demo.users.clerk)
  const { accounts } = await must(page, 'accounts.colleagues', {})
  const opened = await must(page, 'ledger.openDraft', { book: 'L02' as never })
  await must(page, 'ledger.discardDraft', { draftId: opened.draftId })
  duty = {
    occurredOn: opened.fields['occurredOn'] ?? '',
    beat: 'B01',
    officer: accounts.find((one) => one.role === 'officer')?.accountId ?? '',
  }
  for (let at = 0; at < residents; at += 1) await fileEntry(page, 'L02', resident(at))
  await page.evaluate(() => (location.hash = '#/ledger/L02'))
  await page.getByText(`共 ${residents} 条`).waitFor()
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

function idNumber(at: number): string {
  return completeResidentId(`9901021980010${String(1 + (at % 9))}${String(at).padStart(3, '0')}`)
}

function resident(at: number): Record<string, string> {
  return {
    name: `测试甲${'一二三四五六七八九十'[at % 10]}`,
    documentKind: 'resident-id',
    documentNumber: idNumber(at),
    address: address.replace('101', String(101 + at)),
    householdStatus: at % 2 === 0 ? 'registered-here' : 'registered-elsewhere',
    ...duty,
  }
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await pressKey(app.page, key)
}
const type = (text: string): Promise<void> => app.page.keyboard.type(text)
const grid = () => app.page.getByRole('grid', { name: '实有人口', exact: true })

async function putOnClipboard(text: string): Promise<void> {
  await app.electron.evaluate(({ clipboard }, what) => clipboard.writeText(what), text)
}
const clipboard = (): Promise<string> => app.electron.evaluate(({ clipboard: board }) => board.readText())

describe('a duplicate is shown while typing', () => {
  test('with why and side by side, and filing goes on once it is said not to be the same', async () => {
    const { page } = app
    await press('Alt+N')
    await control(page, '姓名').waitFor()
    await type('测试甲三')
    await press('Enter', '1', 'Enter')
    await type(idNumber(2))
    await press('Enter')
    const dock = page.getByRole('region', { name: '相似记录' })
    await dock.getByText('发现 1 条相似记录').waitFor()
    expect(await dock.textContent()).toContain('证件号码相同')
    // It stands under the form: the keys are still where they were.
    expect(await control(page, '出生日期').evaluate((one) => one === document.activeElement)).toBe(true)
    await press('Alt+D')
    await dock.getByRole('row', { name: /现住地址 不同/ }).waitFor()
    await screenshot(page, 'duplicate-side-by-side')
    await type('同名同号系录入时抄错')
    await press('Enter')
    await dock.waitFor({ state: 'detached' })
  })

  test('or the draft is given up for the entry that is there, and comes back when that is undone', async () => {
    const { page } = app
    await page.evaluate(() => (location.hash = '#/ledger/L02'))
    await page.getByText(`共 ${residents} 条`).waitFor()
    await press('Alt+N')
    await control(page, '姓名').waitFor()
    await type('测试甲五')
    await press('Enter', '1', 'Enter')
    await type(idNumber(4))
    await press('Enter')
    await page.getByText('发现 1 条相似记录').waitFor()
    await press('Alt+D')
    await page.getByRole('textbox', { name: /不是同一个的理由/ }).waitFor()
    await press('Alt+S')
    await page.getByText(/草稿已并入 L02-/).waitFor()
    await page.getByRole('heading', { level: 1, name: /台账记录 L02-/ }).waitFor()
    await press('Alt+Z')
    await page.getByText(/内容回到草稿/).waitFor()
    await expect.poll(() => shownValue(control(page, '姓名'))).toBe('测试甲五')
    await page.evaluate(() => (location.hash = '#/ledger/L02'))
    await grid().waitFor()
  })
})

describe('the list', () => {
  test('one Tab leads into the headings, arrows go from heading to heading, and a column is filtered from there', async () => {
    const { page } = app
    await dismissNotifications(page)
    await grid().focus()
    await press('Tab')
    const heading = () => page.evaluate(() => document.activeElement?.textContent ?? '')
    expect(await heading()).toBe('编号')
    await press('End', 'Home', '→', '→')
    expect(await heading()).toBe('姓名')
    while ((await heading()) !== '户籍状态') await press('→')
    await press('Alt+↓')
    const filter = page.getByRole('dialog', { name: '筛选“户籍状态”' })
    await filter.getByRole('combobox', { name: '内容' }).selectOption({ label: '外地户籍' })
    await press('Enter')
    await page.getByText(`共 ${residents / 2} 条`).waitFor()
    await button(page, '去掉条件：户籍状态是外地户籍').waitFor()
    // The second Tab stop is the menu of columns: the headings are one.
    await grid().focus()
    await press('Tab', 'Tab')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('显示的列')
  })

  test('what was narrowed is kept as a view, and comes back by its name', async () => {
    const { page } = app
    await button(page, '保存视图').click()
    await page.getByLabel('视图名称').fill('外地户籍')
    await press('Enter')
    await page.getByText('视图“外地户籍”已保存').waitFor()
    await page.evaluate(() => (location.hash = '#/ledger/L03'))
    await page.evaluate(() => (location.hash = '#/ledger/L02'))
    await page.getByText(`共 ${residents} 条`).waitFor()
    await control(page, '视图').selectOption({ label: '外地户籍' })
    await page.getByText(`共 ${residents / 2} 条`).waitFor()
    await dismissNotifications(page)
    await screenshot(page, 'list-view')
    await control(page, '视图').selectOption({ label: '默认视图' })
    await page.getByText(`共 ${residents} 条`).waitFor()
  })

  test('chosen rows are copied as TSV', async () => {
    const { page } = app
    await grid().focus()
    await press('Home', 'Shift+↓', 'Shift+↓')
    await page.getByText('已选 3 条').waitFor()
    await press('Ctrl+C')
    await expect.poll(async () => (await clipboard()).split('\n').length).toBe(3)
    const lines = (await clipboard()).split('\n')
    expect(lines.length).toBe(3)
    expect(lines[0]?.split('\t')[0]).toMatch(/^L02-/)
    await press('Escape')
    await page.getByText('已选 3 条').waitFor({ state: 'hidden' })
  })

  test('a step is taken for many at once, says what was refused, and is undone for all', async () => {
    const { page } = app
    await grid().focus()
    await press('Home', ' ', '↓', '↓', ' ')
    await page.getByText('已选 2 条').waitFor()
    await press('Escape', 'Ctrl+A')
    await page.getByText(`已选 ${residents} 条`).waitFor()
    const steps = page.getByRole('region', { name: '批量办理' })
    const leave = await steps.getByRole('button', { name: /^登记离开/ }).textContent()
    await press(/\d$/.exec(leave ?? '')?.[0] ?? '')
    await page.locator('#step-leftOn').fill(duty['occurredOn'] ?? '')
    await page.locator('#step-leftTo').fill('未提供')
    await screenshot(page, 'bulk-step')
    await press('Ctrl+S')
    await page.getByText(`已办理 ${residents} 条`).waitFor()
    await expect
      .poll(async () => (await must(page, 'ledger.list', { book: 'L02' as never, state: 'left' })).total)
      .toBe(residents)
    await press('Alt+Z')
    await page.getByText(new RegExp(`已撤销，${residents} 条恢复原样`)).waitFor()
    expect((await must(page, 'ledger.list', { book: 'L02' as never, state: 'present' })).total).toBe(residents)
  })
})

test('two versions are compared, and the older one is restored as a third', async () => {
  const { page } = app
  const [row] = (await must(page, 'ledger.list', { book: 'L02' as never, limit: 1 })).rows
  const entryId = row?.entryId as EntryId
  const entry = await must(page, 'ledger.read', { entryId })
  await must(page, 'ledger.correct', {
    entryId,
    version: entry.version,
    fields: { ...entry.fields, householdStatus: 'unregistered' },
    reason: '户籍状态登记有误',
  })
  await page.evaluate((hash) => (location.hash = hash), `#/entry/${entryId}`)
  await page.locator('header').getByText('已更正').waitFor()
  await dismissNotifications(page)
  await press('Alt+H')
  const history = page.getByRole('dialog', { name: '历史' })
  await history.getByLabel('选第 1 版比较').check()
  await history.getByLabel('选第 2 版比较').check()
  await button(page, '比较所选两版').click()
  await history.getByRole('row', { name: /户籍状态 .* 未落户/ }).waitFor()
  await screenshot(page, 'compare-versions')
  await button(page, '返回历史').click()
  await button(page, '恢复为此版').click()
  await history.getByLabel(/^恢复理由/).fill('原登记无误')
  await press('Enter')
  await page.getByText('已恢复，现为第 3 版').waitFor()
  const restored = await must(page, 'ledger.read', { entryId })
  expect(restored.fields['householdStatus']).toBe(entry.fields['householdStatus'])
})

describe('the entry grid', () => {
  const cell = () => app.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  const cellValue = () => app.page.evaluate(() => (document.activeElement as HTMLInputElement).value)

  test('the first key of an input method composes in the cell, and its Enter moves nowhere', async () => {
    const { page } = app
    await page.evaluate(() => (location.hash = '#/ledger/L11'))
    await page.getByRole('heading', { level: 1, name: '宣传' }).waitFor()
    await press('Alt+T')
    await page.getByRole('grid', { name: '宣传：表格录入' }).waitFor()
    await expect.poll(cell).toBe('第 1 行 活动日期')
    while (!(await cell()).includes('活动名称')) await press('→')
    const ime = await inputMethod(page)
    await ime.compose('fan')
    await ime.compose('fan zha')
    await ime.enterWhileComposing()
    expect(await cell()).toBe('第 1 行 活动名称')
    await ime.commit('反诈宣讲')
    expect(await cellValue()).toBe('反诈宣讲')
    await press('Enter')
    await expect.poll(cell).toBe('第 2 行 活动名称')
    await press('↑')
    await expect.poll(cellValue).toBe('反诈宣讲')
    // A key that is typed takes the place of what stands there; Esc brings it back.
    await type('x')
    expect(await cellValue()).toBe('x')
    await press('Escape')
    expect(await cellValue()).toBe('反诈宣讲')
    await press('Ctrl+Delete')
    await expect.poll(cellValue).toBe('')
  })

  test('thirty pasted rows are checked one by one and filed together; what is wrong stays, with why', async () => {
    const { page } = app
    const columns = await page.getByRole('grid', { name: '宣传：表格录入' }).getByRole('columnheader').allTextContents()
    const fields = columns.slice(2, -1).map((one) => one.replace('*', ''))
    const row = (at: number) =>
      fields
        .map((name) => {
          const values: Readonly<Record<string, string>> = {
            活动日期: at === 7 ? '2026-02-30' : '今天',
            主题: '1',
            受众: '老年人',
            形式: '1',
            活动名称: `反诈进社区第 ${at + 1} 场`,
            活动地点: '幸福社区活动室',
            到场人数: '40',
            发放份数: '60',
            警务区: 'B01',
            经办民警: '张启伟',
          }
          return values[name] ?? ''
        })
        .join('\t')
    await press('Ctrl+Home')
    await putOnClipboard(Array.from({ length: 30 }, (_, at) => row(at)).join('\r\n'))
    await press('Ctrl+V')
    await button(page, '登记 29 行').waitFor()
    await dismissNotifications(page)
    await screenshot(page, 'entry-grid')
    await press('Ctrl+S')
    await page.getByText('已登记 29 行').waitFor()
    await page.getByText('还有 1 行须处理，已标出。').waitFor()
    expect((await must(page, 'ledger.list', { book: 'L11' as never })).total).toBe(29)

    // Nothing is lost when the window is loaded again: the row that is left is a draft.
    await page.reload()
    await page.getByRole('grid', { name: '宣传：表格录入' }).waitFor()
    await expect.poll(cellValue).toBe('2026-02-30')
    await page
      .getByRole('status')
      .getByText(/没有这一天/)
      .waitFor()
    await type('0306')
    await press('Enter')
    await button(page, '登记 1 行').waitFor()
    await press('Ctrl+S')
    await page.getByText('已登记 1 行').waitFor()
    expect((await must(page, 'ledger.list', { book: 'L11' as never })).total).toBe(30)
  })

  test('of ten thousand pasted rows the first are taken, and it is said what to do with the others', async () => {
    const { page } = app
    await dismissNotifications(page)
    await button(page, '收起已登记的行').click()
    await page.getByRole('grid', { name: '宣传：表格录入' }).getByRole('textbox').focus()
    await press('Ctrl+Home')
    await putOnClipboard(Array.from({ length: 10_000 }, () => '0305').join('\n'))
    await press('Ctrl+V')
    await page.getByText(/粘贴了 10,000 行，一次最多 200 行：已放入前 200 行/).waitFor()
    await page.getByText(/正在保存粘贴的行/).waitFor({ state: 'hidden' })
    expect(await page.getByRole('grid', { name: '宣传：表格录入' }).getAttribute('aria-rowcount')).toBe('201')
    // The grid draws what is in sight, not all of it.
    expect(await page.getByRole('grid', { name: '宣传：表格录入' }).getByRole('row').count()).toBeLessThan(60)
  })
})
