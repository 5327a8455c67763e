import type { Locator, Page } from 'playwright-core'
import type { DemoUser } from './demo-station.ts'

const keyNames: Readonly<Record<string, string>> = {
  '↓': 'ArrowDown',
  '↑': 'ArrowUp',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  Ctrl: 'Control',
}

/** A key or a combination as it is written on a keyboard: `Ctrl+S`, `↓`, `Alt+N`. */
export async function pressKey(page: Page, written: string): Promise<void> {
  const keys = written.split('+').map((one) => keyNames[one] ?? one)
  await page.keyboard.press(
    keys.map((one) => (keys.length > 1 && /^[A-Z]$/.test(one) ? one.toLowerCase() : one)).join('+'),
  )
}

/** The input, select or text area with this label. */
export function control(page: Page, label: string): Locator {
  const name = new RegExp(`^${escaped(label)}( ?必填| ?\\*)?$`)
  return page
    .getByRole('textbox', { name })
    .or(page.getByRole('combobox', { name }))
    .or(page.getByRole('searchbox', { name }))
    .or(page.getByLabel(label, { exact: true }).and(page.locator('input, select, textarea')))
    .filter({ visible: true })
    .first()
}

/** A button, link or navigation item by the words on it, whatever shortcut stands beside them. */
export function button(page: Page, words: string): Locator {
  const name = new RegExp(`(^|\\s)${escaped(words)}(\\s|$)`)
  const kinds = (['button', 'link', 'menuitem'] as const).map((role) => page.getByRole(role, { name }))
  return kinds
    .reduce((all, kind) => all.or(kind))
    .filter({ visible: true })
    .first()
}

/** Chooses an option of a select, native or with a search of its own. */
export async function choose(page: Page, option: string, label: string): Promise<void> {
  const field = control(page, label)
  await field.waitFor()
  if ((await field.evaluate((element) => element.tagName)) === 'SELECT') {
    const labels = await field.locator('option').allTextContents()
    // In a ledger's form an option stands behind the digit that chooses it.
    await field.selectOption({
      label: labels.find((one) => one === option || one.replace(/^\d /, '') === option) ?? option,
    })
    return
  }
  await field.click()
  await page
    .getByRole('option', { name: new RegExp(`^${escaped(option)}(\\s|$)`) })
    .first()
    .click()
}

export type Place = { kind: 'control'; value: () => Promise<string> } | { kind: 'grid' | 'part'; locator: Locator }

/** Where something is to be seen: a field, a list, a part of the screen, or the value beside a word. */
export async function place(page: Page, name: string): Promise<Place> {
  const field = control(page, name)
  const grid = page.getByRole('grid', { name, exact: true })
  const list = page.getByRole('listbox', { name, exact: true })
  const fact = page.locator('dl > div', { has: page.locator('dt').getByText(name, { exact: true }) })
  await field.or(grid).or(list).or(fact).first().waitFor()
  if (await grid.count()) return { kind: 'grid', locator: grid.first() }
  if (await list.count()) return { kind: 'part', locator: list.first() }
  if (await field.count()) return { kind: 'control', value: () => shownValue(field) }
  return { kind: 'part', locator: fact.locator('dd').first() }
}

/** What a field shows: of a select the words of its option, without the digit that chooses it. */
export function shownValue(field: Locator): Promise<string> {
  return field.evaluate((element) =>
    element instanceof HTMLSelectElement
      ? (element.selectedOptions[0]?.textContent ?? '').replace(/^\d /, '')
      : (element as HTMLInputElement).value,
  )
}

/** Logs in with the keyboard and waits for the first screen. */
export async function logIn(page: Page, { user, passphrase }: DemoUser): Promise<void> {
  await control(page, '用户名').fill(user)
  await control(page, '口令').fill(passphrase)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: '主导航' }).waitFor({ timeout: 30_000 })
}

/** Closes the messages in the corner. */
export async function dismissNotifications(page: Page): Promise<void> {
  const close = page.getByRole('alert').getByRole('button', { name: '关闭' }).first()
  // One may go by itself between the look and the click.
  while (await close.isVisible())
    await close.evaluate((one: HTMLElement) => one.click(), undefined, { timeout: 1000 }).catch(() => null)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
