import type { BookDefinition } from '../../../src-contract/books.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import { books, booksById } from '../../../src-domain/books/books.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { beatsOf } from './collect-facts.ts'
import { correct } from './correct.service.ts'
import { discardDraft, listDrafts, openDraft, readDraft, saveDraft } from './drafts.service.ts'
import { fillFromCard } from './fill-card.service.ts'
import { file } from './file.service.ts'
import { printEntry } from './print.service.ts'
import { reachOf } from './reach.rules.ts'
import { historyOf, readEntry } from './read.service.ts'

export const ledgerHandlers: Handlers<'ledger'> = {
  books: (ctx) => {
    const beats = beatsOf(ctx.db)
    return success({ books: books.map((book) => withBeats(book.definition, beats)) })
  },
  openDraft: (ctx, input) => openDraft(ctx, input),
  readDraft: (ctx, input) => readDraft(ctx, input.draftId),
  drafts: (ctx) => success(listDrafts(ctx)),
  saveDraft: (ctx, input) => saveDraft(ctx, input),
  fillFromCard: (ctx, input) => fillFromCard(ctx, input),
  discardDraft: (ctx, input) => discardDraft(ctx, input.draftId),
  file: (ctx, input) => file(ctx, input),
  list: async (ctx, input) => {
    if (!booksById.has(input.book)) return failure('ledger/unknown-book')
    const answer = await ctx.read('ledger.list', { ...input, reach: reachOf(ctx.session) })
    // A list is masked, but a text filter asks whether somebody is in it: that is a search.
    if (input.text !== undefined && input.text.trim() !== '' && input.offset === 0) {
      ctx.audit({ action: 'search', purpose: 'P01', detail: { book: input.book, hits: answer.total } })
    }
    return success(answer)
  },
  read: (ctx, input) => readEntry(ctx, input),
  correct: (ctx, input) => correct(ctx, input),
  history: (ctx, input) => historyOf(ctx, input.entryId),
  print: (ctx, input) => printEntry(ctx, input),
  likeDraft: later,
  settleLikeness: later,
  household: later,
  confirm: later,
  passDraft: later,
  step: later,
  stepMany: later,
  void: later,
  restore: later,
  compare: later,
  reviews: later,
  decide: later,
  undo: later,
  views: later,
  saveView: later,
  deleteView: later,
  measures: later,
}

function later() {
  return failure('internal')
}

/** The beats of a station are its own data and not the book's: they come as the options of the field. */
function withBeats(definition: BookDefinition, beats: readonly string[]): BookDefinition {
  const options = beats.map((beat) => ({ value: beat, label: { zh: beat, en: beat } }))
  return {
    ...definition,
    fields: definition.fields.map((field) => (field.key === 'beat' ? { ...field, options } : field)),
  }
}
