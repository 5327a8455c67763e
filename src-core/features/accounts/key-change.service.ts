import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { InputOf, OutputOf } from '../../../src-contract/contract.ts'
import { failure, success, type ErrorCode, type Result } from '../../../src-contract/errors.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { CoreEvent } from '../../../src-contract/rpc.ts'
import { beginKeyChange, dropKeyChange, keyChangeOf, sealKeyChangeAgain } from '../../crypto/key-change.ts'
import { forget } from '../../crypto/replica-key.ts'
import { canSealAgain, keepHolders } from '../../crypto/recovery.ts'
import { readSlots } from '../../crypto/slots-file.ts'
import { hasKeyedSlot, hasUserSlot, openUserSlot, setUserSlot } from '../../crypto/slots.ts'
import type { Gate } from '../../gate.ts'
import type { OpenSession } from '../../open-session.ts'
import type { Context } from '../../rpc/context.ts'
import { dropCopy, type CopyProgress } from '../../store/key-copy.ts'
import { runKeyCopy } from '../../store/key-copy-run.ts'
import { replicaPaths } from '../../store/paths.ts'
import { storeFault } from '../../store/errors.ts'
import { blobsUnder, dropBlobsUnder } from '../attachments/blobs.ts'
import { accountsGoingOn, slotNames } from './going-on.ts'

export type KeyChangeStatus = OutputOf<'accounts.keyChange'>
type StartErrors =
  'accounts/wrong-passphrase' | 'keys/change-under-way' | 'keys/escrow-needed' | 'keys/escrow-invalid' | 'keys/no-room'

type Work = { readonly phase: CopyProgress['phase'] | 'files'; readonly done: number; readonly total: number }

/** How often the copy is begun anew because the replica's tables changed meanwhile, within one session. */
const mostStarts = 3
/** Rows that the log-in at the end takes in without anybody noticing. */
const manyChanges = 20_000
const lookAgainMs = 5 * 60_000
/** Above the size of what is copied: the log of the copy, and what is written meanwhile. */
const spare = 1.15

/**
 * A change of the data key: the replica is copied under the next key while the station works, and the copy takes its place at the next
 * log-in (finish-key-change.service.ts). Begun here, it goes on in every later session until it is finished or given up.
 */
export class KeyChanges {
  readonly #gate: Gate
  readonly #emit: (event: CoreEvent) => void
  #work: Work | null = null
  #isReady = false
  #problem: ErrorCode | null = null
  /** What this session had written when the copy was last begun. */
  #changesAtCopy = 0
  #running: Promise<void> | null = null

  constructor(gate: Gate, emit: (event: CoreEvent) => void) {
    this.#gate = gate
    this.#emit = emit
  }

  status(ctx: Pick<Context, 'db' | 'today'>): KeyChangeStatus {
    const { dir } = this.#gate
    const change = keyChangeOf(dir)
    const slots = readSlots(dir)
    const here = accountsGoingOn(ctx.db, ctx.today).filter(({ login }) => hasUserSlot(dir, login))
    return {
      state: change === undefined ? 'none' : this.#state(),
      startedAt: (change?.startedAt ?? null) as Instant | null,
      generation: slots.ok ? slots.value.body.generation : 1,
      phase: this.#work?.phase ?? null,
      done: this.#work?.done ?? 0,
      total: this.#work?.total ?? 0,
      problem: change === undefined ? null : this.#problem,
      needsEscrow: slots.ok && !canSealAgain(slots.value.body.recovery),
      left: here.filter(({ login }) => !hasKeyedSlot(dir, login)).map(({ name }) => name),
    }
  }

