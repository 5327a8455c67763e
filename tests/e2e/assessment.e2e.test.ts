import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunId } from '../../src-contract/features/assessment.shapes.ts'
import type { SampleId } from '../../src-contract/features/sampling.contract.ts'
import type { Result } from '../../src-contract/errors.ts'
import { demoWithLedger, type DemoCopy, type DemoUser } from './support/demo-station.ts'
import { chooseFile } from './support/choose-file.ts'
import { callCore, callCoreMany } from './support/core.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, screenshot, type RunningApp } from './support/launch.ts'
import { button, control, logIn } from './support/screen.ts'

/** Each with a report. */
const officers = 40
let demo: DemoCopy
let app: RunningApp
let page: Page

async function as(user: DemoUser): Promise<void> {
  await app?.close()
  app = await launchApp({ dir: demo.replica })
  page = app.page
  page.setDefaultTimeout(20_000)
  await logIn(page, user)
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code)
  return result.value
}

beforeAll(async () => {
  // The last beat got its officer after the quarter.
  demo = await demoWithLedger(3_600, officers + 1)
})
afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

test('a chief imports the signed answers of the agency', async () => {
  await as(demo.users.chief)
  await button(page, '绩效考评').click()
  await page.getByRole('tab', { name: '第三方测评' }).click()
  await button(page, '签发机关').click()
  await page.getByRole('dialog').getByText('示例签发机关').waitFor()
  await screenshot(page, 'evaluation-authorities')
  await page.keyboard.press('Escape')
  await button(page, '导入答卷').click()
  const dialog = page.getByRole('dialog')
  await chooseFile(app.electron, join(demo.dir, 'evaluations', '测评答卷.csv'))
  await dialog.getByRole('button', { name: '选择答卷文件' }).click()
  await dialog.getByText('测评答卷.csv').waitFor()
  await chooseFile(app.electron, join(demo.dir, 'evaluations', '测评签名清单.json'))
  await dialog.getByRole('button', { name: '选择签名清单' }).click()
  await dialog.getByText('测评签名清单.json').waitFor()
  await dialog.getByRole('button', { name: '查看', exact: true }).click()
  await dialog.getByText('签名有效：示例社会调查中心').waitFor()
  await screenshot(page, 'evaluation-preview')
  await dialog.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByRole('table', { name: '结果' }).waitFor()
  await screenshot(page, 'evaluation-figures')
  await page.getByRole('tab', { name: '测评回访' }).click()
  await page.getByRole('table', { name: '测评回访' }).waitFor()
  await screenshot(page, 'evaluation-call-backs')
})

test('the dice draw a sample, and an auditor works it through', async () => {
  await button(page, '抽查核验').click()
  await button(page, '锁定抽样框').click()
  await page.getByLabel('二十个十面骰的数字').fill('83467219054817263540')
  await button(page, '抽取').click()
  await button(page, '重抽复核').click()
  await page.getByText('重抽结果完全一致').waitFor()
  await screenshot(page, 'audit-sample')

  await as(demo.users.auditor)
  await button(page, '抽查核验').click()
  await button(page, '核查').click()
  const dialog = page.getByRole('dialog')
  for (const check of ['事项属实', '内容准确', '日期属实、录入及时', '有佐证']) await dialog.getByLabel(check).check()
  await screenshot(page, 'audit-sample-judge')
  await dialog.getByRole('button', { name: '保存结论并看下一条' }).click()
  await page.getByText('合格', { exact: true }).first().waitFor()
  // The others in one go, as the screen would send them.
  const { samples } = must(await callCore(page, 'sampling.list', {}))
  const sampleId = samples[0]?.sampleId as SampleId
  const { entries } = must(await callCore(page, 'sampling.open', { sampleId }))
  const checks = { existed: true, accurate: true, onTime: true, evidence: true }
  const waiting = entries.filter(({ passed }) => passed === null)
  const verdicts = waiting.map(({ entryId }) => ({ sampleId, entryId, checks }))
  for (const verdict of await callCoreMany(page, 'sampling.judge', verdicts)) must(verdict)
})

