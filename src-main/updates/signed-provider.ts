import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js'
import { type AppUpdater, Provider, type ResolvedUpdateFileInfo, type UpdateInfo } from 'electron-updater'
import type { Found } from './station-updates.ts'
import { packageOf } from './station-updates.ts'

/** What our Provider is given; electron-updater hands it through. */
export type SignedFeed = {
  readonly provider: 'custom'
  readonly updateProvider: typeof SignedProvider
  /** Finds and verifies, or throws UpdateFailure; null when the version that runs is the one offered. */
  readonly find: () => Promise<Found | null>
  readonly running: { readonly version: string }
}

/**
 * electron-updater's window on a feed: it sees an offer only after everything about it was verified, and its one file by the signed hash
 * and size. No `latest.yml` is ever read.
 */
export class SignedProvider extends Provider<UpdateInfo> {
  readonly #feed: SignedFeed
  #found: Found | null = null

  constructor(feed: SignedFeed, _updater: AppUpdater, runtime: ProviderRuntimeOptions) {
    super(runtime)
    this.#feed = feed
  }

  get found(): Found | null {
    return this.#found
  }

  async getLatestVersion(): Promise<UpdateInfo> {
    this.#found = await this.#feed.find()
    if (this.#found === null)
      return { version: this.#feed.running.version, files: [], path: '', sha512: '', releaseDate: '' }
    const { release } = this.#found.update
    const file = packageOf(this.#found)
    const sha512 = Buffer.from(file.sha512, 'hex').toString('base64')
    return {
      version: release.version,
      files: [{ url: file.name, sha512, size: file.size }],
      path: file.name,
      sha512,
      releaseDate: new Date(release.notBefore).toISOString(),
    }
  }

  resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
    // Fetched by ourselves, from a feed or a disc: the address only gives the file its name.
    return info.files.map((file) => ({ url: new URL(file.url, 'signed-offer://files/'), info: file }))
  }
}
