import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** Who works on an entry since a handover; undefined while that is who answers for it. */
export function handlerOf(db: ReadDb, entryId: string): string | undefined {
  return db.one(q.selectFrom('entry_handlers').select('account_id').where('entry_id', '=', entryId))?.account_id
}

/** For a condition on `entries AS e`: handed over to an account. One parameter, the account. */
export const handledSql = 'e.entry_id IN (SELECT entry_id FROM entry_handlers WHERE account_id = ?)'

export function setHandler(
  tx: WriteDb,
  handler: { entryId: string; accountId: string; since: string; handoverId: string },
): void {
  const values = { account_id: handler.accountId, since: handler.since, handover_id: handler.handoverId }
  tx.run(
    q
      .insertInto('entry_handlers')
      .values({ entry_id: handler.entryId, ...values })
      .onConflict((conflict) => conflict.column('entry_id').doUpdateSet(values)),
  )
}
