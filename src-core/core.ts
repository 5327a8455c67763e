import { join } from 'node:path'
import { canonicalJson } from '../src-domain/canonical/canonical-json.ts'
import type { CoreEvent } from '../src-contract/rpc.ts'
import type { MachineSecret } from '../src-contract/shell-core.ts'
import type { NetworkSettings } from '../src-contract/shell-network.ts'
import type { AskSystem } from '../src-network/way.ts'
import { clockOfRun, systemClock, type Clock } from './clock.ts'
import type { KdfParameters } from './crypto/kdf.ts'
import { accountsHandlers } from './features/accounts/accounts.handlers.ts'
import { KeyChanges } from './features/accounts/key-change.service.ts'
import { Keyring } from './features/accounts/keyring.ts'
import { resume } from './features/accounts/log-in.service.ts'
import { publicAccountsHandlers } from './features/accounts/public.handlers.ts'
import { authoritiesHandlers } from './features/authorities/authorities.handlers.ts'
import { evaluationsHandlers } from './features/evaluations/evaluations.handlers.ts'
import { assessmentHandlers } from './features/assessment/assessment.handlers.ts'
import { appendAudit } from './features/audit/audit.service.ts'
import { attachmentsHandlers } from './features/attachments/attachments.handlers.ts'
import { blobsOf } from './features/attachments/blobs.ts'
import { auditHandlers } from './features/audit/audit.handlers.ts'
import { coreHandlers, publicCoreHandlers } from './features/core/core.handlers.ts'
import { distributionHandlers } from './features/distribution/distribution.handlers.ts'
import { qualityHandlers } from './features/conflicts/quality.handlers.ts'
import { dutyHandlers } from './features/duty/duty.handlers.ts'
import { exchangeHandlers } from './features/exchange/exchange.handlers.ts'
import { handoverHandlers } from './features/handover/handover.handlers.ts'
import { homeHandlers } from './features/home/home.handlers.ts'
import { ledgerHandlers } from './features/ledger/ledger.handlers.ts'
import { linkageHandlers } from './features/linkage/linkage.handlers.ts'
import { lookupHandlers } from './features/lookup/lookup.handlers.ts'
import { networkHandlers } from './features/network/network.handlers.ts'
import { currentNetwork } from './features/network/network.service.ts'
import { outsideHandlers } from './features/outside/outside.handlers.ts'
import { paperHandlers } from './features/paper/paper.handlers.ts'
import { reportsHandlers } from './features/reports/reports.handlers.ts'
import { returnsHandlers } from './features/returns/returns.handlers.ts'
import { placesHandlers } from './features/places/places.handlers.ts'
import { preferencesHandlers } from './features/preferences/preferences.handlers.ts'
import { samplingHandlers } from './features/sampling/sampling.handlers.ts'
import { sourcesHandlers } from './features/sources/sources.handlers.ts'
import { endOf } from './features/accounts/directory.acts.ts'
import { askDirectory } from './features/sync/ask-directory.service.ts'
import { eraseThisPc } from './features/sync/erase.service.ts'
import { followDirectory } from './features/sync/follow-directory.service.ts'
import { leaseShown, mayDisclose, watchTime } from './features/sync/lease.service.ts'
import { syncHandlers } from './features/sync/sync.handlers.ts'
import { statusOf } from './features/sync/status.service.ts'
import { SyncEngine } from './features/sync/sync-engine.ts'
import { Gate } from './gate.ts'
import { openLog } from './log/log.ts'
import { Dispatcher } from './rpc/dispatcher.ts'
import { CardShelf } from './rpc/card-shelf.ts'
import { FileShelf } from './rpc/file-shelf.ts'
import { named, namedPublic } from './rpc/handler.ts'
import type { OpenSession } from './open-session.ts'
import { uuidv7 } from './uuid.ts'

