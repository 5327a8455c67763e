import { app } from 'electron'
import { join } from 'node:path'
import type { ShellToCore } from '../../src-contract/shell-core.ts'
import type { ConnectionTest } from '../../src-contract/shell-network.ts'
import type { UpdateView } from '../../src-contract/shell-updates.ts'
import type { ShellNetwork } from '../network.ts'
import { askSystemProxy, chromiumFetch } from '../system-network.ts'
import { eventMail } from './event-mail.ts'
import { testFeed } from './feed-test.ts'
import { feedByNetwork, wayToFeed, type FeedParts } from './feed-way.ts'
import { heldVersion, tellHeld } from './held-version.ts'
import { stationOf } from './install-as-root.ts'
import { readUpdateSettings } from './install-mode.ts'
import { installInOwnProcess, waysToInstall } from './install-process.ts'
import { UpdateFolder } from './update-folder.ts'
import { UpdateService } from './update-service.ts'
import { installedVersion, PROGRAM } from './versions.ts'

/** Puts the parts of updates together. Loaded once the window is usable: nobody waits for it. */
export function startUpdates(options: {
  settingsFile: string
  runtimeKind: string
  network: ShellNetwork
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
  const feed = settings?.feed ?? ''
  const way: FeedParts = {
    ...{ authority: settings?.feedAuthority ?? '', network: options.network },
    ...{ askSystem: askSystemProxy, systemFetch: chromiumFetch },
  }
  const fetch = feedByNetwork(way)
  const service = new UpdateService({
    build: settings?.build ?? null,
    feed,
    stationId: installed === null ? '' : stationOf(installed.root),
    running: { version: app.getVersion(), seq: installed?.seq ?? null, runtimeKind: options.runtimeKind },
    install: waysToInstall(process.execPath, process.platform),
    folder,
    held,
    fetch,
    updater: async (fetchPackage) => {
      const { VersionsUpdater } = await import('./updaters.ts')
      return new VersionsUpdater(fetchPackage, () => restartThroughLauncher(installed?.root))
    },
    installOffer: (offer) => installInOwnProcess(process.execPath, offer),
    onView: options.onView,
    onEvents: mail.send,
    inUse: options.inUse,
    now: () => new Date(),
    random: Math.random,
  })
  service.begin()
  /** Null where this build has no feed. */
  const test = async (): Promise<ConnectionTest | null> =>
    feed === '' ? null : testFeed(feed, fetch, await wayToFeed(feed, way))
  return { service, mail, test }
}

/** The launcher decides which version starts, and counts the starts of a new one. */
function restartThroughLauncher(root: string | undefined): void {
  if (root === undefined) return app.relaunch()
  app.relaunch({ execPath: join(root, PROGRAM), args: process.argv.slice(1) })
}
