import { existsSync } from 'node:fs'
import { success } from '../../../src-contract/errors.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { keyChangeOf } from '../../crypto/key-change.ts'
import type { Gate } from '../../gate.ts'
import type { Answer, PublicHandlers } from '../../rpc/handler.ts'
import { listBackups } from '../../store/backup.ts'
import { replicaPaths } from '../../store/paths.ts'
import { firstLogIn } from './first-code.service.ts'
import { logIn, renewSlot, type AskDirectory } from './log-in.service.ts'
import { recover, restoreBackup } from './recover.service.ts'
import { setUp } from './set-up.service.ts'

/** Called with the resume key after each log-in, so that the shell can keep it. */
export type OnLogIn = (resumeKey: Buffer, idleLockMinutes: number) => void

/**
 * What works before log-in. Several services answer with any code of the store; the casts narrow them to what the contract lists
 * for the method (held together by tests).
 */
export function publicAccountsHandlers(gate: Gate, onLogIn: OnLogIn, ask: AskDirectory): PublicHandlers<'accounts'> {
  return {
    status: () => {
      const { state, problem } = gate.state()
      return success({
        state,
        problem,
        lockedUntil: state === 'locked' ? lockedUntil(gate) : null,
        machineSecret: gate.machineSecretKind,
        backups: listBackups(gate.dir).map(({ name, createdAt, bytes }) => ({
          id: name,
          at: createdAt as Instant,
          bytes,
        })),
        keyChange: keyChangeOf(gate.dir) !== undefined && existsSync(replicaPaths(gate.dir).nextDatabase),
      })
    },
    setUp: async (_call, input) => (await setUp(gate, input)) as Answer<'accounts.setUp'>,
    logIn: async (_call, { login, passphrase }) => {
      const loggedIn = await logIn(gate, login, passphrase, ask)
      if (!loggedIn.ok) return loggedIn as Answer<'accounts.logIn'>
      const { session, resumeKey, isPlain } = loggedIn.value
      onLogIn(resumeKey, session.idleLockMinutes)
      if (isPlain) await renewSlot(gate, login, passphrase)
      return success(session)
    },
    firstLogIn: async (_call, input) => {
      const loggedIn = await firstLogIn(gate, input, ask)
      if (!loggedIn.ok) return loggedIn as Answer<'accounts.firstLogIn'>
      const { session, resumeKey } = loggedIn.value
      onLogIn(resumeKey, session.idleLockMinutes)
      return success(session)
    },
    session: () => success(gate.session?.session ?? null),
    recover: async (_call, input) => (await recover(gate, input)) as Answer<'accounts.recover'>,
    restoreBackup: async (_call, input) => (await restoreBackup(gate, input)) as Answer<'accounts.restoreBackup'>,
  }
}

/** Only the wait of the whole device is told before log-in; whose account waits is nobody's business. */
function lockedUntil(gate: Gate): Instant | null {
  const waitMs = gate.spool().waitOf('')
  return waitMs > 0 ? (new Date(gate.clock.nowMs() + waitMs).toISOString() as Instant) : null
}
