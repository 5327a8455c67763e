import { residents } from '../../src-domain/books/l02-residents.book.ts'
import { addDays } from '../../src-domain/identifiers/calendar.ts'
import { settle } from '../../src-domain/books/settle.ts'
import { addressesOf } from '../../src-core/features/ledger/catalogs.ts'
import { householdKey } from '../../src-core/features/ledger/collect-facts.ts'
import { fileBulk, prepareEntry } from '../../src-core/features/ledger/file-bulk.service.ts'
import type { WriteDb } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { residentRow } from './residents-file.ts'

export type Holder = { readonly officer: string; readonly beat: string }

const perCall = 64
const perTransaction = 40_000

/**
 * Files so many residents as an import does, unchecked: a ledger of hundreds of thousands of entries in minutes. They are of these
 * officers in turn; on days of this year's spring, or of the twelve months up to today.
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
      ? addDays(today, -((n * 7919) % 364))
      : `2026-0${1 + (n % 3)}-${String(1 + (n % 28)).padStart(2, '0')}`
    const { officer, beat } = officers[n % officers.length] ?? { officer: '', beat: '' }
    const said = { name, sex, documentNumber, phone, address, householdStatus, documentKind: 'resident-id' }
    const values = settle(residents, { ...said, occurredOn: day, beat, officer }, today)
    return prepareEntry(residents, values, [], householdKey(values, context), context)
  }
  // Most pages of the indexes are touched again and again: with room for all of them each is encrypted once in a transaction.
  db.exec('PRAGMA cache_size = -2097152')
  for (let from = 0; from < count; from += perTransaction) {
    const to = Math.min(count, from + perTransaction)
    db.transaction((tx) => {
      for (let n = from; n < to; n += perCall)
        fileBulk(
          tx,
          act,
          Array.from({ length: Math.min(perCall, to - n) }, (_, i) => entryOf(n + i)),
        )
    })
    progress(to)
  }
  db.exec('PRAGMA cache_size = -65536')
}
