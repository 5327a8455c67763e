import type { BookSpec } from '../../../src-domain/books/book.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'
import type { ReadDb } from '../../store/sql.ts'
import { bulkFacts } from '../ledger/facts-bulk.ts'
import { sameContentFinder } from '../ledger/same-content.ts'
import type { CheckWorld } from './check-row.ts'
import { contentIdentity } from './identity.rules.ts'
import type { StationNames } from './typed-row.rules.ts'

/** What checking rows of a book needs to know of the station, read once for many rows. */
export function openWorld(db: ReadDb, book: BookSpec, today: string): CheckWorld {
  const { expect, facts, placeKey } = bulkFacts(db, book, today)
  const finder = sameContentFinder(db, book)
  return {
    today,
    names: namesOf(db),
    expect,
    facts,
    placeKey,
    sameContent: (values, addressKey, content, counts) =>
      finder(
        values,
        addressKey,
        (held, number) => contentIdentity(book, held, placeKey(held)) === content && counts(number),
      ),
    filedRow: () => null,
  }
}

type AccountRow = { account_id: string; login: string; name: string; staff_number: string; active: number }

function namesOf(db: ReadDb): StationNames {
  const accounts = new Map<string, string | null>()
  const rows = db
    .prepare<[], AccountRow>('SELECT account_id, login, name, staff_number, active FROM accounts ORDER BY account_id')
    .all()
  const offer = (name: string, account: string): void => {
    const key = normaliseText(name)
    if (key === '') return
    const before = accounts.get(key)
    accounts.set(key, before === undefined || before === account ? account : null)
  }
  // Of two people of one name, one of whom has left, the one who is here is meant.
  for (const row of rows) if (row.active === 1) for (const name of [row.name, row.login]) offer(name, row.account_id)
  for (const row of rows)
    if (row.active !== 1 && !accounts.has(normaliseText(row.name))) offer(row.name, row.account_id)
  for (const row of rows) if (!accounts.has(row.staff_number)) offer(row.staff_number, row.account_id)
  for (const row of rows) accounts.set(row.account_id, row.account_id)
  const beats = new Map<string, string>()
  for (const { beat, name } of db
    .prepare<[], { beat: string; name: string }>(
      'SELECT beat, name FROM beats UNION SELECT beat, beat FROM account_beats ORDER BY 1',
    )
    .all()) {
    for (const known of [beat, name]) if (known !== '') beats.set(normaliseText(known), beat)
  }
  return { accounts, beats }
}
