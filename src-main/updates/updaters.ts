import { copyFile, link } from 'node:fs/promises'
import { BaseUpdater, type NsisUpdater, type UpdateInfo } from 'electron-updater'
import { UpdateFailure } from './failure.ts'
import { SignedProvider } from './signed-provider.ts'
import type { Found } from './station-updates.ts'

/** Fetches and verifies the package of an offer; answers with its path. */
export type FetchPackage = (found: Found) => Promise<string>
type DownloadOptions = Parameters<NsisUpdater['doDownloadUpdate']>[0]

/** electron-updater's own download is never used: it cannot go on where it was cut off, and knows feeds only. */
async function downloadTask(options: DownloadOptions, fetch: FetchPackage) {
  const { info, provider } = options.updateInfoAndProvider
  const found = provider instanceof SignedProvider ? provider.found : null
  const [fileInfo] = provider.resolveFiles(info as UpdateInfo)
  if (found === null || fileInfo === undefined) throw new UpdateFailure('UPD_MIX')
  // Always: what electron-updater still has from another time is not where we look for it.
  const path = await fetch(found)
  return {
    fileExtension: 'tar',
    fileInfo,
    downloadUpdateOptions: options,
    task: async (destination: string) => {
      await link(path, destination).catch(() => copyFile(path, destination))
    },
  }
}

/** Versions lie beside each other, and the launcher starts the new one. It was installed before, with the rights that it takes. */
export class VersionsUpdater extends BaseUpdater {
  readonly #fetch: FetchPackage
  readonly #restart: () => void

  constructor(fetch: FetchPackage, restart: () => void) {
    super()
    this.#fetch = fetch
    this.#restart = restart
  }

  protected async doDownloadUpdate(options: DownloadOptions) {
    return this.executeDownload(await downloadTask(options, this.#fetch))
  }

  protected doInstall({ isForceRunAfter }: { readonly isForceRunAfter: boolean }): boolean {
    if (isForceRunAfter) this.#restart()
    return true
  }
}

/** Nothing happens by itself, nothing goes down, and nothing but the signed package is fetched. */
export function hardened<U extends BaseUpdater>(updater: U, configFile: string): U {
  updater.logger = null
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.disableWebInstaller = true
  updater.disableDifferentialDownload = true
  updater.fullChangelog = false
  updater.forceDevUpdateConfig = true
  updater.updateConfigPath = configFile
  updater.channel = 'signed'
  // Setting a channel allows going down; this takes it back.
  updater.allowDowngrade = false
  return updater
}
