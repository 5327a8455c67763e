import { spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { runtimeEnvironment } from '../electron-runtime/find.mjs'
import { ensureBuilt } from './build.mjs'
import { electronFlags, hasDisplay, startVirtualDisplay } from './display.mjs'
import { ensureDebianPackages, ensureRuntime, ensureTools } from './ensure.mjs'
import { lockFile, withLock } from './lock.mjs'
import { environmentWithNode24, node24 } from './node24.mjs'
import { BootstrapProblem, say, step } from './problem.mjs'
import { handOver } from './run.mjs'
import { startTwoPcs } from './two-pcs.mjs'

/** How long the window may take until a person can use it, in milliseconds, where nobody watches (CI=true). */
const USABLE_WITHIN = 120_000
/** How many people the demo station has. */
const PEOPLE = 30_000

/**
 * `npm start`: installs what is missing, builds, makes the demo station once, opens the app and waits until it ends. With `--two`: two PCs
 * of one station, each with a window, that exchange through a platform of their own.
 * @param {{project: string, args: string[]}} call other `args` go to the app
 * @returns {Promise<number>} the exit code
 * @throws {BootstrapProblem}
 */
export async function start({ project, args }) {
  const virtual = !hasDisplay()
  const two = args.includes('--two')
  const rest = args.filter((arg) => arg !== '--two')
  await ensureTools(project)
  await ensureDebianPackages(['window', ...(virtual ? ['display'] : [])])
  // The compiler of the development runtime and the demo station each keep one core busy: they run side by side.
  const [runtime] = await Promise.all([ensureRuntime(), two || (chosenReplica() ?? ensureDemo(project))])
  await ensureBuilt(project, { electronVersion: runtime.version })
  const pair = two ? await startTwoPcs(project) : null
  const screen = virtual ? await startVirtualDisplay() : null
  try {
    if (pair === null) return await open({ project, args: rest, runtime, screen, shows: demoStation(project) })
    say(`- The platform's pages: ${pair.platform}/; what to try: docs/features/sync.md, "Two PCs beside each other"`)
    say('- Press Enter to take the platform away, and again to bring it back.')
    const typed = createInterface({ input: process.stdin }).on('line', () => pair.toggle())
    const windows = pair.replicas.map((replica, at) => ({
      replica,
      said: `PC ${at + 1}`,
      picture: `start-${at + 1}.png`,
    }))
    const codes = await Promise.all(windows.map((shows) => open({ project, args: rest, runtime, screen, shows })))
    typed.close()
    return Math.max(...codes)
  } finally {
    await screen?.stop()
    await pair?.stop()
  }
}

/** What a window shows: its replica, how that is called, and the name of its picture where nobody sees the window. */
function demoStation(project) {
  const chosen = chosenReplica()
  const users = join(project, '.demo', 'demo-users.json')
  return {
    replica: chosen ?? join(project, '.demo', 'replica'),
    said: chosen ?? `the demo station; its users and their passphrases: ${shown(project, users)}`,
    picture: 'start.png',
  }
}

/** The person's own replica folder; the demo station is opened, and made, only without it. */
function chosenReplica() {
  return process.env['BEATBOOK_DIR'] || null
}

async function ensureDemo(project) {
  const demo = join(project, '.demo')
  if (existsSync(join(demo, 'demo-users.json'))) return
  await withLock(`${lockFile(project)}.demo`, async () => {
    if (existsSync(join(demo, 'demo-users.json'))) return
    if (existsSync(demo) && (await readdir(demo)).length > 0)
      throw new BootstrapProblem(
        'The folder .demo has no demo-users.json, so it is not a whole demo station; move it away with `mv .demo .demo-old` and try again.',
      )
    // Made beside its place and then renamed: an interrupted start leaves no half of a station behind.
    const making = join(project, '.cache', 'demo-making')
    await rm(making, { recursive: true, force: true })
    await mkdir(dirname(making), { recursive: true })
    await step(`Making a demo station of ${PEOPLE.toLocaleString('en')} people in .demo (once)`, async () => {
      const command = ['cli/main.ts', 'demo', '--dir', making, '--people', String(PEOPLE), '--seed', '1', '--in-use']
      const env = environmentWithNode24(project)
      const code = await handOver(node24(project).executable, command, { cwd: project, env, stdout: 'ignore' })
      if (code !== 0)
        throw new BootstrapProblem(
          `The demo station could not be made (exit code ${code}); run \`npm run cli -- demo --dir .demo --people ${PEOPLE} --seed 1 --in-use\` to see why.`,
        )
    })
    await rm(demo, { recursive: true, force: true })
    await rename(making, demo)
  })
}

async function open({ project, args, runtime, screen, shows }) {
  const unattended = process.env['CI'] === 'true'
  const picture = await pictureFile(project, shows.picture, unattended || screen !== null)
  const env = {
    ...environmentWithNode24(project),
    ...runtimeEnvironment(runtime),
    BEATBOOK_DIR: shows.replica,
    ...(picture ? { BEATBOOK_SCREENSHOT: picture } : {}),
    ...(unattended ? { BEATBOOK_EXIT_WHEN_USABLE: '1' } : {}),
    ...(screen ? { DISPLAY: screen.display } : {}),
  }
  delete env['ELECTRON_RUN_AS_NODE']
  say(`- Opening ${shows.said}`)
  const flags = electronFlags({ virtual: screen !== null })
  const app = spawn(runtime.executable, [...flags, project, ...args], {
    cwd: project,
    env,
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  createInterface({ input: app.stderr }).on('line', (line) => {
    if (!isAboutMissingBus(line)) say(line)
  })
  return unattended ? untilUsable(app, project, picture) : untilClosed(app, project, picture)
}

/** Where the app puts a picture of its window; null when a person sees the window itself. */
async function pictureFile(project, name, wanted) {
  const chosen = process.env['BEATBOOK_SCREENSHOT']
  if (!chosen && !wanted) return null
  const file = chosen ?? join(project, 'test-results', name)
  await mkdir(dirname(file), { recursive: true })
  await rm(file, { force: true })
  return file
}

/** Chromium looks for a desktop's message bus and complains several times where there is none. */
function isAboutMissingBus(line) {
  return /:ERROR:(dbus\/)?(bus|object_proxy)\.cc/.test(line)
}

async function untilUsable(app, project, picture) {
  let late = false
  const timer = setTimeout(() => {
    late = true
    app.kill('SIGKILL')
  }, USABLE_WITHIN)
  const ended = await ending(app)
  clearTimeout(timer)
  if (late)
    throw new BootstrapProblem(
      `The window was not usable within ${USABLE_WITHIN / 1000} s; run \`npm test\` to see which part is broken.`,
    )
  if (ended !== 0 || !existsSync(picture))
    throw new BootstrapProblem(
      `The app ended with code ${ended} before its window was usable; its own messages are above, and \`npm test\` shows which part is broken.`,
    )
  say(`- The window was usable. Screenshot: ${shown(project, picture)}`)
  return 0
}

async function untilClosed(app, project, picture) {
  const watcher =
    picture &&
    watch(dirname(picture), () => {
      if (!existsSync(picture)) return
      watcher.close()
      say(
        `- There is no display here, so the window is on a virtual one. Screenshot: ${shown(project, picture)}. End with Ctrl-C.`,
      )
    })
  const code = await ending(app)
  watcher?.close()
  return code
}

function ending(app) {
  return new Promise((resolve, reject) => {
    const stop = () => app.kill('SIGTERM')
    process.once('exit', stop)
    app.on('error', reject)
    app.on('close', (code) => {
      process.off('exit', stop)
      resolve(code ?? 1)
    })
  })
}

function shown(project, file) {
  const path = relative(project, file)
  return path.startsWith('..') ? file : path
}
