import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { Core } from '../../src-core/core.ts'
import type { Result } from '../../src-contract/errors.ts'
import type { DemoUser } from '../e2e/support/demo-station.ts'
import { callCore, corePid } from '../e2e/support/core.ts'
import { closeDisplay } from '../e2e/support/display.ts'
import { launchApp } from '../e2e/support/launch.ts'
import { choose, logIn, pressKey } from '../e2e/support/screen.ts'
import { result, type BenchOptions, type BenchResult } from './bench.ts'
import { demoFolder } from './demo-folder.ts'
import { mixedQuestions } from './mixed-questions.ts'

const questions = 60
/** Of an address or a long number nobody types more before looking. */
const longest = 8
const box = '姓名、拼音、证件号、电话、地址'

/**
 * From each key to the frame in which the answer to just this text stands on the screen, one key after the other; beside it what
 * core's process takes. Reference: a bare field in the same page whose every key draws fifty rows.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const demo = await demoFolder(options)
  const { texts, size } = await asked(demo)
  const app = await launchApp({ dir: demo.replica })
  try {
    const { page } = app
    page.setDefaultTimeout(60_000)
    const clerk = demo.user('clerk')
    await logIn(page, { user: clerk.login, passphrase: clerk.passphrase, role: 'clerk' } satisfies DemoUser)
    options.say('Waiting for the daily backup, which the first log-in makes …')
    await backedUp(page)
    await pressKey(page, 'Ctrl+L')
    await choose(page, 'P02 信息核实', '查询事由')
    const field = page.getByRole('searchbox', { name: box })
    await field.focus()
    await page.evaluate(listen)
    options.say(`Typing ${texts.length} questions …`)
    const times: number[] = []
    for (const [index, text] of texts.entries()) {
      await field.fill('')
      for (const letter of [...text].slice(0, longest)) {
        await page.keyboard.insertText(letter)
        const took = await page.evaluate(painted)
        // The first ones load the list's code and warm the caches.
        if (index >= 5) times.push(took)
      }
    }
    const bare: number[] = []
    await page.evaluate(addBareField)
    for (let n = 0; n < 120; n += 1) {
      await page.keyboard.insertText('a')
      const took = await page.evaluate(painted)
      if (n >= 20) bare.push(took)
    }
    const pid = await corePid(app.electron)
    const waiting = await callCore(page, 'quality.list', { limit: 1 })
    return result(
      'search-ui',
      size,
      'ms',
      times,
      { name: 'a bare field that draws 50 rows', times: bare },
      {
        coreRssMiB: memoryOf(pid, 'VmRSS'),
        corePeakRssMiB: memoryOf(pid, 'VmHWM'),
        filesStillToCompare: waiting.ok ? waiting.value.measures.waiting : -1,
      },
    )
  } finally {
    await app.close()
    await closeDisplay()
    demo.remove()
  }
}

/** What to type, read from the station before the app has it. */
async function asked(demo: Awaited<ReturnType<typeof demoFolder>>): Promise<{ texts: string[]; size: string }> {
  const core = new Core({ dir: demo.replica, machineSecret: { kind: 'none' } })
  try {
    const answer = (await core.dispatcher.dispatch({
      method: 'accounts.logIn',
      input: demo.user('clerk'),
    })) as Result<unknown>
    const open = core.gate.session
    if (!answer.ok || !open) throw new Error('not logged in')
    const counted = (table: string): number =>
      open.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
    return {
      texts: mixedQuestions(open.db, questions),
      size: `${counted('source_records')} records, ${counted('subjects')} subjects`,
    }
  } finally {
    await core.close()
  }
}

async function backedUp(page: Page): Promise<void> {
  for (;;) {
    const status = await callCore(page, 'accounts.status', {})
    if (status.ok && status.value.backups.some(({ id }) => id.endsWith('-daily.db'))) return
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

/** Field of /proc/PID/status in MiB; -1 where the system has no such file. */
function memoryOf(pid: number | null, field: 'VmRSS' | 'VmHWM'): number {
  if (pid === null || process.platform !== 'linux') return -1
  const kib = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return kib === undefined ? -1 : Math.round(Number(kib) / 1024)
}

type Watched = { keyAt: number; painted: Promise<number> }
declare const window: { watched?: Watched } & typeof globalThis.window

/** From now on each change of a field is timed until its answer is painted. */
function listen(): void {
  document.addEventListener(
    'beforeinput',
    (event) => {
      const keyAt = event.timeStamp
      const painted = new Promise<number>((resolve) => {
        const look = (): void => {
          const busy = document.querySelector('[aria-busy="true"]') !== null
          if (busy || document.querySelector('[aria-busy]') === null) {
            requestAnimationFrame(look)
            return
          }
          // The frame that this callback belongs to is painted before the next task.
          const after = new MessageChannel()
          after.port1.onmessage = () => resolve(performance.now() - keyAt)
          after.port2.postMessage(null)
        }
        // Behind the field's own handlers, which draw what they know at once.
        setTimeout(() => requestAnimationFrame(look), 0)
      })
      window.watched = { keyAt, painted }
    },
    true,
  )
}

function painted(): Promise<number> {
  return window.watched?.painted ?? Promise.reject(new Error('no key was pressed'))
}

function addBareField(): void {
  const field = document.createElement('input')
  const list = document.createElement('div')
  field.addEventListener('input', () => {
    list.replaceChildren(
      ...Array.from({ length: 50 }, (_, at) => {
        const row = document.createElement('div')
        row.textContent = `${field.value.length} ${at}`
        return row
      }),
    )
  })
  const place = document.createElement('div')
  place.style.cssText = 'position:fixed;inset:0;background:white;z-index:1000'
  place.append(field, list)
  document.body.append(place)
  field.focus()
}
