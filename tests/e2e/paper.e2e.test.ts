import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { InputOf, MethodName, OutputOf } from '../../src-contract/contract.ts'
import { idNumber } from '../support/ledger-samples.ts'
import { violationsInBothThemes } from './support/axe.ts'
import { callCore } from './support/core.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { button, control, logIn, pressKey } from './support/screen.ts'

const place = '澄湾市东渚区走访路66号5栋'

/** A house in a yard that has no number of its own yet. */
const temporary = '澄湾市东渚区走访路66号院内平房'

let demo: DemoCopy
let app: RunningApp

async function must<N extends MethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const answer = await callCore(app.page, method, input)
  if (!answer.ok) throw new Error(`${method}: ${answer.error.code} ${JSON.stringify(answer.error.params)}`)
  return answer.value as OutputOf<N>
}

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(20_000)
  await logIn(app.page, demo.users.clerk)
  const { accounts } = await must('accounts.colleagues', {})
  const officer = accounts.find((one) => one.role === 'officer')
  const { books } = await must('ledger.books', {})
  const beat = books[1]?.fields.find((field) => field.key === 'beat')?.options[0]?.value ?? ''
  const people = [
    ['赵测试', '1单元101室', '12912340001'],
    ['钱测试', '1单元102室', '12912340002'],
    ['孙测试', '1单元102室', '12912340003'],
    ['李测试', '2单元301室', '12912340004'],
  ].map(([name = '', room = '', phone = '']) => [name, `${place}${room}`, phone])
  const inYard = ['周测试', '吴测试'].map((name, at) => [name, temporary, `1291234001${at}`])
  let serial = 700
  for (const [name = '', address = '', phone = ''] of [...people, ...inYard]) {
    serial += 1
    const { draftId, revision } = await must('ledger.openDraft', { book: 'L02' as BookId })
    const fields = {
      ...{ name, phone, documentKind: 'resident-id', documentNumber: idNumber(serial), address },
      ...{ householdStatus: 'registered-here', occurredOn: '昨天', beat, officer: officer?.accountId ?? '' },
    }
    const { problems } = await must('ledger.saveDraft', { draftId, revision, fields })
    const accepted = problems.map(({ field, code }) => ({ field, code, reason: '新登记楼栋' }))
    await must('ledger.file', { draftId, accepted })
  }
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

const focused = () => app.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')

test('a walk list is printed for a building: the preview is the paper, and the copy is listed as out', async () => {
  const { page } = app
  await button(page, '走访表').click()
  await button(page, '印制走访表').click()
  await control(page, '楼栋').fill('走访路66号')
  await page.getByRole('option', { name: /5栋/ }).click()
  const officer = control(page, '经办民警')
  await officer.click()
  await page.getByRole('option').filter({ visible: true }).first().click()
  await screenshot(page, 'walk-list-print')
  await button(page, '印制').click()
  await page.getByText('第 1 页').first().waitFor()
  await page.locator('canvas').first().waitFor()
  await screenshot(page, 'walk-list-paper')
  await button(page, '关闭').click()
  await page.getByRole('grid', { name: '走访表各份' }).getByText('在外').waitFor()
  await screenshot(page, 'walk-list-copies')
})

test('it is typed back in the order of the paper without the mouse, and each room becomes a visit', async () => {
  const { page } = app
  await button(page, '回录').click()
  await page.getByText('赵测试').waitFor()
  await expect.poll(focused).toContain('第 1 行 核实')
  await pressKey(page, 'Enter')
  await expect.poll(focused).toContain('第 2 行 核实')
  await page.keyboard.press('l')
  await expect.poll(focused).toContain('第 3 行 核实')
  await pressKey(page, 'Tab')
  await page.keyboard.type('今天')
  await pressKey(page, 'Tab')
  await page.keyboard.type('129 1234 0033')
  await pressKey(page, 'Enter')
  await expect.poll(focused).toContain('第 4 行 核实')
  await page.getByText(/已保存于本机/).waitFor()
  await screenshot(page, 'walk-list-typing')
  await pressKey(page, 'Ctrl+S')
  await page.getByText('登记 2 户，1 户未录完。').waitFor()
  await screenshot(page, 'walk-list-filed')
  const { rows } = await must('ledger.list', { book: 'L06' as BookId, text: '走访路' })
  expect(rows.map((row) => row.state)).toEqual(['done', 'done'])
})

test('what was typed is there when the page is loaded again; a newcomer opens a draft with the room', async () => {
  const { page } = app
  await pressKey(page, 'U')
  await page.getByText('未核实').first().waitFor()
  await page.getByText(/已保存于本机/).waitFor()
  await page.reload()
  await page.getByText('李测试').waitFor()
  await page.getByText('未核实').first().waitFor()
  expect(await violationsInBothThemes(page, 'typing')).toEqual([])
  await page.locator('tr', { hasText: '2单元301' }).click()
  await page.getByRole('button', { name: '3 流动人口' }).last().click()
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#\/draft\//)
  expect(await control(page, '居住地址').inputValue()).toContain('2单元301室')
})

test('work in hand is selected and signed over to a colleague', async () => {
  const { page } = app
  await button(page, '工作交接').click()
  await button(page, '新建交接单').click()
  await page.getByText(/已选 \d+ \/ \d+ 项/).waitFor()
  const receiver = control(page, '接收人')
  await receiver.click()
  await page.getByRole('option').filter({ visible: true }).first().click()
  await screenshot(page, 'handover-start')
  await button(page, '签交').click()
  await page.getByRole('grid', { name: '交接单' }).getByText('待核收').waitFor()
  await page.getByRole('grid', { name: '交接单' }).focus()
  await pressKey(page, 'Enter')
  await page.getByRole('dialog', { name: /交接单 H/ }).waitFor()
  await screenshot(page, 'handover')
})

test('a temporary address is found from the home page, asked for, and merged into the standard one without the mouse', async () => {
  const { page } = app
  await page.reload()
  await button(page, '今日待办').click()
  await page.locator('dl div', { hasText: '临时地址' }).getByRole('link').click()
  const list = page.getByRole('grid', { name: '临时地址' })
  await list.getByText(temporary).first().waitFor()
  expect(await list.getByText(temporary).count()).toBe(2)
  await list.getByText(temporary).first().click()
  await control(page, '说明').focus()
  await page.keyboard.type('已拍门牌照片')
  await pressKey(page, 'Tab')
  await pressKey(page, 'Enter')
  await page.getByText(/已于 .* 申请，尚未答复。/).waitFor()
  expect(await violationsInBothThemes(page, 'temporary addresses')).toEqual([])
  await control(page, '标准地址').focus()
  await page.keyboard.type(`${place}1单元101室`)
  await pressKey(page, 'Enter')
  await page.getByText(/地址由“.*院内平房”改为“.*1单元101室”/).waitFor()
  await screenshot(page, 'temporary-addresses')
  await button(page, '归并 2 条').press('Enter')
  await page.getByText('已归并 2 条').waitFor()
  await expect.poll(() => list.getByText(temporary).count()).toBe(0)
  await page.getByText('申请清单').click()
  await page.getByRole('grid', { name: '申请清单' }).getByText('已答复').waitFor()
  await screenshot(page, 'address-requests')
  await pressKey(page, 'Alt+Z')
  await page.getByText('已撤销，2 条恢复原样').waitFor()
  await page.getByRole('grid', { name: '申请清单' }).getByText('已申请').waitFor()
})
