import type { WriteDb } from '../../store/sql.ts'
import { deriveAgain } from './derive.service.ts'
import { forgetGoneDrafts } from './undoable.ts'

/** What the ledger does once somebody has logged in: drafts that can no longer come back go, and what other rules derived is made again. */
export async function tidyLedger(
  db: WriteDb,
  options: { readonly now: string; readonly goOn: () => boolean },
): Promise<void> {
  db.transaction((tx) => forgetGoneDrafts(tx, options.now))
  await deriveAgain(db, options.goOn)
}
