import type { Page } from 'playwright-core'
import { closeDisplay } from '../e2e/support/display.ts'
import { launchApp } from '../e2e/support/launch.ts'
import { logIn } from '../e2e/support/screen.ts'
import type { DemoUser } from '../e2e/support/demo-station.ts'
import { round, spread } from './bench.ts'

const openings = 40
/** How long is scrolled, and how fast: quicker than anybody reads. */
const seconds = 8
const rowsPerSecond = 400
const jumps = 20

/** One frame at 60 Hz, ms; a frame that comes later than one and a half of them was dropped. */
const frame = 1000 / 60

/**
 * A long list on the screen: opened from another book until its first rows are painted, scrolled steadily, and jumped through.
 * References for the frames, in the same page: nothing at all, and a bare element of the same height that is scrolled.
 */
export async function scrollFigures(dir: string, user: DemoUser, entries: number): Promise<Record<string, string>> {
  const app = await launchApp({ dir })
  try {
    const { page } = app
    await logIn(page, user)
    const opened: number[] = []
    for (let n = 0; n <= openings; n += 1) {
      await to(page, '#/ledger/L11')
      const time = await page.evaluate(openList)
      // The first one loads the screen's code.
      if (n > 0) opened.push(time)
    }
    // A window in which nothing happens: what this machine can show at all.
    const still = await page.evaluate(scroll, { target: null, seconds, rowsPerSecond })
    const cpu = await cpuSeconds(page)
    const list = await page.evaluate(scroll, { target: '[role=grid]', seconds, rowsPerSecond })
    const cpuList = (await cpuSeconds(page)) - cpu
    const bare = await page.evaluate(scroll, { target: entries, seconds, rowsPerSecond })
    const jumped: number[] = []
    for (let n = 0; n < jumps; n += 1)
      jumped.push(await page.evaluate(jumpTo, Math.floor(((n * 7919) % jumps) * (entries / jumps))))
    return {
      firstPaint: words(opened),
      jump: words(jumped),
      frames: frameWords(list),
      framesOfEmptyWindow: frameWords(still),
      framesOfBareElement: frameWords(bare),
      // Below one second of CPU time to a second of scrolling the page keeps up, where it gets a core to itself.
      pageCpuPerSecondOfScrolling: `${round(cpuList / seconds)} s, ${round((cpuList * 1000) / (seconds * rowsPerSecond))} ms a row`,
    }
  } finally {
    await app.close()
    await closeDisplay()
  }
}

/** CPU time that the page's own thread has had so far. */
async function cpuSeconds(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  try {
    await session.send('Performance.enable')
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN
  } finally {
    await session.detach()
  }
}

async function to(page: Page, hash: string): Promise<void> {
  await page.evaluate((wanted) => (location.hash = wanted), hash)
  await page.getByRole('heading', { level: 1, name: '宣传' }).waitFor()
}

/** From the change of the address to the frame after the first row stands in the list. */
function openList(): Promise<number> {
  return new Promise((resolve) => {
    const started = performance.now()
    location.hash = '#/ledger/L02'
    const look = (): void => {
      if (!/L02-\d/.test(document.querySelector('[role=grid] [role=gridcell]:nth-child(2)')?.textContent ?? ''))
        requestAnimationFrame(look)
      else requestAnimationFrame(() => resolve(performance.now() - started))
    }
    requestAnimationFrame(look)
  })
}

/** Times between frames while scrolling steadily: the list, a bare element as high as so many rows, or nothing at all. */
function scroll({
  target,
  seconds: length,
  rowsPerSecond: pace,
}: {
  target: string | number | null
  seconds: number
  rowsPerSecond: number
}): Promise<number[]> {
  const made = document.createElement('div')
  if (typeof target === 'number') {
    made.style.cssText = 'position:fixed;inset:0;overflow:auto'
    const inside = document.createElement('div')
    inside.style.height = `${target * 28}px`
    made.append(inside)
    document.body.append(made)
  }
  const element = typeof target === 'string' ? document.querySelector(target) : made
  if (!element) throw new Error('there is no list')
  element.scrollTop = 0
  return new Promise((resolve) => {
    const times: number[] = []
    const started = performance.now()
    let before = started
    const step = (now: number): void => {
      times.push(now - before)
      before = now
      element.scrollTop = ((now - started) / 1000) * pace * 28
      if (now - started < length * 1000) requestAnimationFrame(step)
      else {
        made.remove()
        resolve(times.slice(1))
      }
    }
    requestAnimationFrame(step)
  })
}

/** From a jump to a row until all rows in sight are there, ms. */
function jumpTo(row: number): Promise<number> {
  const grid = document.querySelector('[role=grid]')
  if (!grid) throw new Error('there is no list')
  return new Promise((resolve) => {
    const started = performance.now()
    grid.scrollTop = row * 28
    const look = (): void => {
      const box = grid.getBoundingClientRect()
      const rows = [...grid.querySelectorAll('[aria-rowindex]')].filter((one) => {
        const { top, bottom } = one.getBoundingClientRect()
        return bottom > box.top + 30 && top < box.bottom
      })
      const there = rows.length > 5 && rows.every((one) => /L02-\d/.test(one.textContent ?? ''))
      if (there) resolve(performance.now() - started)
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

function words(times: readonly number[]): string {
  const { n, p50, p95, max } = spread(times)
  return `n ${n}, p50 ${p50} ms, p95 ${p95} ms, max ${max} ms`
}

function frameWords(times: readonly number[]): string {
  const dropped = times.filter((time) => time > frame * 1.5).length
  return `${words(times)}, dropped ${dropped} of ${times.length}`
}
