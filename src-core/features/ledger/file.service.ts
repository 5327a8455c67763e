import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { Stage } from '../../../src-contract/features/ledger.shapes.ts'
import type { EntryId, Version } from '../../../src-contract/ids.ts'
import { SystemId } from '../../../src-contract/systems.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { judge } from '../../../src-domain/books/judge.ts'
import { settle } from '../../../src-domain/books/settle.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import { attachToEntry } from '../attachments/attachments.acts.ts'
import type { ActItem } from './acts.repo.ts'
import { insertLink } from './around-entry.repo.ts'
import { asChanges } from './shown-values.ts'
import { collectFacts } from './collect-facts.ts'
import { childrenOf, findDraft, setBecame, setDraftGone, type StoredDraft, type StoredMark } from './drafts.repo.ts'
import { insertSources, nextInCounter } from './entries.repo.ts'
import { writeNewEntry } from './entry-writer.ts'
import { insertEvent, insertVersion, type Accepted } from './history.repo.ts'
import { takeConfirms } from './household.service.ts'
import { acceptedOf, refusal } from './judged.ts'
import { keepVerdicts } from './likeness.repo.ts'
import { fulfilPlan } from './inspections.ts'
import { linkPaper } from './paper-batch.ts'
import { isSampled, levelOf } from './review.rules.ts'
import { insertReview } from './reviews.repo.ts'
import { recordAct, undoableUntil } from './undoable.ts'

type FileError = 'ledger/paper-gone' | 'ledger/draft-gone' | 'ledger/invalid' | 'ledger/warnings'
type FiledEntry = {
  readonly entryId: string
  readonly book: BookSpec
  readonly number: string
  readonly stage: Stage
  readonly items: readonly ActItem[]
}

/**
 * Files a draft and those that belong to it: each entry with its number, its row in the book, version 1, the event, the warnings that
 * were accepted, the source records that it came from and the audit row; links between them; what a visit said of the register. All
 * in one transaction, or nothing. The drafts are out of sight after it and come back if the act is taken back.
 */
