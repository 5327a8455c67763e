import { mkdirSync } from 'node:fs'
import { migrations } from '../db/migrations/index.ts'
import { failure, success, type ErrorCode, type Result } from '../src-contract/errors.ts'
import type { Session } from '../src-contract/features/accounts.contract.ts'
import type { MachineSecret } from '../src-contract/shell-core.ts'
import type { Clock } from './clock.ts'
import type { KdfParameters } from './crypto/kdf.ts'
import { eraseKeys, isErased } from './crypto/erase-keys.ts'
import { forget, type ReplicaKey } from './crypto/replica-key.ts'
import { dropResume } from './crypto/resume.ts'
import { folderState } from './crypto/slots.ts'
import { Spool } from './crypto/spool.ts'
import { ensureBookTables } from './features/ledger/book-tables.ts'
import type { Log } from './log/log.ts'
import type { OpenReplica, OpenSession } from './open-session.ts'
import { makeBackup } from './store/backup.ts'
import { migrate, versionOf } from './store/migrate.ts'
import { createReplica, openReplica } from './store/open.ts'
import { ReaderPool } from './store/readers/reader-pool.ts'
import { lockReplica, type ReplicaLock } from './store/replica-lock.ts'
import type { CopyRun } from './store/key-copy-run.ts'
import { finishKeySwap } from './store/key-swap.ts'
import { finishSwap } from './store/restore.ts'
import type { Db } from './store/sql.ts'
import { instantOf } from './clock.ts'

export type GateOptions = {
  readonly dir: string
  readonly machineSecret: MachineSecret
  readonly clock: Clock
  readonly log: Log
  /** Cheaper key stretching; only tests pass it. */
  readonly kdf?: KdfParameters
}

export type GateState = { state: 'new' | 'locked' | 'open' | 'unusable'; problem: ErrorCode | null }

const newest = migrations.at(-1)
export const knownVersion = newest ? versionOf(newest.id) : 0

/**
 * The one door to the replica of a folder: holds its lock, knows whether it is new, locked, open or unusable, and is the only place
 * that opens and closes it. Closing forgets the key.
 */
export class Gate {
  readonly dir: string
  readonly clock: Clock
  readonly log: Log
  readonly kdf: KdfParameters | undefined
  readonly machineSecretKind: MachineSecret['kind']
  /** 32 bytes, only where the operating system really keeps them. */
  readonly machineSecret: Buffer | undefined
  #lock: ReplicaLock | null = null
  #spool: Spool | null = null
  #problem: ErrorCode | null = null
  #session: OpenSession | null = null
  /** The next data key, while a change of it is under way and whoever is logged in has it. Forgotten with the session. */
  nextKey: ReplicaKey | null = null
  /** The thread that copies the replica under the next key. */
  keyCopy: CopyRun | null = null

  constructor(options: GateOptions) {
    this.dir = options.dir
    this.clock = options.clock
    this.log = options.log
    this.kdf = options.kdf
    this.machineSecretKind = options.machineSecret.kind
    this.machineSecret = options.machineSecret.kind === 'real' ? Buffer.from(options.machineSecret.secret) : undefined
  }

  get session(): OpenSession | null {
    return this.#session
  }

  now(): string {
    return instantOf(this.clock.nowMs())
  }

  /** Takes the folder's lock and finishes what an interrupted restore or change of the key left. Opens nothing. */
  start(): Result<undefined> {
    if (this.#lock) {
      if (!this.#session) finishKeySwap(this.dir)
      return success(undefined)
    }
    mkdirSync(this.dir, { recursive: true, mode: 0o700 })
    const lock = lockReplica(this.dir)
    if (!lock.ok) {
      this.#problem = lock.error.code
      return lock
    }
    this.#lock = lock.value
    this.#problem = null
    finishSwap(this.dir)
    finishKeySwap(this.dir)
    if (isErased(this.dir)) eraseKeys(this.dir, this.now())
    return success(undefined)
  }

  state(): GateState {
    if (this.#session) return { state: 'open', problem: null }
    if (!this.#lock) this.start()
    if (!this.#lock) return { state: 'unusable', problem: this.#problem ?? 'store/in-use' }
    switch (folderState(this.dir)) {
      case 'absent':
      case 'unfinished':
        return { state: 'new', problem: null }
      case 'erased':
        return { state: 'unusable', problem: 'keys/erased' }
      case 'keys-missing':
        return { state: 'unusable', problem: 'keys/missing' }
      case 'keys-damaged':
        return { state: 'unusable', problem: 'keys/damaged' }
      case 'ready':
        return this.#problem ? { state: 'unusable', problem: this.#problem } : { state: 'locked', problem: null }
    }
  }

  spool(fresh = false): Spool {
    this.#spool ??= Spool.open({ dir: this.dir, fresh, ...this.secret() })
    return this.#spool
  }

  /** The machine secret as the slots take it: absent unless it is real. */
  secret(): { machineSecret?: Buffer } {
    return this.machineSecret ? { machineSecret: this.machineSecret } : {}
  }

  /** Makes a new replica file with today's schema. The caller inserts the first rows and finishes the set-up. */
  create(key: ReplicaKey): Result<Db> {
    const created = createReplica({ dir: this.dir, key, onSlow: (query) => this.#slow(query) })
    if (!created.ok) return created
    const ready = this.#prepare(created.value, key)
    if (!ready.ok) created.value.close()
    return ready.ok ? created : ready
  }

  /** Opens the replica with its key and brings it up to date. Remembers why it could not. */
  open(key: ReplicaKey): Result<OpenReplica> {
    const started = this.start()
    if (!started.ok || !this.#lock) return started.ok ? failure('store/in-use') : started
    const opened = openReplica({ dir: this.dir, key, knownVersion, onSlow: (query) => this.#slow(query) })
    if (!opened.ok) return this.#remember(opened)
    const ready = this.#prepare(opened.value, key)
    if (!ready.ok) {
      opened.value.close()
      return this.#remember(ready)
    }
    const readers = new ReaderPool({
      dir: this.dir,
      key,
      knownVersion,
      lazy: true,
      onSlow: (query) => this.#slow(query),
    })
    this.#problem = null
    return success({ db: opened.value, readers, key, lock: this.#lock })
  }

  /** From now on there is a session. */
  enter(replica: OpenReplica, session: Session): OpenSession {
    this.#session = { ...replica, session }
    return this.#session
  }

  /** Closes the replica, forgets the key and the session. The folder's lock stays until `release`. */
  async close(): Promise<void> {
    const session = this.#session
    this.#session = null
    dropResume(this.dir)
    await this.keyCopy?.stop()
    this.keyCopy = null
    if (this.nextKey) forget(this.nextKey)
    this.nextKey = null
    if (session) await this.shut(session)
  }

  async shut(replica: OpenReplica): Promise<void> {
    await replica.readers.close()
    replica.db.close()
    forget(replica.key)
  }

  /** Lets another process have the folder. */
  release(): void {
    this.#lock?.release()
    this.#lock = null
    this.#spool = null
  }

  #prepare(db: Db, key: ReplicaKey): Result<Db> {
    const now = this.now()
    const backup = () => makeBackup({ db, dir: this.dir, key, now, reason: 'migration' })
    const migrated = migrate({ db, migrations, now, backup })
    if (!migrated.ok) return migrated
    db.transaction((tx) => ensureBookTables(tx))
    return success(db)
  }

  #remember<T extends Result<unknown>>(result: T): T {
    if (!result.ok) this.#problem = result.error.code
    return result
  }

  #slow(query: { sql: string; ms: number }): void {
    this.log.warn('query-slow', query)
  }
}
