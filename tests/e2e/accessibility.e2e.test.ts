import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { button, choose, control, logIn, pressKey } from './support/screen.ts'

type Violation = { id: string; impact: string | null; nodes: { target: string[]; html: string }[] }
type Axe = { run(options: unknown): Promise<{ violations: Violation[]; passes: unknown[] }> }

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

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

/**
 * What axe finds under WCAG 2.2 AA. It is run through the driver's own evaluation, because the page's policy lets no script in,
 * and @axe-core/playwright opens a second page, which the app does not allow.
 */
async function violations(where: string): Promise<string[]> {
  const { page } = app
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  const result = await page.evaluate(() =>
    (window as unknown as { axe: Axe }).axe.run({
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
      resultTypes: ['violations'],
    }),
  )
  expect(result.passes.length).toBeGreaterThan(0)
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

async function theme(name: '浅色' | '深色'): Promise<void> {
  const { page } = app
  await page.getByRole('button', { name: /用户与设置$/ }).click()
  await page.getByRole('menuitemradio', { name }).click()
  await expect
    .poll(() => page.evaluate(() => document.documentElement.dataset['mantineColorScheme']))
    .toBe(name === '深色' ? 'dark' : 'light')
  await pressKey(page, 'Escape')
  await page.getByRole('menu').waitFor({ state: 'hidden' })
}

test('log-in', async () => {
  await control(app.page, '用户名').waitFor()
  expect(await violations('screen')).toEqual([])
})

describe.each(['浅色', '深色'] as const)('%s', (name) => {
  const dark = name === '深色'
  test('home, lookup, a file, a draft, the list, an import', async () => {
    const { page } = app
    // All of them at once: one fault often stands on many screens.
    const found: string[] = []
    await logIn(page, demo.users.clerk)
    await theme(name)
    await button(page, '今日待办').click()
    await page.getByText('七个系统的数据').waitFor()
    found.push(...(await violations('home')))

    await pressKey(page, 'Ctrl+L')
    await choose(page, 'P02 信息核实', '查询事由')
    await control(page, '姓名、拼音、证件号、电话、地址').fill('闫鸿宏')
    await page.getByRole('option', { name: /6018/ }).waitFor()
    found.push(...(await violations('lookup')))

    await page.getByRole('option', { name: /6018/ }).dblclick()
    await page.getByRole('region', { name: '住建租赁' }).waitFor()
    found.push(...(await violations('file')))
    if (dark) await screenshot(page, 'person-file-dark')

    await pressKey(page, 'Alt+N')
    await control(page, '走访对象').waitFor()
    await pressKey(page, 'Ctrl+S')
    await page.getByText('处必须改正').waitFor()
    found.push(...(await violations('draft with problems')))

    await button(page, '台账登记').click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByText(/还没有登记/).waitFor()
    found.push(...(await violations('list')))

    await button(page, '数据导入').click()
    await page.getByRole('table', { name: '各系统数据' }).getByText('物业管理').waitFor()
    found.push(...(await violations('import')))

    await pressKey(page, 'Ctrl+K')
    await page.getByRole('dialog').waitFor()
    found.push(...(await violations('palette')))
    await pressKey(page, 'Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await pressKey(page, 'Alt+L')
    await page.getByRole('form', { name: '登录' }).waitFor()
    expect(found).toEqual([])
  })

  test('audit trail', async () => {
    const { page } = app
    await logIn(page, demo.users.auditor)
    await button(page, '审计倒查').click()
    await page.getByRole('gridcell', { name: '登录' }).first().waitFor()
    await button(page, '核验审计链').click()
    await page.getByText(/审计链完整/).waitFor()
    expect(await violations('screen')).toEqual([])
    await pressKey(page, 'Alt+L')
    await page.getByRole('form', { name: '登录' }).waitFor()
  })

  test('accounts', async () => {
    const { page } = app
    await logIn(page, demo.users.it)
    await button(page, '运维管理').click()
    await page.getByText('张启伟').first().waitFor()
    expect(await violations('screen')).toEqual([])
    await pressKey(page, 'Alt+L')
    await page.getByRole('form', { name: '登录' }).waitFor()
  })
})
