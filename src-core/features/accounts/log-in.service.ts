import { randomBytes } from 'node:crypto'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Session } from '../../../src-contract/features/accounts.contract.ts'
import type { AuditAction } from '../../../src-contract/features/audit.contract.ts'
import { countyName } from '../../../src-domain/addresses/divisions.ts'
import { localDateOf } from '../../clock.ts'
import { divisions } from '../../divisions.ts'
import { forget, type ReplicaKey } from '../../crypto/replica-key.ts'
import { readResume, writeResume } from '../../crypto/resume.ts'
import { setUserSlot } from '../../crypto/slots.ts'
import type { SpoolEvent } from '../../crypto/spool-file.ts'
import type { Gate } from '../../gate.ts'
import type { OpenReplica } from '../../open-session.ts'
import { forgetOperationsBefore } from '../../rpc/operations.repo.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import { followDirectory } from '../sync/follow-directory.service.ts'
import { accountByLogin, readSetting } from './accounts.repo.ts'
import { isStopped } from './directory.acts.ts'
import { finishKeyChange } from './finish-key-change.service.ts'
import { note, type Note } from './note.ts'
import { sessionOf } from './session.rules.ts'
import { openWithPassphrase } from './unlock.service.ts'

/** `isPlain`: an older version wrote the slot that was opened (renewSlot). */
export type LoggedIn = { session: Session; resumeKey: Buffer; isPlain: boolean }

/** Asks the platform what it says of the station's people now, without letting anybody in. Settles when it has answered, or not in time. */
export type AskDirectory = (replica: OpenReplica, session: Session) => Promise<void>

const operationsKeptMs = 30 * 24 * 3_600_000

/** Unlocks the replica for one account, puts what happened before into the audit, and prepares for a crash of core. */
export async function logIn(
  gate: Gate,
  login: string,
  passphrase: string,
  ask?: AskDirectory,
): Promise<Result<LoggedIn>> {
  if (gate.session) return failure('store/in-use')
  const unlocked = await openWithPassphrase(gate, login, passphrase)
  if (!unlocked.ok) return unlocked
  const { key, next, isPlain } = unlocked.value
  const present = next ? await finishKeyChange(gate, key, next) : key
  const entered = await enter(gate, present, { login, action: 'log-in', ask })
  if (next && next !== present) {
    // It goes on behind the log-in.
    if (entered.ok) gate.nextKey = next
    else forget(next)
  }
  return entered.ok ? success({ ...entered.value, isPlain }) : entered
}

/**
 * Gives the slot of an older version a key pair: a new data key then reaches its owner without the passphrase. Only once the session is open,
 * from when on nobody goes back to that version by himself. Nobody is kept out for it.
 */
export async function renewSlot(gate: Gate, login: string, passphrase: string): Promise<void> {
  const open = gate.session
  if (open === null) return
  try {
    const set = await setUserSlot({ dir: gate.dir, key: open.key, login, passphrase, ...gate.secret() })
    if (!set.ok) gate.log.warn('slot-not-renewed', { code: set.error.code })
  } catch (error) {
    gate.log.warn('slot-not-renewed', { error })
  }
}

/** After core ended unexpectedly: the same account goes on, without typing the passphrase again. */
export async function resume(gate: Gate, resumeKey: Buffer): Promise<Result<LoggedIn>> {
  const kept = readResume(gate.dir, resumeKey)
  if (!kept) return failure('rpc/not-logged-in')
  const { login, since } = JSON.parse(kept.session) as { login: string; since: string }
  return enter(gate, kept.key, { login, action: 'resume', since })
}

type Arrival = {
  readonly login: string
  readonly action: AuditAction
  readonly since?: string
  readonly ask?: AskDirectory | undefined
}

/** Opens the replica for an account that may log in, and begins its session. */
export async function enter(
  gate: Gate,
  key: ReplicaKey,
  { login, action, since = gate.now(), ask }: Arrival,
): Promise<Result<LoggedIn>> {
  const opened = gate.open(key)
  if (!opened.ok) return opened
  const replica = opened.value
  const settled = () => {
    // Assignments and accounts begin and end with the day: who may what today is settled before the session takes it over.
    followDirectory(replica.db, gate.clock)
    return accountByLogin(replica.db, login)
  }
  let account = settled()
  const station = {
    id: readSetting(replica.db, 'station.id') ?? '',
    name: readSetting(replica.db, 'station.name') ?? '',
    county: countyName(divisions, homeCounty(replica.db) ?? ''),
  }
  const stopped = (): boolean =>
    account !== undefined && isStopped(replica.db, account.accountId, localDateOf(gate.clock.nowMs()))
  // That the platform lets somebody work again reaches this PC by an exchange, and there may be nobody else who can log in for one.
  if (account?.active === false && stopped() && ask !== undefined) {
    await ask(replica, sessionOf(account, station, since)).catch((error: unknown) =>
      gate.log.error('directory-not-asked', { error }),
    )
    account = settled()
  }
  if (!account?.active) {
    const result = stopped() ? 'stopped' : 'inactive'
    replica.db.transaction((tx) => note(gate, tx, { action: 'log-in-failed', result, actor: account?.accountId }))
    await gate.shut(replica)
    return failure(`accounts/${result}`)
  }
  const session = sessionOf(account, station, since)
  recordArrival(gate, replica, session, action)
  const resumeKey = randomBytes(32)
  writeResume(gate.dir, resumeKey, key, JSON.stringify({ login, since }))
  gate.enter(replica, session)
  return success({ session, resumeKey, isPlain: false })
}

/** The log-in's audit row, preceded by everything that happened while nobody was logged in. */
function recordArrival(gate: Gate, replica: OpenReplica, session: Session, action: AuditAction): void {
  const spool = gate.spool()
  const { events, dropped } = spool.drain()
  replica.db.transaction((tx) => {
    for (const event of events) note(gate, tx, spooled(event))
    if (dropped > 0) note(gate, tx, { action: 'log-in-failed', result: 'events-lost', detail: { dropped } })
    note(gate, tx, { action, actor: session.accountId, role: session.role })
    const oldest = new Date(gate.clock.nowMs() - operationsKeptMs).toISOString()
    forgetOperationsBefore(tx, oldest)
  })
  const last = events.at(-1)
  if (last) spool.acknowledge(last.seq)
}

/** The user is a salted hash: the spool knows no names. */
function spooled(event: SpoolEvent): Note {
  const action = event.kind === 'locked-out' ? 'locked-out' : 'log-in-failed'
  return {
    action,
    result: event.kind,
    at: event.at,
    detail: { uptimeMs: event.uptimeMs, ...(event.user === null ? {} : { user: event.user }) },
  }
}
