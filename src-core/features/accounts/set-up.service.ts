import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { NewAccount } from '../../../src-contract/features/accounts.contract.ts'
import { calibrate } from '../../crypto/kdf.ts'
import { setRecovery } from '../../crypto/recovery.ts'
import { forget } from '../../crypto/replica-key.ts'
import { createSlots, finishSetup, setUserSlot } from '../../crypto/slots.ts'
import type { Gate } from '../../gate.ts'
import { discardUnfinished } from '../../store/setup.ts'
import { uuidv7 } from '../../uuid.ts'
import { insertAccount, writeSetting } from './accounts.repo.ts'
import { note } from './note.ts'
import { passphraseProblem } from './passphrase.rules.ts'

export type SetUpInput = {
  station: { id: string; name: string }
  escrowCertificates: readonly [string, string]
  accounts: readonly NewAccount[]
}

/**
 * First start: keys, replica, station and first accounts. Until its last step the folder still counts as new, so an interrupted
 * set-up starts again from the beginning.
 */
export async function setUp(gate: Gate, input: SetUpInput): Promise<Result<{ station: string }>> {
  const started = gate.start()
  if (!started.ok) return started
  if (gate.state().state !== 'new') return failure('store/exists')
  const refused = judgeAccounts(input.accounts)
  if (refused) return refused
  const [first, ...others] = input.accounts
  if (!first) return failure('rpc/invalid-input', { fields: ['accounts'] })
  const now = gate.now()
  discardUnfinished(gate.dir, now)
  const kdf = gate.kdf ?? (await calibrate())
  const slots = await createSlots({
    dir: gate.dir,
    deviceId: uuidv7(gate.clock.nowMs()),
    user: first,
    kdf,
    ...gate.secret(),
  })
  if (!slots.ok) return slots
  const { key } = slots.value
  try {
    const escrow = setRecovery({ dir: gate.dir, key, escrow: input.escrowCertificates, now })
    if (!escrow.ok) return escrow
    for (const account of others) {
      const slot = await setUserSlot({
        dir: gate.dir,
        key,
        login: account.login,
        passphrase: account.passphrase,
        kdf,
        ...gate.secret(),
      })
      if (!slot.ok) return slot
    }
    const created = gate.create(key)
    if (!created.ok) return created
    const db = created.value
    try {
      db.transaction((tx) => {
        writeSetting(tx, 'station.id', input.station.id)
        writeSetting(tx, 'station.name', input.station.name)
        for (const account of input.accounts) insertAccount(tx, account, uuidv7(gate.clock.nowMs()), now)
        note(gate, tx, { action: 'set-up', detail: { accounts: input.accounts.length, device: slots.value.deviceId } })
      })
    } finally {
      db.close()
    }
    gate.spool(true)
    const finished = finishSetup(gate.dir, key)
    return finished.ok ? success({ station: input.station.id }) : finished
  } finally {
    forget(key)
  }
}

function judgeAccounts(accounts: readonly NewAccount[]): Result<never> | null {
  if (!accounts.some((account) => account.role === 'it'))
    return failure('rpc/invalid-input', { fields: ['accounts.role'] })
  const logins = new Set(accounts.map((account) => account.login.toLowerCase()))
  if (logins.size !== accounts.length) return failure('accounts/name-taken')
  for (const [index, account] of accounts.entries()) {
    const problem = passphraseProblem(account.passphrase, [account.login, account.staffNumber])
    if (problem) return failure('accounts/passphrase-weak', { reason: problem, index })
  }
  return null
}
