import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InputOf, MethodName, OutputOf } from '../../src-contract/contract.ts'
import type { FileId } from '../../src-contract/ids.ts'
import type { Binding, ReturnId } from '../../src-contract/features/returns.shapes.ts'
import { addDays } from '../../src-domain/identifiers/calendar.ts'
import { periodAfter, periodKind, periodOfDay, type Period } from '../../src-domain/periods/periods.ts'
import { localDateOf } from '../../src-core/clock.ts'
import { Core } from '../../src-core/core.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { count, moveEntry, putEntry, sheet } from '../support/returns-station.ts'
import { violationsInBothThemes, violationsOn } from './support/axe.ts'
import { chooseFile } from './support/choose-file.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { button, choose, control, dismissNotifications, logIn, pressKey, shownValue } from './support/screen.ts'

const name = '基层基础工作月报表'
let demo: DemoCopy
let app: RunningApp
let last: Period
let before: Period

/** A station that sent its return the month before last; since then a visit of that month was filed late. */
beforeAll(async () => {
  demo = await demoStation()
  const month = periodKind('month')
  if (month === undefined) throw new Error('month')
  const running = periodOfDay(month, localDateOf(Date.now()))
  last = periodAfter(month, running, -1)
  before = periodAfter(month, running, -2)
  await prepare()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(15_000)
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

const template = (): string => join(demo.dir, 'templates', `${name}.xlsx`)

async function prepare(): Promise<void> {
  const core = new Core({ dir: demo.replica, machineSecret: { kind: 'none' } })
  const as = async <N extends MethodName>(
    who: 'clerk' | 'chief',
    method: N,
    input: InputOf<N>,
  ): Promise<OutputOf<N>> => {
    if (core.gate.session?.session.role !== who) {
      await core.gate.close()
      const { user: login, passphrase } = demo.users[who]
      await core.dispatcher.dispatch({ method: 'accounts.logIn', input: { login, passphrase } })
    }
    const result = await core.dispatcher.dispatch({ method, input })
    if (!result.ok) throw new Error(`${method}: ${result.error.code} ${JSON.stringify(result.error.params)}`)
    return result.value as never
  }
  const fileId = uuidv7(Date.now()) as FileId
  core.files.put(fileId, template())
  const facts = { name, issuer: '东渚分局', periodKind: 'month', dueDays: 3, startsWith: before.id, fileId }
  const { returnId } = await as('clerk', 'returns.create', facts)
  const { template: form, revision } = await as('clerk', 'returns.open', { returnId })
  const beats = form.sheets[0]?.cells.filter((cell) => /^B\d\d$/.test(cell.text)).map((cell) => cell.text) ?? []
  putEntries(core, before, beats)
  putEntries(core, last, beats)
  const cells = beats.flatMap((beat, at) => bindingsOf(beat, at + 5))
  const open = cells.filter(({ cell }) => cell !== 'C5')
  await as('clerk', 'returns.bind', { returnId, revision, cells: open })
  await sendOff(as, returnId)
  const db = core.gate.session?.db
  if (db) {
    const late = putEntry(db, { occurredOn: addDays(before.from, 2), beat: beats[0] ?? 'B01' })
    moveEntry(db, late, 'repeated', new Date().toISOString())
    await prepareElsewhere(core, as)
  }
  await core.close()
}

const elsewhere = '另一台电脑的月报表'

/** A return as it stands here between its rows and its files: handed in on another PC, and neither form nor content has come. */
async function prepareElsewhere(core: Core, as: As): Promise<void> {
  const fileId = uuidv7(Date.now()) as FileId
  await as('clerk', 'returns.list', {})
  core.files.put(fileId, template())
  const facts = { name: elsewhere, issuer: '东渚分局', periodKind: 'month', dueDays: 3, startsWith: before.id, fileId }
  const { returnId } = await as('clerk', 'returns.create', facts)
  const { revision } = await as('clerk', 'returns.open', { returnId })
  await as('clerk', 'returns.bind', { returnId, revision, cells: [{ sheet, cell: 'F5', binding: count() }] })
  await sendOff(as, returnId)
  const db = core.gate.session?.db
  db?.prepare<[string], never>('UPDATE return_templates SET layout = NULL, file = NULL WHERE return_id = ?').run(
    returnId,
  )
  db?.prepare<[string], never>('UPDATE return_submissions SET snapshot = NULL WHERE return_id = ?').run(returnId)
}

function bindingsOf(beat: string, row: number): { sheet: string; cell: string; binding: Binding }[] {
  const cells: Record<string, Binding> = {
    C: count({ book: 'L07', beat }),
    D: count({ book: 'L07', basis: 'reached', state: 'resolved', beat }),
    F: count({ beat }),
    G: count({ state: 'not-met', beat }),
    H: count({ book: 'L02', basis: 'filed', beat }),
    I: count({ book: 'L02', basis: 'end', state: 'present', beat }),
  }
  return Object.entries(cells).map(([column, binding]) => ({ sheet, cell: `${column}${row}`, binding }))
}

function putEntries(core: Core, period: Period, beats: readonly string[]): void {
  const db = core.gate.session?.db
  if (!db) throw new Error('nobody is logged in')
  beats.forEach((beat, at) => {
    for (let n = 0; n < 5 + at; n += 1) {
      const occurredOn = addDays(period.from, n * 2)
      putEntry(db, { occurredOn, beat, state: n % 3 === 2 ? 'not-met' : 'done' })
      putEntry(db, { book: 'L02', state: 'present', occurredOn, beat })
      if (n % 2 === 0) {
        const dispute = putEntry(db, { book: 'L07', state: 'accepted', occurredOn, beat })
        if (n % 4 === 0) moveEntry(db, dispute, 'resolved', `${addDays(occurredOn, 1)}T04:00:00.000Z`)
      }
    }
  })
}

type As = <N extends MethodName>(who: 'clerk' | 'chief', method: N, input: InputOf<N>) => Promise<OutputOf<N>>

async function sendOff(as: As, returnId: ReturnId): Promise<void> {
  const period = before.id
  const { contentHash } = await as('clerk', 'returns.fill', { returnId, period })
  const { submissionId } = await as('clerk', 'returns.submit', {
    returnId,
    period,
    contentHash,
    acceptIncomplete: true,
  })
  await as('chief', 'returns.review', { submissionId, confirm: true })
}

const grid = () => app.page.getByRole('grid', { name: /^月报表/ })
const panel = (cell: string) => app.page.getByRole('region', { name: `单元格 ${cell}` })

/** Presses Tab until the focus is in the field with this label. */
async function tabTo(label: string): Promise<void> {
  const field = control(app.page, label)
  await field.waitFor()
  const isFocused = () => field.evaluate((element) => element === document.activeElement)
  for (let pressed = 0; pressed < 12 && !(await isFocused()); pressed += 1) await pressKey(app.page, 'Tab')
  expect(await isFocused(), label).toBe(true)
}

test('a new return is set up from the form that the bureau sent', async () => {
  const { page } = app
  await logIn(page, demo.users.clerk)
  await button(page, '报表报送').click()
  await page.getByRole('table', { name: '报表目录' }).getByText('东渚分局').first().waitFor()
  await button(page, '新建报表').click()
  await chooseFile(app.electron, template())
  await button(page, '选择模板…').click()
  await page.getByText(/基层基础工作月报表\.xlsx（/).waitFor()
  await control(page, '报表名称').fill('治安基础季报')
  await control(page, '下发单位').fill('澄湾市局')
  await choose(page, '季报', '周期')
  await screenshot(page, 'returns-new')
  await button(page, '建立').click()
  await page.getByRole('heading', { name: '治安基础季报', level: 1 }).waitFor()
  await page.getByText('模板有隐藏的工作表').waitFor()
  await grid().waitFor()
  await panel('C5').getByText('还没有说明填什么').waitFor()
  await dismissNotifications(page)
})

test('home leads to what is due; a cell is bound with the keyboard alone and filled at once', async () => {
  const { page } = app
  await button(page, '今日待办').click()
  await page
    .getByRole('region', { name: '待报报表' })
    .getByRole('link', { name: new RegExp(`${name} ${last.id}`) })
    .click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await grid().focus()
  await pressKey(page, 'Enter')
  await tabTo('台账')
  await page.keyboard.type('L07')
  await tabTo('警务区')
  await page.keyboard.type('B01')
  expect(await shownValue(control(page, '台账'))).toBe('L07 矛盾纠纷')
  await screenshot(page, 'returns-binding')
  await pressKey(page, 'Ctrl+S')
  await page.getByText('绑定已记住').waitFor()
  await expect.poll(() => panel('C5').textContent()).toContain('查看记录（3）')
  await dismissNotifications(page)
  await screenshot(page, 'returns')
  expect(await violationsOn(page, 'opened return')).toEqual([])

  // The focus is back in the form: to the number of visits, and into its records.
  for (let step = 0; step < 3; step += 1) await pressKey(page, '→')
  await panel('F5').waitFor()
  await pressKey(page, 'Enter')
  await pressKey(page, 'Enter')
  const records = page.getByRole('grid', { name: 'F5 记录' })
  await records.getByRole('gridcell', { name: /^L06-/ }).first().waitFor()
  expect(await records.getByRole('row').count()).toBe(6)
  await screenshot(page, 'returns-records')
  await pressKey(page, 'Escape')
  await records.waitFor({ state: 'hidden' })
})

test('a return that was sent says what has changed since, and which record it was', async () => {
  const { page } = app
  await control(page, '报告期').selectOption(before.id)
  await page.getByText(/报送的对比/).waitFor()
  await page.getByText('与上次差异').click()
  await panel('F5').getByRole('button', { name: '新增 1' }).waitFor()
  await dismissNotifications(page)
  await screenshot(page, 'returns-differences')
  await panel('F5').getByRole('button', { name: '新增 1' }).click()
  await page.getByRole('grid', { name: 'F5 比上次新增的记录' }).getByRole('gridcell', { name: /^L06-/ }).waitFor()
  await pressKey(page, 'Escape')
  await page.getByText('报送记录').click()
  await page.getByRole('table', { name: '报送记录' }).getByText('已报送').waitFor()
  await screenshot(page, 'returns-history')
  await page.getByText('数字', { exact: true }).click()
})

test('the clerk hands it in, the chief confirms what was frozen and saves the file', async () => {
  const { page } = app
  await control(page, '报告期').selectOption(last.id)
  await button(page, '提交审核').click()
  await page.getByRole('dialog').getByRole('button', { name: /提交/ }).click()
  await page.getByText('须由另一人审核').first().waitFor()
  await dismissNotifications(page)
  await pressKey(page, 'Alt+L')
  await page.getByRole('form', { name: '登录' }).waitFor()

  await logIn(page, demo.users.chief)
  await button(page, '今日待办').click()
  await page.getByRole('region', { name: '待报报表' }).getByText('待审核').waitFor()
  await page.getByRole('link', { name: new RegExp(`${name} ${last.id}`) }).click()
  await page.getByText('提交后不再变化').waitFor()
  await grid().waitFor()
  await screenshot(page, 'returns-review')
  expect(await violationsInBothThemes(page, 'sent return')).toEqual([])
  await button(page, '确认报送').click()
  await page.getByRole('dialog').getByRole('button', { name: '确认报送' }).click()
  await page.getByText('已确认报送').waitFor()

  const saved = join(demo.dir, 'saved.xlsx')
  await app.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, saved)
  await dismissNotifications(page)
  await button(page, '保存文件…').click()
  await page.getByText(/^已保存 saved\.xlsx/).waitFor()
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(saved)
  const form = book.getWorksheet(sheet)
  expect(form?.getCell('F5').value).toBe(5)
  expect(form?.pageSetup.printTitlesRow).toBe('3:4')
  expect(form?.getCell('F9').formula ?? form?.getCell('F10').formula).toMatch(/^SUM\(F5:/)
  expect(app.complaints).toEqual([])
})

test('a form that has not come from the other PC: the screen says so, what is known is shown, nothing else is offered', async () => {
  const { page } = app
  await dismissNotifications(page)
  await button(page, '报表报送').click()
  const row = page.getByRole('table', { name: '报表目录' }).getByRole('row', { name: new RegExp(elsewhere) })
  await row.getByText(new RegExp(`^${before.id}（`)).waitFor()
  await row.getByRole('link').click()
  await page.getByText(/表样还没传到本机/).waitFor()
  await page.getByText(/^应于 .* 前报送$/).waitFor()
  expect(await grid().count()).toBe(0)
  expect(await button(page, '保存文件…').isDisabled()).toBe(true)
  expect(await button(page, '提交审核').count()).toBe(0)
  await screenshot(page, 'returns-not-here')
  expect(await violationsOn(page, 'return whose form is elsewhere')).toEqual([])
  await page.getByText('报送记录', { exact: true }).click()
  const history = page.getByRole('table', { name: '报送记录' })
  await history.getByText('已报送').waitFor()
  await history.getByText('内容还没传到本机').waitFor()
  expect(await history.getByRole('button', { name: '查看' }).count()).toBe(0)
  expect(app.complaints).toEqual([])
})
