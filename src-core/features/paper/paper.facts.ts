import { copyDueDays } from '../../../src-contract/features/paper.contract.ts'
import type { Session } from '../../../src-contract/features/accounts.contract.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { q } from '../../query.ts'
import { startOfDay } from '../../clock.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { countOutSince } from './paper.repo.ts'

/** What other features may ask of walk lists. */

/** Whose copies an account sees: a clerk and a chief those of the station, an officer the own ones. */
export function copiesOf({ role, accountId }: Pick<Session, 'role' | 'accountId'>): string | null {
  return role === 'clerk' || role === 'chief' ? null : accountId
}

/** The instant before which a copy that is still out is overdue. @param today YYYY-MM-DD */
export function overdueBefore(today: string): string {
  return startOfDay(addDays(today, -copyDueDays))
}

/** Copies that are out for more than seven days, as far as the account sees them. For the home page. */
export function overdueCopies(db: ReadDb, session: Pick<Session, 'role' | 'accountId'>, today: string): number {
  return countOutSince(db, overdueBefore(today), copiesOf(session))
}

export type HeldCopy = { readonly copyId: string; readonly number: string; readonly madeAt: string }

/** Copies that somebody has in hand: out, or back and not destroyed. */
export function copiesHeldBy(db: ReadDb, accountId: string): HeldCopy[] {
  return db.all(
    q
      .selectFrom('paper_copies')
      .select(['copy_id as copyId', 'number', 'made_at as madeAt'])
      .where('holder_id', '=', accountId)
      .where('destroyed_at', 'is', null)
      .orderBy('made_at')
      .limit(500),
  )
}

/** Gives a copy into other hands; false when it is no longer in the first ones. */
export function passCopy(tx: WriteDb, copyId: string, from: string, to: string): boolean {
  return (
    tx.run(
      q
        .updateTable('paper_copies')
        .set({ holder_id: to })
        .where('copy_id', '=', copyId)
        .where('holder_id', '=', from)
        .where('destroyed_at', 'is', null),
    ).changes === 1
  )
}
