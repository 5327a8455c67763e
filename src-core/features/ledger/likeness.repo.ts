import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type Verdict = 'same' | 'different'

/** Entries about which the author of a draft has already said something. */
export function settledFor(db: ReadDb, draftId: string): Set<string> {
  const rows = db.all(q.selectFrom('likeness_verdicts').select('entry_id').where('draft_id', '=', draftId))
  return new Set(rows.map((row) => row.entry_id))
}

export function insertVerdict(
  db: WriteDb,
  verdict: { draftId: string; entryId: string; verdict: Verdict; reason: string; accountId: string; at: string },
): void {
  const said = { verdict: verdict.verdict, reason: verdict.reason, account_id: verdict.accountId, at: verdict.at }
  db.run(
    q
      .insertInto('likeness_verdicts')
      .values({ draft_id: verdict.draftId, entry_id: verdict.entryId, ...said, filed_id: null })
      .onConflict((conflict) => conflict.columns(['draft_id', 'entry_id']).doUpdateSet(said)),
  )
}

/** The reasons why it is not the same are kept with the entry that the draft becomes. */
export function keepVerdicts(db: WriteDb, draftId: string, filedId: string): void {
  db.run(q.updateTable('likeness_verdicts').set({ filed_id: filedId }).where('draft_id', '=', draftId))
}
