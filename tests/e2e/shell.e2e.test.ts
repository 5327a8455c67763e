import { spawn } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callCore, corePid, coreRunning } from './support/core.ts'
import { closeDisplay } from './support/display.ts'
import { appFolder, launchApp, launchCommand, type RunningApp, temporaryFolder } from './support/launch.ts'

let app: RunningApp
/** A real server that nothing may reach. */
let outside: Server
let outsideUrl: string
let outsideHits = 0

beforeAll(async () => {
  outside = createServer((_request, response) => {
    outsideHits += 1
    response.setHeader('Access-Control-Allow-Origin', '*').end('reached')
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`
  app = await launchApp()
  await coreRunning(app.page)
})

afterAll(async () => {
  await app?.close()
  await new Promise((resolve) => outside.close(resolve))
  await closeDisplay()
})

async function refusals(): Promise<{ what: string; channel?: string }[]> {
  const lines = (await readFile(join(app.dir, 'logs/shell.log'), 'utf8')).trim().split('\n')
  return lines.map((line) => JSON.parse(line)).filter((line) => line.event === 'refused')
}

describe('the page', () => {
  test('sees the shell contract and nothing of Node or Electron', async () => {
    const seen = await app.page.evaluate(() => ({
      globals: ['require', 'process', 'Buffer', 'module', 'global', '__dirname', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
      shell: Object.keys(window.shell).sort(),
      updates: Object.keys(window.shell.updates).sort(),
      secure: window.isSecureContext,
      origin: window.origin,
    }))
    expect(seen).toEqual({
      globals: [],
      shell: [
        ...['coreStatus', 'droppedFile', 'info', 'keepLook', 'lock', 'look', 'onCoreStatus', 'pickFile', 'pickText'],
        ...['readCard', 'requestPort', 'saveFile', 'testFeed', 'updates', 'usable'],
      ],
      updates: ['fetch', 'install', 'look', 'lookOnDisc', 'onView', 'view'],
      secure: true,
      origin: 'app://beatbook',
    })
  })

  test('runs sandboxed and isolated', async () => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      // The settings that took effect; not in the type definitions.
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag }
    })
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  test('is not spell-checked: that would fetch dictionaries', async () => {
    const enabled = await app.electron.evaluate(({ session }) =>
      session.fromPartition('beatbook').isSpellCheckerEnabled(),
    )
    expect(enabled).toBe(false)
  })

  test.each(['file:///etc/passwd', 'app://other/index.html', 'app://beatbook/other.html', 'outside'])(
    'stays where it is when something sends it to %s',
    async (where) => {
      const before = (await refusals()).length
      const blockedByChromium = where.startsWith('file:')
        ? app.page.waitForEvent('console', (message) => message.text().startsWith('Not allowed to load local resource'))
        : null
      await app.page.evaluate(
        (address) => {
          const link = document.createElement('a')
          link.href = address
          document.body.append(link)
          link.click()
          link.remove()
        },
        where === 'outside' ? outsideUrl : where,
      )
      // Chromium itself ends a navigation to file: before it starts; the others are refused by the shell.
      if (blockedByChromium) await blockedByChromium
      else await expect.poll(async () => (await refusals()).length).toBeGreaterThan(before)
      expect(app.page.url()).toBe('app://beatbook/index.html')
      expect(await app.page.evaluate(() => 'shell' in window)).toBe(true)
    },
  )

  test('cannot open a second window', async () => {
    const opened = await app.page.evaluate(
      (address) => [window.open('about:blank'), window.open(address)].map((each) => each === null),
      outsideUrl,
    )
    expect(opened).toEqual([true, true])
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    expect(await refusals()).toContainEqual(expect.objectContaining({ what: 'new-window' }))
  })

  test('is granted no permission, neither asked for nor silently', async () => {
    const answers = await app.page.evaluate(async () => {
      const outcome = (promise: Promise<unknown>): Promise<string> =>
        promise.then(
          () => 'granted',
          (error: Error) => error.name,
        )
      const states = await Promise.all(
        ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'].map((name) =>
          navigator.permissions.query({ name: name as PermissionName }).then((status) => status.state),
        ),
      )
      return {
        states,
        notification: await Notification.requestPermission(),
        media: await outcome(navigator.mediaDevices.getUserMedia({ audio: true })),
        screen: await outcome(navigator.mediaDevices.getDisplayMedia()),
        clipboard: await outcome(navigator.clipboard.readText()),
      }
    })
    expect(answers.states).toEqual(Array(5).fill('denied'))
    expect(answers.notification).toBe('denied')
    expect([answers.media, answers.screen, answers.clipboard]).not.toContain('granted')
  })

  test('reaches no network, by no way that a page has', async () => {
    const tried = await app.page.evaluate(async (address) => {
      const settled = (run: (done: () => void) => void): Promise<void> => new Promise((resolve) => run(resolve))
      await fetch(address).catch(() => {})
      await fetch(address, { method: 'POST', mode: 'no-cors', body: 'x' }).catch(() => {})
      await settled((done) => Object.assign(new Image(), { onload: done, onerror: done, src: `${address}image.png` }))
      await settled((done) => {
        const socket = new WebSocket(address.replace('http', 'ws'))
        socket.onopen = socket.onerror = () => done()
      }).catch(() => {})
      await settled((done) => {
        const source = new EventSource(address)
        source.onopen = source.onerror = () => (source.close(), done())
      }).catch(() => {})
      navigator.sendBeacon(address, 'x')
      for (const [tag, attributes] of [
        ['link', { rel: 'stylesheet', href: `${address}style.css` }],
        ['script', { src: `${address}script.js` }],
        ['iframe', { src: `${address}frame.html` }],
      ] as const) {
        await settled((done) => {
          const element = Object.assign(document.createElement(tag), { onload: done, onerror: done }, attributes)
          document.body.append(element)
          if (tag === 'iframe') done()
        })
      }
      return true
    }, outsideUrl)
    expect(tried).toBe(true)
    // Past the page's own policy too: the session itself lets nothing out.
    const fromSession = await app.electron.evaluate(
      ({ session }, address) =>
        session
          .fromPartition('beatbook')
          .fetch(address)
          .then(
            () => 'reached',
            () => 'blocked',
          ),
      outsideUrl,
    )
    expect(fromSession).toBe('blocked')
    expect(outsideHits).toBe(0)
  })

  test('runs no inline script, no inline style element and no text as code', async () => {
    const result = await app.page.evaluate(async () => {
      const violated: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective))
      const script = document.createElement('script')
      script.textContent = 'window.__inline = true'
      document.body.append(script)
      const style = document.createElement('style')
      style.textContent = 'body { outline: 7px solid red }'
      document.head.append(style)
      const button = document.createElement('button')
      button.setAttribute('onclick', 'window.__inline = true')
      button.click()
      setTimeout('window.__inline = true', 0)
      await new Promise((resolve) => setTimeout(resolve, 0))
      const outline = getComputedStyle(document.body).outlineWidth
      script.remove()
      style.remove()
      return { ran: '__inline' in window, outline, violated: [...new Set(violated)].sort() }
    })
    expect(result.ran).toBe(false)
    expect(result.outline).not.toBe('7px')
    expect(result.violated).toEqual(
      expect.arrayContaining(['script-src', 'script-src-attr', 'script-src-elem', 'style-src-elem']),
    )
  })

  test.each([
    '..%2f..%2fpackage.json',
    '..%5c..%5cpackage.json',
    '%2e%2e%2f%2e%2e%2fpackage.json',
    '../../package.json',
    'index.html%00.js',
    '%00',
    '.hidden.html',
    'C:%5cWindows%5cwin.ini',
    '/etc/passwd',
    'assets',
    'index.html/../../main/main.js',
  ])('is served nothing for the path %s', async (path) => {
    const answer = await app.page.evaluate(
      (address) =>
        fetch(address).then(
          async (response) => ({ status: response.status, body: await response.text() }),
          () => ({ status: 0, body: '' }),
        ),
      `app://beatbook/${path}`,
    )
    expect(answer).toEqual({ status: 404, body: '' })
  })

  test('gets a strict policy with every file', async () => {
    const headers = await app.page.evaluate(async () => {
      const responses = await Promise.all([fetch('app://beatbook/index.html'), fetch('app://beatbook/index.html')])
      return responses.map((response) => response.headers.get('content-security-policy') ?? '')
    })
    for (const header of headers) {
      expect(header).toContain("default-src 'none'")
      expect(header).not.toMatch(/unsafe|https?:|\*/)
    }
    expect(headers[0]).not.toBe(headers[1])
  })
})

