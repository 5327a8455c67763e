import type { OutputOf } from '../../../src-contract/contract.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { ImportState } from '../../../src-contract/features/exchange.shapes.ts'
import type { AccountId, ImportId, Instant } from '../../../src-contract/ids.ts'
import type { ReadDb } from '../../store/sql.ts'
import { countUntouched } from './import-rows.repo.ts'
import { countsOf, listImports } from './imports.repo.ts'

/** Imports of a book or of all books, newest first, with what an undo would take back. */
export function pastImports(
  db: ReadDb,
  input: { readonly book: string | undefined; readonly accountId: string },
): OutputOf<'exchange.imports'> {
  const imports = listImports(db, input.book).map((row) => {
    const begun = row.state === 'filing' || row.state === 'filed' || row.state === 'undoing'
    return {
      importId: row.import_id as ImportId,
      book: row.book as BookId,
      fileName: row.file_name,
      state: row.state as ImportState,
      at: row.at as Instant,
      by: { accountId: row.account_id as AccountId, name: row.by },
      counts: countsOf(row),
      untouched: begun ? countUntouched(db, row.import_id) : 0,
      mine: row.account_id === input.accountId,
    }
  })
  return { imports }
}

export function untouched(db: ReadDb, { importId }: { readonly importId: string }): number {
  return countUntouched(db, importId)
}
