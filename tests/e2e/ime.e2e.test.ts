import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { inputMethod, type Ime } from './support/ime.ts'
import { launchApp, type RunningApp } from './support/launch.ts'
import { button, choose, control, logIn, pressKey, shownValue } from './support/screen.ts'

let demo: DemoCopy
let app: RunningApp
let ime: Ime

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(20_000)
  await logIn(app.page, demo.users.clerk)
  ime = await inputMethod(app.page)
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

test('Enter that ends a composition in the lookup opens nothing; the chosen name arrives whole and is searched', async () => {
  const { page } = app
  await pressKey(page, 'Ctrl+L')
  await choose(page, 'P02 信息核实', '查询事由')
  const box = control(page, '姓名、拼音、证件号、电话、地址')
  await box.click()
  await ime.compose('yan')
  await ime.compose('yan hong hong')
  await ime.enterWhileComposing()
  expect(await page.evaluate(() => location.hash)).toBe('#/lookup')
  // What is only being spelled is no question.
  await page.getByText('选择查询事由，输入要查的内容').waitFor()
  await ime.commit('闫鸿宏')
  expect(await shownValue(box)).toBe('闫鸿宏')
  await page.getByRole('listbox', { name: '查询结果' }).getByText('6018').first().waitFor()
  await pressKey(page, 'Enter')
  await page.getByRole('heading', { name: '一人一档' }).waitFor()
})

test('in a form, Enter while composing neither moves on nor files; what was chosen is saved as one word', async () => {
  const { page } = app
  await button(page, '台账登记').click()
  await button(page, '走访').click()
  await pressKey(page, 'Alt+N')
  const name = control(page, '走访对象')
  await name.click()
  await ime.compose('ou')
  await ime.enterWhileComposing()
  expect(await name.evaluate((element) => element === document.activeElement)).toBe(true)
  await ime.commit('欧阳')
  await ime.compose('ce shi')
  await ime.enterWhileComposing()
  await ime.commit('测试')
  expect(await shownValue(name)).toBe('欧阳测试')
  expect(await page.evaluate(() => location.hash)).toMatch(/^#\/draft\//)

  // The next Enter is the user's own: it goes to the next field.
  await pressKey(page, 'Enter')
  expect(await control(page, '联系电话').evaluate((element) => element === document.activeElement)).toBe(true)

  // It reached the replica as it stands: the page is loaded again from there.
  await page.getByText(/已保存于本机/).waitFor()
  await page.reload()
  await expect.poll(async () => ((await name.count()) ? shownValue(name) : '')).toBe('欧阳测试')
})

test('a composition that is given up leaves nothing behind', async () => {
  const name = control(app.page, '走访对象')
  await name.click()
  await pressKey(app.page, 'End')
  await ime.compose('bu yao')
  await ime.cancel()
  expect(await shownValue(name)).toBe('欧阳测试')
})
