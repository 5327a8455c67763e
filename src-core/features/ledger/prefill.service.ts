import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import { SystemId } from '../../../src-contract/systems.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { q } from '../../query.ts'
import type { Context } from '../../rpc/context.ts'
import { refuseAccess, type AccessRefusal } from '../lookup/access.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { systems } from '../sources/catalog.ts'
import { parsePayload } from '../subjects/payload.ts'
import type { StoredMark } from './drafts.repo.ts'
import { fieldsFromRecords, type PrefillRecord } from './prefill.rules.ts'

export type Prefilled = { readonly fields: Record<string, string>; readonly marks: readonly StoredMark[] }

type From = NonNullable<ParsedInputOf<'ledger.openDraft'>['from']>

/**
 * Fields of a draft by reference: core reads the file that was looked up, takes what the purpose opens, and marks each field with
 * its system. The caller audits it in the transaction in which the draft is made.
 */
export function prefill(
  ctx: Context,
  book: BookSpec,
  from: From,
): Result<Prefilled, 'lookup/subject-gone' | AccessRefusal> {
  // Looking up is a named officer's or clerk's own act; an auxiliary types from paper.
  if (ctx.session.role === 'auxiliary') return failure('access/purpose-not-open', { purpose: from.purpose })
  const refused = refuseAccess(ctx, from, from.subjectId)
  if (refused) return refused
  const records = recordsOf(ctx.db, from)
  if (records === undefined) return failure('lookup/subject-gone')
  return success(
    fieldsFromRecords(book, records, systems, (system, meaning) => opensField(from.purpose, system, meaning)),
  )
}

/** Undefined when there is no such subject, or the chosen record is none of its records. */
function recordsOf(db: ReadDb, from: From): PrefillRecord[] | undefined {
  const rows = db.all(
    q
      .selectFrom('source_records')
      .select(['record_id', 'system', 'native_id', 'source_time', 'received_at', 'payload'])
      .where('subject_id', '=', from.subjectId)
      .limit(200),
  )
  if (rows.length === 0) return undefined
  if (from.recordId !== undefined && !rows.some((row) => row.record_id === from.recordId)) return undefined
  return rows.map((row) => ({
    system: SystemId.parse(row.system),
    nativeId: row.native_id,
    at: row.source_time ?? row.received_at,
    payload: parsePayload(row.payload),
    chosen: row.record_id === from.recordId,
  }))
}
