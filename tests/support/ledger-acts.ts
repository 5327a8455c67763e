import type { BookId } from '../../src-contract/books.ts'
import type { ErrorParams } from '../../src-contract/errors.ts'
import { problemsOf } from '../../src-domain/books/problem-params.ts'
import { q } from '../../src-core/query.ts'
import type { LedgerStation, Who } from './test-context.ts'

export const L02 = 'L02' as BookId
export const L06 = 'L06' as BookId

/** Opens a draft and types all of it. */
export async function draftOf(station: LedgerStation, who: Who, book: BookId, fields: Record<string, string>) {
  const opened = await station.must(who, 'ledger.openDraft', { book })
  const saved = await station.must(who, 'ledger.saveDraft', {
    draftId: opened.draftId,
    revision: opened.revision,
    fields,
  })
  return { draftId: opened.draftId, ...saved }
}

/** Types and files. */
export async function filed(station: LedgerStation, who: Who, book: BookId, fields: Record<string, string>) {
  const { draftId } = await draftOf(station, who, book, fields)
  return station.must(who, 'ledger.file', { draftId })
}

/** Rows of the audit trail for one action, oldest first. */
export function audited(station: LedgerStation, action: string) {
  return station.db
    .all(
      q
        .selectFrom('audit_log')
        .selectAll()
        .where('action', '=', action as 'file')
        .orderBy('seq'),
    )
    .map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }))
}

export function count(
  station: LedgerStation,
  table: 'entries' | 'drafts' | 'entry_versions' | 'entry_events' | 'entry_changes',
): number {
  return station.db.one(q.selectFrom(table).select((n) => n.fn.countAll<number>().as('n')))?.n ?? 0
}

/** `field code` of each problem that an error carries. */
export function codes(params: ErrorParams): string[] {
  return problemsOf(params).map((one) => `${one.field} ${one.code}`)
}
