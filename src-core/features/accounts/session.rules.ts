import type { Account, Session } from '../../../src-contract/features/accounts.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'

export type Station = { id: string; name: string }

/** Minutes without input before the shell locks; a policy may shorten it to 5 (security design: 5-15). */
const idleLockMinutes = 15

export function sessionOf(account: Account, station: Station, since: string): Session {
  return {
    accountId: account.accountId,
    login: account.login,
    name: account.name,
    role: account.role,
    staffKind: account.staffKind,
    staffNumber: account.staffNumber,
    beats: account.beats,
    station,
    since: since as Instant,
    idleLockMinutes,
  }
}
