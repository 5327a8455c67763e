import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BaseUpdater } from 'electron-updater'
import type { UpdateTime, UpdateView } from '../../src-contract/shell-updates.ts'
import type { Build } from '../../src-updates/verify-update.ts'
import type { FailureCode } from '../../src-updates/codes.ts'
import { codeOf, UpdateFailure } from './failure.ts'
import { discSource, type Fetch, feedSource, type OfferSource } from './offer-source.ts'
import { isQuietHour, nextLook } from './look-times.rules.ts'
import { SignedProvider, type SignedFeed } from './signed-provider.ts'
import { isRefusal, packageOf, StationUpdates, type Found } from './station-updates.ts'
import type { UpdateFolder } from './update-folder.ts'

export type UpdateParts = {
  /** null: nothing was compiled in that an update could be verified against. */
  readonly build: Build | null
  readonly feed: string
  readonly stationId: string
  readonly running: UpdateView['running']
  readonly install: UpdateView['install']
  /** A version that is installed but did not get on its feet here; it is not offered again. */
  readonly held: number | null
  readonly folder: UpdateFolder
  readonly fetch: Fetch
  readonly updater: (fetchPackage: (found: Found) => Promise<string>) => Promise<BaseUpdater>
  /** Puts the verified offer in its place, with the rights that it takes. */
  readonly installOffer: (offerFolder: string) => Promise<FailureCode | null>
  readonly onView: (view: UpdateView) => void
  readonly onEvents: () => void
  /** Whether somebody works in the app at this moment: nothing is installed under their hands. */
  readonly inUse: () => boolean
  readonly now: () => Date
  readonly random: () => number
}

/** Looks for updates, fetches them, and installs at the time that the user chose. One attempt at a time. */
export class UpdateService {
  readonly #parts: UpdateParts
  #view: UpdateView
  #found: Found | null = null
  #path: string | null = null
  #updater: BaseUpdater | null = null
  #source: OfferSource | null = null
  #failures = 0
  #timer: NodeJS.Timeout | undefined
  #stop = new AbortController()

