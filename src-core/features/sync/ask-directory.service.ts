import type { Session } from '../../../src-contract/features/accounts.contract.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log/log.ts'
import type { Way } from '../../../src-network/way.ts'
import type { OpenReplica } from '../../open-session.ts'
import type { ReadDb } from '../../store/sql.ts'
import { uuidv7 } from '../../uuid.ts'
import { identityOf, isEnrolled } from './enrol.service.ts'
import { readOnce } from './run.service.ts'
import { Platform } from './transport.ts'

export type AskParts = {
  readonly clock: Clock
  readonly log: Log
  readonly appVersion: string
  readonly way: (db: ReadDb) => Way | null
}

/** So long somebody waits at the log-in page for a platform that may not be reached. */
const patienceMs = 10_000

/**
 * Reads once what is new at the platform, while nobody is logged in: somebody with the right passphrase, whom the directory stopped, asks to be
 * let in, and only an exchange can say that they may work again. Nothing is handed over, and nothing is shown.
 */
export async function askDirectory(parts: AskParts, replica: OpenReplica, session: Session): Promise<void> {
  const { db } = replica
  if (!isEnrolled(db)) return
  const identity = identityOf(db)
  const platform = new Platform(identity.url, identity, parts.way(db))
  let waits = true
  const end = (): void => {
    waits = false
    platform.close()
  }
  const timer = setTimeout(end, patienceMs)
  try {
    await readOnce({
      ...{ open: { ...replica, session }, clock: parts.clock, log: parts.log, appVersion: parts.appVersion },
      platform: { call: platform.call.bind(platform), chunk: platform.chunk.bind(platform) },
      isOpen: () => waits,
      newId: () => uuidv7(parts.clock.nowMs()),
      hasContent: () => false,
      changed: () => undefined,
    })
  } finally {
    clearTimeout(timer)
    end()
  }
}
