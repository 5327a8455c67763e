import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { nested } from '../../rpc/nested-act.ts'
import { valuesOfEntry } from '../ledger/carried.ts'
import { openDraft, saveDraft } from '../ledger/drafts.service.ts'
import { findReachable } from '../ledger/find-entry.ts'
import { changed } from './copies.service.ts'
import { insertNewcomer, rowsOfCopy, updateCopy } from './paper.repo.ts'
import { claim, dayOfWalk, typable } from './typing.service.ts'

/** A draft for somebody who was met and not on the paper: room, day, beat and officer are those of the walk. */
export function newcomer(ctx: Context, input: ParsedInputOf<'paper.newcomer'>): Answer<'paper.newcomer'> {
  const book = booksById.get(input.book)
  if (book === undefined || book.atVisit === null) return failure('ledger/unknown-book')
  return changed(ctx, () =>
    ctx.commit((tx): Answer<'paper.newcomer'> => {
      const typed = typable(ctx, input.copyId)
      if (!typed.ok) return typed
      const copy = typed.value
      const row = rowsOfCopy(tx, copy.copy_id).find((one) => one.household === input.household)
      const found = row === undefined ? undefined : findReachable(ctx, row.entry_id)
      if (found === undefined) return failure('paper/gone')
      const inner = nested(ctx, tx)
      const opened = openDraft(inner, { book: input.book })
      if (!opened.ok) return failure('ledger/unknown-book')
      const { draftId, revision, fields } = opened.value
      const address = valuesOfEntry(tx, found.book, found.entry)['address']
      const of = { occurredOn: dayOfWalk(ctx, copy), beat: found.entry.beat, officer: copy.officer_id }
      const place: Record<string, string> = address === undefined || isDeclaredMissing(address) ? {} : { address }
      const saved = saveDraft(inner, { draftId, revision, fields: { ...fields, ...of, ...place } })
      if (!saved.ok) throw new Error(`a new draft could not be saved: ${saved.error.code}`)
      const { household } = input
      insertNewcomer(tx, { draft_id: draftId, copy_id: copy.copy_id, household, book: input.book, at: ctx.now })
      updateCopy(tx, copy.copy_id, claim(ctx, copy))
      return success({ draftId })
    }),
  )
}
