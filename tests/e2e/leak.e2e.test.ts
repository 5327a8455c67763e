import { readdirSync, statSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesBelow, findCanaries } from '../support/canaries.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, temporaryFolder } from './support/launch.ts'
import { button, choose, control, logIn, pressKey } from './support/screen.ts'

/** Values that stand nowhere else, so that one find is a leak. */
const canary = {
  name: '欧阳鹮翎',
  idNumber: '990102198704153624',
  phone: '12977316428',
  address: '云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室',
  remark: '金丝雀备注句子',
  search: '鹮翎欧阳',
}

let demo: DemoCopy
let temp: string
let app: RunningApp

beforeAll(async () => {
  demo = await demoStation()
  // The app's own place for temporary files, so that what it writes there is seen too.
  temp = await temporaryFolder()
  app = await launchApp({ dir: demo.replica, env: { TMPDIR: temp } })
  app.page.setDefaultTimeout(20_000)
})

afterAll(async () => {
  await app?.close().catch(() => {})
  await demo?.remove()
  await rm(temp, { recursive: true, force: true })
  await closeDisplay()
})

test('a resident is typed, saved as a draft, filed, looked up, read and printed', async () => {
  const { page } = app
  await logIn(page, demo.users.clerk)
  await button(page, '登记实有人口').click()
  await control(page, '姓名').fill(canary.name)
  await choose(page, '居民身份证', '证件种类')
  await control(page, '证件号码').fill(canary.idNumber)
  await control(page, '出生日期').fill('1987-04-15')
  await choose(page, '女', '性别')
  await control(page, '联系电话').fill(canary.phone)
  await control(page, '现住地址').fill(canary.address)
  await choose(page, '人户一致', '户籍状态')
  await control(page, '备注').fill(canary.remark)
  await choose(page, 'B01', '警务区')
  await choose(page, '张启伟', '经办民警')
  await page.getByText(/已保存于本机/).waitFor()
  // Another draft stays one.
  await pressKey(page, 'Ctrl+Enter')
  await page.getByText(/^已登记 L02-/).waitFor()
  await expect.poll(() => control(page, '姓名').inputValue()).toBe('')
  await control(page, '姓名').fill(canary.name)
  await control(page, '备注').fill(canary.remark)
  await page.getByText(/已保存于本机/).waitFor()

  await pressKey(page, 'Ctrl+L')
  await choose(page, 'P02 信息核实', '查询事由')
  const box = control(page, '姓名、拼音、证件号、电话、地址')
  for (const text of [canary.search, canary.idNumber, canary.phone]) {
    await box.fill(text)
    await page
      .getByText('未查到（不代表不存在）')
      .or(page.getByRole('listbox', { name: '查询结果' }))
      .first()
      .waitFor()
  }

  await button(page, '台账登记').click()
  await page.getByRole('gridcell', { name: '欧阳*', exact: true }).dblclick()
  await page.getByText(canary.remark).waitFor()
  await button(page, '打印预览').click()
  await page.getByRole('img', { name: /第 1 页/ }).waitFor()
})

test('while the app runs, no file that it writes has a word of it in the clear', () => {
  expect(found()).toEqual([])
})

test('killed without a chance to clean up, it leaves nothing readable behind either', async () => {
  const ended = new Promise((resolve) => app.electron.process().once('exit', resolve))
  app.electron.process().kill('SIGKILL')
  await ended
  expect(found()).toEqual([])
})

test('the search would have found a leak', async () => {
  await writeFile(join(temp, 'planted.log'), Buffer.from(`…${canary.phone}…`, 'utf16le'))
  expect(found()).toHaveLength(1)
})

/** Finds in the replica folder (database, WAL, logs, browser profile) and in the app's temporary files. */
function found(): string[] {
  const canaries = Object.values(canary)
  const replica = filesBelow(demo.replica)
  // The folder is the right one: the database and a log are in it, and the browser's profile.
  expect(replica.some((file) => file.endsWith('-wal') || file.endsWith('.db'))).toBe(true)
  expect(replica.some((file) => file.includes('/logs/'))).toBe(true)
  return [demo.replica, temp, ...recentInTemp()].flatMap((dir) =>
    findCanaries(dir, canaries).map(({ file, canary: value }) => `${file}: ${value}`),
  )
}

/** Folders of the system's temporary place that a Chromium may have made since the start of this file. */
function recentInTemp(): string[] {
  const since = Date.now() - performance.now()
  return readdirSync(tmpdir())
    .filter((name) => /chromium|electron/i.test(name))
    .map((name) => join(tmpdir(), name))
    .filter((path) => statSync(path).isDirectory() && statSync(path).ctimeMs > since)
}
