import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSpreadsheet } from '../../src-core/spreadsheets/read.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { bookSamples, type SampleStep } from '../support/book-samples.ts'
import { violationsOn } from './support/axe.ts'
import { chooseFile } from './support/choose-file.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { fileEntry, must, takeStep } from './support/ledger.ts'
import { button, control, dismissNotifications, logIn, pressKey } from './support/screen.ts'

// What is filed once is handed to the systems: one by an import file, one by hand.
let demo: DemoCopy
let app: RunningApp
let page: Page
let rental: { entryId: EntryId; number: string }
let incident: { entryId: EntryId; number: string }
let steps: readonly SampleStep[] = []
let batch = ''
let uncoded: { entryId: EntryId; number: string }

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  page = app.page
  page.setDefaultTimeout(15_000)
  await logIn(page, demo.users.clerk)
  const { accounts } = await must(page, 'accounts.colleagues', {})
  const police = accounts.filter((one) => one.staffKind === 'officer').map((one) => one.accountId)
  const { fields } = await must(page, 'ledger.openDraft', { book: 'L06' as never })
  const samples = bookSamples({
    officer: police[0] ?? '',
    another: police[1] ?? '',
    today: fields['occurredOn'] ?? '',
  })
  const fieldsOf = (book: string): Readonly<Record<string, string>> => samples[book]?.fields ?? {}
  rental = await unsampled(() => fileEntry(page, 'L04', fieldsOf('L04')))
  incident = await unsampled(() => fileEntry(page, 'L09', fieldsOf('L09')))
  steps = samples['L09']?.path ?? []
  for (const { transition, fields: typed } of steps.slice(0, 2))
    await takeStep(page, incident.entryId, transition, typed)
  // The landlord did not know the code of the unit, which the housing system requires.
  uncoded = await unsampled(() => fileEntry(page, 'L04', { ...fieldsOf('L04'), unitCode: '未提供' }))
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

/** One filing in twenty is looked at by somebody else first, and is told to nobody until then. */
async function unsampled<T extends { entryId: EntryId }>(file: () => Promise<T>): Promise<T> {
  const made = await file()
  const { review } = await must(page, 'ledger.read', { entryId: made.entryId })
  return review?.kind === 'sampled' ? unsampled(file) : made
}

const system = (name: string): Locator =>
  page.getByRole('navigation', { name: '七个系统' }).getByRole('button', { name: new RegExp(`^${name}`) })
const list = (): Locator => page.getByRole('grid', { name: '数据共享' })
const row = (number: string): Locator => list().getByRole('row', { name: new RegExp(number) })
/** Of the rows, to be ticked. */
const boxes = (): Locator => list().locator('[class*="_box_"]')
const onHome = (): Locator => page.getByRole('region', { name: '数据共享' })
const standing = (name: string): Locator =>
  page.getByRole('radiogroup', { name: '状态' }).getByText(new RegExp(`^${name} \\d+$`))

/** What the user answers when asked where to save. */
async function saveTo(path: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
  }, path)
}

const calledAtSystems = ({ entryId, number }: { entryId: EntryId; number: string }): string =>
  `${number}-${entryId.slice(-4).toUpperCase()}`

async function openEntry({ entryId, number }: { entryId: EntryId; number: string }): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#/entry/${entryId}`)
  await page.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor()
}

test('the home page says what is incomplete as soon as it is known, and leads to it by keyboard', async () => {
  // Filed while the page was open: nobody had to ask for it again.
  const line = onHome().getByRole('listitem').filter({ hasText: '住建租赁 · 待补齐' })
  await line.getByText('1 条').waitFor()
  await line.getByRole('link').focus()
  await pressKey(page, 'Enter')
  await page.getByRole('heading', { level: 1, name: '数据共享' }).waitFor()
  await row(uncoded.number).waitFor()
  expect(await page.getByRole('radio', { name: /^待补齐 1$/ }).isChecked()).toBe(true)
})

