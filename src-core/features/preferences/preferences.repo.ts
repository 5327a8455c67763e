import type { AccountId } from '../../../src-contract/ids.ts'
import { Preference } from '../../../src-contract/features/preferences.contract.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** The account's choices. One that this version does not know (another version wrote it) is left out. */
export function preferencesOf(db: ReadDb, accountId: AccountId): Preference[] {
  const rows = db.all(
    q.selectFrom('account_preferences').select('value').where('account_id', '=', accountId).orderBy('name'),
  )
  return rows.flatMap(({ value }) => {
    const known = Preference.safeParse(JSON.parse(value))
    return known.success ? [known.data] : []
  })
}

export function savePreference(tx: WriteDb, accountId: AccountId, preference: Preference): void {
  const name = preference.name === 'grid' ? `grid:${preference.list}` : preference.name
  const value = JSON.stringify(preference)
  tx.run(
    q
      .insertInto('account_preferences')
      .values({ account_id: accountId, name, value })
      .onConflict((conflict) => conflict.columns(['account_id', 'name']).doUpdateSet({ value })),
  )
}
