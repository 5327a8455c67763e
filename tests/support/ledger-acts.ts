import type { BookId } from '../../src-contract/books.ts'
import type { ErrorParams } from '../../src-contract/errors.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { problemsOf } from '../../src-domain/books/problem-params.ts'
import { q } from '../../src-core/query.ts'
import { bookSamples } from './book-samples.ts'
import { staff, type LedgerStation, type Who } from './test-context.ts'

export const L02 = 'L02' as BookId
export const L03 = 'L03' as BookId
export const L05 = 'L05' as BookId
export const L06 = 'L06' as BookId
export const L07 = 'L07' as BookId
export const L08 = 'L08' as BookId

/** The day on which a test station's clock stands. */
export const stationDay = '2026-03-05'

/** Entries of all books that raise nothing, answered for by 民警甲 in B01; 民警乙 re-inspects and calls back. */
export const samples = bookSamples({
  officer: staff.officer.accountId,
  another: staff.otherOfficer.accountId,
  today: stationDay,
})

export function sample(book: string, more: Record<string, string> = {}): Record<string, string> {
  const found = samples[book]
  if (found === undefined) throw new Error(`no sample of ${book}`)
  return { ...found.fields, ...more }
}

/** Opens a draft and types all of it. */
export async function draftOf(
  station: LedgerStation,
  who: Who,
  book: BookId,
  fields: Record<string, string>,
  parent?: string,
) {
  const opened = await station.must(who, 'ledger.openDraft', {
    book,
    ...(parent === undefined ? {} : { parent: parent as never }),
  })
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

/** Takes a step from the state in which the entry stands. */
export async function stepped(
  station: LedgerStation,
  who: Who,
  entryId: EntryId,
  transition: string,
  fields: Record<string, string> = {},
  note = '',
) {
  const { state } = await station.must(who, 'ledger.read', { entryId })
  return station.call(who, 'ledger.step', { entryId, state, transition, fields, note })
}

/** Takes the steps of the sample up to and with `last`, with the chief's approval where one is asked for. */
export async function advanced(station: LedgerStation, entryId: EntryId, book: string, last?: string) {
  for (const { transition, fields, note } of samples[book]?.path ?? []) {
    const taken = await stepped(station, 'clerk', entryId, transition, { ...fields }, note)
    if (!taken.ok) throw new Error(`${transition}: ${taken.error.code} ${JSON.stringify(taken.error.params)}`)
    if (taken.value.review !== null) {
      const decided = await station.must('chief', 'ledger.decide', { reviewIds: [taken.value.review], approve: true })
      if (decided.refused.length > 0) throw new Error(`${transition}: ${decided.refused[0]?.code}`)
    }
    if (transition === last) return
  }
}

/** The code of a call that must not succeed. */
export function codeOf(result: { ok: boolean; error?: { code: string } }): string {
  return result.ok ? 'ok' : (result.error?.code ?? '')
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
  table: 'entries' | 'drafts' | 'entry_versions' | 'entry_events' | 'entry_changes' | 'entry_keys' | 'reviews',
): number {
  return station.db.one(q.selectFrom(table).select((n) => n.fn.countAll<number>().as('n')))?.n ?? 0
}

/** `field code` of each problem that an error carries. */
export function codes(params: ErrorParams): string[] {
  return problemsOf(params).map((one) => `${one.field} ${one.code}`)
}
