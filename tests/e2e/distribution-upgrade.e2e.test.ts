import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Core } from '../../src-core/core.ts'
import { bookSamples } from '../support/book-samples.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp } from './support/launch.ts'
import { fileEntry, must } from './support/ledger.ts'
import { button, logIn } from './support/screen.ts'

// Right after an upgrade, where the entries of a large station stand is not known yet: the first export says how far it is.
let demo: DemoCopy
let app: RunningApp
let page: Page

/** More than the background comes to while the test runs. */
const others = 2_000_000

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  page = app.page
  await logIn(page, demo.users.clerk)
  const { accounts } = await must(page, 'accounts.colleagues', {})
  const police = accounts.filter((one) => one.staffKind === 'officer').map((one) => one.accountId)
  const { fields } = await must(page, 'ledger.openDraft', { book: 'L06' as never })
  const today = fields['occurredOn'] ?? ''
  const samples = bookSamples({ officer: police[0] ?? '', another: police[1] ?? '', today })
  for (let reviewed = true; reviewed;) {
    const { entryId } = await fileEntry(page, 'L04', samples['L04']?.fields ?? {})
    reviewed = (await must(page, 'ledger.read', { entryId })).review !== null
  }
  await app.close()
  await forget()
  app = await launchApp({ dir: demo.replica })
  page = app.page
  page.setDefaultTimeout(20_000)
  await logIn(page, demo.users.clerk)
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

/** As the upgrade leaves it, with others in the queue of whom nothing has come yet but what happened to them. */
async function forget(): Promise<void> {
  const core = new Core({ dir: demo.replica, machineSecret: { kind: 'none' } })
  const { user: login, passphrase } = demo.users.clerk
  await core.dispatcher.dispatch({ method: 'accounts.logIn', input: { login, passphrase } })
  core.gate.session?.db.exec(
    `DELETE FROM sharing; DELETE FROM sharing_queue; INSERT INTO sharing_queue SELECT entry_id FROM entries;
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${others})
       INSERT INTO sharing_queue SELECT 'z' || printf('%07d', i) FROM n`,
  )
  await core.close()
}

const standing = (name: string, n: number): Locator =>
  page.getByRole('radiogroup', { name: '状态' }).getByText(`${name} ${n}`, { exact: true })

test('an export right after an upgrade says how far it is; cancelled, everything waits as before', async () => {
  await button(page, '数据共享').click()
  await page
    .getByRole('navigation', { name: '七个系统' })
    .getByRole('button', { name: /^住建租赁/ })
    .click()
  await page
    .getByRole('status')
    .getByText(/^后台还在核对/)
    .waitFor()
  const make = button(page, '生成导入文件')
  await make.click()
  const far = page.getByRole('status').getByText(/^正在核对待报送的记录 [\d,]+/)
  await far.waitFor()
  await page.getByRole('main').getByRole('button', { name: '取消' }).click()
  await far.waitFor({ state: 'detached' })
  await standing('待报送', 1).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  expect((await must(page, 'distribution.list', { system: 'ZJ', standing: 'exported' })).total).toBe(0)
  expect(app.complaints).toEqual([])
})
