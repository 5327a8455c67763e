import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { readSpreadsheet } from '../../src-core/spreadsheets/read.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import { chooseFile } from './support/choose-file.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { button, choose, control, dismissNotifications, logIn } from './support/screen.ts'

const headings = ['姓名', '性别', '身份证号', '手机号', '现住址', '户籍状态', '登记日期', '警务区', '责任民警']
const room = '云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元'

let demo: DemoCopy
let app: RunningApp

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(15_000)
  await logIn(app.page, demo.users.clerk)
  await app.page.evaluate(() => (location.hash = '#/ledger/L02'))
  await button(app.page, '导入导出').waitFor()
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

const idOf = (n: number): string => completeResidentId(`99010219850612${String(100 + n)}`)

function row(n: number, more: Partial<Record<string, string>> = {}): string[] {
  const one: Record<string, string> = {
    姓名: `测试${'甲乙丙丁戊己庚辛壬癸'.charAt(n % 10)}`,
    性别: n % 2 === 1 ? '男' : '女',
    身份证号: idOf(n),
    手机号: `129${String(n).padStart(8, '0')}`,
    现住址: `${room}${1 + n}01室`,
    户籍状态: '人户一致',
    登记日期: '2026年3月5日',
    警务区: 'B01',
    责任民警: '张启伟',
  }
  return headings.map((heading) => more[heading] ?? one[heading] ?? '')
}

async function residentsFile(name: string): Promise<string> {
  const path = join(demo.dir, name)
  const bad = idOf(7).slice(0, 17) + (idOf(7).endsWith('5') ? '6' : '5')
  const rows = [
    ...[0, 1, 2, 3].map((n) => row(n)),
    row(4, { 户籍状态: '本市户口', 责任民警: '老张' }),
    row(5, { 户籍状态: '本市户口', 责任民警: '老张' }),
    row(6, { 现住址: '云渚省澄湾市东渚区桂园街道镜湖东路4号' }),
    row(7, { 身份证号: bad }),
    row(8, { 登记日期: '2026-02-30', 姓名: '=HYPERLINK("http://x","点")' }),
    row(2, { 姓名: '测试丙丙' }),
  ]
  const columns = headings.map((header) => ({ header, kind: 'text' as const }))
  await writeWorkbook(path, { sheets: [{ name: '台账', columns, rows }] })
  return path
}

/** What the user answers when asked where to save. */
async function saveTo(path: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
  }, path)
}

/** A file is there, empty, before it is written. */
const isWritten = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0

async function rowsOf(path: string): Promise<{ headings: string[]; rows: string[][]; titles: string[] }> {
  const file = await readSpreadsheet(path)
  if (!file.ok) throw new Error(file.error.code)
  const header = await file.value.startRows()
  const page = await file.value.nextPage()
  await file.value.close()
  if (!header.ok || !page.ok) throw new Error('unreadable')
  return {
    headings: header.value.columns.map(({ key }) => key),
    rows: page.value.rows.map(({ cells }) => cells.map(({ text }) => text)),
    titles: header.value.titleRows,
  }
}

const problem = (field: string, said: string) =>
  app.page
    .getByRole('region', { name: '问题', exact: true })
    .getByRole('row', { name: new RegExp(`${field}.*${said}`) })

test('a file is checked, its problems are settled once for all, and what is good is filed', async () => {
  const { page } = app
  await button(page, '导入导出').click()
  await page.getByRole('menuitem', { name: '下载导入模板' }).waitFor()
  await screenshot(page, 'exchange-menu')
  await page.getByRole('menuitem', { name: '导入表格…' }).click()
  await button(page, '选择文件…').waitFor()
  await chooseFile(app.electron, await residentsFile('实有人口.xlsx'))
  await button(page, '选择文件…').click()
  await page.getByText('共 10 行').waitFor()
  await problem('户籍状态', '不在可选项之内').waitFor()
  await screenshot(page, 'book-import-preview')

  await problem('户籍状态', '不在可选项之内').getByRole('button', { name: '逐一对应' }).click()
  await choose(page, '人户分离（市内）', '“本市户口”（2 行）')
  await button(page, '应用').click()
  await problem('户籍状态', '不在可选项之内').waitFor({ state: 'detached' })
  await problem('经办民警', '不在本所在用账户之内').getByRole('button', { name: '逐一对应' }).click()
  const officer = control(page, '“老张”（2 行）')
  await officer.selectOption({ label: (await officer.locator('option', { hasText: '张启伟' }).textContent()) ?? '' })
  await screenshot(page, 'book-import-repair')
  await button(page, '应用').click()
  await problem('经办民警', '不在本所在用账户之内').waitFor({ state: 'detached' })
  await problem('现住地址', '没有写到室').getByRole('button', { name: '说明后登记' }).click()
  await control(page, '属实的原因').fill('平房，无室号')
  await page.keyboard.press('Enter')
  await button(page, '登记 7 行').waitFor()
  await button(page, '登记 7 行').click()
  await page.getByText('已登记 7 条').waitFor()
  await page.getByRole('region', { name: '导入记录' }).getByText('已导入').waitFor()
  await screenshot(page, 'book-import-done')
}, 60_000)

