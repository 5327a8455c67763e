import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { FieldMeaning } from '../../../src-contract/systems.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { Card } from '../../rpc/card-shelf.ts'
import { findDraft, followFields, updateDraft } from './drafts.repo.ts'
import { readDraft } from './drafts.service.ts'

/** The source of a field that an identity card filled. */
const cardSource = 'id-card'

const meanings: readonly (readonly [FieldMeaning, keyof Card])[] = [
  ['name', 'name'],
  ['id-number', 'number'],
  ['birth-date', 'birthDate'],
  ['sex', 'sex'],
]

/**
 * Fills a draft from a card that the reader delivered: the book's fields of the same meaning, and the kind of document. The address on a
 * card is the registered one and often not where somebody lives: it is taken only where the draft has none.
 */
export function fillFromCard(
  ctx: Context,
  input: ParsedInputOf<'ledger.fillFromCard'>,
): Result<
  OutputOf<'ledger.fillFromCard'>,
  'ledger/draft-gone' | 'ledger/draft-stale' | 'cards/gone' | 'cards/no-fields'
> {
  const card = ctx.cards.take(input.cardId)
  if (card === undefined) return failure('cards/gone')
  const filled = ctx.commit((tx) => {
    const draft = findDraft(tx, input.draftId, ctx.session.accountId)
    const book = draft === undefined ? undefined : booksById.get(draft.book)
    if (draft === undefined || book === undefined) return failure('ledger/draft-gone')
    if (draft.revision !== input.revision) return failure('ledger/draft-stale', { revision: draft.revision })
    const fields = fieldsOf(book, card, draft.fields)
    if (Object.keys(fields).length === 0) return failure('cards/no-fields')
    updateDraft(tx, draft, { ...draft.fields, ...fields }, ctx.now)
    followFields(tx, draft.draftId, fields, { source: cardSource, at: ctx.now, nativeId: null })
    const detail = { book: draft.book, fields: Object.keys(fields).length, systems: cardSource }
    tx.audit({ action: 'prefill', record: draft.draftId, detail })
    return success({})
  })
  return filled.ok ? readDraft(ctx, input.draftId) : filled
}

function fieldsOf(book: BookSpec, card: Card, typed: Readonly<Record<string, string>>): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [meaning, key] of meanings) {
    const field = book.prefill[meaning]
    if (field !== undefined && card[key] !== '') fields[field] = card[key]
  }
  const place = book.prefill.address
  if (place !== undefined && card.address !== '' && (typed[place] ?? '') === '') fields[place] = card.address
  if (book.documents !== null && fields[book.documents.number] !== undefined)
    fields[book.documents.kind] = 'resident-id'
  return fields
}
