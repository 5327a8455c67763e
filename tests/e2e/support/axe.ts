import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { pressKey } from './screen.ts'

type Violation = { id: string; impact: string | null; nodes: { target: string[]; html: string }[] }
type Axe = { run(options: unknown): Promise<{ violations: Violation[]; passes: unknown[] }> }
export type Theme = '浅色' | '深色'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds under WCAG 2.2 AA. It is run through the driver's own evaluation, because the page's policy lets no script in,
 * and @axe-core/playwright opens a second page, which the app does not allow.
 */
export async function violationsOn(page: Page, where: string): Promise<string[]> {
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

/** The same in both themes; the light one is left behind. */
export async function violationsInBothThemes(page: Page, where: string): Promise<string[]> {
  const found: string[] = []
  for (const name of ['深色', '浅色'] as const) {
    await chooseTheme(page, name)
    found.push(...(await violationsOn(page, `${where}, ${name}`)))
  }
  return found
}

export async function chooseTheme(page: Page, name: Theme): Promise<void> {
  await page.getByRole('button', { name: /用户与设置$/ }).click()
  await page.getByRole('menuitemradio', { name }).click()
  await expect
    .poll(() => page.evaluate(() => document.documentElement.dataset['mantineColorScheme']))
    .toBe(name === '深色' ? 'dark' : 'light')
  await pressKey(page, 'Escape')
  await page.getByRole('menu').waitFor({ state: 'hidden' })
}
