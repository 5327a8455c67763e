import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chooseTheme, violationsOn, type Theme } from './support/axe.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { fileEntry, must } from './support/ledger.ts'
import { button, choose, control, logIn, pressKey } from './support/screen.ts'

let demo: DemoCopy
let app: RunningApp

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(20_000)
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

const violations = (where: string): Promise<string[]> => violationsOn(app.page, where)
const theme = (name: Theme): Promise<void> => chooseTheme(app.page, name)

test('log-in', async () => {
  await control(app.page, '用户名').waitFor()
  expect(await violations('screen')).toEqual([])
})

describe.each(['浅色', '深色'] as const)('%s', (name) => {
  const dark = name === '深色'
  test('home, lookup, a file, a draft, the list, an import', async () => {
    const { page } = app
    // All of them at once: one fault often stands on many screens.
    const found: string[] = []
    await logIn(page, demo.users.clerk)
    await theme(name)
    await button(page, '今日待办').click()
    await page.getByText('七个系统的数据').waitFor()
    found.push(...(await violations('home')))

    await pressKey(page, 'Ctrl+L')
    await choose(page, 'P02 信息核实', '查询事由')
    await control(page, '姓名、拼音、证件号、电话、地址').fill('闫鸿宏')
    await page.getByRole('option', { name: /6018/ }).waitFor()
    found.push(...(await violations('lookup')))

    await page.getByRole('option', { name: /6018/ }).dblclick()
    await page.getByRole('region', { name: '住建租赁' }).waitFor()
    found.push(...(await violations('file')))
    if (dark) await screenshot(page, 'person-file-dark')

    await pressKey(page, 'Alt+N')
    await control(page, '走访对象').waitFor()
    await pressKey(page, 'Ctrl+S')
    await page.getByText('处必须改正').waitFor()
    found.push(...(await violations('draft with problems')))

    await button(page, '台账登记').click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByText(/还没有登记/).waitFor()
    found.push(...(await violations('list')))

    await button(page, '数据导入').click()
    await page.getByRole('table', { name: '各系统数据' }).getByText('物业管理').waitFor()
    found.push(...(await violations('import')))

    await button(page, '数据共享').click()
    await page.getByRole('radiogroup', { name: '状态' }).waitFor()
    found.push(...(await violations('distribution')))

    await button(page, '值勤与辖区').click()
    for (const tab of ['排班', '分工与代管', '辖区划分', '检查计划', '宣传任务', '交表']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('tabpanel', { name: tab }).waitFor()
      found.push(...(await violations(tab)))
    }

    await pressKey(page, 'Ctrl+K')
    await page.getByRole('dialog').waitFor()
    found.push(...(await violations('palette')))
    await pressKey(page, 'Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await pressKey(page, 'Alt+L')
    await page.getByRole('form', { name: '登录' }).waitFor()
    expect(found).toEqual([])
  })

  test('an entry, its steps and history, many at once, the entry grid, what is filed together, reviews', async () => {
    const { page } = app
    const found: string[] = []
    await logIn(page, demo.users.clerk)
    const { accounts } = await must(page, 'accounts.colleagues', {})
    const officer = accounts.find((one) => one.role === 'officer')?.accountId ?? ''
    const resident = {
      name: '测试甲',
      documentKind: 'none',
      sex: 'male',
      birthDate: '1990-03-07',
      address: '云渚省澄湾市东渚区桂园街道镜湖东路4号秋实小区5号楼2单元101室',
      householdStatus: 'registered-here',
      occurredOn: '今天',
      beat: 'B01',
      officer,
    }
    const { entryId } = await fileEntry(page, 'L02', { ...resident, name: dark ? '测试甲' : '测试乙' })
    await page.evaluate((hash) => (location.hash = hash), `#/entry/${entryId}`)
    await button(page, '登记离开').click()
    await page.locator('#step-leftOn').waitFor()
    found.push(...(await violations('entry with a step')))
    await pressKey(page, 'Escape')
    await pressKey(page, 'Alt+H')
    await page.getByRole('dialog', { name: '历史' }).getByText('首次登记的内容').waitFor()
    found.push(...(await violations('history')))
    await pressKey(page, 'Escape')
    await page.getByRole('dialog', { name: '历史' }).waitFor({ state: 'hidden' })
    await must(page, 'ledger.void', { entryId, version: 1 as never, reason: '重复登记' })

    await page.evaluate(() => (location.hash = '#/reviews'))
    await page
      .getByRole('gridcell', { name: /作废审核/ })
      .first()
      .waitFor()
    found.push(...(await violations('reviews')))

    await page.evaluate(() => (location.hash = '#/ledger/L02'))
    await page.getByRole('grid', { name: '实有人口' }).focus()
    await page.getByRole('gridcell', { name: /^测/ }).first().waitFor()
    await pressKey(page, 'Ctrl+A')
    await page.getByText(/^已选 \d+ 条$/).waitFor()
    found.push(...(await violations('list with chosen rows')))
    await page.getByRole('button', { name: '筛选“户籍状态”' }).click()
    await page.getByRole('dialog', { name: '筛选“户籍状态”' }).waitFor()
    found.push(...(await violations('filter of a column')))
    await pressKey(page, 'Escape')

    await page.evaluate(() => (location.hash = '#/fast/L02'))
    await page.getByRole('grid', { name: '实有人口：表格录入' }).getByRole('textbox').waitFor()
    found.push(...(await violations('entry grid')))

    const visit = await must(page, 'ledger.openDraft', { book: 'L06' as never })
    const fields = { ...visit.fields, address: resident.address, beat: 'B01', officer }
    await must(page, 'ledger.saveDraft', { draftId: visit.draftId, revision: visit.revision, fields })
    await page.evaluate((hash) => (location.hash = hash), `#/draft/${visit.draftId}`)
    await page.getByRole('region', { name: '本址在册人员' }).waitFor()
    await pressKey(page, 'Alt+2')
    await page.getByRole('region', { name: '实有人口 1', exact: true }).getByLabel('姓名').waitFor()
    await page.keyboard.type(dark ? '测试甲' : '测试乙')
    await pressKey(page, 'Enter')
    await page.getByRole('region', { name: '相似记录' }).waitFor()
    await pressKey(page, 'Alt+D')
    await page.getByRole('textbox', { name: /不是同一个的理由/ }).waitFor()
    found.push(...(await violations('filed together, with a duplicate')))
    await must(page, 'ledger.discardDraft', { draftId: visit.draftId })
    await pressKey(page, 'Alt+L')
    await page.getByRole('form', { name: '登录' }).waitFor()
    expect(found).toEqual([])
  })

  test('walk lists, handovers, returns, an import of a book, the shortcuts', async () => {
    const { page } = app
    const found: string[] = []
    await logIn(page, demo.users.clerk)
    for (const [screen, title] of [
      ['paper', '走访表'],
      ['handover', '工作交接'],
      ['returns', '报表报送'],
      ['exchange/L02', '导入：实有人口'],
    ] as const) {
      await page.evaluate((hash) => (location.hash = hash), `#/${screen}`)
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
      await page.getByText('正在读取…').waitFor({ state: 'hidden' })
      found.push(...(await violations(title)))
    }
    for (const [screen, open] of [
      ['paper', '印制走访表'],
      ['handover', '新建交接单'],
    ] as const) {
      await page.evaluate((hash) => (location.hash = hash), `#/${screen}`)
      await button(page, open).click()
      await page
        .getByRole('dialog')
        .or(page.getByRole('heading', { name: open }))
        .first()
        .waitFor()
      found.push(...(await violations(open)))
      await pressKey(page, 'Escape')
      await page.evaluate(() => (location.hash = '#/home'))
      await page.getByText('七个系统的数据').waitFor()
    }
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: '快捷键' }).getByText('走访表回录').waitFor()
    found.push(...(await violations('shortcuts')))
    await pressKey(page, 'Escape')
    await pressKey(page, 'Alt+L')
    await page.getByRole('form', { name: '登录' }).waitFor()
    expect(found).toEqual([])
  })

  test('audit trail', async () => {
    const { page } = app
    await logIn(page, demo.users.auditor)
    await button(page, '审计倒查').click()
    await page.getByRole('gridcell', { name: '登录' }).first().waitFor()
    await button(page, '核验审计链').click()
    await page.getByText(/审计链完整/).waitFor()
    expect(await violations('screen')).toEqual([])
    await button(page, '原始记录').click()
    await page.getByText('没有读不懂的记录').waitFor()
    expect(await violations('screen')).toEqual([])
    await pressKey(page, 'Alt+L')
    await page.getByRole('form', { name: '登录' }).waitFor()
  })

  test('accounts', async () => {
    const { page } = app
    await logIn(page, demo.users.it)
    await button(page, '运维管理').click()
    await page.getByText('张启伟').first().waitFor()
    expect(await violations('screen')).toEqual([])
    await pressKey(page, 'Alt+L')
    await page.getByRole('form', { name: '登录' }).waitFor()
  })
})
