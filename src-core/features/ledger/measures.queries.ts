import type { OutputOf } from '../../../src-contract/contract.ts'
import { books } from '../../../src-domain/books/books.ts'
import type { ReadDb } from '../../store/sql.ts'

export type MeasuresInput = { readonly since: string; readonly until: string }

/**
 * How much typing was saved and how many duplicates were avoided, by book and never by person. Imported entries were not typed and are
 * not in it. Runs in a read-only worker.
 *
 * @param input instants, `until` excluded
 */
export function measures(db: ReadDb, { since, until }: MeasuresInput): OutputOf<'ledger.measures'> {
  const filed = db.prepare<[string, string, string], { filed: number; fields: number; prefilled: number }>(filedSql)
  const avoided = db.prepare<[string, string], { book: string; n: number }>(avoidedSql).all(since, until)
  return {
    books: books.map(({ definition }) => ({
      book: definition.id,
      ...(filed.one(definition.id, since, until) ?? { filed: 0, fields: 0, prefilled: 0 }),
      duplicatesAvoided: avoided.find((one) => one.book === definition.id)?.n ?? 0,
    })),
  }
}

export const filedSql = `SELECT count(*) AS filed, coalesce(sum(fields_filled), 0) AS fields,
  coalesce(sum(fields_prefilled), 0) AS prefilled FROM entries
  WHERE book = ? AND filed_at >= ? AND filed_at < ? AND stage <> 'voided' AND fields_filled IS NOT NULL`

export const avoidedSql = `SELECT e.book, count(*) AS n FROM likeness_verdicts AS v JOIN entries AS e ON e.entry_id = v.entry_id
  WHERE v.verdict = 'same' AND v.at >= ? AND v.at < ? GROUP BY e.book`
