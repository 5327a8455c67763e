import { app, powerMonitor, session } from 'electron'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { registerAppScheme } from './app-protocol.ts'
import { hostileSwitch } from './argv.rules.ts'
import { buildMark } from './build-mark.ts'
import { developmentSettings, profileFolder } from './development.ts'
import { offerToInstall } from './install-option.ts'
import { failBeforeWindow } from './fail-before-window.ts'
import { runShell } from './shell.ts'
import { shellText } from './text/shell-text.ts'

/** Nothing here may wait for `ready`: Electron holds it back until this module has been evaluated. */
function main(): void {
  const settings = developmentSettings(process.env, app.isPackaged)
  const runtimeKind = app.isPackaged ? buildMark(app.getAppPath()).runtime : (settings.runtimeKind ?? 'official')
  const settingsFile = settings.updateSettings ?? join(process.resourcesPath, 'resources', 'updates.json')
  // Asked first: no switch is believed that stands beside it, also none that a package for tests takes.
  const asked = app.isPackaged ? offerToInstall(process.argv.slice(1)) : null
  if (asked === 'wrong') return app.exit(2)
  if (asked !== null) return void installOnly(asked.offer, settingsFile)
  const has = (name: string): boolean => app.commandLine.hasSwitch(name)
  if (app.isPackaged && hostileSwitch(has, runtimeKind) !== null) return app.exit(2)

  const replicaFolder = settings.replicaFolder
    ? resolve(settings.replicaFolder)
    : join(app.getPath('userData'), 'replica')
  try {
    mkdirSync(replicaFolder, { recursive: true, mode: 0o700 })
  } catch {
    return failBeforeWindow((text) => text.folderUnusable)
  }
  if (settings.replicaFolder) app.setPath('userData', profileFolder(replicaFolder))

  if (!app.requestSingleInstanceLock()) return app.exit(0)
  registerAppScheme()
  // Fetches dictionaries, lists and experiments from the network otherwise.
  app.commandLine.appendSwitch('disable-background-networking')
  app.commandLine.appendSwitch('disable-component-update')
  app.commandLine.appendSwitch('disable-domain-reliability')

  void app.whenReady().then(() =>
    runShell({
      settings,
      runtimeKind,
      updateSettingsFile: settingsFile,
      replicaFolder,
      text: shellText(app.getLocale()),
      // In memory only: no cache, cookie or local storage of the page ever reaches the disk.
      session: session.fromPartition('beatbook'),
      powerMonitor,
      out: join(import.meta.dirname, '..'),
    }),
  )
}

/** Started with root's rights to put a version in its place: no window, no replica, nobody's data. */
async function installOnly(offer: string, settingsFile: string): Promise<void> {
  try {
    const { installAndSay } = await import('./updates/install-mode.ts')
    app.exit(await installAndSay(offer, settingsFile, process.execPath))
  } catch {
    // Whoever asked waits for an answer; without one left for Windows the app says the same.
    process.stdout.write('{"ok":false,"code":"UPD_INSTALL"}\n')
    app.exit(1)
  }
}

main()
