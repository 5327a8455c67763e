import type { BookDefinition } from '../../../src-contract/books.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import { books, booksById } from '../../../src-domain/books/books.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { startOfDay } from '../../clock.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { listRequests } from './address-requests.repo.ts'
import { beatsOf } from './collect-facts.ts'
import { correct, restore } from './correct.service.ts'
import { decide } from './decide.service.ts'
import { discardDraft, listDrafts, openDraft, passDraft, readDraft, saveDraft } from './drafts.service.ts'
import { fillFromCard } from './fill-card.service.ts'
import { file } from './file.service.ts'
import { confirm, household } from './household.service.ts'
import { likeDraft, settleLikeness } from './likeness.service.ts'
import { asksForSomebody } from './list-filters.ts'
import { askStandardAddress, mergeAddress, planMerge } from './merge-address.service.ts'
import { paperToType, setPaper } from './paper-batch.ts'
import { printEntry } from './print.service.ts'
import { reachNow } from './reach-now.ts'
import { askerOf, compareVersions, historyOf, readEntry } from './read.service.ts'
import { step, stepMany } from './step.service.ts'
import { undo } from './undo.service.ts'
import { deleteView, listViews, saveView } from './views.service.ts'
import { askToVoid } from './void.service.ts'

export const ledgerHandlers: Handlers<'ledger'> = {
  books: (ctx) => {
    const beats = beatsOf(ctx.db)
    return success({ books: books.map((book) => withBeats(book.definition, beats)) })
  },
  openDraft: (ctx, input) => openDraft(ctx, input),
  readDraft: (ctx, input) => readDraft(ctx, input.draftId),
  drafts: (ctx) => success(listDrafts(ctx)),
  saveDraft: (ctx, input) => saveDraft(ctx, input),
  paperToType: (ctx, { book }) => success(paperToType(ctx, book)),
  setPaper: (ctx, input) => setPaper(ctx, input),
  fillFromCard: (ctx, input) => fillFromCard(ctx, input),
  discardDraft: (ctx, input) => discardDraft(ctx, input.draftId),
  file: (ctx, input) => file(ctx, input),
  list: async (ctx, input) => {
    const book = booksById.get(input.book)
    if (book === undefined) return failure('ledger/unknown-book')
    const answer = await ctx.read('ledger.list', { ...input, reach: reachNow(ctx), today: ctx.today })
    // A list is masked, but a text or a personal value asks whether somebody is in it: that is a search.
    if (asksForSomebody(book, input) && input.offset === 0) {
      ctx.audit({ action: 'search', purpose: 'P01', detail: { book: input.book, hits: answer.total } })
    }
    return success(answer)
  },
  read: (ctx, input) => readEntry(ctx, input),
  correct: (ctx, input) => correct(ctx, input),
  history: (ctx, input) => historyOf(ctx, input.entryId),
  print: (ctx, input) => printEntry(ctx, input),
  likeDraft: (ctx, input) => likeDraft(ctx, input.draftId),
  settleLikeness: (ctx, input) => settleLikeness(ctx, input),
  household: (ctx, input) => household(ctx, input.draftId),
  confirm: (ctx, input) => confirm(ctx, input),
  passDraft: (ctx, input) => passDraft(ctx, input),
  step: (ctx, input) => step(ctx, input),
  stepMany: (ctx, input) => stepMany(ctx, input),
  void: (ctx, input) => askToVoid(ctx, input),
  restore: (ctx, input) => restore(ctx, input),
  compare: (ctx, input) => compareVersions(ctx, input),
  reviews: async (ctx, { book, offset }) => {
    const answer = await ctx.read('ledger.reviews', { asker: askerOf(ctx), book, offset })
    if (offset === 0) ctx.audit({ action: 'view', detail: { reviews: answer.total } })
    return success(answer)
  },
  decide: (ctx, input) => decide(ctx, input),
  undo: (ctx, input) => undo(ctx, input.actId),
  views: (ctx, input) => success(listViews(ctx, input.book)),
  saveView: (ctx, input) => saveView(ctx, input),
  deleteView: (ctx, input) => deleteView(ctx, input.viewId),
  temporaryAddresses: async (ctx, { beat, days, offset }) => {
    const before = new Date(Date.parse(ctx.now) - days * 86_400_000).toISOString()
    const answer = await ctx.read('ledger.temporary', { reach: reachNow(ctx), beat, before, offset })
    if (offset === 0)
      ctx.audit({ action: 'search', purpose: 'P01', detail: { temporaryAddress: true, hits: answer.total } })
    return success(answer)
  },
  addressRequests: (ctx) => success({ requests: listRequests(ctx.db) }),
  askStandardAddress: (ctx, input) => askStandardAddress(ctx, input),
  planMerge: (ctx, input) => planMerge(ctx, input),
  mergeAddress: (ctx, input) => mergeAddress(ctx, input),
  measures: async (ctx, { from, to }) => {
    const [since, until] = [startOfDay(from), startOfDay(addDays(to, 1))]
    return success(await ctx.read('ledger.measures', { since, until }))
  },
}

/** The beats of a station are its own data and not the book's: they come as the options of the field. */
function withBeats(definition: BookDefinition, beats: readonly string[]): BookDefinition {
  const options = beats.map((beat) => ({ value: beat, label: { zh: beat, en: beat } }))
  return {
    ...definition,
    fields: definition.fields.map((field) => (field.key === 'beat' ? { ...field, options } : field)),
  }
}
