import type { Account, Session } from '../../../src-contract/features/accounts.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'

/** `county`: its divisions from the province down, in one word. */
export type Station = { id: string; name: string; county: string }

/** Minutes without input before the shell locks; a policy may shorten it to 5 (security design: 5-15). */
const idleLockMinutes = 15

export function sessionOf(account: Account, { county, ...station }: Station, since: string): Session {
  return {
    accountId: account.accountId,
    login: account.login,
    name: account.name,
    role: account.role,
    staffKind: account.staffKind,
    staffNumber: account.staffNumber,
    beats: account.beats,
    station,
    county,
    since: since as Instant,
    idleLockMinutes,
  }
}
