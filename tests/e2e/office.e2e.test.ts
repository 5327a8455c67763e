import { afterAll, beforeAll, expect, test } from 'vitest'
import { publish } from '../../platform/documents/publish.ts'
import { schemeText } from '../../src-domain/scoring/schemes.ts'
import { openOfficePages, type OfficePages } from '../support/office-pages.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { demoStation, type DemoCopy, type DemoUser } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, screenshot, type RunningApp } from './support/launch.ts'
import { must } from './support/ledger.ts'
import { button, logIn, pressKey } from './support/screen.ts'

/** What the superior office issued, where people at a station see it. */
let platform: TestPlatform
let office: OfficePages
let demo: DemoCopy
let app: RunningApp

beforeAll(async () => {
  platform = await openTestPlatform()
  office = await openOfficePages(platform, '周某')
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(20_000)
})
afterAll(async () => {
  await app?.close()
  await platform?.close()
  await demo?.remove()
  await closeDisplay()
})

async function become(user: DemoUser): Promise<void> {
  await pressKey(app.page, 'Alt+L')
  await app.page.getByRole('form', { name: '登录' }).waitFor()
  await logIn(app.page, user)
}

test('a calendar and schemes that were signed there come with the exchange, and the screens say so', async () => {
  const { page } = app
  const { year, month, day, next } = days()
  const calendar = {
    year,
    holidays: [{ name: '元旦', from: `${year}-01-01`, to: `${year}-01-04` }],
    workdays: [],
  }
  const text = (version: string) => (schemeText('1.0.0') ?? '').replace('"scheme":"1.0.0"', `"scheme":"${version}"`)
  expect(await office.sign({ kind: 'catalog', catalog: 'calendar', body: JSON.stringify(calendar) })).toBeNull()
  const intervals = JSON.stringify({ intervals: [{ kind: 'restaurant', everyMonths: 2 }] })
  expect(await office.sign({ kind: 'catalog', catalog: 'inspection-intervals', body: intervals })).toBeNull()
  expect(await office.sign({ kind: 'scheme', from: next, body: text('1.1.0') })).toBeNull()

  // As a platform of another version may sign it: no PC can use it, and it says so.
  const strange = { kind: 'scheme', name: 'assessment', content: { scheme: '1.2.0' }, by: '周某' } as const
  await publish(platform, { ...strange, judge: () => null })

  await logIn(page, demo.users.it)
  const session = await must(page, 'accounts.session', {})
  const code = await platform.newCode(session?.station.id)
  await must(page, 'sync.enrol', { url: platform.url, code, deviceName: '值班室一号机', again: false })
  await become(demo.users.chief)
  await must(page, 'sync.now', {})

  await button(page, '值勤与辖区').click()
  await page.getByText('节假日按').waitFor()
  for (let shown = day.slice(0, 7); shown < month; shown = after(shown)) await button(page, '下月').click()
  await page.getByText(/^节假日按上级平台下发的日历（周某 [-0-9]{10}，第 1 版）$/).waitFor()
  await screenshot(page, 'duty-roster-issued')

  await page.getByRole('tab', { name: '检查计划' }).click()
  await button(page, '按单位台账生成').click()
  await page.getByRole('dialog').getByText('检查周期按上级平台下发的目录').waitFor()
  await screenshot(page, 'duty-intervals-issued')
  await page.keyboard.press('Escape')

  await button(page, '绩效考评').click()
  await button(page, '考评方案').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('row', { name: new RegExp(`1\\.1\\.0 上级平台下发 ${next} 周某`) }).waitFor()
  await dialog.getByRole('row', { name: '1.0.0 随程序' }).waitFor()
  await dialog.getByText(/^读不出版本（周某 .*签发）：内容不合格式/).waitFor()
  await screenshot(page, 'assessment-schemes')
})

/** The next year and its first month, and the first day of the month after the next one. */
function days() {
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const year = Number(day.slice(0, 4)) + 1
  return { day, year, month: `${year}-01`, next: `${year}-07-01` }
}

function after(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}
