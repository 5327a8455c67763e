import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, type RunningApp, screenshot } from './support/launch.ts'
import { fileEntry, must } from './support/ledger.ts'
import { control, dismissNotifications, logIn, pressKey, shownValue } from './support/screen.ts'

// No mouse in this file: nothing is clicked, and nothing is filled by reaching past the keyboard.

/** What the issue allows, beside names and free text. */
const allowed = 60
const number = completeResidentId('99010219910715001')

let demo: DemoCopy
let app: RunningApp
let address = ''

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(15_000)
  await logIn(app.page, demo.users.officer)
  await registerTwoResidents()
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

/** The register holds two residents at the address of a person whom the officer looks up: what a beat's officer finds there. */
async function registerTwoResidents(): Promise<void> {
  const { page } = app
  const found = await must(page, 'lookup.search', { text: '6018', purpose: 'P01' })
  const subjectId = found.hits[0]?.subjectId
  if (subjectId === undefined) throw new Error('the demo station has no such person')
  const visit = await must(page, 'ledger.openDraft', { book: 'L06' as never, from: { subjectId, purpose: 'P01' } })
  address = visit.fields['address'] ?? ''
  await must(page, 'ledger.discardDraft', { draftId: visit.draftId })
  const { occurredOn = '', beat = '', officer = '' } = visit.fields
  for (const [name, digits] of [
    ['闫鸿宏', '99010219620304001'],
    ['陶雅琴', '99010219641120002'],
  ] as const)
    await fileEntry(page, 'L02', {
      name,
      documentKind: 'resident-id',
      documentNumber: completeResidentId(digits),
      address,
      householdStatus: 'registered-here',
      occurredOn,
      beat,
      officer,
    })
}

/** Counts what the issue counts: every key or combination, and every character that is no name and no free text. */
const counted = { keys: 0, free: 0, log: [] as string[] }

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    await pressKey(app.page, key)
    counted.keys += 1
    counted.log.push(key)
  }
}

/** Numbers, dates and codes: each character is a keystroke. */
async function type(text: string): Promise<void> {
  await app.page.keyboard.type(text)
  counted.keys += text.length
  counted.log.push(text)
}

/** A name or free text. */
async function freely(text: string): Promise<void> {
  await app.page.keyboard.insertText(text)
  counted.free += text.length
  counted.log.push(`“${text}”`)
}

/** Waits until the focus is in the field with this label, in the form of this name. */
async function focusOn(label: string, form?: string): Promise<void> {
  const inside = form === undefined ? app.page : app.page.getByRole('region', { name: form, exact: true })
  const field = inside
    .getByLabel(new RegExp(`^${label}( ?必填| ?\\*)?$`))
    .and(app.page.locator('input, select, textarea'))
    .first()
  await expect.poll(() => field.evaluate((element) => element === document.activeElement).catch(() => false)).toBe(true)
}