test('a chief runs the quarter, opens the records of a figure, releases, and signs every report', async () => {
  await as(demo.users.chief)
  await button(page, '绩效考评').click()
  await button(page, '测算').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/工作日 \d+ 天/).waitFor()
  await screenshot(page, 'assessment-ready')
  await dialog.getByRole('button', { name: '测算', exact: true }).click()
  const people = page.getByRole('table', { name: '民警' })
  await people.waitFor()
  expect(await people.getByRole('rowheader').count()).toBe(officers)
  // The survey, the sample and the ledger together give totals.
  await people
    .getByRole('row')
    .filter({ hasText: '已评定' })
    .filter({ hasText: /\d\d\.\d\d/ })
    .first()
    .waitFor()
  await screenshot(page, 'assessment-run')
  await button(page, '试用其他方案').click()
  const tryIt = page.getByRole('dialog').getByRole('button', { name: '试算', exact: true })
  await control(page, 'P1 入户走访完成率 权重').fill('7.9')
  await tryIt.click()
  await page.getByText('过程须合计 30').waitFor()
  await control(page, 'P1 入户走访完成率 权重').fill('8')
  // Whoever has no score for want of outcomes gets one where more of it may be missing.
  await control(page, '实效缺失超过此比例不予评定').fill('1')
  await tryIt.click()
  const change = page.getByRole('table', { name: '变化' })
  await change
    .getByRole('row')
    .filter({ hasText: '不予评定（实效缺失）' })
    .filter({ hasText: /\d\d\.\d\d/ })
    .first()
    .waitFor()
  await screenshot(page, 'assessment-variant')
  await page.keyboard.press('Escape')

  const name = (await people.getByRole('rowheader').first().innerText()).trim()
  await people.getByRole('button', { name }).click()
  await page.getByRole('heading', { name: `${name}的考评` }).waitFor()
  // The verdicts of the sample are in it.
  await page.getByText(/抽查 \d+ 条，合格 \d+ 条/).waitFor()
  await screenshot(page, 'assessment-result')
  await page.getByRole('button', { name: '查看入户走访完成率的记录' }).click()
  await page.getByRole('dialog').getByRole('table').waitFor()
  await screenshot(page, 'assessment-records')
  await page.keyboard.press('Escape')
  await page.goBack()
  await button(page, '发布').click()
  await page.getByRole('alertdialog').getByRole('button', { name: '发布' }).click()
  await page.getByText('已发布', { exact: true }).first().waitFor()
  await button(page, '考评报告').click()
  const reports = page.getByRole('dialog')
  await chooseFile(app.electron, join(demo.dir, 'evaluations', '所长证书.p12'))
  await reports.getByRole('button', { name: '选择证书文件' }).click()
  await reports.getByLabel('证书口令').fill('demo-certificate')
  await reports.getByRole('button', { name: '全部签名' }).click()
  // How far it is, and a way to stop: what was signed before stays signed.
  await reports.getByText(new RegExp(`[1-9]\\d? ?/ ?${officers + 1}`)).waitFor()
  await screenshot(page, 'assessment-signing')
  await reports.getByRole('button', { name: '取消' }).click()
  await reports.getByRole('button', { name: '全部签名' }).waitFor()
  const { runs } = must(await callCore(page, 'assessment.runs', {}))
  const runId = runs[0]?.runId as RunId
  const signedOf = async () => {
    const { reports: lines } = must(await callCore(page, 'reports.list', { runId }))
    return lines.filter(({ signed }) => signed !== null).length
  }
  expect(await signedOf()).toBeLessThan(officers)
  await reports.getByLabel('证书口令').fill('demo-certificate')
  await reports.getByRole('button', { name: '全部签名' }).click()
  await expect.poll(signedOf, { timeout: 90_000 }).toBe(officers + 1)
  await reports
    .getByText(new RegExp(`${officers + 1}`))
    .first()
    .waitFor()
  await screenshot(page, 'assessment-reports')
})

test('an officer sees the own progress and result, and appeals', async () => {
  await as(demo.users.officer)
  await button(page, '绩效考评').click()
  await page.getByRole('table', { name: '指标' }).waitFor()
  await screenshot(page, 'assessment-progress')
  await page.getByRole('tab', { name: '考评结果' }).click()
  await page.getByRole('table', { name: '考评结果' }).getByRole('button').first().click()
  await page.getByRole('heading', { name: '本人考评' }).waitFor()
  await screenshot(page, 'assessment-own')
  await page.getByRole('button', { name: '查看入户走访完成率的记录' }).click()
  const record = page.getByRole('dialog').getByRole('table').getByRole('button').first()
  const number = (await record.innerText()).trim()
  await record.click()
  await page.getByRole('heading', { name: number }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: '本人考评' }).waitFor()
  await button(page, '申诉').click()
  await page.getByRole('dialog').getByLabel('申诉理由').fill('O2 的两起警情已移交法院')
  await page.getByRole('dialog').getByRole('button', { name: '提交申诉' }).click()
  await page.getByText('申诉已提交').waitFor()
  await button(page, '绩效考评').click()
  await page.getByRole('tab', { name: '申诉' }).click()
  await page.getByText('待受理').waitFor()
  await screenshot(page, 'assessment-appeals')
  expect(await page.getByRole('navigation', { name: '主导航' }).getByText('抽查核验').count()).toBe(0)
})
