import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeLeaseCode } from '../../platform/fleet/lease-codes.ts'
import type { InputOf, MethodName, OutputOf } from '../../src-contract/contract.ts'
import { systemClock } from '../../src-core/clock.ts'
import { Core } from '../../src-core/core.ts'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openTcpProxy } from '../support/tcp-proxy.ts'
import { violationsInBothThemes } from './support/axe.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { button, control, logIn } from './support/screen.ts'

// A PC that has not reached its platform for 80 hours, and somebody on the phone.
let platform: TestPlatform
let demo: DemoCopy
let app: RunningApp
let device = ''

beforeAll(async () => {
  platform = await openTestPlatform()
  demo = await demoStation()
  await enrolLongAgo()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(20_000)
})
afterAll(async () => {
  await app?.close()
  await platform?.close()
  await demo?.remove()
  await closeDisplay()
})

/** Over a line that is cut afterwards. */
async function enrolLongAgo(): Promise<void> {
  const line = await openTcpProxy(Number(new URL(platform.url).port))
  const clock = { ...systemClock, nowMs: () => Date.now() - 80 * 3_600_000 }
  const core = new Core({ dir: demo.replica, machineSecret: { kind: 'none' }, clock })
  const ask = async <N extends MethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> => {
    const result = await core.dispatcher.dispatch({ method, input })
    if (!result.ok) throw new Error(`${method}: ${result.error.code}`)
    return result.value as OutputOf<N>
  }
  const { user: login, passphrase } = demo.users.it
  await ask('accounts.logIn', { login, passphrase })
  const code = await platform.newCode(core.gate.session?.session.station.id)
  const url = `https://127.0.0.1:${line.port}`
  await ask('sync.enrol', { url, code, deviceName: '值班室一号机', again: false })
  const db = core.gate.session?.db
  device = (db && setting(db, 'device')) ?? ''
  await core.close()
  await line.close()
}

async function lookUp(): Promise<void> {
  const { page } = app
  await button(page, '综合查询').click()
  await control(page, '查询事由').selectOption('P02')
  await control(page, '姓名、拼音、证件号、电话、地址').fill('测试')
}

test('what is refused says where to go, and the page there takes the code that was read over the phone', async () => {
  const { page } = app
  await logIn(page, demo.users.officer)
  await lookUp()
  await page.getByRole('alert').getByText('请到“同步”页凭电话延期码恢复').waitFor()

  await button(page, '同步').click()
  const panel = page.getByRole('region', { name: '离线期限' })
  await panel.getByText('查询、导出和打印个人信息已暂停，登记、草稿和待办照常').waitFor()
  await panel.getByRole('button', { name: '取得申请号…' }).click()
  await panel.getByText('本机名称“值班室一号机”').waitFor()
  const request = (await panel.getByLabel('申请号', { exact: true }).innerText()).replaceAll(' ', '')
  expect(request).toMatch(/^\d{12}$/)
  await screenshot(page, 'sync-lease')
  expect(await violationsInBothThemes(page, '同步')).toEqual([])

  const code = await makeLeaseCode(platform, { device, request, hours: 24, by: 'test' })
  const field = panel.getByLabel('延期码', { exact: true })
  await field.fill(code.replace(/^./, (digit) => String((Number(digit) + 1) % 10)))
  await page.keyboard.press('Enter')
  await panel.getByRole('alert').getByText('延期码有一位听错或输错').waitFor()
  await field.fill(code.replace(/(\d{4})/g, '$1 '))
  await page.keyboard.press('Enter')
  await panel.getByRole('status').getByText('已延期：约 24 小时内可以查询、导出和打印').waitFor()

  await lookUp()
  await page.getByText('未查到（不代表不存在）').waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})