test(`a visit with two residents, a new tenant and a hazard is filed in at most ${allowed} keystrokes`, async () => {
  const { page } = app
  // The person is looked up, and the visit begins from there: person, phone and address are known.
  await press('Ctrl+L')
  await focusOn('查询事由')
  await type('P01')
  await press('Tab')
  await type('6018')
  const first = page.getByRole('listbox', { name: '查询结果' }).getByRole('option').first()
  await expect.poll(() => first.textContent()).toContain('6018')
  await press('Enter')
  await page.getByRole('region', { name: '住建租赁' }).waitFor()
  await press('Alt+N')
  await focusOn('走访事由')
  expect(await shownValue(control(page, '走访对象'))).toBe('闫鸿宏')
  await press('1', 'Enter')
  await focusOn('走访结果')
  await press('1')

  // Both residents still live there.
  const household = page.getByRole('region', { name: '本址在册人员' })
  await household.getByText('闫*').waitFor()
  await press('Alt+H', '1', '1')
  await expect.poll(() => household.getByRole('button', { pressed: true }).count()).toBe(2)

  // A tenant who is new.
  await press('Alt+3')
  const tenant = '流动人口 1'
  await focusOn('姓名', tenant)
  await freely('罗慧敏')
  await press('Enter')
  await focusOn('证件种类', tenant)
  await press('1', 'Enter')
  await focusOn('证件号码', tenant)
  await type(number)
  await press('Ctrl+↓')
  await focusOn('入住日期', tenant)
  await press('Ctrl+;', 'Ctrl+↓')
  await focusOn('居住事由', tenant)
  await press('1', 'Enter')
  await focusOn('居住处所', tenant)
  await press('1', 'Enter')
  await focusOn('居住期限至', tenant)
  await type('1231')

  // A hazard in the same home.
  await press('Alt+8')
  const hazard = '隐患 1'
  await focusOn('检查结果', hazard)
  await press('1', 'Enter')
  await focusOn('检查对象', hazard)
  await freely('出租户厨房')
  await press('Ctrl+↓')
  await focusOn('隐患类别', hazard)
  await press('2', 'Enter')
  await focusOn('隐患等级', hazard)
  await press('1', 'Enter')
  await focusOn('违反规定', hazard)
  await freely('燃气软管未使用合格产品')
  await press('Enter')
  await focusOn('隐患情况', hazard)
  await freely('灶具软管老化，已当场告知更换。')
  await screenshot(page, 'visit-together')

  await press('Ctrl+S')
  const said = page.getByText(/^已登记 L06-/)
  await said.waitFor()
  expect(await said.textContent()).toMatch(/一并登记 L03-\S+、L08-/)

  console.log(`visit with two residents, one tenant, one hazard: ${counted.keys} keystrokes`)
  console.log(`  beside ${counted.free} characters of names and free text: ${counted.log.join(' ')}`)
  expect(counted.keys).toBeLessThanOrEqual(allowed)
})

test('everything that the visit said exists in its own book, and each leads to the other', async () => {
  const { page } = app
  const list = async (book: string) => (await must(page, 'ledger.list', { book: book as never })).rows
  const [visit] = await list('L06')
  const read = (entryId: EntryId): Promise<OutputOf<'ledger.read'>> => must(page, 'ledger.read', { entryId })
  const entry = await read(visit?.entryId as EntryId)
  expect(entry.links.map(({ book, relation, direction }) => `${book} ${relation} ${direction}`).sort()).toEqual([
    'L02 confirmed to',
    'L02 confirmed to',
    'L03 filed-with to',
    'L08 filed-with to',
  ])
  const tenant = await read(entry.links.find((one) => one.book === 'L03')?.entryId as EntryId)
  expect(tenant).toMatchObject({ state: 'declared', stage: 'filed' })
  expect(tenant.fields).toMatchObject({ address: entry.fields['address'], documentNumber: number, sex: 'male' })
  expect(tenant.links.map((one) => [one.number, one.direction])).toEqual([[entry.number, 'from']])
  const hazard = await read(entry.links.find((one) => one.book === 'L08')?.entryId as EntryId)
  expect(hazard).toMatchObject({ state: 'found', fields: { kind: 'gas', address } })

  // On the screen: from the list into the visit, from there to the tenant, and back.
  await page.getByRole('gridcell', { name: entry.number }).waitFor()
  await press('Home', 'Enter')
  const links = page.getByRole('region', { name: '关联记录' })
  await links.getByText(tenant.number).waitFor()
  await dismissNotifications(page)
  await screenshot(page, 'visit-linked')
  await links.getByRole('link', { name: new RegExp(tenant.number) }).focus()
  await press('Enter')
  await page.getByRole('heading', { level: 1, name: new RegExp(tenant.number) }).waitFor()
  await links.getByText(entry.number).waitFor()
})

test('filing can be taken back: the four entries are void and the visit is a draft again', async () => {
  const { page } = app
  await press('Alt+Z')
  await page.getByText(/内容回到草稿/).waitFor()
  await page.getByRole('region', { name: '流动人口 1', exact: true }).waitFor()
  await page.getByRole('region', { name: '隐患 1', exact: true }).waitFor()
  for (const book of ['L06', 'L03', 'L08']) {
    expect((await must(page, 'ledger.list', { book: book as never })).total).toBe(0)
    expect((await must(page, 'ledger.list', { book: book as never, stage: 'voided' })).total).toBe(1)
  }
})