export type CoreOptions = {
  /** The replica's folder. */
  readonly dir: string
  readonly machineSecret: MachineSecret
  readonly clock?: Clock
  /** Cheaper key stretching; only tests pass it. */
  readonly kdf?: KdfParameters
  readonly checkOutput?: boolean
  /** Of the app, as the platform is told; a core without a window has none. */
  readonly version?: string
  /** How this PC reaches the network: at each log-in and each change. The shell needs it also while nobody is logged in. */
  readonly onNetwork?: (settings: NetworkSettings) => void
  /** The proxy of the system; without a shell there is none. */
  readonly askSystem?: AskSystem
  /** Somebody tried to log in, and this version cannot open the database. */
  readonly onUnfit?: () => void
  /** After each log-in: what lets a restarted core go on. The shell keeps it in memory only. */
  readonly onSession?: (session: { resumeKey: Buffer; idleLockMinutes: number } | null) => void
  /** The replica is closed because somebody locked; the process should end. */
  readonly onLocked?: (reason: string) => void
}

/** The database is whole, and this version is not the one for it. */
const unfit: ReadonlySet<string> = new Set(['store/newer', 'store/migration-failed'])

/** So long a session that the platform's directory has ended stays, for what was typed to be saved. */
const graceMs = 3_000

/** Core, independent of Electron: the same object serves the window, the command line, tests and benches. */
export class Core {
  readonly gate: Gate
  readonly files = new FileShelf()
  readonly cards = new CardShelf()
  readonly dispatcher: Dispatcher
  readonly sync: SyncEngine
  readonly keyring: Keyring
  readonly keyChanges: KeyChanges
  readonly #listeners = new Set<(event: CoreEvent) => void>()
  readonly #onSession: NonNullable<CoreOptions['onSession']>
  readonly #onLocked: NonNullable<CoreOptions['onLocked']>
  readonly #endWatch: () => void
  #locking = false
  #ending = false

