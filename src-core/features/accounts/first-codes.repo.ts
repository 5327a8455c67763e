import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

type FirstCode = Schema['first_codes']

/** A new code takes the place of the one before. */
export function keepFirstCode(tx: WriteDb, code: FirstCode): void {
  const { account_id: _account, ...rest } = code
  tx.run(
    q
      .insertInto('first_codes')
      .values(code)
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(rest)),
  )
}

export function findFirstCode(db: ReadDb, accountId: string): FirstCode | undefined {
  return db.one(q.selectFrom('first_codes').selectAll().where('account_id', '=', accountId))
}

export function dropFirstCode(tx: WriteDb, accountId: string): void {
  tx.run(q.deleteFrom('first_codes').where('account_id', '=', accountId))
}
