import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { BatchId } from '../../../src-contract/features/duty.shapes.ts'
import type { PaperRef } from '../../../src-contract/features/ledger.shapes.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { linkToBatch } from '../duty/duty.acts.ts'
import { batchesToType, batchOfEntry, findBatch, type BatchHead } from '../duty/duty.facts.ts'
import { findDraft, setBatch, type StoredDraft } from './drafts.repo.ts'

/** Paper of the book that is still to be typed in, with how far it is. */
export function paperToType(ctx: Context, book: string): OutputOf<'ledger.paperToType'> {
  return {
    batches: batchesToType(ctx.db, book, ctx.session).map(
      ({ batchId, number, beat, handedByName, handedAt, sheets, entries }) => ({
        ...{ batchId, number, beat, handedByName, handedAt, sheets, entries },
      }),
    ),
  }
}

/** Says which paper a draft is typed from. */
export function setPaper(
  ctx: Context,
  { draftId, batchId }: ParsedInputOf<'ledger.setPaper'>,
): Result<Record<string, never>, 'ledger/draft-gone' | 'ledger/paper-gone'> {
  return ctx.commit((tx) => {
    const draft = findDraft(tx, draftId, ctx.session.accountId)
    const book = draft === undefined ? undefined : booksById.get(draft.book)
    if (draft === undefined || book === undefined) return failure('ledger/draft-gone')
    if (batchId !== null && batchFor(tx, book, batchId) === undefined) return failure('ledger/paper-gone')
    setBatch(tx, draftId, batchId)
    return success({})
  })
}

/** A batch of this book; undefined when it was withdrawn or is of another book. */
export function batchFor(db: ReadDb, book: BookSpec, batchId: string): BatchHead | undefined {
  const batch = findBatch(db, batchId)
  return batch?.book === book.definition.id ? batch : undefined
}

/** Links what a draft became with the paper that it was typed from. */
export function linkPaper(
  tx: WriteDb,
  draft: Pick<StoredDraft, 'batchId'>,
  entryId: string,
): Result<null, 'ledger/paper-gone'> {
  if (draft.batchId === null) return success(null)
  return linkToBatch(tx, draft.batchId, entryId).ok ? success(null) : failure('ledger/paper-gone')
}

export function paperOfDraft(db: ReadDb, { batchId }: Pick<StoredDraft, 'batchId'>): PaperRef | null {
  return refOf(batchId === null ? undefined : findBatch(db, batchId))
}

export function paperOfEntry(db: ReadDb, entryId: string): PaperRef | null {
  return refOf(batchOfEntry(db, entryId))
}

function refOf(batch: BatchHead | undefined): PaperRef | null {
  return batch === undefined ? null : { batchId: batch.batchId as BatchId, number: batch.number }
}
