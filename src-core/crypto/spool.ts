import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { readSpoolFile, spoolKey, writeSpoolFile, type SpoolBody, type SpoolEvent } from './spool-file.ts'
import { advance, failed, freshCounter, isClockBack, lockoutMs, type Instants } from './lockout.rules.ts'

export type Clock = () => Instants

/** os.uptime counts through sleep on all three systems; only Linux names its runs. */
export const systemClock: Clock = () => ({ wallMs: Date.now(), uptimeMs: Math.floor(uptime() * 1000), boot: bootId })

const bootId = readBootId()

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

export type Attempt =
  { readonly allowed: true; readonly failuresLeft: number } | { readonly allowed: false; readonly remainingMs: number }

const mostEvents = 1000
const mostUsers = 200

/**
 * What happens before anyone is logged in: failed log-ins and the lock-out that follows from them. It is on the disk before the
 * passphrase is tried, so ending the process in between gains nothing. At unlock the events are chained into the audit.
 *
 * One instance per replica folder, under the replica's lock.
 */
export class Spool {
  readonly #dir: string
  readonly #key: Buffer
  readonly #clock: Clock
  #body: SpoolBody

  private constructor(dir: string, key: Buffer, clock: Clock, body: SpoolBody) {
    this.#dir = dir
    this.#key = key
    this.#clock = clock
    this.#body = body
  }

  /**
   * Reads the spool, or starts one. A missing or changed spool of a replica that is in use means a lock-out of 15 minutes from now.
   *
   * @param options.fresh true during set-up only, when there cannot be a spool yet
   * @throws the file system's error
   */
  static open(options: {
    readonly dir: string
    readonly machineSecret?: Buffer
    readonly fresh?: boolean
    readonly clock?: Clock
  }): Spool {
    const clock = options.clock ?? systemClock
    const key = spoolKey(options.dir, options.machineSecret)
    const read = readSpoolFile(options.dir, key)
    const now = clock()
    if (read.kind === 'ok') {
      const spool = new Spool(options.dir, key, clock, read.body)
      for (const { user } of [...read.body.pending]) spool.#settle(user, 'login-interrupted')
      spool.#save(now)
      return spool
    }
    const spool = new Spool(options.dir, key, clock, emptyBody(now))
    if (!(read.kind === 'missing' && options.fresh === true)) {
      spool.#body.device = { failures: 0, level: 0, remainingMs: lockoutMs(0) }
      spool.#add(read.kind === 'missing' ? 'spool-missing' : 'spool-invalid', null)
    }
    spool.#save(now)
    return spool
  }

  /**
   * Asks whether this user may try a passphrase now; a permitted attempt counts as a failure until `succeeded`.
   * @param user slots.userKey of the log-in name
   */
  attempt(user: string): Attempt {
    const now = this.#clock()
    this.#noteClock(now)
    this.#body = advance(this.#body, now)
    const counter = this.#body.users[user] ?? freshCounter
    const remainingMs = Math.max(counter.remainingMs, this.#body.device.remainingMs)
    if (remainingMs > 0) {
      this.#add('login-refused', user)
      this.#save(now)
      return { allowed: false, remainingMs }
    }
    this.#makeRoom()
    const after = failed(counter)
    this.#body.users[user] = after
    this.#body.pending.push({ user, before: counter })
    this.#save(now)
    return { allowed: true, failuresLeft: after.remainingMs > 0 ? 0 : 5 - after.failures }
  }

  /** The user's attempt had a wrong passphrase. Returns how long this user must wait now, ms. */
  failed(user: string): number {
    this.#settle(user, 'login-failed')
    this.#save(this.#clock())
    return this.#body.users[user]?.remainingMs ?? 0
  }

  /** The user's attempt had the right passphrase: the counter starts anew. */
  succeeded(user: string): void {
    if (this.#takePending(user) !== undefined) delete this.#body.users[user]
    this.#save(this.#clock())
  }

  /**
   * The passphrase was not tried, because something else was wrong (damaged slots, another machine): this attempt does not count,
   * the ones before it do. Otherwise spoiling the slots file for a moment would start the counter anew.
   */
  withdrawn(user: string): void {
    const pending = this.#takePending(user)
    if (pending !== undefined) this.#body.users[user] = pending.before
    this.#save(this.#clock())
  }

  /** How long the user must still wait, ms; 0 when an attempt is allowed. */
  waitOf(user: string): number {
    const body = advance(this.#body, this.#clock())
    return Math.max(body.users[user]?.remainingMs ?? 0, body.device.remainingMs)
  }

  /** How far the clock is behind the latest time seen, ms; 0 when it is not. */
  clockBackMs(): number {
    return Math.max(0, this.#body.seen.wallMs - this.#clock().wallMs)
  }

  record(kind: 'update-refused'): void {
    this.#add(kind, null)
    this.#save(this.#clock())
  }

  /** Events for the audit, oldest first, and how many were lost because nobody unlocked for long. */
  drain(): { readonly events: readonly SpoolEvent[]; readonly dropped: number } {
    return { events: this.#body.events, dropped: this.#body.dropped }
  }

  /** Forgets events once the audit has committed them. A crash before this repeats them, never loses them. */
  acknowledge(throughSeq: number): void {
    this.#body.events = this.#body.events.filter((event) => event.seq > throughSeq)
    this.#body.dropped = 0
    this.#save(this.#clock())
  }

  #settle(user: string, kind: 'login-failed' | 'login-interrupted'): void {
    if (this.#takePending(user) === undefined) return
    this.#add(kind, user)
    if ((this.#body.users[user]?.remainingMs ?? 0) > 0) this.#add('locked-out', user)
  }

  #takePending(user: string): SpoolBody['pending'][number] | undefined {
    const at = this.#body.pending.findLastIndex((pending) => pending.user === user)
    if (at < 0) return undefined
    const [taken] = this.#body.pending.splice(at, 1)
    return taken
  }

  #noteClock(now: Instants): void {
    if (isClockBack(this.#body.seen, now) && this.#body.events.at(-1)?.kind !== 'clock-back')
      this.#add('clock-back', null)
  }

  #add(kind: SpoolEvent['kind'], user: string | null): void {
    if (this.#body.events.length >= mostEvents) {
      this.#body.dropped += 1
      return
    }
    const now = this.#clock()
    const event = {
      seq: this.#body.nextSeq,
      kind,
      at: new Date(now.wallMs).toISOString(),
      uptimeMs: now.uptimeMs,
      user,
    }
    this.#body.events.push(event)
    this.#body.nextSeq += 1
  }

  /** Invented names must not push a real count off the list: those with the fewest failures go first, those who wait stay. */
  #makeRoom(): void {
    const users = Object.entries(this.#body.users)
    if (users.length < mostUsers) return
    const idle = users.filter(([, counter]) => counter.remainingMs === 0)
    idle.sort(([, a], [, b]) => a.level - b.level || a.failures - b.failures)
    for (const [user] of idle.slice(0, users.length - mostUsers + 1)) delete this.#body.users[user]
  }

  #save(now: Instants): void {
    this.#body = advance(this.#body, now)
    writeSpoolFile(this.#dir, this.#key, this.#body)
  }
}

function emptyBody(now: Instants): SpoolBody {
  return {
    format: 1,
    nextSeq: 1,
    seen: now,
    device: freshCounter,
    users: {},
    pending: [],
    events: [],
    dropped: 0,
  }
}
