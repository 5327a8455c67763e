import { app, net } from 'electron'
import { join } from 'node:path'
import type { ShellToCore } from '../../src-contract/shell-core.ts'
import type { UpdateView } from '../../src-contract/shell-updates.ts'
import { authorityFetch } from './authority-fetch.ts'
import { eventMail } from './event-mail.ts'
import { heldVersion, tellHeld } from './held-version.ts'
import { stationOf } from './install-as-root.ts'
import { readUpdateSettings } from './install-mode.ts'
import { installInOwnProcess, waysToInstall } from './install-process.ts'
import type { Fetch } from './offer-source.ts'
import { UpdateFolder } from './update-folder.ts'
import { UpdateService } from './update-service.ts'
import { installedVersion } from './versions.ts'

/** Puts the parts of updates together. Loaded once the window is usable: nobody waits for it. */
export function startUpdates(options: {
  settingsFile: string
  runtimeKind: string
  toCore: (message: ShellToCore) => boolean
  onView: (view: UpdateView) => void
  inUse: () => boolean
}) {
  const settings = readUpdateSettings(options.settingsFile)
  const installed = installedVersion(process.execPath)
  const folder = new UpdateFolder(join(app.getPath('userData'), 'updates'))
  const held = installed === null ? null : heldVersion(app.getPath('userData'), installed)
  if (held !== null) tellHeld(folder, held, new Date())
  const mail = eventMail(folder, options.toCore)
  const service = new UpdateService({
    build: settings?.build ?? null,
    feed: settings?.feed ?? '',
    stationId: installed === null ? '' : stationOf(installed.root),
    running: { version: app.getVersion(), seq: installed?.seq ?? null, runtimeKind: options.runtimeKind },
    install: waysToInstall(process.execPath, process.platform),
    folder,
    held,
    fetch: settings?.feedAuthority ? authorityFetch(settings.feedAuthority) : systemFetch,
    updater: async (fetchPackage) => {
      const { InstallerUpdater, VersionsUpdater } = await import('./updaters.ts')
      return process.platform === 'win32'
        ? new InstallerUpdater(fetchPackage)
        : new VersionsUpdater(fetchPackage, () => restartThroughLauncher(installed?.root))
    },
    installOffer: (offer) =>
      process.platform === 'win32' ? Promise.resolve(null) : installInOwnProcess(process.execPath, offer),
    onView: options.onView,
    onEvents: mail.send,
    inUse: options.inUse,
    now: () => new Date(),
    random: Math.random,
  })
  service.begin()
  return { service, mail }
}

/** With the certificates and the proxy of the system. */
const systemFetch: Fetch = (url, init) => net.fetch(url, { ...init, bypassCustomProtocolHandlers: true })

/** The launcher decides which version starts, and counts the starts of a new one. */
function restartThroughLauncher(root: string | undefined): void {
  if (root === undefined) return app.relaunch()
  app.relaunch({ execPath: join(root, 'beatbook'), args: process.argv.slice(1) })
}
