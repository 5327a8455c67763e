import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { display } from './display.ts'
import { runningApps, type ShownApp } from './launch.ts'

/** An app that was installed and is started by its launcher, as a desktop does; it may end and come back by itself. */
export class LaunchedApp {
  readonly #launcher: string
  readonly #config: string
  readonly #port: number
  #child: ChildProcess | undefined
  #browser: Browser | undefined
  #shown: ShownApp | undefined

  private constructor(launcher: string, config: string, port: number) {
    this.#launcher = launcher
    this.#config = config
    this.#port = port
  }

  /** @param config stands for ~/.config */
  static async of(launcher: string, config: string): Promise<LaunchedApp> {
    return new LaunchedApp(launcher, config, await freePort())
  }

  async start(): Promise<Page> {
    const screen = await display()
    const env = { ...process.env, ...(screen === undefined ? {} : { DISPLAY: screen }) }
    const flags = ['--no-sandbox', '--disable-gpu', '--force-device-scale-factor=1.25']
    this.#child = spawn(this.#launcher, [...flags, `--remote-debugging-port=${this.#port}`], {
      stdio: 'ignore',
      env: {
        ...env,
        XDG_CONFIG_HOME: this.#config,
        XDG_CACHE_HOME: join(this.#config, 'cache'),
        LANG: 'zh_CN.UTF-8',
        LANGUAGE: 'zh_CN',
      },
    })
    return this.window()
  }

  /** The window, whoever started it: also of a version that was installed and started in between. */
  async window(): Promise<Page> {
    const deadline = Date.now() + 60_000
    for (;;) {
      try {
        this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${this.#port}`, { timeout: 5000 })
        const page = this.#browser.contexts().flatMap((context) => context.pages())[0]
        if (page !== undefined) {
          page.setDefaultTimeout(30_000)
          this.#show(page)
          await page.getByRole('form', { name: '登录' }).waitFor()
          return page
        }
        await this.#browser.close()
      } catch (error) {
        if (Date.now() > deadline) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  #show(page: Page): void {
    if (this.#shown) runningApps.delete(this.#shown)
    this.#shown = { page, dir: join(this.#config, 'Beatbook/replica'), complaints: [] }
    runningApps.add(this.#shown)
  }

  /** Waits until every process of the app that runs has ended. */
  async ended(): Promise<void> {
    const browser = this.#browser
    if (browser?.isConnected()) await new Promise((resolve) => browser.once('disconnected', resolve))
    while (await this.#holder()) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  /** Closes the window as a user does. */
  async close(page: Page): Promise<void> {
    const gone = this.ended()
    await page.close()
    await gone
  }

  /** Whatever still runs. */
  async kill(): Promise<void> {
    if (this.#shown) runningApps.delete(this.#shown)
    const holder = await this.#holder()
    if (holder !== null) process.kill(holder)
    this.#child?.kill()
  }

  /** Chromium's lock on the profile names the process: HOST-PID. */
  async #holder(): Promise<number | null> {
    const lock = await readlink(join(this.#config, 'Beatbook/SingletonLock')).catch(() => '')
    const pid = Number(/-(\d+)$/.exec(lock)?.[1] ?? 0)
    try {
      return pid > 0 && process.kill(pid, 0) ? pid : null
    } catch {
      return null
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