test('what was filed waits for the systems that take it, each with its way of being told', async () => {
  await button(page, '数据共享').click()
  await system('住建租赁').click()
  await standing('待报送').click()
  await row(rental.number).waitFor()
  expect(await row(rental.number).innerText()).toContain('待报送')
  expect(await system('住建租赁').innerText()).toContain('导入文件')
  expect(await system('警综人口').innerText()).toContain('接口报送')
  // Whom it is about stands on the entry's own page only.
  expect(await page.content()).not.toContain('上官测试')
  await system('接处警').click()
  await row(incident.number).waitFor()
  expect(await violationsOn(page, 'distribution')).toEqual([])
})

test('what the system requires and the ledger does not say is typed for it once', async () => {
  await system('住建租赁').click()
  await standing('待补齐').click()
  await row(uncoded.number).waitFor()
  expect(await row(uncoded.number).innerText()).toContain('房屋编码')
  await row(uncoded.number).click()
  await pressKey(page, 'Enter')
  const panel = page.getByRole('dialog', { name: new RegExp(uncoded.number) })
  await panel.getByLabel('房屋编码').and(page.locator('input:focus')).waitFor()
  await page.keyboard.type('FW99010200009999')
  await panel.getByRole('button', { name: '保存补填' }).click()
  await panel.waitFor({ state: 'detached' })
  await standing('待报送').click()
  await row(uncoded.number).waitFor()
  // Nothing is done with single rows here: all that waits goes into one file.
  expect(await boxes().count()).toBe(0)
  await dismissNotifications(page)
  await button(page, '今日待办').click()
  await page.getByRole('region', { name: '期限待办' }).waitFor()
  expect(await onHome().count()).toBe(0)
  await button(page, '数据共享').click()
})

