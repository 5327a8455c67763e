import type { DutyId, DutyRow } from '../../../src-contract/features/duty.shapes.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'

export type StoredDuty = DutyRow & { readonly accountId: string }

/** Duty rows that begin within a period, by person, day and time. */
export function dutiesBetween(db: ReadDb, from: string, to: string, accountIds?: readonly string[]): StoredDuty[] {
  const all = q
    .selectFrom('duty_rows')
    .selectAll()
    .where('date', '>=', from)
    .where('date', '<=', to)
    .where('removed_at', 'is', null)
    .orderBy('account_id')
    .orderBy('date')
    .orderBy('from_time')
    .orderBy('duty_id')
  return db.all(accountIds === undefined ? all : all.where('account_id', 'in', accountIds)).map((row) => ({
    dutyId: row.duty_id as DutyId,
    accountId: row.account_id,
    date: row.date as LocalDate,
    shift: row.shift,
    from: row.from_time,
    to: row.to_time,
  }))
}
