import { afterAll, beforeAll, expect, test } from 'vitest'
import { corePid, coreRunning } from './support/core.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { button, choose, control, logIn, pressKey, shownValue } from './support/screen.ts'

let demo: DemoCopy
let app: RunningApp

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(20_000)
  await logIn(app.page, demo.users.clerk)
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

const typed = '第一句，进程还在。第二句，进程没了。第三句，进程回来了。'

async function killCore(): Promise<void> {
  const { generation } = await coreRunning(app.page)
  const pid = await corePid(app.electron)
  process.kill(pid as number, 'SIGKILL')
  await coreRunning(app.page, generation + 1)
}

test('core dies while somebody types: nothing typed is lost, a calm line says so, and the visit is filed once', async () => {
  const { page } = app
  await button(page, '登记走访').click()
  await choose(page, '日常走访', '走访事由')
  await choose(page, '已见面', '走访结果')
  await control(page, '走访地址').fill('云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室')
  await control(page, '走访对象').fill('崔明远')
  await control(page, '联系电话').fill('12900452381')
  await choose(page, 'B01', '警务区')
  await choose(page, '张启伟', '经办民警')

  const notes = control(page, '走访记录')
  await notes.click()
  await page.keyboard.type('第一句，进程还在。')
  const { generation } = await coreRunning(page)
  const pid = await corePid(app.electron)
  process.kill(pid as number, 'SIGKILL')
  // Typed while there is no core, and while the next one starts.
  await page.keyboard.type('第二句，进程没了。')
  await coreRunning(page, generation + 1)
  await page.keyboard.type('第三句，进程回来了。')
  expect(await shownValue(notes)).toBe(typed)
  expect(await notes.evaluate((element) => element === document.activeElement)).toBe(true)

  const notice = page.getByText('工作进程已重启，您的输入没有丢失。')
  await notice.waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  await screenshot(page, 'core-restarted')

  await button(page, '知道了').click()
  await notice.waitFor({ state: 'hidden' })

  // What stands on the screen stands in the replica: the page is loaded again from it.
  await page.getByText(/已保存于本机/).waitFor()
  await page.reload()
  await expect.poll(async () => ((await notes.count()) ? shownValue(notes) : '')).toBe(typed)

  await pressKey(page, 'Ctrl+S')
  await page.getByText(/^已登记 L06-/).waitFor()
  await expect.poll(filed).toBe(1)
})

test('core dies in the moment of filing: the entry is filed, and only once', async () => {
  const { page } = app
  await pressKey(page, 'Alt+N')
  // The values of the entry before are carried forward; the rest is typed.
  await control(page, '走访地址').fill('云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元102室')
  await control(page, '走访对象').fill('倪晓岚')
  await control(page, '联系电话').fill('12900718264')
  const pid = await corePid(app.electron)
  const { generation } = await coreRunning(page)
  await pressKey(page, 'Ctrl+S')
  process.kill(pid as number, 'SIGKILL')
  await coreRunning(page, generation + 1)
  await expect.poll(filed).toBe(2)
  // A second death, with nothing under way, files nothing again.
  await killCore()
  await page.reload()
  await expect.poll(filed).toBe(2)
})

/** How many visits the list says there are. */
async function filed(): Promise<number> {
  await app.page.getByRole('grid', { name: '走访' }).or(app.page.getByText('还没有登记')).waitFor()
  const total = await app.page.getByText(/^共 \d+ 条$/).textContent()
  return Number(/\d+/.exec(total ?? '')?.[0])
}
