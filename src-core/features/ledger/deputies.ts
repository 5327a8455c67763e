import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'

/** Accounts that act for the chief on a day (代行), with the chief's signature. */
export function chiefsDeputies(db: ReadDb, today: string): string[] {
  return db
    .all(
      q
        .selectFrom('acting_periods')
        .select('deputy_id')
        .distinct()
        .where('from_date', '<=', today)
        .where('to_date', '>=', today)
        .where('removed_at', 'is', null),
    )
    .map((row) => row.deputy_id)
}
