import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BookDefinition } from '../../src-contract/books.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { bookSamples, type BookSample, type SampleStep } from '../support/book-samples.ts'
import { violationsOn } from './support/axe.ts'
import { chooseFile } from './support/choose-file.ts'
import { demoStation, type DemoCopy, type DemoUser } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, projectFolder, type RunningApp, screenshot } from './support/launch.ts'
import { fileEntry, must } from './support/ledger.ts'
import { button, dismissNotifications, logIn, pressKey } from './support/screen.ts'

// All twelve books from their first state to their last. Entries are filed past the screen; every step is taken on it.
let demo: DemoCopy
let app: RunningApp
let books: readonly BookDefinition[]
let samples: Readonly<Record<string, BookSample>>
let names: ReadonlyMap<string, string>
const entries = new Map<string, { entryId: EntryId; number: string }>()
/** Steps that are still to be taken, by book. */
const ahead = new Map<string, SampleStep[]>()

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(15_000)
  await logIn(app.page, demo.users.clerk)
  const { page } = app
  books = (await must(page, 'ledger.books', {})).books
  const { accounts } = await must(page, 'accounts.colleagues', {})
  names = new Map(accounts.map((one) => [one.accountId, one.name]))
  const police = accounts.filter((one) => one.staffKind === 'officer')
  const officer = police.find((one) => one.role === 'officer')
  const another = police.find((one) => one.role !== 'officer')
  if (!officer || !another) throw new Error('the demo station has fewer than two police officers')
  const { fields } = await must(page, 'ledger.openDraft', { book: 'L06' as never })
  samples = bookSamples({
    officer: officer.accountId,
    another: another.accountId,
    today: fields['occurredOn'] ?? '',
  })
  for (const [id, sample] of Object.entries(samples)) {
    entries.set(id, await unsampled(() => fileEntry(page, id, sample.fields)))
    ahead.set(id, [...sample.path])
  }
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

/** One filing in twenty is looked at by somebody else at random: then another one is filed, whose steps nobody waits for. */
async function unsampled<T extends { entryId: EntryId }>(file: () => Promise<T>): Promise<T> {
  const made = await file()
  const { review } = await must(app.page, 'ledger.read', { entryId: made.entryId })
  return review?.kind === 'sampled' ? unsampled(file) : made
}

async function become(user: DemoUser): Promise<void> {
  await pressKey(app.page, 'Alt+L')
  await app.page.getByRole('form', { name: '登录' }).waitFor()
  await logIn(app.page, user)
}

function bookOf(id: string): BookDefinition {
  const book = books.find((one) => one.id === id)
  if (!book) throw new Error(`no book ${id}`)
  return book
}

function stateName(id: string, state: string): string {
  return bookOf(id).states.find((one) => one.id === state)?.label.zh ?? state
}

async function openEntry(id: string): Promise<void> {
  const { page } = app
  const entry = entries.get(id)
  await page.evaluate((hash) => (location.hash = hash), `#/entry/${entry?.entryId}`)
  await page.getByRole('heading', { level: 1, name: new RegExp(entry?.number ?? '-') }).waitFor()
}

async function fill(id: string, key: string, value: string): Promise<void> {
  const { page } = app
  const field = bookOf(id).fields.find((one) => one.key === key)
  const control = page.locator(`#step-${key}`)
  await control.waitFor()
  if (field?.kind === 'choice') await control.selectOption(value)
  else if (field?.kind === 'account') {
    await control.fill(names.get(value) ?? '')
    await page.getByRole('option', { name: new RegExp(names.get(value) ?? '-') }).click()
  } else await control.fill(value)
}

/** Takes a step on the entry's screen: its digit, what it asks, Ctrl+S. */
async function take(id: string, { transition, fields, note }: SampleStep): Promise<void> {
  const { page } = app
  const step = bookOf(id).transitions.find((one) => one.id === transition)
  if (!step) throw new Error(`no step ${transition}`)
  const offered = page.getByRole('region', { name: '办理', exact: true }).getByRole('button', {
    name: new RegExp(`^${step.label.zh}( |$)`),
  })
  const digit = /\d$/.exec((await offered.first().textContent()) ?? '')?.[0] ?? ''
  await pressKey(page, digit)
  await page.getByRole('group', { name: step.label.zh, exact: true }).waitFor()
  for (const key of step.asks) {
    const value = fields[key]
    if (value !== undefined) await fill(id, key, value)
  }
  if (note !== '') await page.locator('#step-note').fill(note)
  await pressKey(page, 'Ctrl+S')
  const said = page.getByText(new RegExp(`${entries.get(id)?.number} (已办理|已提交审核)`))
  const reason = page.getByPlaceholder('属实的原因，至少两个字').first()
  await said.or(reason).first().waitFor()
  // A warning is answered with a reason, and then the step goes through.
  if (await reason.isVisible()) {
    for (const one of await page.getByPlaceholder('属实的原因，至少两个字').all()) await one.fill('情况属实')
    await pressKey(page, 'Ctrl+S')
    await said.waitFor()
  }
  await page.getByRole('group', { name: step.label.zh, exact: true }).waitFor({ state: 'hidden' })
}