test('what was not filed comes back with its reasons', async () => {
  const path = join(demo.dir, '退回.xlsx')
  await saveTo(path)
  await button(app.page, '下载退回的行').click()
  await expect.poll(() => isWritten(path)).toBe(true)
  await app.page.getByText(/已保存为/).waitFor()
  const { headings: columns, rows } = await rowsOf(path)
  expect(columns.slice(0, 2)).toEqual(['原行号', '未登记原因'])
  expect(rows.map(([number]) => number)).toEqual(['9', '10', '11'])
  expect(rows[0]?.[1]).toContain('校验位不符')
  expect(rows[1]?.[1]).toContain('没有这一天')
  expect(rows[1]?.[2]).toBe('=HYPERLINK("http://x","点")')
  expect(rows[2]?.[1]).toContain('重复')
  await dismissNotifications(app.page)
})

test('the list goes out as a workbook that says who took it and why, masked unless the purpose opens it', async () => {
  const { page } = app
  await button(page, '返回台账').click()
  await page.getByText('共 7 条').waitFor()
  const path = join(demo.dir, '导出.xlsx')
  await saveTo(path)
  await button(page, '导入导出').click()
  await page.getByRole('menuitem', { name: '导出表格…' }).click()
  await page.getByRole('button', { name: '导出', exact: true }).click()
  await page.getByText('请先选择查询事由').waitFor()
  await page.getByRole('dialog').getByRole('combobox', { name: '查询事由' }).selectOption('P01')
  await page.getByRole('checkbox', { name: '含个人信息明文' }).check()
  await screenshot(page, 'export-list')
  await page.getByRole('button', { name: '导出', exact: true }).click()
  await expect.poll(() => isWritten(path)).toBe(true)
  const { headings: columns, rows, titles } = await rowsOf(path)
  expect(columns.slice(0, 3)).toEqual(['编号', '状态', '姓名'])
  expect(rows).toHaveLength(7)
  expect(JSON.stringify(rows)).toContain(idOf(0))
  expect(titles.join()).toContain('事由：P01登记采集')
  await dismissNotifications(page)
})

test('the print of the list is previewed as the PDF that it is', async () => {
  const { page } = app
  await button(page, '导入导出').click()
  await page.getByRole('menuitem', { name: '打印清册…' }).click()
  await page.getByRole('button', { name: '预览', exact: true }).click()
  await page.getByText('第 1 页').waitFor()
  const drawn = () =>
    page.evaluate(() => {
      const canvas = document.querySelector('canvas')
      if (!canvas || canvas.width < 100) return false
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, 200).data
      return data !== undefined && data.some((value, at) => at % 4 !== 3 && value < 128)
    })
  await expect.poll(drawn).toBe(true)
  await screenshot(page, 'list-print')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
})

test('a template can be had, and an import can be taken back as a whole', async () => {
  const { page } = app
  const path = join(demo.dir, '模板.xlsx')
  await saveTo(path)
  await page.evaluate(() => (location.hash = '#/exchange/L02'))
  await button(page, '下载导入模板').click()
  await expect.poll(() => isWritten(path)).toBe(true)
  expect((await rowsOf(path)).headings.slice(0, 2)).toEqual(['姓名', '证件种类'])
  await dismissNotifications(page)
  await screenshot(page, 'import-records')
  await page.getByRole('region', { name: '导入记录' }).getByRole('button', { name: '撤销这一批' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: '撤销这一批' }).click()
  await page.getByText('已撤销 7 条').waitFor()
  await page.getByRole('region', { name: '导入记录' }).getByText('已撤销').waitFor()
})
