import type { ReadDb } from '../../store/sql.ts'
import { allAccounts } from './accounts.repo.ts'
import { isStopped } from './directory.acts.ts'
import type { Account } from '../../../src-contract/features/accounts.contract.ts'

/** Who may log in on this day: the accounts that a new data key is for. */
export function accountsGoingOn(db: ReadDb, today: string): Account[] {
  return allAccounts(db).filter(({ accountId, active }) => active && !isStopped(db, accountId, today))
}

/** The slot of a one-time code stands under a name that no account has: what it opens lets nobody in by itself. */
export const codeSlot = (login: string): string => `code:${login}`

/** The names under which those who go on stand in the slots: their own, and that of a code which was not used yet. */
export function slotNames(db: ReadDb, today: string): string[] {
  return accountsGoingOn(db, today).flatMap(({ login }) => [login, codeSlot(login)])
}
