import { app, type BrowserWindow, clipboard, type PowerMonitor, type Session } from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CoreStatus } from '../src-contract/shell.ts'
import type { PageChannel } from '../src-contract/shell-channels.ts'
import { serveApp } from './app-protocol.ts'
import { endOnBug } from './bug-report.ts'
import { guardClipboard } from './clipboard-guard.ts'
import type { startCoreProcess as StartCore } from './core-process.ts'
import { superviseCore } from './core-supervisor.ts'
import { type DevelopmentSettings, onceUsable } from './development.ts'
import { failBeforeWindow } from './fail-before-window.ts'
import { userFiles } from './files.ts'
import { hardenEveryPage, hardenSession } from './hardening.ts'
import { watchIdle } from './idle-lock.ts'
import { connectPage } from './ipc.ts'
import { systemKeystore } from './keystore.ts'
import { keepLook, readLook } from './look.ts'
import { tellHealthy } from './launch-health.ts'
import { machineSecret } from './machine-secret.ts'
import type { ShellNetwork } from './network.ts'
import { askSystemProxy } from './system-network.ts'
import { cardReader, readCard } from './id-card/reader.ts'
import { removeMenu } from './menu.ts'
import { brokerPorts, type PortBroker } from './port-broker.ts'
import { reloadWhenGone } from './page-recovery.ts'
import { shellLog } from './shell-log.ts'
import type { ShellText } from './text/shell-text.ts'
import { pinLauncher } from './taskbar.ts'
import { openWindow } from './window.ts'
import type { startUpdates as StartUpdates } from './updates/start.ts'

/** How long the log-in form may take before core starts beside it, ms. */
const formPatienceMs = 1500
/** Exit code of an app whose core could not be kept running. */
const CORE_FAILED = 70
/** How long after the start updates begin to be looked for, ms: until then log-in and first page have the processors. */
const updatesPatienceMs = 30_000

