import type { UpdateEvent } from '../../src-contract/shell-core.ts'
import type { Build, VerifiedUpdate } from '../../src-updates/verify-update.ts'
import { verifyUpdate, type EnvelopeSet } from '../../src-updates/verify-update.ts'
import type { FailureCode } from '../../src-updates/codes.ts'
import { codeOf, UpdateFailure } from './failure.ts'
import type { OfferSource } from './offer-source.ts'
import { checkPackage, fetchPackage } from './package-download.ts'
import type { UpdateFolder } from './update-folder.ts'

/** An offer that was verified a moment ago, and where it came from. */
export type Found = { readonly offer: EnvelopeSet; readonly update: VerifiedUpdate; readonly source: OfferSource }

export type StationParts = {
  readonly build: Build
  readonly folder: UpdateFolder
  readonly stationId: string
  /** Sequence number of the version that runs. */
  readonly running: number
  /** A version that did not get on its feet here; null when there is none. */
  readonly held: number | null
  readonly now: () => Date
}

/**
 * The way of an update on a station: found and verified, fetched, verified again immediately before it is installed. What a step refuses
 * leaves no file and no changed state behind, only an event for the audit trail with its code.
 */
export class StationUpdates {
  readonly #parts: StationParts

  constructor(parts: StationParts) {
    this.#parts = parts
  }

  /**
   * Looks for an update. Moves the state when everything holds.
   * @returns null when the offer is the version that runs
   * @throws UpdateFailure with the code; it is recorded
   */
  async find(source: OfferSource, signal: AbortSignal): Promise<Found | null> {
    return this.#recorded(source, async () => {
      const offer = await source.envelopes(this.#firstTrust, signal)
      const update = this.#verify(offer)
      this.#parts.folder.keepState(update.nextState)
      if (update.release.seq === this.#parts.running) return null
      if (update.release.seq === this.#parts.held) throw new UpdateFailure('UPD_START')
      this.#parts.folder.keepOffer(offer, this.#firstTrust)
      this.#event({ what: 'found', ...described({ offer, update, source }) })
      return { offer, update, source }
    })
  }

  /** @returns the absolute path of the package @throws UpdateFailure */
  async fetch(found: Found, signal: AbortSignal, onProgress?: (bytes: number) => void): Promise<string> {
    const file = packageOf(found)
    return this.#recorded(found.source, async () => {
      const path = await fetchPackage({
        ...{ file, source: found.source, folder: this.#parts.folder.packages, signal },
        ...(onProgress ? { onProgress } : {}),
      })
      this.#event({ what: 'downloaded', ...described(found) })
      return path
    })
  }

  /**
   * Verifies once more, with the status of this moment: what was paused or recalled since, or exchanged on the disc, is not installed.
   * Without a link the status in hand decides, as long as it has not run out.
   * @param path of the package
   * @throws UpdateFailure
   */
  async approve(found: Found, path: string, signal: AbortSignal): Promise<Found> {
    return this.#recorded(found.source, async () => {
      const offer = await found.source.envelopes(this.#firstTrust, signal).catch((error: unknown) => {
        if (codeOf(error, 'UPD_FEED') === 'UPD_FEED') return found.offer
        throw error
      })
      const update = this.#verify(offer)
      if (update.releaseHash !== found.update.releaseHash) throw new UpdateFailure('UPD_MIX')
      const approved = { ...found, offer, update }
      const wrong = await checkPackage(path, packageOf(approved))
      if (wrong !== null) throw new UpdateFailure(wrong)
      this.#parts.folder.keepState(update.nextState)
      this.#parts.folder.keepOffer(offer, this.#firstTrust)
      this.#event({ what: 'install-started', ...described(approved) })
      return approved
    })
  }

  /**
   * Has the step with rights put an approved offer in its place. What that refuses is in the trail as what is refused here, and an offer that
   * it found to be void is gone.
   * @param put answers null when the version is in its place
   * @throws UpdateFailure with its code
   */
  async install(approved: Found, put: () => Promise<FailureCode | null>): Promise<void> {
    const attempt = async (): Promise<void> => {
      const code = await put()
      if (code !== null) throw new UpdateFailure(code)
      this.#event({ what: 'installed', ...described(approved) })
    }
    await this.#recorded(approved.source, attempt, described(approved))
  }

  get #firstTrust(): number {
    return this.#parts.build.trust.version + 1
  }

  #verify(offer: EnvelopeSet): VerifiedUpdate {
    const { build, folder, stationId, running, now } = this.#parts
    const database = folder.databaseStep()
    const station = { id: stationId, at: now(), running, database, state: folder.state(), stateKey: folder.stateKey() }
    const verdict = verifyUpdate(offer, build, station)
    if (!verdict.ok) throw new UpdateFailure(verdict.code)
    return verdict.value
  }

  async #recorded<T>(source: OfferSource, attempt: () => Promise<T>, about: Partial<UpdateEvent> = {}): Promise<T> {
    try {
      return await attempt()
    } catch (error) {
      const code = codeOf(error, 'UPD_FEED')
      // A connection that was cut keeps its beginning; what was refused leaves nothing.
      if (isRefusal(code)) this.#parts.folder.clear()
      this.#event({ ...about, what: 'refused', code, source: source.kind })
      throw new UpdateFailure(code)
    }
  }

  #event(event: Omit<UpdateEvent, 'at'>): void {
    this.#parts.folder.addEvent({ at: this.#parts.now().toISOString(), ...event })
  }
}

/** Codes that come from what was offered, and not from the way to it. */
export function isRefusal(code: FailureCode): boolean {
  return !['UPD_FEED', 'UPD_DISC', 'UPD_SPACE', 'UPD_BUSY', 'UPD_INSTALL', 'UPD_START', 'UPD_HOLD'].includes(code)
}

/** The one package of a release for this build's platform. @throws UpdateFailure UPD_SCOPE for several */
export function packageOf({ update }: Found) {
  const [file, ...more] = update.release.files
  if (file === undefined || more.length > 0) throw new UpdateFailure('UPD_SCOPE')
  return file
}

function described({ update, source }: Found) {
  return {
    seq: update.release.seq,
    version: update.release.version,
    source: source.kind,
    signers: update.signers.map((signer) => signer.officer),
    release: update.releaseHash,
  }
}
