import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Core } from '../../src-core/core.ts'
import { launchCommand, projectFolder } from '../e2e/support/launch.ts'
import { result, round, spread, type BenchOptions, type BenchResult } from './bench.ts'
import { demoFolder } from './demo-folder.ts'

const starts = 7

/**
 * A new process to a log-in page that can be typed into, against an empty window of the same runtime, in turn. Unlocking (Argon2id, opening the replica) is measured apart.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const demo = await demoFolder({ ...options, people: Math.min(options.people, 30_000) })
  const room = mkdtempSync(join(tmpdir(), 'beatbook-startup-'))
  try {
    const app = await launchCommand({ dir: demo.replica, env: { BEATBOOK_EXIT_WHEN_USABLE: '1' } })
    const empty = { ...app, args: app.args.map((word) => (word === projectFolder ? emptyApp(room) : word)) }
    const times: number[] = []
    const bare: number[] = []
    // The first start of each fills the disk cache and does not count.
    for (let i = 0; i <= starts; i++) {
      const [ours, theirs] = [await timed(app), await timed(empty)]
      if (i === 0) continue
      times.push(ours)
      bare.push(theirs)
    }
    const unlock = spread(await unlockTimes(demo.replica, demo.user('clerk')))
    return result(
      'startup',
      'start to usable log-in',
      'ms',
      times,
      { name: 'empty window, same runtime', times: bare },
      {
        medianRatio: round(spread(times).p50 / spread(bare).p50),
        unlockP50Ms: unlock.p50,
        unlockMaxMs: unlock.max,
      },
    )
  } finally {
    rmSync(room, { recursive: true, force: true })
    demo.remove()
  }
}

/** From spawning the process to its word that the page is usable; the next start waits until this one is gone. */
function timed({ executable, args, env }: Awaited<ReturnType<typeof launchCommand>>): Promise<number> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
    let usable = 0
    child.stdout.on('data', (text: Buffer) => {
      if (usable === 0 && text.includes('usable')) usable = performance.now() - started
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0 && usable > 0) resolve(usable)
      else reject(new Error(`the app ended with ${code} and ${usable > 0 ? '' : 'never '}became usable`))
    })
  })
}

/** The smallest application with a window: it ends when its page has been painted, which is what the log-in form waits for too. */
function emptyApp(room: string): string {
  const folder = join(room, 'empty')
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.js', type: 'module' }),
  )
  writeFileSync(
    join(folder, 'main.js'),
    `import { app, BrowserWindow } from 'electron'
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1366, height: 768, show: false, webPreferences: { sandbox: true } })
  window.once('ready-to-show', () => {
    window.show()
    process.stdout.write('usable\\n', () => app.exit(0))
  })
  window.loadURL('data:text/html,<title>empty</title><p>empty')
})
`,
  )
  return folder
}

async function unlockTimes(dir: string, user: { login: string; passphrase: string }): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const core = new Core({ dir, machineSecret: { kind: 'none' } })
    const started = performance.now()
    const answer = await core.dispatcher.dispatch({ method: 'accounts.logIn', input: user })
    if (!answer.ok) throw new Error(answer.error.code)
    times.push(performance.now() - started)
    await core.close()
  }
  return times
}