test('an import file in the system’s template goes out under a batch number and waits to be confirmed', async () => {
  await system('住建租赁').click()
  await row(rental.number).waitFor()
  const path = join(demo.dir, '住建导入.xlsx')
  await saveTo(path)
  await button(page, '生成导入文件').click()
  const said = page.getByText(/^批次 \S+：2 条已导出/)
  await said.waitFor()
  batch = /批次 (\S+)：/.exec(await said.innerText())?.[1] ?? ''
  await expect.poll(() => statSync(path, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(0)
  await page.getByText(/已保存为/).waitFor()
  const { headings, rows } = await rowsOf(path)
  const column = (name: string) => rows.find((one) => one.includes(calledAtSystems(rental)))?.[headings.indexOf(name)]
  expect(headings).toEqual(expect.arrayContaining(['派出所登记号', '房屋编码', '出租人', '居住人数']))
  expect(rows.map((one) => one[headings.indexOf('派出所登记号')]).sort()).toEqual(
    [calledAtSystems(rental), calledAtSystems(uncoded)].sort(),
  )
  expect(column('房屋编码')).toBe('FW99010200001203')
  expect(column('出租人')).toBe('上官测试')
  await dismissNotifications(page)

  await standing('已导出待确认').click()
  await row(rental.number).waitFor()
  expect(await row(rental.number).innerText()).toContain(batch)
  // The file can be had again.
  const again = join(demo.dir, '住建导入再取.xlsx')
  await saveTo(again)
  await row(rental.number).click()
  await pressKey(page, 'Space')
  await button(page, '再取批次文件').click()
  await page.getByText(/已保存为/).waitFor()
  expect((await rowsOf(again)).rows).toEqual(rows)
  await dismissNotifications(page)
})

test('it is confirmed with the receipt number, and the entry’s own page says so', async () => {
  await control(page, '回执号').fill('ZJ-2026-0088')
  await screenshot(page, 'distribution')
  await button(page, '确认已导入').click()
  await page.getByText('已确认 1 条').waitFor()
  await standing('已共享').click()
  await row(rental.number).waitFor()
  expect(await row(rental.number).innerText()).toContain('ZJ-2026-0088')
  await dismissNotifications(page)
  await openEntry(rental)
  const section = page.getByRole('region', { name: '数据共享' })
  await section.getByText('已共享').waitFor()
  await section.getByText('回执号 ZJ-2026-0088').waitFor()
})

test('a return file says what it would do before it is written', async () => {
  const path = join(demo.dir, '回执.xlsx')
  const columns = ['登记号', '批次号', '导入结果', '原因'].map((header) => ({ header, kind: 'text' as const }))
  const lines = [
    [calledAtSystems(uncoded), batch, '失败', '房屋编码不存在'],
    ['L04-2026-999999', batch, '成功', ''],
  ]
  await writeWorkbook(path, { sheets: [{ name: '回执', columns, rows: lines }] })
  await chooseFile(app.electron, path)
  await button(page, '数据共享').click()
  await button(page, '导入回执文件…').click()
  const dialog = page.getByRole('dialog', { name: /回执文件/ })
  await dialog.getByRole('button', { name: '选择文件…' }).click()
  await dialog.getByText('回执第 3 行').waitFor()
  expect(await violationsOn(page, 'return file')).toEqual([])
  await dialog.getByRole('button', { name: '写入' }).click()
  await page.getByText('确认 0 条，退回 1 条').waitFor()
  await standing('被退回').click()
  await row(uncoded.number).waitFor()
  expect(await row(uncoded.number).innerText()).toContain('房屋编码不存在')
  await dismissNotifications(page)
})

test('what was rejected is on the home page until somebody has done something about it', async () => {
  await button(page, '接处警').click()
  await button(page, '今日待办').click()
  const line = onHome().getByRole('listitem')
  await line.filter({ hasText: '住建租赁 · 被退回' }).getByText('1 条').waitFor()
  await screenshot(page, 'home-distribution')
  expect(await violationsOn(page, 'home')).toEqual([])
  await onHome().getByRole('link', { name: '住建租赁 · 被退回' }).click()
  await row(uncoded.number).waitFor()
  await button(page, '今日待办').click()
  await line.first().waitFor()
  // It waits again by itself once it is corrected, which the background finds out: the page is not asked to look again.
  const { version, fields } = await must(page, 'ledger.read', { entryId: uncoded.entryId })
  const accepted = [{ field: 'address', code: 'unit-registered', reason: '情况属实' }]
  const corrected = { entryId: uncoded.entryId, version, fields: { ...fields, people: '2' }, reason: '核实后更正' }
  await must(page, 'ledger.correct', { ...corrected, accepted })
  await onHome().waitFor({ state: 'detached' })
})

test('where a system has no way but by hand, Enter copies line by line, and the receipt number makes it shared', async () => {
  await button(page, '数据共享').click()
  await system('接处警').click()
  await row(incident.number).click()
  await pressKey(page, 'Enter')
  const panel = page.getByRole('dialog', { name: new RegExp(incident.number) })
  await panel.getByText('2026030500000002').waitFor()
  const labels = await panel.locator('dl[aria-label="对方的项目"] dt').allInnerTexts()
  expect(labels.slice(0, 2).map((one) => one.replace(' *', ''))).toEqual(['警情编号', '警情类别'])
  const clipboard = () => app.electron.evaluate(({ clipboard: board }) => board.readText())
  await panel.getByRole('button', { name: '复制警情编号' }).waitFor()
  await pressKey(page, 'Enter')
  expect(await clipboard()).toBe('2026030500000002')
  await pressKey(page, 'Enter')
  expect(await clipboard()).toBe('噪音扰民')
  await screenshot(page, 'distribution-panel')
  expect(await violationsOn(page, 'panel')).toEqual([])
  // Somebody calls the reporter back meanwhile: what was copied is not what the entry says now.
  const callBack = steps.find(({ transition }) => transition === 'call-back')
  await takeStep(page, incident.entryId, 'call-back', callBack?.fields)
  await panel.getByLabel('回执号').fill('JCJ20260301')
  await pressKey(page, 'Enter')
  await panel.getByText('记录在您查看之后有改动').waitFor()
  await panel.getByText('已回访').waitFor()
  await panel.getByLabel('回执号').press('Enter')
  await panel.waitFor({ state: 'detached' })
  await standing('已共享').click()
  await row(incident.number).waitFor()
  expect(await row(incident.number).innerText()).toContain('JCJ20260301')
  await dismissNotifications(page)
  await openEntry(incident)
  const section = page.getByRole('region', { name: '数据共享' })
  await section.getByText('回执号 JCJ20260301').waitFor()
})

test('a rejection with its reason stands on the entry’s page, and it is sent again from there', async () => {
  const { entryId } = rental
  const { version, fields } = await must(page, 'ledger.read', { entryId })
  const accepted = [{ field: 'address', code: 'unit-registered', reason: '情况属实' }]
  const corrected = { ...fields, people: '2' }
  await must(page, 'ledger.correct', { entryId, version, fields: corrected, reason: '核实后更正', accepted })
  await openEntry(rental)
  const section = page.getByRole('region', { name: '数据共享' })
  await section.getByText('原记录已共享，更正待报送').waitFor()
  await must(page, 'distribution.exportBatch', { system: 'ZJ' })
  await section.getByText('已导出待确认').waitFor()
  const { targets } = await must(page, 'distribution.ofEntry', { entryId })
  const hash = targets.find((target) => target.system === 'ZJ')?.hash ?? ''
  await must(page, 'distribution.refuse', { items: [{ entryId, system: 'ZJ', hash }], reason: '房屋编码与坐落不符' })
  await section.getByText('房屋编码与坐落不符').waitFor()
  await section.getByRole('button', { name: '再次报送' }).click()
  await section.getByText('待报送').waitFor()
  expect(app.complaints).toEqual([])
})

test('a clerk chooses rows to act on them, all at once too; a chief, who only looks, has no boxes and no line on the home page', async () => {
  const { entryId } = rental
  await must(page, 'distribution.exportBatch', { system: 'ZJ' })
  const { targets } = await must(page, 'distribution.ofEntry', { entryId })
  const hash = targets.find((target) => target.system === 'ZJ')?.hash ?? ''
  await must(page, 'distribution.refuse', { items: [{ entryId, system: 'ZJ', hash }], reason: '房屋编码与坐落不符' })
  await button(page, '数据共享').click()
  await system('住建租赁').click()
  await standing('已导出待确认').click()
  await boxes().first().waitFor()
  await button(page, '全选 1 条').click()
  await page.getByText('已选 1 条').waitFor()

  await pressKey(page, 'Alt+L')
  await logIn(page, demo.users.chief)
  await page.getByRole('region', { name: '期限待办' }).waitFor()
  expect(await onHome().count()).toBe(0)
  await button(page, '数据共享').click()
  await row(rental.number).waitFor()
  expect(await row(rental.number).innerText()).toContain('房屋编码与坐落不符')
  expect(await boxes().count()).toBe(0)
  expect(await page.getByRole('button', { name: /再次报送|标为被退回|导入回执文件/ }).count()).toBe(0)
})

async function rowsOf(path: string): Promise<{ headings: string[]; rows: string[][] }> {
  const file = await readSpreadsheet(path)
  if (!file.ok) throw new Error(file.error.code)
  const header = await file.value.startRows()
  const read = await file.value.nextPage()
  await file.value.close()
  if (!header.ok || !read.ok) throw new Error('unreadable')
  return {
    headings: header.value.columns.map(({ key }) => key),
    rows: read.value.rows.map(({ cells }) => cells.map(({ text }) => text)),
  }
}
