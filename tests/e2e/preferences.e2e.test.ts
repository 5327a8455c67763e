import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, screenshot, type RunningApp } from './support/launch.ts'
import { button, logIn } from './support/screen.ts'

let demo: DemoCopy
let app: RunningApp

async function start(): Promise<void> {
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(20_000)
}

beforeAll(async () => {
  demo = await demoStation()
  await start()
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

const colours = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
/** CSS px across the window: the larger everything is, the fewer. */
const across = (page: Page) => page.evaluate(() => window.innerWidth)
const language = (page: Page) => page.evaluate(() => document.documentElement.lang)

/** The menu stays open while colours and sizes are tried. */
async function fromUserMenu(words: string): Promise<void> {
  const { page } = app
  const item = page.getByRole('menuitem', { name: words }).or(page.getByRole('menuitemradio', { name: words }))
  if (!(await item.isVisible())) await page.getByRole('button', { name: /用户与设置|User and settings/ }).click()
  await item.click()
}

/** A list with rows that more than one role sees. */
async function openAreas(): Promise<void> {
  await app.page.evaluate(() => (location.hash = '#/duty'))
  await app.page.getByRole('tab', { name: /辖区划分|Areas/ }).click()
  await app.page.getByRole('grid').waitFor()
}

/** Heading -> width in CSS px as the list was told; the last one takes what is left. */
function columns(): Promise<Record<string, string>> {
  return app.page.getByRole('grid').evaluate((grid) => {
    const row = grid.querySelector<HTMLElement>('[role="row"][aria-rowindex="1"]')
    const widths = row?.style.gridTemplateColumns.match(/minmax\([^)]*\)|\S+/g) ?? []
    const heads = [...(row?.querySelectorAll('[role="columnheader"]') ?? [])].map(
      (head) => head.querySelector('[data-head]')?.textContent ?? '',
    )
    return Object.fromEntries(heads.map((head, at) => [head, widths[at] ?? '']))
  })
}

/** Opened again after the app was quit: nothing of the page's own memory is left. */
async function restart(): Promise<void> {
  await app.close()
  await start()
  await app.page.getByRole('form').waitFor()
}

let narrow: string
let wide: string
/** Of the first column, in whatever language. */
const firstWidth = async () => Object.values(await columns())[0]

test('language, colours and size are chosen once, columns too', async () => {
  const { page } = app
  await logIn(page, demo.users.clerk)
  await openAreas()
  const before = await columns()
  const [first = '', second = ''] = Object.keys(before).filter((head) => head !== '')
  await page.getByRole('columnheader').filter({ hasText: first }).locator('[data-head]').focus()
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press('Shift+ArrowRight')
  await page.getByRole('button', { name: '显示的列' }).click()
  await page.getByRole('checkbox', { name: second }).click()
  await page.keyboard.press('Escape')
  const after = await columns()
  narrow = before[first] ?? ''
  wide = `${Number.parseInt(narrow) + 40}px`
  expect(after[first]).toBe(wide)
  expect(Object.keys(after)).not.toContain(second)

  const width = await across(page)
  await fromUserMenu('125%')
  await expect.poll(() => across(page)).toBeLessThan(width * 0.85)
  await fromUserMenu('深色')
  await expect.poll(() => colours(page)).toBe('dark')
  await fromUserMenu('English')
  await page.getByRole('navigation', { name: 'Main navigation' }).waitFor()
  expect(app.complaints).toEqual([])
})

test('after a restart the log-in page is as it was left, before anybody is known', async () => {
  const width = await across(app.page)
  await restart()
  const { page } = app
  await page.getByRole('form', { name: 'Log in' }).waitFor()
  expect(await language(page)).toBe('en')
  expect(await colours(page)).toBe('dark')
  expect(await across(page)).toBe(width)
  await screenshot(page, 'log-in-dark-english')
})

test('whoever logs in elsewhere on this PC keeps their own: others see neither the columns nor lose them', async () => {
  const { page } = app
  await page.getByLabel('User name').fill(demo.users.officer.user)
  await page.getByLabel('Passphrase', { exact: true }).fill(demo.users.officer.passphrase)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Main navigation' }).waitFor()
  await openAreas()
  expect(await firstWidth()).toBe(narrow)
  await fromUserMenu('中文')
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  await fromUserMenu('浅色')
  await fromUserMenu('100%')

  await restart()
  expect(await language(app.page)).toBe('zh-CN')
  expect(await colours(app.page)).toBe('light')
  await screenshot(app.page, 'log-in')
  await app.page.getByLabel('用户名').fill(demo.users.clerk.user)
  await app.page.getByLabel('口令', { exact: true }).fill(demo.users.clerk.passphrase)
  await app.page.keyboard.press('Enter')
  await app.page.getByRole('navigation', { name: 'Main navigation' }).waitFor()
  expect(await colours(app.page)).toBe('dark')
  await openAreas()
  expect(await firstWidth()).toBe(wide)
  await button(app.page, 'Lock').click()
  await app.page.getByRole('form', { name: 'Log in' }).waitFor()
})
