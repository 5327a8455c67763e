import { residents } from '../../src-domain/books/l02-residents.book.ts'
import { addDays } from '../../src-domain/identifiers/calendar.ts'
import { settle } from '../../src-domain/books/settle.ts'
import { addressesOf } from '../../src-core/features/ledger/catalogs.ts'
import { householdKey } from '../../src-core/features/ledger/collect-facts.ts'
import { fileBulk, prepareEntry } from '../../src-core/features/ledger/file-bulk.service.ts'
import { markDaysOnce } from '../../src-core/features/ledger/touches.ts'
import type { WriteDb } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { residentRow } from './residents-file.ts'

export type Holder = { readonly officer: string; readonly beat: string }

const perCall = 128
const perTransaction = 40_000

/** So many are filed with all that is derived from them; further ones of a whole station are copies. */
const mostFiled = 40_000

/**
 * Files so many residents as an import does, unchecked: a ledger of hundreds of thousands of entries in minutes. They are of these
 * officers in turn; on days of this year's spring, or, of a whole station, of the twelve months up to today. There most are copies of
 * the entry and its book's row, without words and look-alikes.
 */
export function fileResidents(
  db: WriteDb,
  { count, officers, spread, today }: { count: number; officers: readonly Holder[]; spread: boolean; today: string },
  progress: (done: number) => void,
): void {
  const context = addressesOf(db)
  const at = new Date().toISOString()
  const newId = (): string => uuidv7(Date.now())
  const act = { book: residents, at, today, accountId: officers[0]?.officer ?? '', prefilled: null, newId }
  const entryOf = (n: number) => {
    const [name = '', sex = '', documentNumber = '', phone = '', address = '', householdStatus = ''] = residentRow(n)
    const day = spread
      ? addDays(today, -((Math.floor(n / officers.length) * 7919) % 364))
      : `2026-0${1 + (n % 3)}-${String(1 + (n % 28)).padStart(2, '0')}`
    const { officer, beat } = officers[n % officers.length] ?? { officer: '', beat: '' }
    const said = { name, sex, documentNumber, phone, address, householdStatus, documentKind: 'resident-id' }
    const values = settle(residents, { ...said, occurredOn: day, beat, officer }, today)
    return prepareEntry(residents, { values, accepted: [], addressKey: householdKey(values, context) }, context)
  }
  // Most pages of the indexes are touched again and again: with room for all of them each is encrypted once in a transaction.
  db.exec('PRAGMA cache_size = -2097152')
  const filed = spread ? Math.min(count, mostFiled) : count
  for (let from = 0; from < filed; from += perTransaction) {
    const to = Math.min(filed, from + perTransaction)
    db.transaction((tx) => {
      tx.exec(markDaysOnce.begin)
      for (let n = from; n < to; n += perCall)
        fileBulk(
          tx,
          act,
          Array.from({ length: Math.min(perCall, to - n) }, (_, i) => entryOf(n + i)),
        )
      tx.exec(markDaysOnce.end)
    })
    progress(to)
  }
  for (let from = filed; from < count; from += filed) {
    const more = Math.min(filed, count - from)
    db.transaction((tx) => copyResidents(tx, from / filed, more))
    progress(from + more)
  }
  db.exec('PRAGMA cache_size = -65536')
}

/** Entries of L02 once more, under other ids and numbers: those with the newest rows. */
function copyResidents(db: WriteDb, copy: number, count: number): void {
  const columns = (table: string): string[] =>
    db
      .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => name)
  // A digit that no id of the app has in this place, and the copy's number instead of four of chance.
  const id = `substr(b.entry_id, 1, 14) || '8' || substr(b.entry_id, 16, 9) || printf('%04x', ${copy}) || substr(b.entry_id, 29)`
  const made: Record<string, string> = { entry_id: id, number: `e.number || '-${copy}'` }
  const [entry, book] = [columns('entries'), columns('book_l02').filter((name) => name !== 'row_id')]
  const of = `(SELECT entry_id, row_id FROM book_l02 WHERE row_id IN (SELECT row_id FROM copied LIMIT ${count}) ORDER BY entry_id) AS b`
  db.exec(`CREATE TEMP TABLE IF NOT EXISTS copied AS SELECT row_id FROM book_l02 ORDER BY row_id DESC LIMIT ${count}`)
  db.exec(`INSERT INTO entries (${entry.join(', ')}) SELECT ${entry.map((name) => made[name] ?? `e.${name}`).join(', ')}
    FROM ${of} CROSS JOIN entries AS e ON e.entry_id = b.entry_id`)
  db.exec(`INSERT INTO book_l02 (${book.join(', ')}) SELECT ${book.map((name) => (name === 'entry_id' ? id : `b.${name}`)).join(', ')}
    FROM book_l02 AS b WHERE b.row_id IN (SELECT row_id FROM copied LIMIT ${count})`)
}