export function file(ctx: Context, input: ParsedInputOf<'ledger.file'>): Result<OutputOf<'ledger.file'>, FileError> {
  const filed = ctx.commit((tx) => {
    const draft = findDraft(tx, input.draftId, ctx.session.accountId)
    if (draft === undefined) return failure('ledger/draft-gone')
    const actId = ctx.newId()
    const first = fileDraft(ctx, tx, draft, input.accepted)
    if (!first.ok) return first
    const items = [...first.value.items]
    const also: FiledEntry[] = []
    for (const child of childrenOf(tx, draft.draftId)) {
      const second = fileDraft(ctx, tx, child, input.accepted)
      if (!second.ok) return second
      insertLink(tx, {
        from: first.value.entryId,
        to: second.value.entryId,
        relation: 'filed-with',
        at: ctx.now,
      })
      items.push(...second.value.items)
      also.push(second.value)
    }
    const confirmed = takeConfirms(ctx, tx, draft, first.value)
    if (!confirmed.ok) return confirmed
    items.push(...confirmed.value)
    setDraftGone(tx, draft.draftId, { actId, until: undoableUntil(ctx.now) })
    const undo = recordAct(ctx, tx, { actId, kind: 'file', items, entries: 1 + also.length })
    const { entryId, number, stage } = first.value
    return success({
      entryId: entryId as EntryId,
      version: 1 as Version,
      number,
      stage,
      also: also.map((one) => ({
        entryId: one.entryId as EntryId,
        book: one.book.definition.id as BookId,
        number: one.number,
      })),
      undo,
    })
  })
  if (filed.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return filed
}

function fileDraft(
  ctx: Context,
  tx: Transaction,
  draft: StoredDraft,
  given: ParsedInputOf<'ledger.file'>['accepted'],
): Result<FiledEntry, FileError> {
  const book = booksById.get(draft.book)
  if (book === undefined) return failure('ledger/draft-gone')
  const values = settle(book, draft.fields, ctx.today)
  const problems = judge(book, values, collectFacts(tx, book, values, ctx.today))
  const accepted = given.filter((one) => one.draftId === undefined || one.draftId === draft.draftId)
  const refused = refusal(problems, accepted, draft.draftId)
  if (refused !== undefined) return refused

  const entryId = ctx.newId()
  const number = numberOf(book, ctx.today, nextInCounter(tx, counterOf(book, ctx.today)))
  const marked = new Set(draft.marks.map((mark) => mark.field))
  const prefilled = Object.keys(values).filter((field) => marked.has(field)).length
  const items = appendEntry(ctx, tx, {
    book,
    entryId,
    number,
    values,
    typistId: draft.typistId ?? ctx.session.accountId,
    prefilled,
    accepted: acceptedOf(problems, accepted),
  })
  insertSources(tx, entryId, sourcesOf(draft.marks))
  keepVerdicts(tx, draft.draftId, entryId)
  attachToEntry(tx, draft.draftId, entryId)
  setBecame(tx, draft.draftId, entryId)
  const paper = linkPaper(tx, draft, entryId)
  if (!paper.ok) return paper
  fulfilPlan(tx, book, { entryId, number }, values, { at: ctx.now, accountId: ctx.session.accountId })
  tx.audit({
    action: 'file',
    record: entryId,
    detail: { book: book.definition.id, number, prefilled, fields: Object.keys(values).length },
  })
  return success({ entryId, book, number, stage: stageOf(book), items })
}

type Appended = {
  readonly book: BookSpec
  readonly entryId: string
  readonly number: string
  readonly values: Values
  readonly typistId: string
  readonly prefilled: number
  readonly accepted: readonly Accepted[]
}

/** The entry with its first version and event, and the review that it asks for. */
function appendEntry(ctx: Context, tx: Transaction, appended: Appended): ActItem[] {
  const { book, entryId, values } = appended
  const state = book.stateOf(values)
  const who = { at: ctx.now, account_id: ctx.session.accountId }
  writeNewEntry(tx, { ...appended, state, stage: stageOf(book), at: ctx.now })
  insertVersion(tx, { entry_id: entryId, version: 1, ...who, reason: null }, asChanges(values), appended.accepted)
  const eventId = ctx.newId()
  const states = { from_state: null, to_state: state, note: null, transition: null }
  insertEvent(tx, { event_id: eventId, entry_id: entryId, ...who, ...states })
  const items: ActItem[] = [{ what: 'entry', ref: eventId, entryId, version: 1 }]
  const kind = reviewOfFiling(book, entryId)
  if (kind !== null) {
    const review = { review_id: ctx.newId(), kind, entry_id: entryId, book: book.definition.id, level: levelOf(kind) }
    const asked = { transition: null, note: null, asked_by: ctx.session.accountId, asked_at: ctx.now }
    insertReview(tx, { ...review, ...asked })
    items.push({ what: 'review', ref: review.review_id, entryId, version: 1 })
  }
  return items
}

/** Where the book asks for a second person the entry is not in force until then. */
export function stageOf(book: BookSpec): Stage {
  return book.definition.review === 'required' ? 'in-review' : 'filed'
}

/** The look that a newly filed entry asks for; null: none. */
export function reviewOfFiling(book: BookSpec, entryId: string): 'filing' | 'sampled' | null {
  if (book.definition.review === 'required') return 'filing'
  return book.definition.review === 'sampled' && isSampled(entryId) ? 'sampled' : null
}

/** The counter of a book and a year. Numbers are counted on each PC by itself: see the README of this folder. */
export function counterOf(book: BookSpec, today: string): string {
  return `entry/${book.definition.id}/${today.slice(0, 4)}`
}

/** L06-2026-000123: book, year of filing, running number. */
export function numberOf(book: BookSpec, today: string, running: number): string {
  return `${book.definition.id}-${today.slice(0, 4)}-${String(running).padStart(6, '0')}`
}

function sourcesOf(marks: readonly StoredMark[]): { system: string; nativeId: string }[] {
  return marks.flatMap(({ source, nativeId }) =>
    nativeId !== null && SystemId.safeParse(source).success ? [{ system: source, nativeId }] : [],
  )
}