  constructor(parts: UpdateParts) {
    this.#parts = parts
    this.#view = {
      phase: parts.build === null ? 'off' : parts.held === null ? 'idle' : 'failed',
      running: parts.running,
      offered: null,
      fetched: 0,
      when: null,
      code: parts.held === null ? null : 'UPD_START',
      lookedAt: null,
      feed: parts.feed,
      install: parts.install,
    }
  }

  get view(): UpdateView {
    return this.#view
  }

  /** From now on the feed is asked by itself, each station at a time of its own. */
  begin(): void {
    if (this.#parts.build === null || this.#parts.feed === '') return
    this.#wait()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#stop.abort()
  }

  /** Looks now. */
  async look(source: OfferSource = feedSource(this.#parts.feed, this.#parts.fetch)): Promise<UpdateView> {
    if (this.#parts.build === null || this.#isBusy) return this.#view
    if (source.kind === 'feed' && this.#parts.feed === '') return this.#view
    this.#set({ phase: 'looking', code: null })
    this.#source = source
    try {
      await (await this.#electronUpdater()).checkForUpdates()
      this.#failures = 0
      const found = this.#found
      this.#set({
        phase: found === null ? 'current' : 'found',
        lookedAt: this.#parts.now().toISOString(),
        offered: found === null ? null : offered(found),
      })
    } catch (error) {
      this.#fail(error)
    }
    return this.#view
  }

  lookOnDisc(folder: string): Promise<UpdateView> {
    return this.look(discSource(folder))
  }

  /** Fetches what was found. */
  async fetch(): Promise<UpdateView> {
    if (this.#view.phase !== 'found' || this.#found === null) return this.#view
    this.#set({ phase: 'fetching', fetched: 0, code: null })
    try {
      await (await this.#electronUpdater()).downloadUpdate()
      this.#set({ phase: 'ready', fetched: packageOf(this.#found).size })
    } catch (error) {
      this.#fail(error)
    }
    return this.#view
  }

  /** Installs, now or at the chosen time. */
  async install(when: UpdateTime): Promise<UpdateView> {
    if (this.#view.phase !== 'ready') return this.#view
    this.#set({ when })
    if (when === 'now') await this.#installNow(true)
    else this.#wait()
    return this.#view
  }

  /** Somebody logged out, or the app is closed: "after my work" is now. @param restart false when the user leaves */
  async workEnded(restart: boolean): Promise<void> {
    if (this.#view.phase === 'ready' && this.#view.when === 'after-work') await this.#installNow(restart)
  }

  get #isBusy(): boolean {
    return ['looking', 'fetching', 'installing'].includes(this.#view.phase)
  }

  async #installNow(restart: boolean): Promise<void> {
    const [found, path] = [this.#found, this.#path]
    if (found === null || path === null) return
    this.#set({ phase: 'installing', code: null })
    try {
      const station = this.#station()
      const approved = await station.approve(found, path, this.#stop.signal)
      this.#found = approved
      await station.install(approved, () => this.#parts.installOffer(this.#parts.folder.offer))
      this.#parts.onEvents()
      const updater = await this.#electronUpdater()
      updater.quitAndInstall(true, restart)
    } catch (error) {
      const code = codeOf(error, 'UPD_INSTALL')
      this.#fail(new UpdateFailure(code))
      // The package is there and good: it can be tried again.
      if (code === 'UPD_INSTALL' || code === 'UPD_HOLD' || code === 'UPD_BUSY')
        this.#set({ phase: 'ready', when: null })
    }
  }

  #fail(error: unknown): void {
    this.#failures += 1
    const code = codeOf(error, 'UPD_FEED')
    // What was refused is gone; what a cut connection left, or waits for its time, is still offered.
    if (isRefusal(code)) this.#set({ offered: null })
    this.#set({ phase: 'failed', code, when: null })
    this.#parts.onEvents()
    this.#wait()
  }

  #wait(): void {
    clearTimeout(this.#timer)
    if (this.#stop.signal.aborted) return
    const { random } = this.#parts
    this.#timer = setTimeout(() => void this.#tick(), nextLook(this.#failures, this.#view.when, random()))
    this.#timer.unref()
  }

  async #tick(): Promise<void> {
    const { phase, when } = this.#view
    if (phase === 'ready' && when === 'tonight' && isQuietHour(this.#parts.now()) && !this.#parts.inUse())
      await this.#installNow(true)
    else if (phase === 'idle' || phase === 'current' || phase === 'failed') await this.look()
    this.#wait()
  }

  #station(): StationUpdates {
    const { build, folder, stationId, running, held, now } = this.#parts
    if (build === null) throw new UpdateFailure('UPD_SCOPE')
    return new StationUpdates({ build, folder, stationId, running: running.seq ?? build.floor.seq, held, now })
  }

  async #electronUpdater(): Promise<BaseUpdater> {
    if (this.#updater) return this.#updater
    const { folder, running } = this.#parts
    mkdirSync(folder.dir, { recursive: true, mode: 0o700 })
    const config = join(folder.dir, 'app-update.yml')
    writeFileSync(config, 'provider: custom\nupdaterCacheDirName: beatbook-updater\n')
    const updater = await this.#parts.updater((found) => this.#fetchPackage(found))
    const { hardened } = await import('./updaters.ts')
    this.#updater = hardened(updater, config)
    const feed: SignedFeed = {
      provider: 'custom',
      updateProvider: SignedProvider,
      find: async () => {
        this.#found = await this.#station().find(this.#source as OfferSource, this.#stop.signal)
        this.#parts.onEvents()
        // Down only where the verifier allowed it: from a version that was recalled, to a release whose signers said so.
        if (this.#updater) this.#updater.allowDowngrade = this.#found !== null && this.#isWayBack(this.#found)
        return this.#found
      },
      running,
    }
    this.#updater.setFeedURL(feed as unknown as Parameters<BaseUpdater['setFeedURL']>[0])
    return this.#updater
  }

  #isWayBack(found: Found): boolean {
    const { running, build } = this.#parts
    return found.update.release.seq < (running.seq ?? build?.floor.seq ?? 0)
  }

  async #fetchPackage(found: Found): Promise<string> {
    // The page is told of every percent, not of every piece.
    const step = packageOf(found).size / 100
    this.#path = await this.#station().fetch(found, this.#stop.signal, (fetched) => {
      if (fetched < this.#view.fetched || fetched - this.#view.fetched >= step) this.#set({ fetched })
    })
    this.#parts.onEvents()
    return this.#path
  }

  #set(change: Partial<UpdateView>): void {
    this.#view = { ...this.#view, ...change }
    this.#parts.onView(this.#view)
  }
}

function offered(found: Found): NonNullable<UpdateView['offered']> {
  const { release, signers, releaseHash } = found.update
  return {
    seq: release.seq,
    version: release.version,
    notes: { 'zh-CN': release.notes['zh-CN'], en: release.notes.en },
    size: packageOf(found).size,
    signers: signers.map(({ officer, serial }) => ({ officer, serial })),
    releaseHash,
    source: found.source.kind,
  }
}