describe('a message to the shell', () => {
  test('from another window with the same preload is refused and logged', async () => {
    const outcome = await app.electron.evaluate(
      async ({ BrowserWindow, session }, preload) => {
        const forger = new BrowserWindow({
          show: false,
          webPreferences: { preload, sandbox: true, session: session.fromPartition('beatbook') },
        })
        await forger.loadURL('app://beatbook/index.html')
        const answer: unknown = await forger.webContents.executeJavaScript(
          `window.shell.lock('user').then(() => 'accepted', (error) => error.message)`,
        )
        await forger.webContents.executeJavaScript(
          `window.shell.keepLook({ language: 'en', scheme: 'dark', zoom: 1.5 })`,
        )
        forger.destroy()
        return answer
      },
      join(appFolder, 'out/preload/preload.cjs'),
    )
    expect(outcome).toContain('refused')
    expect(await refusals()).toContainEqual(expect.objectContaining({ what: 'forged-sender', channel: 'shell:lock' }))
    await expect
      .poll(refusals)
      .toContainEqual(expect.objectContaining({ what: 'forged-sender', channel: 'shell:keep-look' }))
    expect(await app.page.evaluate(() => window.shell.coreStatus())).toMatchObject({ state: 'running' })
  })

  test('from a frame inside the page has no shell to go to', async () => {
    const inside = await app.page.evaluate(
      () =>
        new Promise((resolve) => {
          const frame = document.createElement('iframe')
          frame.onload = () => {
            resolve(frame.contentWindow !== null && 'shell' in frame.contentWindow)
            frame.remove()
          }
          frame.srcdoc = '<p>inside</p>'
          document.body.append(frame)
        }),
    )
    expect(inside).toBe(false)
  })

  test('with arguments that do not fit is refused and logged, and core goes on', async () => {
    const before = await app.page.evaluate(() => window.shell.coreStatus())
    const outcomes = await app.page.evaluate(async () => {
      const shell = window.shell as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
      const outcome = (promise: Promise<unknown> | undefined): Promise<string> =>
        Promise.resolve(promise).then(
          () => 'accepted',
          (error: Error) => error.message,
        )
      return Promise.all([
        outcome(shell['lock']?.('nonsense')),
        outcome(shell['lock']?.({ toString: 'x' })),
        outcome(shell['pickFile']?.('../../etc')),
        outcome(shell['saveFile']?.('a'.repeat(10_000), new Uint8Array())),
        outcome(shell['saveFile']?.('a.pdf', 'not bytes')),
      ])
    })
    for (const outcome of outcomes) expect(outcome).toContain('refused')
    expect(await refusals()).toContainEqual(
      expect.objectContaining({ what: 'invalid-arguments', channel: 'shell:save-file' }),
    )
    expect(await app.page.evaluate(() => window.shell.coreStatus())).toEqual(before)
  })

  test('cannot name a file that was never dropped', async () => {
    expect(await app.page.evaluate(() => window.shell.droppedFile(new File(['x'], 'passwd')))).toBeNull()
  })
})