/** Puts the parts of the shell together: the window first, core while the user types a name. */
export function runShell(options: {
  settings: DevelopmentSettings
  /** Which Electron runs: the official one, or one for development and tests. */
  runtimeKind: string
  /** What updates are verified against; it may be missing. */
  updateSettingsFile: string
  replicaFolder: string
  text: ShellText
  session: Session
  powerMonitor: PowerMonitor
  /** Absolute path of the folder with main/, preload/ and renderer/. */
  out: string
}): void {
  const { settings, replicaFolder, text, out } = options
  const coreFile = join(out, 'main/core.js')
  if (!existsSync(coreFile)) return failBeforeWindow((sentences) => sentences.brokenInstallation)

  const log = shellLog(replicaFolder)
  endOnBug(log)
  log.write({ event: 'started', version: app.getVersion(), runtime: process.versions['electron'] ?? '' })
  let window: BrowserWindow | null = null
  let broker: PortBroker | null = null
  let clipboardGuard: ReturnType<typeof guardClipboard> | null = null

  const statusChannel: PageChannel = 'shell:core-status-changed'
  const onStatus = (status: CoreStatus): void => {
    if (status.state === 'running') files.coreChanged(status.resumed)
    if (window && !window.isDestroyed()) window.webContents.send(statusChannel, status)
    broker?.coreChanged(status)
  }
  let network: Promise<ShellNetwork> | null = null
  const openNetwork = (): Promise<ShellNetwork> =>
    (network ??= import('./network.ts').then((parts) => new parts.ShellNetwork(replicaFolder, systemKeystore)))
  let updates: ReturnType<typeof StartUpdates> | null = null
  let sessionOpen = false
  /** The database on this PC is none that this version can open. */
  let unfit = false
  const startUpdates = async () => {
    const [parts, network] = await Promise.all([import('./updates/start.ts'), openNetwork()])
    if (updates !== null) return updates
    updates = parts.startUpdates({
      settingsFile: options.updateSettingsFile,
      runtimeKind: options.runtimeKind,
      network,
      toCore: (message) => supervisor.send(message),
      onView: (view) => {
        if (window && !window.isDestroyed())
          window.webContents.send('shell:updates-changed' satisfies PageChannel, view)
      },
      inUse: () => sessionOpen,
    })
    // Somebody may have logged in before.
    updates.mail.session(sessionOpen)
    return updates
  }
  let startCoreProcess: typeof StartCore
  const supervisor = superviseCore({
    fork: (hooks) =>
      startCoreProcess({
        file: coreFile,
        devSqliteAddon: settings.sqliteAddon,
        showOutput: !app.isPackaged,
        ...hooks,
      }),
    dir: replicaFolder,
    version: app.getVersion(),
    devSqliteAddon: settings.sqliteAddon,
    machineSecret: () => machineSecret(replicaFolder, systemKeystore),
    onStatus,
    onNetwork: (settings) => void openNetwork().then((kept) => kept.take(settings)),
    askSystemProxy,
    onDatabase: (step) =>
      void import('./updates/update-folder.ts').then(({ UpdateFolder }) =>
        new UpdateFolder(join(app.getPath('userData'), 'updates')).keepDatabaseStep(step),
      ),
    onUnfit: () => (unfit = true),
    onUpdateEventsKept: (count) => updates?.mail.kept(count),
    onSession: (session) => {
      idle.session(session)
      sessionOpen = session.open
      updates?.mail.session(session.open)
      if (!session.open) void updates?.service.workEnded(true)
      if (session.open) unfit = false
      if (session.open) tellHealthy(app.getPath('userData'), process.execPath)
      if (!session.open) void clipboardGuard?.clearOurs()
    },
    log,
    now: Date.now,
  })
  const idle = watchIdle(options.powerMonitor, (reason) => void supervisor.lock(reason))
  const files = userFiles({ window: () => window, text, toCore: (message) => void supervisor.send(message) })
  const firstStart = !existsSync(join(replicaFolder, 'slots.json'))
  let coreStarted = false
  const startCore = async (): Promise<void> => {
    if (coreStarted) return
    coreStarted = true
    ;({ startCoreProcess } = await import('./core-process.ts'))
    supervisor.start()
  }

  let usable = false
  connectPage({
    page: () => window?.webContents ?? null,
    log,
    invoke: {
      'shell:info': () => ({
        version: app.getVersion(),
        runtime: `Electron ${process.versions['electron']}, Chromium ${process.versions['chrome']}, Node ${process.versions.node}`,
        platform: process.platform,
        runtimeKind: options.runtimeKind,
      }),
      'shell:pick-file': (kind) => files.pickFile(kind),
      'shell:dropped-file': (path) => files.droppedFile(path),
      'shell:save-file': (name, bytes) => files.saveFile(name, bytes),
      'shell:read-card': () => readCard(cardReader(settings), (message) => void supervisor.send(message)),
      'shell:pick-text': (kind) => files.pickText(kind),
      'shell:lock': (reason) => supervisor.lock(reason),
      'shell:core-status': () => supervisor.status(),
      'shell:updates': async () => (await startUpdates()).service.view,
      'shell:update-look': async () => (await startUpdates()).service.look(),
      'shell:update-disc': async () => {
        const { service } = await startUpdates()
        const folder = await files.pickFolder()
        return folder === null ? service.view : service.lookOnDisc(folder)
      },
      'shell:update-fetch': async () => (await startUpdates()).service.fetch(),
      'shell:test-feed': async () => (await startUpdates()).test(),
      'shell:update-install': async (when) => (await startUpdates()).service.install(when),
    },
    send: {
      'shell:usable': () => {
        void startCore()
        if (usable || !window) return
        usable = true
        void onceUsable(window, settings)
        setTimeout(() => void startUpdates(), updatesPatienceMs)
      },
      'shell:request-port': () => broker?.request(),
      'shell:keep-look': (look) => {
        window?.webContents.setZoomFactor(look.zoom)
        keepLook(replicaFolder, look)
      },
    },
  })

  removeMenu(process.platform)
  hardenEveryPage(log)
  hardenSession(options.session, log)
  serveApp(options.session, join(out, 'renderer'))
  window = openWindow({
    session: options.session,
    preload: join(out, 'preload/preload.cjs'),
    title: text.title,
    icon: join(app.getAppPath(), 'build/icon.png'),
    packaged: app.isPackaged,
    firstStart,
    look: readLook(replicaFolder),
  })
  void pinLauncher(window, text.title)
  // After the log-in form: it needs no core yet, and on two cores starting both at once keeps the user waiting for it. A first start
  // has no log-in form and asks core at once; a page that never says that it is usable must not keep core from starting.
  window.webContents.once('did-finish-load', () => setTimeout(startCore, firstStart ? 0 : formPatienceMs))
  broker = brokerPorts(window.webContents, supervisor)
  clipboardGuard = guardClipboard(window, clipboard)
  reloadWhenGone(window.webContents, log)

  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  window.on('closed', () => {
    window = null
    broker = null
  })
  app.on('window-all-closed', () => app.quit())
  let leaving: 'no' | 'closing' | 'closed' = 'no'
  app.on('before-quit', (event) => {
    if (leaving === 'closed') return
    event.preventDefault()
    if (leaving === 'closing') return
    leaving = 'closing'
    const failed = unfit || supervisor.status().state === 'failed'
    void Promise.all([clipboardGuard?.clearOurs(), supervisor.stop()])
      .then(() => updates?.service.workEnded(false))
      .then(() => {
        leaving = 'closed'
        // The launcher takes an end in order for a version that is on its feet: one whose core cannot run is not.
        if (failed) app.exit(CORE_FAILED)
        else app.quit()
      })
  })
}