  /** Whoever begins it types their passphrase once more: it is not left to an unlocked screen. */
  async start(
    ctx: Context,
    { passphrase, escrowCertificates }: InputOf<'accounts.startKeyChange'>,
  ): Promise<Result<Record<string, never>, StartErrors>> {
    const { dir } = this.#gate
    const open = this.#gate.session
    if (open === null) throw new Error('a change of the key needs an open replica')
    if (keyChangeOf(dir) !== undefined) return failure('keys/change-under-way')
    const { login } = ctx.session
    const own = await openUserSlot({ dir, login, passphrase, ...this.#gate.secret() })
    if (!own.ok) {
      if (own.error.code === 'accounts/wrong-passphrase') return failure('accounts/wrong-passphrase', { left: 0 })
      throw new Error(`the own slot could not be opened: ${own.error.code}`)
    }
    forget(own.value.key)
    const room = roomFor(dir)
    if (room.need > room.free)
      return failure('keys/no-room', { need: megabytes(room.need), free: megabytes(room.free) })
    if (escrowCertificates) {
      const kept = keepHolders({ dir, key: open.key, escrow: escrowCertificates, now: ctx.now })
      if (!kept.ok) return refused(kept.error)
    }
    // Recorded before it happens: a change that cannot be recorded is not begun.
    ctx.audit({ action: 'key-change', result: 'asked' })
    if (own.value.pair === undefined) {
      const set = await setUserSlot({ dir, key: open.key, login, passphrase, ...this.#gate.secret() })
      if (!set.ok) throw new Error(`the own slot could not be renewed: ${set.error.code}`)
    }
    const begun = beginKeyChange({ dir, key: open.key, logins: slotNames(ctx.db, ctx.today), now: ctx.now })
    if (!begun.ok) return refused(begun.error)
    this.#gate.nextKey = begun.value
    this.#problem = null
    this.#isReady = false
    const done = ctx.commit<Record<string, never>, never>((tx) => {
      tx.audit({ action: 'key-change', result: 'begun', detail: { accounts: this.#goingOn(tx, ctx.today) } })
      return success({})
    })
    void this.goOn()
    return done
  }

  /** Gives it up: the data key stays the one that it is. */
  async cancel(ctx: Context): Promise<Result<Record<string, never>, 'keys/no-change'>> {
    const { dir } = this.#gate
    const open = this.#gate.session
    if (keyChangeOf(dir) === undefined || open === null) return failure('keys/no-change')
    const next = this.#gate.nextKey
    dropKeyChange(dir)
    this.#gate.nextKey = null
    await this.#gate.keyCopy?.stop()
    await this.#running
    dropCopy(replicaPaths(dir).nextDatabase)
    if (next) {
      dropBlobsUnder(dir, open.db, next)
      forget(next)
    }
    this.#emit({ name: 'data-changed', what: 'accounts' })
    return ctx.commit((tx) => {
      tx.audit({ action: 'key-change', result: 'cancelled' })
      return success({})
    })
  }

  /** Somebody's slot is another one, or new: what is under way goes on with them, too. */
  slotsChanged(ctx: Pick<Context, 'db' | 'today'>): void {
    const { dir, session: open, nextKey: next } = this.#gate
    if (open === null || next === null) return
    try {
      sealKeyChangeAgain({ dir, key: open.key, next, logins: slotNames(ctx.db, ctx.today) })
    } catch (error) {
      // Whoever has the next key already can still go on with it.
      this.#gate.log.warn('key-change-not-sealed', { error })
    }
  }

  /**
   * Brings a complete copy near to the replica again when much was written since, such as an import: the log-in that finishes it is not to
   * wait for that.
   */
  async followUp(mostChanges = manyChanges): Promise<void> {
    const open = this.#gate.session
    if (!this.#isReady || open === null || this.#running !== null) return
    if (changesOf(open) - this.#changesAtCopy >= mostChanges) await this.goOn()
    else this.#lookAgain()
  }

  /** Goes on with what is under way, if this session has the next key. Settles when it is ready, stopped or in trouble. */
  async goOn(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null
      this.#work = null
      this.#emit({ name: 'data-changed', what: 'accounts' })
    })
    await this.#running
  }

  async #run(): Promise<void> {
    const { session: open } = this.#gate
    if (open === null || this.#gate.nextKey === null) return
    this.#changesAtCopy = changesOf(open)
    try {
      if (await this.#copy(open)) this.#isReady = await this.#copyFiles(open)
      if (this.#isReady) this.#lookAgain()
    } catch (error) {
      this.#problem = storeFault(error) ?? 'internal'
      this.#gate.log.error('key-copy-failed', { error })
    }
    // A full disk is given back at once what it was filled with: the station's own work comes first.
    if (this.#problem === 'store/disk-full') dropCopy(replicaPaths(this.#gate.dir).nextDatabase)
  }

  #lookAgain(): void {
    const { session } = this.#gate
    setTimeout(() => {
      if (session !== null && this.#gate.session === session) void this.followUp()
    }, lookAgainMs).unref()
  }

  /** @returns whether the copy is complete */
  async #copy(open: OpenSession): Promise<boolean> {
    const { dir } = this.#gate
    this.#problem = null
    for (let start = 1; start <= mostStarts; start += 1) {
      const next = this.#gate.nextKey
      if (this.#gate.session !== open || next === null) return false
      const run = runKeyCopy({ dir, key: open.key, next, onProgress: (work) => (this.#work = work) })
      this.#gate.keyCopy = run
      const outcome = await run.outcome.finally(() => (this.#gate.keyCopy = null))
      const code = outcome.ok ? outcome.value : outcome.error.code
      if (code === 'done') return true
      if (code === 'stopped') return false
      this.#gate.log.warn('key-copy-failed', { code })
      if (!outcome.ok) this.#problem = outcome.error.code
      // What came out wrong is of no use; it is made anew.
      if (code === 'differs' || code === 'store/damaged') dropCopy(replicaPaths(dir).nextDatabase)
      if (!outcome.ok) return false
    }
    this.#problem = 'internal'
    return false
  }

  async #copyFiles(open: OpenSession): Promise<boolean> {
    const next = this.#gate.nextKey
    if (next === null) return false
    for (const { done, total } of blobsUnder({ dir: this.#gate.dir, db: open.db, from: open.key, to: next })) {
      this.#work = { phase: 'files', done, total }
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (this.#gate.session !== open || this.#gate.nextKey !== next) return false
    }
    return true
  }

  #state(): Exclude<KeyChangeStatus['state'], 'none'> {
    if (this.#problem !== null) return 'failed'
    if (this.#running !== null) return 'working'
    if (this.#gate.nextKey === null) return 'waiting'
    return this.#isReady ? 'ready' : 'waiting'
  }

  #goingOn(db: Context['db'], today: string): number {
    return accountsGoingOn(db, today).filter(({ login }) => hasKeyedSlot(this.#gate.dir, login)).length
  }
}

function refused(error: { code: string; params: Record<string, unknown> }): Result<never, StartErrors> {
  if (error.code === 'keys/escrow-needed' || error.code === 'keys/escrow-invalid')
    return failure(error.code, error.params as never)
  throw new Error(`the change of the key could not be begun: ${error.code}`)
}

/** As much again as the replica and its files have now. */
function roomFor(dir: string): { readonly need: number; readonly free: number } {
  const { database, blobs } = replicaPaths(dir)
  const files = existsSync(blobs) ? readdirSync(blobs).map((name) => join(blobs, name)) : []
  const bytes = [database, `${database}-wal`, ...files].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  const { bavail, bsize } = statfsSync(dir)
  return { need: Math.ceil(bytes * spare), free: bavail * bsize }
}

/** Rows that the writing connection has changed since it was opened. */
function changesOf({ db }: OpenSession): number {
  return db.prepare<[], { n: number }>('SELECT total_changes() AS n').one()?.n ?? 0
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000)
}
