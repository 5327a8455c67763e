import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chooseFile } from './support/choose-file.ts'
import { demoStation, type DemoCopy } from './support/demo-station.ts'
import { closeDisplay } from './support/display.ts'
import { launchApp, projectFolder, type RunningApp, screenshot } from './support/launch.ts'
import { tourOf, type Instruction } from './support/tour.ts'
import { button, choose, control, dismissNotifications, place, pressKey } from './support/screen.ts'

const steps = tourOf(await readFile(join(projectFolder, 'README.md'), 'utf8'))

let demo: DemoCopy
let app: RunningApp
/** The last step that went well: each one begins where the one before ended. */
let done = 0

beforeAll(async () => {
  demo = await demoStation()
  app = await launchApp({ dir: demo.replica })
  app.page.setDefaultTimeout(15_000)
})

afterAll(async () => {
  await app?.close()
  await demo?.remove()
  await closeDisplay()
})

test('the window fits the screen of a station PC', async () => {
  const { width, height, ratio } = await app.page.evaluate(() => ({
    width: window.innerWidth,
    height: window.innerHeight,
    ratio: window.devicePixelRatio,
  }))
  expect(ratio).toBe(1.25)
  expect(width).toBeLessThanOrEqual(1093)
  expect(height).toBeLessThanOrEqual(615)
  await control(app.page, '用户名').waitFor()
  await screenshot(app.page, 'log-in')
})

describe('the tour of the README', () => {
  test('has steps for the clerk and for the auditor, and says only what can be done', () => {
    expect(steps.length).toBeGreaterThanOrEqual(20)
    expect(steps.map((step) => step.number)).toEqual(steps.map((_, index) => index + 1))
    expect(steps.filter((step) => step.leftOver !== '').map((step) => `${step.number}: ${step.leftOver}`)).toEqual([])
    expect(steps.filter((step) => step.instructions.length === 0)).toEqual([])
  })

  test.each(steps.map((step) => [`${step.number}. ${step.title}`, step] as const))('%s', async (_, step) => {
    expect(done, 'the step before was done').toBe(step.number - 1)
    for (const instruction of step.instructions) {
      await follow(instruction)
      // A preview that the step closes again is pictured while it is open.
      if (instruction.does === 'see' && step.picture === 'print-preview') {
        await expect.poll(pageIsDrawn).toBe(true)
        await picture(step.picture)
      }
    }
    if (step.picture !== null && step.picture !== 'print-preview') await picture(step.picture)
    await fitsTheWindow()
    done = step.number
  })
})

async function follow(instruction: Instruction): Promise<void> {
  const { page } = app
  switch (instruction.does) {
    case 'press':
      return pressKey(page, instruction.key)
    case 'type':
      return type(instruction.text, instruction.into)
    case 'type-passphrase': {
      const user = Object.values(demo.users).find((one) => one.user === instruction.user)
      return type(user?.passphrase ?? '', instruction.into)
    }
    case 'choose':
      return choose(page, instruction.option, instruction.under)
    case 'click':
      return button(page, instruction.name).click()
    case 'reveal':
      return page
        .getByRole('button', { name: `查看明文：${instruction.field}` })
        .first()
        .click()
    case 'click-and-choose-file':
      await chooseFile(app.electron, instruction.file.replace(/^\.demo/, demo.dir))
      return button(page, instruction.name).click()
    case 'see':
      return seen(page.getByText(instruction.text).or(page.getByRole('img', { name: instruction.text })))
    case 'see-in': {
      const where = await place(page, instruction.place)
      return where.kind === 'control'
        ? expect.poll(() => where.value(), { timeout: 15_000 }).toContain(instruction.text)
        : seen(
            where.kind === 'grid'
              ? where.locator.getByRole('gridcell', { name: instruction.text, exact: true })
              : where.locator.getByText(instruction.text),
          )
    }
    case 'see-columns':
      for (const name of instruction.names) await seen(page.getByRole('region', { name, exact: true }))
      return
  }
}

async function type(text: string, into: string | null): Promise<void> {
  if (into !== null) {
    await control(app.page, into).click()
    await app.page.keyboard.press('Control+A')
  }
  await app.page.keyboard.type(text)
}

function seen(what: Locator): Promise<void> {
  return what.filter({ visible: true }).first().waitFor({ state: 'visible' })
}

/** Without the short-lived messages, which the step has seen. */
async function picture(name: string): Promise<void> {
  await dismissNotifications(app.page)
  await screenshot(app.page, name)
}

/** Whether the previewed page has ink on it. */
function pageIsDrawn(): Promise<boolean> {
  return app.page.evaluate(() => {
    const canvas = document.querySelector('canvas')
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
    return pixels.some((value, at) => at % 4 === 0 && value < 100 && (pixels[at + 3] ?? 0) > 0)
  })
}

/** Nothing may lie beside the window: content scrolls inside its own place. */
async function fitsTheWindow(): Promise<void> {
  const beside = await app.page.evaluate(() => ({
    x: document.documentElement.scrollWidth - window.innerWidth,
    y: document.documentElement.scrollHeight - window.innerHeight,
  }))
  expect(beside.x).toBeLessThanOrEqual(0)
  expect(beside.y).toBeLessThanOrEqual(0)
}