  constructor(options: CoreOptions) {
    const clock = clockOfRun(options.clock ?? systemClock)
    const log = openLog({ dir: join(options.dir, 'logs'), name: 'core' })
    const { dir, machineSecret, kdf } = options
    this.#onSession = options.onSession ?? (() => undefined)
    this.#onLocked = options.onLocked ?? (() => undefined)
    this.gate = new Gate({ dir, machineSecret, clock, log, ...(kdf ? { kdf } : {}) })
    this.keyring = new Keyring({ session: () => this.gate.session, now: () => this.gate.now(), kdf })
    this.keyChanges = new KeyChanges(this.gate, (event) => this.#tell(event))
    this.sync = new SyncEngine({
      keyring: this.keyring,
      session: () => this.gate.session,
      clock,
      log,
      appVersion: options.version ?? '0.0.0',
      // What an exchange itself changed is no reason for another one.
      emit: (event) => this.#tell(event),
      erase: async (open) => {
        const now = this.gate.now()
        const gathering = { now, actor: open.session.accountId, newId: () => uuidv7(clock.nowMs()) }
        log.warn('keys-erased', { count: await eraseThisPc(open, dir, this.sync.unsentContents, gathering) })
        // The exchange that brought the order ends first.
        setImmediate(() => void this.lock('erased'))
      },
      follow: (open) => this.#follow(open),
      blobs: () => blobsOf(this.gate),
      network: currentNetwork,
      askSystem: options.askSystem ?? (() => Promise.resolve('DIRECT')),
      random: Math.random,
    })
    this.#endWatch = watchTime(() => this.gate.session?.db, clock, log)
    const publicAccounts = publicAccountsHandlers(
      this.gate,
      (resumeKey, idleLockMinutes) => {
        this.#onSession({ resumeKey, idleLockMinutes })
        this.emit({ name: 'session-changed' })
      },
      (replica, session) =>
        askDirectory(
          { clock, log, appVersion: this.sync.appVersion, way: (db) => this.sync.way(db) },
          replica,
          session,
        ),
    )
    const logIn: typeof publicAccounts.logIn = async (call, input) => {
      const answer = await publicAccounts.logIn(call, input)
      if (!answer.ok && unfit.has(answer.error.code)) options.onUnfit?.()
      if (answer.ok) this.#arrived(input.passphrase)
      return answer
    }
    const firstLogIn: typeof publicAccounts.firstLogIn = async (call, input) => {
      const answer = await publicAccounts.firstLogIn(call, input)
      if (answer.ok) this.#arrived(input.passphrase)
      return answer
    }
    this.dispatcher = new Dispatcher({
      mayDisclose: ({ db }) => mayDisclose(db, clock),
      publicHandlers: new Map([
        ...namedPublic('core', publicCoreHandlers),
        ...namedPublic('accounts', { ...publicAccounts, logIn, firstLogIn }),
      ]),
      handlers: new Map([
        ...named(
          'core',
          coreHandlers(this.gate, (db) => statusOf(db, this.sync.state, leaseShown(db, clock))),
        ),
        ...named(
          'accounts',
          accountsHandlers(this.gate, this.keyring, this.keyChanges, (reason) =>
            setImmediate(() => void this.lock(reason)),
          ),
        ),
        ...named('audit', auditHandlers),
        ...named('home', homeHandlers),
        ...named('sources', sourcesHandlers),
        ...named('lookup', lookupHandlers),
        ...named('quality', qualityHandlers),
        ...named('distribution', distributionHandlers),
        ...named('ledger', ledgerHandlers),
        ...named('exchange', exchangeHandlers),
        ...named('duty', dutyHandlers),
        ...named('returns', returnsHandlers),
        ...named('paper', paperHandlers),
        ...named('handover', handoverHandlers),
        ...named('assessment', assessmentHandlers),
        ...named('sampling', samplingHandlers),
        ...named('evaluations', evaluationsHandlers),
        ...named('authorities', authoritiesHandlers),
        ...named('reports', reportsHandlers),
        ...named('linkage', linkageHandlers),
        ...named('places', placesHandlers),
        ...named('preferences', preferencesHandlers),
        ...named('sync', syncHandlers(this.sync, clock)),
        ...named(
          'network',
          networkHandlers({
            changed: (settings) => {
              options.onNetwork?.(settings)
              this.sync.reconnect()
            },
            testPlatform: () => this.sync.test(),
          }),
        ),
        ...named(
          'outside',
          outsideHandlers({
            enrolled: () => this.sync.enrolled,
            ask: (question, onLine, signal) => this.sync.ask(question, onLine, signal),
          }),
        ),
        ...named('attachments', attachmentsHandlers(this.gate, this.sync)),
      ]),
      session: () => this.gate.session,
      files: this.files,
      cards: this.cards,
      clock,
      log,
      emit: (event) => this.emit(event),
      checkOutput: options.checkOutput ?? false,
    })
  }

  /** Goes on with the session of a core that ended unexpectedly. */
  async resume(resumeKey: Buffer): Promise<boolean> {
    const resumed = await resume(this.gate, resumeKey)
    if (!resumed.ok) return false
    this.#onSession({ resumeKey: resumed.value.resumeKey, idleLockMinutes: resumed.value.session.idleLockMinutes })
    return true
  }

  /** From the first moment of a lock on: who logs in now must not be let in by a core that is about to end. */
  get locking(): boolean {
    return this.#locking
  }

  /** Closes the replica and forgets the key. */
  async lock(reason: string): Promise<void> {
    this.#locking = true
    this.#endWatch()
    this.sync.end()
    this.keyring.leave()
    await this.gate.close()
    this.#onSession(null)
    this.#onLocked(reason)
  }

  #arrived(passphrase: string): void {
    if (!this.sync.enrolled) return
    this.keyring.arrive(passphrase)
    void this.sync.openDraftsHere()
  }

  /** What the platform's directory says by now; a session that it has ended goes when what was typed is saved. */
  #follow(open: OpenSession): void {
    const changed = followDirectory(open.db, this.gate.clock)
    if (changed) this.#tell({ name: 'data-changed', what: 'accounts' })
    const why = endOf(open.db, open.session)
    if (why === null || this.#ending) return
    this.#ending = true
    this.#tell({ name: 'session-ends', why })
    setTimeout(() => {
      this.#ending = false
      if (this.gate.session !== open) return
      const { accountId: actor, role } = open.session
      const at = { at: this.gate.now(), monotonicMs: this.gate.clock.monotonicMs() }
      appendAudit(open.db, { ...at, actor, role, action: 'lock', detail: canonicalJson({ reason: 'ended' }) })
      void this.lock('ended')
    }, graceMs).unref()
  }

  /** Closes everything, for the end of the process. */
  async close(): Promise<void> {
    this.#endWatch()
    this.sync.end()
    await this.gate.close()
    this.gate.release()
  }

  emit(event: CoreEvent): void {
    if (event.name === 'data-changed') this.sync.written()
    this.#tell(event)
  }

  #tell(event: CoreEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  listen(listener: (event: CoreEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
