import { failure, success, type Result } from '../../../src-contract/errors.ts'
import { openKeyChange } from '../../crypto/key-change.ts'
import { forget, type ReplicaKey } from '../../crypto/replica-key.ts'
import { openUserSlot, userKey } from '../../crypto/slots.ts'
import { readSlots } from '../../crypto/slots-file.ts'
import type { Gate } from '../../gate.ts'

/** What a passphrase opened. */
export type Unlocked = {
  readonly key: ReplicaKey
  /** The next data key, where a change of it is under way and this account goes on. */
  readonly next: ReplicaKey | undefined
  /** An older version wrote the slot: no new data key can be sealed to it. */
  readonly isPlain: boolean
}

/** For whoever does not go on with a change of the key. */
export function forgetNext({ next }: Unlocked): void {
  if (next) forget(next)
}

/**
 * Tries a passphrase and counts the try. The failure is on the disk before the passphrase is looked at, so that ending the
 * process gains nothing.
 *
 * accounts/locked-out carries {until: Instant, minutes}; accounts/wrong-passphrase carries {left}, the tries that remain;
 * accounts/clock-back is not used here: a clock that was set back makes no waiting time pass.
 */
export async function openWithPassphrase(gate: Gate, login: string, passphrase: string): Promise<Result<Unlocked>> {
  const started = gate.start()
  if (!started.ok) return started
  const slots = readSlots(gate.dir)
  if (!slots.ok) return slots
  const user = userKey(slots.value.body, login)
  const spool = gate.spool()
  const attempt = spool.attempt(user)
  if (!attempt.allowed) return lockedOut(gate, attempt.remainingMs)
  const opened = await openUserSlot({ dir: gate.dir, login, passphrase, ...gate.secret() })
  if (opened.ok) {
    spool.succeeded(user)
    const { key, pair } = opened.value
    return success({ key, next: openKeyChange(gate.dir, opened.value, login), isPlain: pair === undefined })
  }
  if (opened.error.code !== 'accounts/wrong-passphrase') {
    spool.withdrawn(user)
    return opened
  }
  const waitMs = spool.failed(user)
  if (waitMs > 0) return lockedOut(gate, waitMs)
  return failure('accounts/wrong-passphrase', { left: attempt.failuresLeft })
}

function lockedOut(gate: Gate, waitMs: number): Result<never> {
  const until = new Date(gate.clock.nowMs() + waitMs).toISOString()
  return failure('accounts/locked-out', { until, minutes: Math.ceil(waitMs / 60_000) })
}