describe('core', () => {
  test('comes back after it was killed, and the page gets a new port to it', async () => {
    const before = await coreRunning(app.page)
    const pid = await corePid(app.electron)
    expect(pid).not.toBeNull()
    process.kill(pid as number, 'SIGKILL')
    const after = await coreRunning(app.page, before.generation + 1)
    expect(after).toEqual({ state: 'running', generation: before.generation + 1, resumed: false })
    expect(await corePid(app.electron)).not.toBe(pid)
    expect(await callCore(app.page, 'core.ping', {})).toMatchObject({ ok: true })
  })

  test('is another process after locking', async () => {
    const before = await coreRunning(app.page)
    const pid = await corePid(app.electron)
    await app.page.evaluate(() => window.shell.lock('user'))
    const after = await coreRunning(app.page, before.generation + 1)
    expect(after.resumed).toBe(false)
    expect(await corePid(app.electron)).not.toBe(pid)
    expect(() => process.kill(pid as number, 0)).toThrow()
  })

  test('answers a page that was loaded again', async () => {
    await app.page.reload()
    await coreRunning(app.page)
    expect(await callCore(app.page, 'core.ping', {})).toMatchObject({ ok: true })
  })
})

describe('a file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await temporaryFolder()
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** The system's dialogs cannot be driven; what the user would choose in them is given here. */
  async function choose(path: string | null): Promise<void> {
    await app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () =>
        Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] })
      dialog.showSaveDialog = () => Promise.resolve({ canceled: chosen === null, filePath: chosen ?? '' })
    }, path)
  }

  test('that was picked is known to the page by an id, a name and a size, never by its path', async () => {
    const path = join(folder, '网格化导出.xlsx')
    await writeFile(path, 'twelve bytes')
    await choose(path)
    const picked = await app.page.evaluate(() => window.shell.pickFile('spreadsheet'))
    expect(picked).toEqual({ fileId: expect.stringMatching(/^[0-9a-f-]{36}$/), name: '网格化导出.xlsx', size: 12 })
    await choose(null)
    expect(await app.page.evaluate(() => window.shell.pickFile('spreadsheet'))).toBeNull()
  })

  test('that is a folder or is gone is not taken', async () => {
    for (const path of [folder, join(folder, 'gone.xlsx')]) {
      await choose(path)
      expect(await app.page.evaluate(() => window.shell.pickFile('spreadsheet'))).toBeNull()
    }
  })

  test('is written where the user said', async () => {
    const path = join(folder, 'saved.pdf')
    await choose(path)
    const saved = await app.page.evaluate(() => window.shell.saveFile('saved.pdf', new Uint8Array([1, 2, 3])))
    expect(saved).toBe('saved.pdf')
    expect([...(await readFile(path))]).toEqual([1, 2, 3])
  })

  test('with a certificate is read up to 64 KB and not further', async () => {
    const path = join(folder, 'escrow.pem')
    await choose(path)
    await writeFile(path, 'x'.repeat(64 * 1024))
    const fits = await app.page.evaluate(() => window.shell.pickText('certificate'))
    expect(fits).toEqual({ name: 'escrow.pem', text: 'x'.repeat(64 * 1024) })
    await writeFile(path, 'x'.repeat(64 * 1024 + 1))
    expect(await app.page.evaluate(() => window.shell.pickText('certificate'))).toEqual({
      name: 'escrow.pem',
      text: '',
    })
  })
})

