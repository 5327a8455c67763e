import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { findElectronRuntime, runtimeEnvironment } from '../../../scripts/electron-runtime/find.mjs'
import { display } from './display.ts'

export const projectFolder = join(import.meta.dirname, '../../..')
/** The built app; another folder that looks like it can be named for trying things out. */
export const appFolder = process.env['BEATBOOK_APP'] ?? projectFolder
const drivenMain = join(import.meta.dirname, 'driven-main.mjs')
/** Pictures of docs/features; those of a run are beside the other results, and replace them when BEATBOOK_RENEW_PICTURES is set. */
const pictures = join(projectFolder, 'docs/features/screenshots')
export const picturesOfRun = join(projectFolder, 'test-results/screenshots')

/** How long a window may take to appear, ms: a cold start on a busy machine. */
const windowTimeout = 60_000

export type RunningApp = {
  electron: ElectronApplication
  page: Page
  /** The replica folder. */
  dir: string
  /** Errors and warnings that the page has printed so far, refusals of the content policy among them. */
  complaints: string[]
  /** Quits as a user would and waits for every process; the folder stays if the test brought it. */
  close(): Promise<void>
}

/** What the report of a failed test shows of an app. */
export type ShownApp = Pick<RunningApp, 'page' | 'dir' | 'complaints'>

/** The apps that run now, for the report of a failed test. */
export const runningApps = new Set<ShownApp>()

export type LaunchOptions = {
  /** A replica folder that the test made; without one an empty temporary folder is used and removed. */
  dir?: string
  env?: Record<string, string>
  args?: string[]
}

/** Starts the built app in a real window, on the screen of a station PC at 125%. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const dir = options.dir ?? (await temporaryFolder())
  const command = await launchCommand({ ...options, dir })
  const electron = await _electron.launch({
    executablePath: command.executable,
    args: command.args.map((arg) => (arg === appFolder ? drivenMain : arg)),
    env: { ...command.env, BEATBOOK_DRIVEN_APP: appFolder },
    timeout: windowTimeout,
  })
  const page = await electron.firstWindow({ timeout: windowTimeout }).catch(async (error: unknown) => {
    electron.process().kill()
    const log = await readFile(join(dir, 'logs/shell.log'), 'utf8').catch(() => '(no log)')
    throw new Error(`No window appeared. The shell's log says:\n${log}`, { cause: error })
  })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.waitForLoadState('load')
  const app: RunningApp = {
    electron,
    page,
    dir,
    complaints,
    async close() {
      runningApps.delete(app)
      await electron.close()
      if (!options.dir) await rm(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  runningApps.add(app)
  return app
}

/** How the app is started, for tests that start it without a driver. */
export async function launchCommand(
  options: LaunchOptions & { dir: string },
): Promise<{ executable: string; args: string[]; env: Record<string, string> }> {
  if (!existsSync(join(appFolder, 'out/main/main.js')))
    throw new Error('The app is not built. Run `npm run build` first.')
  const runtime = await electronRuntime()
  const screen = await display()
  return {
    executable: runtime.executable,
    args: [...runtimeFlags(), '--force-device-scale-factor=1.25', appFolder, ...(options.args ?? [])],
    env: {
      ...inherited(),
      ...runtime.env,
      ...(screen === undefined ? {} : { DISPLAY: screen }),
      LANG: 'zh_CN.UTF-8',
      LANGUAGE: 'zh_CN',
      BEATBOOK_DIR: options.dir,
      ...options.env,
    },
  }
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'beatbook-e2e-'))
}

/** Takes a picture; a new one, or all if asked to, is kept in docs/features. @param name kebab-case, without extension */
export async function screenshot(page: Page, name: string): Promise<void> {
  const path = join(picturesOfRun, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  const kept = join(pictures, `${name}.png`)
  if (existsSync(kept) && process.env['BEATBOOK_RENEW_PICTURES'] === undefined) return
  await mkdir(pictures, { recursive: true })
  await copyFile(path, kept)
}

async function electronRuntime(): Promise<{ executable: string; env: Record<string, string> }> {
  const given = process.env['BEATBOOK_ELECTRON']
  if (given) return { executable: given, env: {} }
  const runtime = await findElectronRuntime({ allowInstall: false })
  return { executable: runtime.executable, env: runtimeEnvironment(runtime) }
}

function runtimeFlags(): string[] {
  const given = process.env['BEATBOOK_ELECTRON_FLAGS']
  if (given !== undefined) return given.split(' ').filter((flag) => flag !== '')
  const asRoot = process.getuid?.() === 0
  return [...(asRoot ? ['--no-sandbox'] : []), ...(process.platform === 'linux' ? ['--disable-gpu'] : [])]
}

function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  // A test runner's own options must not reach the app.
  return Object.fromEntries(entries.filter(([name]) => !/^(NODE_OPTIONS|VITEST|ELECTRON_RUN_AS_NODE)/.test(name)))
}
