import { failure, success, type Result } from '../../../src-contract/errors.ts'
import { recover as openRecovery, type EscrowHolder } from '../../crypto/recovery.ts'
import { setUserSlot } from '../../crypto/slots.ts'
import type { Gate } from '../../gate.ts'
import { endLease } from '../sync/lease.service.ts'
import { restoreBackup as putBackBackup } from '../../store/restore.ts'
import { dropSecrets } from './account-keys.repo.ts'
import { accountByLogin } from './accounts.repo.ts'
import { note } from './note.ts'
import { passphraseProblem } from './passphrase.rules.ts'
import { forgetNext, openWithPassphrase } from './unlock.service.ts'
import { markRestored } from '../sync/own-backup.acts.ts'
import { uuidv7 } from '../../uuid.ts'
import { forget } from '../../crypto/replica-key.ts'

export type RecoverInput = { keys: readonly [EscrowHolder, EscrowHolder]; login: string; passphrase: string }

/** Both holders of the escrow keys together give one account a new passphrase. */
export async function recover(gate: Gate, input: RecoverInput): Promise<Result<Record<string, never>>> {
  if (gate.session) return failure('store/in-use')
  const started = gate.start()
  if (!started.ok) return started
  const weak = passphraseProblem(input.passphrase, [input.login])
  if (weak) return failure('accounts/passphrase-weak', { reason: weak })
  const key = openRecovery({ dir: gate.dir, holders: input.keys })
  if (!key.ok) return key
  const opened = gate.open(key.value.key)
  if (!opened.ok) return opened
  const replica = opened.value
  try {
    const account = accountByLogin(replica.db, input.login)
    if (!account) return failure('accounts/unknown')
    // The audit comes first: a recovery that cannot be recorded does not happen.
    replica.db.transaction((tx) => note(gate, tx, { action: 'recover', detail: { account: account.accountId } }))
    const slot = await setUserSlot({
      dir: gate.dir,
      key: replica.key,
      login: account.login,
      passphrase: input.passphrase,
      ...(gate.kdf ? { kdf: gate.kdf } : {}),
      ...gate.secret(),
    })
    if (!slot.ok) return slot
    // Sealed under what was forgotten: a new key is made at the next log-in.
    replica.db.transaction((tx) => dropSecrets(tx, account.accountId))
    return success({})
  } finally {
    await gate.shut(replica)
  }
}

/** Puts a backup in the replica's place. The passphrase is asked again, because the backup is checked with the key. */
export async function restoreBackup(
  gate: Gate,
  input: { backupId: string; login: string; passphrase: string },
): Promise<Result<{ setAside: boolean }>> {
  if (gate.session) return failure('store/in-use')
  const key = await openWithPassphrase(gate, input.login, input.passphrase)
  if (!key.ok) return key
  forgetNext(key.value)
  const restored = putBackBackup({
    dir: gate.dir,
    key: key.value.key,
    name: input.backupId,
    now: gate.now(),
    prepare: (db) =>
      db.transaction((tx) => {
        markRestored(tx, uuidv7(gate.clock.nowMs()))
        // What was left of the lease when the backup was made is not what is left now.
        endLease(tx, gate.clock)
      }),
  })
  if (!restored.ok) {
    forget(key.value.key)
    return restored
  }
  const opened = gate.open(key.value.key)
  if (!opened.ok) return opened
  const setAside = restored.value.quarantined !== undefined
  opened.value.db.transaction((tx) =>
    note(gate, tx, { action: 'restore', detail: { backup: input.backupId, setAside: Number(setAside) } }),
  )
  await gate.shut(opened.value)
  return success({ setAside })
}