test('what was copied in the window is taken off the clipboard by a lock', async () => {
  const read = (): Promise<string> => app.electron.evaluate(({ clipboard }) => clipboard.readText())
  const { generation } = await coreRunning(app.page)
  await app.page.evaluate(() => {
    const field = document.body.appendChild(document.createElement('textarea'))
    field.value = 'copied-in-the-window'
    field.select()
    document.execCommand('copy')
    field.remove()
  })
  await expect.poll(read).toBe('copied-in-the-window')
  await app.page.evaluate(() => window.shell.lock('user'))
  await coreRunning(app.page, generation + 1)
  await expect.poll(read).toBe('')
})

test('a second start on the same replica ends at once and leaves the first alone', async () => {
  const { executable, args, env } = await launchCommand({
    dir: app.dir,
    args: ['beatbook://open?method=core.check', '--unknown-switch', '/etc/passwd'],
  })
  const second = spawn(executable, args, { env, stdio: 'ignore' })
  const code = await new Promise((resolve) => second.once('exit', resolve))
  expect(code).toBe(0)
  expect(app.page.url()).toBe('app://beatbook/index.html')
  expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect(await app.page.evaluate(() => window.shell.coreStatus())).toMatchObject({ state: 'running' })
})

test('a page that dies is loaded again', async () => {
  await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const loaded = new Promise((resolve) => contents?.once('did-finish-load', () => resolve(true)))
    contents?.forcefullyCrashRenderer()
    return loaded
  })
  const status: unknown = await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(`window.shell.coreStatus()`),
  )
  expect(status).toMatchObject({ state: 'running' })
})
