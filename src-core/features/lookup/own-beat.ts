import type { Session } from '../../../src-contract/features/accounts.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { beatFinder, beatsOn } from '../duty/duty.facts.ts'

/** The caller's own beats on a day. */
export type Own = { readonly beats: readonly string[]; readonly today: string }

/** Beats that the chief assigned, and those that are covered for somebody today. An auditor has none, whatever was assigned. */
export function ownBeats({ db, session, today }: Pick<Context, 'db' | 'session' | 'today'>): Own {
  if (!hasBeats(session)) return { beats: [], today }
  return { beats: [...new Set([...session.beats, ...beatsOn(db, session.accountId, today)])], today }
}

function hasBeats({ role }: Session): boolean {
  return role === 'clerk' || role === 'officer'
}

/** Whether an address lies in one of the caller's own beats. */
export function ownPlace(db: ReadDb, own: Own): (address: string | null) => boolean {
  if (own.beats.length === 0) return () => false
  const beatOf = beatFinder(db)
  return (address) => {
    const beat = address === null ? null : beatOf(address, own.today)
    return beat !== null && own.beats.includes(beat)
  }
}

/** Under registration and verification the people of one's own beat are known by name. */
const plainNames: ReadonlySet<Purpose> = new Set(['P01', 'P02'])

export function showsNames(purpose: Purpose): boolean {
  return plainNames.has(purpose)
}
