import type { AskProblem } from '../../../src-contract/features/outside.contract.ts'
import type { AskLine, AskRequest } from '../../../src-contract/sync/ask.ts'
import type { CarriedPackage, CarryResponse } from '../../../src-contract/sync/carried.ts'
import type { CoreEvent } from '../../../src-contract/rpc.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { ConnectionTest, NetworkSettings } from '../../../src-contract/shell-network.ts'
import { backOff, waitAfter } from '../../../src-domain/sync/back-off.rules.ts'
import { instantOf, type Clock } from '../../clock.ts'
import type { Log } from '../../log/log.ts'
import type { OpenSession } from '../../open-session.ts'
import { uuidv7 } from '../../uuid.ts'
import { storeFault, type StoreFault } from '../../store/errors.ts'
import type { BlobStore } from '../../crypto/blob-store.ts'
import { moveBlob, transferBlobs, type TransferParts } from '../attachments/transfer.service.ts'
import { unsentContents, type UnsentContents } from '../attachments/unsent-contents.ts'
import { returnContents } from '../returns/return-contents.ts'
import { finishIndexing } from '../sources/follow-index.service.ts'
import { wayOf, type AskSystem, type Way } from '../../../src-network/way.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { Keyring } from '../accounts/keyring.ts'
import { openDrafts } from '../ledger/open-drafts.service.ts'
import { identityOf, isEnrolled } from './enrol.service.ts'
import { isToErase } from './erase.service.ts'
import { followOffice } from './follow-office.service.ts'
import { positionOf } from './pull.service.ts'
import { locked, problemOf, type RunOutcome, type RunParts, type RunProblem, type RunReport } from './run-parts.ts'
import { renewWhenDue } from './renew.service.ts'
import { runOnce } from './run.service.ts'
import { isAnythingUnsent } from './standing.queries.ts'
import { addMark, firstMarks, whileApplying } from './sync.repo.ts'
import { peopleIn } from './synced-tables.ts'
import { Platform, type CallProblem } from './transport.ts'

export type EngineParts = {
  readonly session: () => OpenSession | null
  readonly clock: Clock
  readonly log: Log
  readonly appVersion: string
  readonly emit: (event: CoreEvent) => void
  /** The platform has ordered that nothing here can be read any more; throws when it could not be done, to be tried again. */
  readonly erase: (open: OpenSession) => Promise<void>
  /** An exchange is over: what the platform's directory says by now counts, for the session too. */
  readonly follow: (open: OpenSession) => void
  /** The files of the session. */
  readonly blobs: (open: OpenSession) => BlobStore
  readonly network: (db: ReadDb) => NetworkSettings
  readonly askSystem: AskSystem
  /** Keys of whoever is logged in. */
  readonly keyring: Pick<Keyring, 'settle' | 'keysFor' | 'isLocked' | 'openWith'>
  /** In [0, 1). */
  readonly random: () => number
}

/** What the status shows of the engine itself; the rest is counted in the replica. */
export type EngineState = {
  readonly running: boolean
  /** Why the last try came to nothing; null: it did not. */
  readonly problem: RunProblem | StoreFault | null
  readonly draftsLocked: boolean
}

type RunFailure = 'sync/not-enrolled' | RunProblem
/** What can be wrong with a package itself. */
type PackageFailure = 'sync/package-damaged' | 'sync/package-foreign' | 'sync/package-gap' | 'sync/package-set-aside'
type CarryFailure = RunFailure | PackageFailure

const carryProblems: Readonly<Partial<Record<CallProblem['code'], PackageFailure>>> = {
  'sync/package-damaged': 'sync/package-damaged',
  'sync/package-foreign': 'sync/package-foreign',
  'sync/gap': 'sync/package-gap',
  'sync/quarantined': 'sync/package-set-aside',
  'sync/wrong-epoch': 'sync/package-set-aside',
}
/** A package holds thousands of changes, which the platform judges before it answers. */
const carryMs = 120_000

/** Of two exchanges, one after the other: what stands at the end is what the second found. */
function sumOf(first: RunReport, second: RunReport): RunReport {
  const counts = ['sent', 'accepted', 'conflicts', 'rejected', 'received'] as const
  return { ...second, ...Object.fromEntries(counts.map((name) => [name, first[name] + second[name]])) }
}