/** Takes steps until the end, or until one waits for a second person. */
async function walk(id: string): Promise<void> {
  await openEntry(id)
  const left = ahead.get(id) ?? []
  for (let step = left.shift(); step !== undefined; step = left.shift()) {
    await take(id, step)
    const to = bookOf(id).transitions.find((one) => one.id === step.transition)?.to ?? ''
    const waits = app.page.getByRole('region', { name: '正在等待审核' })
    const arrived = app.page.locator('header').getByText(stateName(id, to), { exact: true })
    await waits.or(arrived).first().waitFor()
    if (await waits.isVisible()) return
  }
}

const reviewed = new Set(['L01', 'L07', 'L08'])

describe('the clerk takes each book as far as one person may', () => {
  test.each(['L02', 'L03', 'L04', 'L05', 'L06', 'L09', 'L10', 'L11', 'L12'])('%s to its end', async (id) => {
    await walk(id)
    const { state, version } = await must(app.page, 'ledger.read', { entryId: entries.get(id)?.entryId as EntryId })
    expect(state).toBe(samples[id]?.end)
    expect(version).toBe(1)
    if (id === 'L03') {
      await dismissNotifications(app.page)
      await pressKey(app.page, 'Alt+H')
      await app.page.getByRole('dialog', { name: '历史' }).getByText('首次登记的内容').waitFor()
      await screenshot(app.page, 'entry-history')
      await pressKey(app.page, 'Escape')
    }
  })

  test.each(['L07', 'L08'])('%s until it waits for somebody else', async (id) => {
    await walk(id)
    const { review } = await must(app.page, 'ledger.read', { entryId: entries.get(id)?.entryId as EntryId })
    expect(review).toMatchObject({ kind: 'step', mine: false })
    if (id !== 'L08') return
    await dismissNotifications(app.page)
    await screenshot(app.page, 'entry-waits')
  })

  test('a new beat profile counts only once it was approved', async () => {
    const { stage, review } = await must(app.page, 'ledger.read', { entryId: entries.get('L01')?.entryId as EntryId })
    expect(stage).toBe('in-review')
    expect(review).toMatchObject({ kind: 'filing', mine: false })
  })
})

test('the chief finds the three on the reviews screen, with their differences, and approves them at once', async () => {
  const { page } = app
  await become(demo.users.chief)
  await page.getByText('待我审核').waitFor()
  // What was typed and what came by itself, for the station and never for a person.
  const saved = page.getByRole('table', { name: '录入减负（全所）' })
  await saved.getByRole('row', { name: /^走访 \d+ \d+% 0$/ }).waitFor()
  await screenshot(page, 'home-chief')
  await button(page, '审核').click()
  const { total } = await must(page, 'ledger.reviews', {})
  const grid = page.getByRole('grid', { name: '审核' })
  for (const id of reviewed) await grid.getByText(entries.get(id)?.number ?? '-').waitFor()
  await grid.focus()
  await pressKey(page, 'Ctrl+A')
  await button(page, `批准 ${total} 条`).waitFor()
  await screenshot(page, 'reviews')
  await pressKey(page, 'A')
  await page.getByText(`已批准 ${total} 条`).waitFor()
  await page.getByText('没有待审核的事项').waitFor()
})

describe('after the review', () => {
  test('the clerk goes on', async () => {
    await become(demo.users.clerk)
  })

  test.each(['L01', 'L07'])('%s to its end', async (id) => {
    await walk(id)
    const entry = await must(app.page, 'ledger.read', { entryId: entries.get(id)?.entryId as EntryId })
    expect(entry).toMatchObject({ state: samples[id]?.end, stage: 'filed' })
    const steps = samples[id]?.path.map((one) => one.transition)
    const { events } = await must(app.page, 'ledger.history', { entryId: entry.entryId })
    const taken = events.map((one) => one.transition).filter((one) => one !== null && steps?.includes(one))
    expect(taken.reverse()).toEqual(steps)
  })

  test('the hazard is closed, and nothing of it is due any more', async () => {
    const entry = await must(app.page, 'ledger.read', { entryId: entries.get('L08')?.entryId as EntryId })
    expect(entry).toMatchObject({ state: 'closed', stage: 'filed', review: null })
    expect(entry.dues.filter((one) => !one.done)).toEqual([])
  })

  test('a photo is put to it, seen small, and opens as it was', async () => {
    const { page } = app
    await openEntry('L08')
    await chooseFile(app.electron, join(projectFolder, 'docs/features/screenshots/home.png'))
    await button(page, '添加附件').click()
    const photo = page.getByRole('button', { name: /^home\.png/ })
    await expect
      .poll(() => photo.locator('img').evaluate((one: HTMLImageElement) => one.naturalWidth))
      .toBeGreaterThan(0)
    await photo.click()
    const large = page.getByRole('dialog').locator('img')
    await expect.poll(() => large.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(240)
    expect(await violationsOn(page, 'attachment')).toEqual([])
    await pressKey(page, 'Escape')
  })
})
