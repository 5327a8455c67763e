import { booksById } from '../../../src-domain/books/books.ts'
import { keptKeys } from '../../../src-domain/books/likeness.rules.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { calendarOf } from '../duty/office-catalogs.facts.ts'
import { insertKeys, nextDue, rewriteDues } from './around-entry.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { addressesOf } from './catalogs.ts'
import { householdKey } from './collect-facts.ts'
import { updateEntry, type EntryRecord } from './entries.repo.ts'

/** Grows when keys, dues or the reading of addresses come out differently for the same values: then they are made again. */
export const derivedRules = 1

const setting = 'ledger.derived'
const sliceMs = 15
const keysAtOnce = 5_000

/**
 * Makes what is derived from entries (look-alike keys, dues, address keys) again where it was made by other rules or by a program that
 * had none; in slices, between which everybody goes on working. An interrupted run goes on where it stopped.
 *
 * @param goOn asked between slices; false ends it
 * @returns how many entries were gone through
 */
export async function deriveAgain(db: WriteDb, goOn: () => boolean): Promise<number> {
  let done = 0
  for (let state = stateOf(db); state !== 'done' && goOn(); state = stateOf(db)) {
    done += state === 'clear' ? clearSlice(db) : deriveSlice(db, state.after)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return done
}

type State = 'done' | 'clear' | { readonly after: string }

/** `1`: done by rules 1; `1 <entry>`: gone through up to that entry; anything else: keys of other rules have to go first. */
function stateOf(db: ReadDb): State {
  const value = db.one(q.selectFrom('settings').select('value').where('key', '=', setting))?.value
  if (value === String(derivedRules)) return 'done'
  const [rules, after] = value?.split(' ') ?? []
  return rules === String(derivedRules) && after !== undefined ? { after } : 'clear'
}

function remember(tx: WriteDb, value: string): void {
  tx.run(
    q
      .insertInto('settings')
      .values({ key: setting, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })),
  )
}

/** Whatever is there was made by the rules of this program. */
export function markDerived(tx: WriteDb): void {
  remember(tx, String(derivedRules))
}

function clearSlice(db: WriteDb): number {
  return db.transaction((tx) => {
    const { changes } = tx
      .prepare<[number], never>(
        `DELETE FROM entry_keys WHERE (book, key, entry_id) IN (SELECT book, key, entry_id FROM entry_keys LIMIT ?)`,
      )
      .run(keysAtOnce)
    // Ids are hexadecimal: a minus comes before all of them.
    if (changes < keysAtOnce) remember(tx, `${derivedRules} -`)
    return 0
  })
}

function deriveSlice(db: WriteDb, after: string): number {
  return db.transaction((tx) => {
    const started = performance.now()
    const next = tx.prepare<[string], EntryRecord>(
      'SELECT * FROM entries WHERE entry_id > ? ORDER BY entry_id LIMIT 200',
    )
    let done = 0
    let last = after
    for (const entry of next.all(after)) {
      deriveEntry(tx, entry)
      last = entry.entry_id
      done += 1
      if (performance.now() - started > sliceMs) break
    }
    remember(tx, done === 0 ? String(derivedRules) : `${derivedRules} ${last}`)
    return done
  })
}

function deriveEntry(tx: WriteDb, entry: EntryRecord): void {
  const book = booksById.get(entry.book)
  // A book of a newer program keeps what that program made.
  if (book === undefined) return
  const values = valuesOfEntry(tx, book, entry)
  const context = addressesOf(tx)
  const dues = entry.stage === 'filed' ? book.dues(entry.state, values, calendarOf(tx)) : []
  const due = nextDue(dues)
  updateEntry(tx, entry.entry_id, {
    address_key: householdKey(values, context),
    due_on: due?.on ?? null,
    due_kind: due?.kind ?? null,
  })
  rewriteDues(tx, entry.entry_id, dues)
  if (entry.stage !== 'voided') insertKeys(tx, entry.book, entry.entry_id, keptKeys(book, values, context))
}