/** Local writes come in bursts; one run takes them all. */
const settleMs = 400
const watchSeconds = 25
/** Of files in one exchange: then rows are looked at again. */
const filesMs = 10_000

/**
 * Exchanges with the platform while somebody is logged in: one run at a time, by hand or in the background. It holds nothing that a
 * restart would lose; what is to be sent and how far was read stand in the replica.
 */
export class SyncEngine {
  readonly #parts: EngineParts
  #platform: { readonly key: string; readonly platform: Platform } | undefined
  #running: Promise<Result<RunReport, RunFailure>> | undefined
  #problem: RunProblem | StoreFault | null = null
  /** Ends the background work of one session. */
  #background: AbortController | undefined
  #wake: (() => void) | undefined
  /** Something to be handed over was written since the last exchange began, and may not be in it. */
  #written = false
  #retryAfterMs = 0
  /** Exchanges that failed one after the other. */
  #failures = 0
  /** While it waits after a failure: it waits so many ms from now instead. */
  #waitOnly: ((ms: number) => void) | undefined
  /** Files are left that can be moved at once. */
  #moreFiles = false

  constructor(parts: EngineParts) {
    this.#parts = parts
  }

  get appVersion(): string {
    return this.#parts.appVersion
  }

  get state(): EngineState {
    return { running: this.#running !== undefined, problem: this.#problem, draftsLocked: this.#draftsLocked }
  }

  /** One complete exchange. Whoever asks while one runs gets that one's outcome. */
  run(): Promise<Result<RunReport, RunFailure>> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      this.#parts.emit({ name: 'data-changed', what: 'sync' })
    })
    return this.#running
  }

  /** An exchange that has in it what was written until now, and the way as it is now, also where one runs that began before. */
  async runAnew(): Promise<Result<RunReport, RunFailure>> {
    const before = await this.#running
    if (before === undefined) return this.run()
    if (before.ok && !this.#written) return before
    const after = await this.run()
    return before.ok && after.ok ? success(sumOf(before.value, after.value)) : after
  }

  /** Exchanges on its own from now on, until `end` or until the session is closed. */
  begin(): void {
    const open = this.#parts.session()
    if (open === null || this.#background !== undefined) return
    const background = new AbortController()
    this.#background = background
    void this.#loop(open, background.signal).catch((error: unknown) => this.#parts.log.error('sync-stopped', { error }))
  }

  /** Ends the background work and closes the connections; a run in progress ends at its next step. */
  end(): void {
    this.#background?.abort()
    this.#background = undefined
    this.#wake?.()
    this.#platform?.platform.close()
    this.#platform = undefined
    this.#problem = null
  }

  /** Whether there is a platform to ask. */
  get enrolled(): boolean {
    const open = this.#parts.session()
    return open !== null && isEnrolled(open.db)
  }

  /** Puts a question to the platform's systems. @returns why it ended before all had answered; null when they had */
  async ask(question: AskRequest, onLine: (line: AskLine) => void, signal: AbortSignal): Promise<AskProblem | null> {
    const open = this.#parts.session()
    if (open === null || !isEnrolled(open.db)) return 'unreachable'
    const problem = await this.#connect(open).lines('ask', question, onLine, {
      signal,
      timeoutMs: 2 * question.limitMs,
    })
    if (problem === null) return null
    this.#parts.log.info('ask-failed', { code: problem.code })
    if (problem.code === 'sync/busy' || problem.code === 'sync/too-many') return 'busy'
    if (problem.code === 'sync/not-listed') return 'not-listed'
    if (problem.code === 'sync/role-denied') return 'role-denied'
    return problem.code === 'unreachable' ? 'unreachable' : 'refused'
  }

  /** Files that only this PC has. @throws when nobody is logged in */
  get unsentContents(): UnsentContents {
    const open = this.#parts.session()
    if (open === null) throw new Error('files need an open replica')
    return unsentContents(this.#parts.blobs(open), returnContents)
  }

  /** Hands over a package of another PC's unsent work. */
  async carry(sent: CarriedPackage): Promise<Result<CarryResponse, CarryFailure>> {
    const open = this.#parts.session()
    if (open === null || !isEnrolled(open.db)) return failure('sync/not-enrolled')
    const answer = await this.#connect(open).call('carry', { package: sent }, { timeoutMs: carryMs })
    if (answer.ok) return success(answer.value)
    this.#parts.log.info('carry-failed', { code: answer.problem.code })
    return failure(carryProblems[answer.problem.code] ?? problemOf(answer.problem))
  }

  /** Whether the platform is reached by the settings of this moment; null: this PC is not enrolled. */
  async test(): Promise<ConnectionTest | null> {
    const open = this.#parts.session()
    return open === null || !isEnrolled(open.db) ? null : this.#connect(open).test()
  }

  /** The way that this PC reaches a platform; null: directly. */
  way(db: ReadDb): Way | null {
    return wayOf(this.#parts.network(db), this.#parts.askSystem)
  }

  /** The way has changed: connections of the old one end, and it is tried at once. */
  reconnect(): void {
    const goesOn = this.#background !== undefined
    // Whatever it was waiting for, a long pause after many failures as well, belongs to the old way.
    this.end()
    if (goesOn) this.begin()
  }

  /** Something was written here: where it has to be handed over, it goes at once, or right after the exchange that runs. */
  written(): void {
    const open = this.#parts.session()
    if (open !== null && isEnrolled(open.db) && isAnythingUnsent(open.db)) this.wake()
  }

  /** The PC has a network again. Those of a whole district get it in the same moment. A platform that asked for time is given it. */
  networkBack(): void {
    if (this.#failures === 0 || this.#retryAfterMs > 0) return
    this.#failures = 0
    this.#waitOnly?.(this.#parts.random() * backOff.first)
  }

  /** There is something to exchange: a write, or an enrolment that has changed. */
  wake(): void {
    this.#written = true
    this.#wake?.()
  }

  async #run(): Promise<Result<RunReport, RunFailure>> {
    const open = this.#parts.session()
    if (open === null || !isEnrolled(open.db)) return failure('sync/not-enrolled')
    this.#written = false
    this.#parts.emit({ name: 'data-changed', what: 'sync' })
    const outcome = await this.#exchange(open).catch((error: unknown) => {
      this.#problem = storeFault(error) ?? 'sync/refused'
      throw error
    })
    this.#problem = outcome.ok ? null : outcome.problem
    void this.#indexRecords(open)
    await this.#followOffice(open)
    if (this.#parts.session() === open) this.#parts.follow(open)
    if (this.#parts.session() === open && isToErase(open.db)) await this.#erase(open)
    this.#retryAfterMs = outcome.ok ? 0 : outcome.retryAfterMs
    if (outcome.ok) {
      // Somebody tried by hand, and it went through: the background need not wait out what it was waiting for.
      this.#waitOnly?.(0)
      return success(outcome.report)
    }
    this.#parts.log.info('sync-failed', { code: outcome.code })
    return failure(outcome.problem)
  }

  /** Rows first: what a file belongs to is known before it comes. */
  async #exchange(open: OpenSession): Promise<RunOutcome> {
    this.#moreFiles = false
    await renewWhenDue(this.#runParts(open))
    if (this.#parts.session() !== open) return locked
    const first = await runOnce(this.#runParts(open))
    if (!first.ok || this.#parts.session() !== open) return first
    // A key that was made now, and what it seals, goes out at once: whoever was told that all is synced is not to find otherwise.
    const second = (await this.#openDrafts(open, positionOf(open.db) !== null))
      ? await runOnce(this.#runParts(open))
      : null
    const outcome =
      second?.ok === true ? { ok: true as const, report: sumOf(first.report, second.report) } : (second ?? first)
    if (!outcome.ok || this.#parts.session() !== open) return outcome
    const { came, more, unreached } = await transferBlobs(this.#transferParts(open), filesMs)
    this.#moreFiles = more
    if (came > 0 && this.#parts.session() === open)
      for (const what of ['attachments', 'returns'] as const) this.#parts.emit({ name: 'data-changed', what })
    if (unreached === null) return outcome
    const { code, retryAfterMs } = unreached
    return { ok: false, problem: problemOf(unreached), code, retryAfterMs }
  }

  /** With the keys that this PC has, before any exchange: the platform may be out of reach. */
  async openDraftsHere(): Promise<void> {
    const open = this.#parts.session()
    if (open !== null && isEnrolled(open.db)) await this.#openDrafts(open, false)
  }

  /** Drafts of whoever is logged in. @param complete the rows of the platform are here @returns whether that left something to be handed over */
  async #openDrafts(open: OpenSession, complete: boolean): Promise<boolean> {
    try {
      const opened = await this.#parts.keyring.settle(open, complete)
      if (this.#parts.session() !== open) return false
      const changed = this.#showDrafts(open)
      return (opened || changed) && firstMarks(open.db, 1).length > 0
    } catch (error) {
      if (this.#parts.session() === open) this.#parts.log.error('drafts-failed', { error })
      return false
    }
  }

  /** @returns whether any draft is other than before, or has to be handed over */
  #showDrafts(open: OpenSession): boolean {
    const keys = this.#parts.keyring.keysFor(open)
    if (keys.length === 0) return false
    const now = instantOf(this.#parts.clock.nowMs())
    let marked = false
    const changed = open.db.transaction((tx) =>
      whileApplying(tx, () =>
        openDrafts(tx, {
          ...{ author: open.session.accountId, keys, people: peopleIn(tx) },
          mark: (on, draftId) => {
            addMark(on, 'sealed_drafts', draftId, now)
            marked = true
          },
          failed: (error) => this.#parts.log.error('drafts-failed', { error }),
        }),
      ),
    )
    if (changed > 0) this.#parts.emit({ name: 'data-changed', what: 'ledger' })
    return changed > 0 || marked
  }

  /** A key of another PC does not open with the passphrase of this one. */
  get #draftsLocked(): boolean {
    const open = this.#parts.session()
    return open !== null && isEnrolled(open.db) && this.#parts.keyring.isLocked(open)
  }

  /** Opens it with the passphrase that it was sealed under. */
  async unlockDrafts(passphrase: string): Promise<boolean> {
    const open = this.#parts.session()
    if (open === null || !(await this.#parts.keyring.openWith(open, passphrase))) return false
    if (this.#parts.session() === open) this.#showDrafts(open)
    return true
  }

  /** Brings one file here now, because somebody wants to see it. @returns why it did not come; null: it did */
  async fetchFile(sha256: string, size: number): Promise<'missing' | 'unreachable' | 'untrue' | 'refused' | null> {
    const open = this.#parts.session()
    if (open === null || !isEnrolled(open.db)) return 'missing'
    const outcome = await moveBlob(this.#transferParts(open), { sha256, size, way: 'down' })
    if (typeof outcome === 'object') return 'unreachable'
    if (outcome === 'done') return null
    return outcome === 'untrue' || outcome === 'refused' ? outcome : 'missing'
  }

  #transferParts(open: OpenSession): TransferParts {
    return {
      ...{ db: open.db, platform: this.#connect(open), blobs: this.#parts.blobs(open), clock: this.#parts.clock },
      others: returnContents,
      isOpen: () => this.#parts.session() === open,
    }
  }

  /** Records of the systems that came are found once the index has followed; nobody waits for it. What a lock interrupts goes on at log-in. */
  async #indexRecords(open: OpenSession): Promise<void> {
    const goesOn = (): boolean => this.#parts.session() === open
    try {
      const { key } = open
      const indexed = goesOn() ? await finishIndexing(open.db, { key, log: this.#parts.log }) : 0
      if (indexed > 0 && goesOn()) this.#parts.emit({ name: 'data-changed', what: 'sources' })
    } catch (error) {
      if (goesOn()) this.#parts.log.error('index-failed', { error })
    }
  }

  /** Also after an exchange that ended early: what the office issued may have come with its first pages. */
  async #followOffice(open: OpenSession): Promise<void> {
    const { clock, emit } = this.#parts
    const goOn = (): boolean => this.#parts.session() === open
    try {
      if (goOn()) await followOffice({ open, clock, goOn, emit })
    } catch (error) {
      if (goOn()) this.#parts.log.error('office-not-followed', { error })
    }
  }

  /** Tried again with the next exchange where the disk was full. */
  async #erase(open: OpenSession): Promise<void> {
    try {
      await this.#parts.erase(open)
    } catch (error) {
      this.#parts.log.error('erase-failed', { error })
      this.#problem = storeFault(error) ?? 'sync/refused'
    }
  }

  #runParts(open: OpenSession): RunParts {
    return {
      open,
      platform: this.#connect(open),
      clock: this.#parts.clock,
      log: this.#parts.log,
      appVersion: this.appVersion,
      isOpen: () => this.#parts.session() === open,
      newId: () => uuidv7(this.#parts.clock.nowMs()),
      hasContent: (sha256) => this.#parts.blobs(open).has(sha256) || returnContents.get(open.db, sha256) !== undefined,
      changed: () => {
        for (const what of ['ledger', 'duty', 'returns'] as const) this.#parts.emit({ name: 'data-changed', what })
      },
    }
  }

  #connect({ db }: OpenSession): Platform {
    const identity = identityOf(db)
    // What is asked for by a connection that ends with the old way is asked again.
    const name = `${identity.url} ${identity.certificate} ${JSON.stringify(this.#parts.network(db))}`
    if (this.#platform?.key !== name) {
      this.#platform?.platform.close()
      this.#platform = { key: name, platform: new Platform(identity.url, identity, this.way(db)) }
    }
    return this.#platform.platform
  }

  async #loop(open: OpenSession, signal: AbortSignal): Promise<void> {
    this.#failures = 0
    const goesOn = (): boolean => !signal.aborted && this.#parts.session() === open
    while (goesOn()) {
      if (!isEnrolled(open.db)) {
        await this.#pause(undefined)
        continue
      }
      // A full disk today is not one tomorrow: it is tried again, and said meanwhile.
      const done = await this.run().catch((error: unknown) => {
        this.#parts.log.error('sync-failed', { error })
        return failure('sync/refused')
      })
      if (!goesOn()) return
      this.#failures = done.ok ? 0 : this.#failures + 1
      // While it does not get through, a write here does not make it try sooner.
      if (this.#failures > 0) await this.#waitAfterFailure(signal)
      else if (this.#written) await this.#pause(settleMs, signal)
      else if (!this.#moreFiles) await this.#watch(open, signal)
    }
  }

  async #waitAfterFailure(signal: AbortSignal): Promise<void> {
    const longest = this.#problem === 'sync/unreachable' ? backOff.longestUnreached : backOff.longest
    const ms = waitAfter(this.#failures, this.#parts.random(), this.#retryAfterMs, longest)
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        this.#waitOnly = undefined
        resolve()
      }
      let timer = setTimeout(end, ms).unref()
      signal.addEventListener('abort', end)
      this.#waitOnly = (sooner) => {
        clearTimeout(timer)
        timer = setTimeout(end, sooner).unref()
      }
    })
  }

  /** Until the platform has something new, something was written here, or neither in a while. */
  async #watch(open: OpenSession, signal: AbortSignal): Promise<void> {
    const position = positionOf(open.db)
    if (position === null) return
    const asked = new AbortController()
    const query = { lineage: position.lineage, cursor: position.seq, seconds: watchSeconds }
    const hint = this.#connect(open)
      .call('watch', undefined, { query, signal: asked.signal, timeoutMs: (watchSeconds + 15) * 1000 })
      .then(async (answer) => {
        // Without an answer there is nothing to be hurried by.
        if (!answer.ok && !asked.signal.aborted) await this.#pause(waitAfter(1, this.#parts.random()), signal)
      })
    let written = false
    const wake = this.#pause(undefined, signal).then(() => (written = true))
    await Promise.race([hint, wake])
    asked.abort()
    this.#wake?.()
    if (written && !signal.aborted) await this.#pause(settleMs, signal)
  }

  /** @param ms undefined: until somebody wakes it. With a time, only that and the end of the background work count. */
  async #pause(ms: number | undefined, signal = this.#background?.signal): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(done, ms)
      timer?.unref()
      function done(): void {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      if (signal?.aborted === true) return done()
      signal?.addEventListener('abort', done)
      if (ms === undefined) {
        const before = this.#wake
        this.#wake = () => {
          this.#wake = undefined
          before?.()
          done()
        }
      }
    })
  }
}
