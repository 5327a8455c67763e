import type { InputOf, OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { FieldProblem } from '../../../src-contract/books.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { FilledField } from '../../../src-contract/features/ledger.shapes.ts'
import type { DraftId, Instant } from '../../../src-contract/ids.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { judge } from '../../../src-domain/books/judge.ts'
import { summarise } from '../../../src-domain/books/mask-values.ts'
import { packProblems } from '../../../src-domain/books/problem-params.ts'
import { settle, type Typed } from '../../../src-domain/books/settle.ts'
import { q } from '../../query.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { carriedFields } from './carried.ts'
import { collectFacts } from './collect-facts.ts'
import {
  childrenOf,
  draftsOf,
  fieldsOf,
  findDraft,
  followFields,
  giveDraft,
  insertDraft,
  setDraftGone,
  shownMarks,
  updateDraft,
  type StoredDraft,
} from './drafts.repo.ts'
import { inherited, moveChildren, nothingInherited } from './family.service.ts'
import { hasUnknownField, unknownField } from './judged.ts'
import type { AccessRefusal } from '../lookup/access.rules.ts'
import { prefill, type Prefilled } from './prefill.service.ts'
import { batchFor, paperOfDraft } from './paper-batch.ts'
import { suggestedBeat } from './suggested-beat.ts'
import { suggestedOfficer } from './suggested-officer.ts'
import { recordAct, undoableUntil } from './undoable.ts'

type Draft = OutputOf<'ledger.openDraft'>

type OpenError =
  | 'ledger/unknown-book'
  | 'ledger/draft-gone'
  | 'ledger/not-together'
  | 'ledger/paper-gone'
  | 'lookup/subject-gone'
  | AccessRefusal

/** Opens a draft with the day, the own duty, what is carried from the last entry, and what a looked-up file holds. */
export function openDraft(ctx: Context, input: ParsedInputOf<'ledger.openDraft'>): Result<Draft, OpenError> {
  const book = booksById.get(input.book)
  if (book === undefined) return failure('ledger/unknown-book')
  return ctx.commit((tx): Result<Draft, OpenError> => {
    const parent = input.parent === undefined ? success(nothingInherited) : inherited(ctx, tx, book, input.parent)
    if (!parent.ok) return parent
    const from = input.from === undefined ? success<Prefilled>(nothingPrefilled) : prefill(ctx, book, input.from)
    if (!from.ok) return from
    if (input.batch !== undefined && batchFor(tx, book, input.batch) === undefined) return failure('ledger/paper-gone')
    const carried = carriedFields(tx, book, ctx.session.accountId)
    const own = ownDuty(ctx)
    const { parentId, fields: above, marks: aboveMarks } = parent.value
    const ownBeat =
      own['beat'] === undefined ? [] : [{ field: 'beat', source: ownBeatSource, at: null, nativeId: null }]
    const carriedMarks = carried.marks.filter((mark) => !(mark.field in own))
    const marks = [...carriedMarks, ...ownBeat, ...aboveMarks, ...from.value.marks]
    const opened: StoredDraft = {
      draftId: ctx.newId(),
      book: book.definition.id,
      accountId: ctx.session.accountId,
      revision: 1,
      createdAt: ctx.now,
      updatedAt: ctx.now,
      parentId,
      typistId: null,
      batchId: input.batch ?? null,
      fields: { ...carried.fields, ...own, ...above, ...from.value.fields },
      // A looked-up value takes the place of a carried one, and so does its mark.
      marks: [...new Map(marks.map((mark) => [mark.field, mark])).values()],
    }
    // What was carried or is the own gives way to what an address that is known from the start says.
    const blank = { fields: {}, marks: opened.marks }
    const draft = filledByItself(tx, book, blank, opened.fields, ctx.today).reduce(withFilled, opened)
    insertDraft(tx, draft)
    if (input.from !== undefined) {
      tx.audit({
        action: 'prefill',
        record: draft.draftId,
        purpose: input.from.purpose,
        ...(input.from.reference === undefined ? {} : { reference: input.from.reference }),
        detail: {
          book: draft.book,
          subject: input.from.subjectId,
          fields: from.value.marks.length,
          systems: [...new Set(from.value.marks.map((mark) => mark.source))].join(','),
        },
      })
    }
    return success(shown(tx, book, draft, ctx.today))
  })
}

/** The draft in plain, for its author. */
export function readDraft(ctx: Context, draftId: DraftId): Result<Draft, 'ledger/draft-gone'> {
  const draft = findDraft(ctx.db, draftId, ctx.session.accountId)
  const book = draft === undefined ? undefined : booksById.get(draft.book)
  if (draft === undefined || book === undefined) return failure('ledger/draft-gone')
  ctx.audit({ action: 'draft-open', record: draftId, detail: { book: draft.book } })
  return success(shown(ctx.db, book, draft, ctx.today))
}

/** Whether the draft is the caller's; nothing of it is read. */
export function isOwnDraft(ctx: Context, draftId: string): boolean {
  return findDraft(ctx.db, draftId, ctx.session.accountId) !== undefined
}

/** The author's own drafts, newest first, each with one masked line. */
export function listDrafts(ctx: Context): OutputOf<'ledger.drafts'> {
  const drafts = draftsOf(ctx.db, ctx.session.accountId).flatMap(({ draftId, book: id, updatedAt }) => {
    const book = booksById.get(id)
    if (book === undefined) return []
    const summary = summarise(book, settle(book, fieldsOf(ctx.db, draftId), ctx.today))
    return [{ draftId: draftId as DraftId, book: book.definition.id, updatedAt: updatedAt as Instant, summary }]
  })
  return { drafts }
}

/** Keeps the fields as typed, whether they are right or not. */
export function saveDraft(
  ctx: Context,
  input: InputOf<'ledger.saveDraft'>,
): Result<OutputOf<'ledger.saveDraft'>, 'ledger/draft-gone' | 'ledger/draft-stale' | 'ledger/invalid'> {
  return ctx.commit((tx) => {
    const draft = findDraft(tx, input.draftId, ctx.session.accountId)
    const book = draft === undefined ? undefined : booksById.get(draft.book)
    if (draft === undefined || book === undefined) return failure('ledger/draft-gone')
    if (draft.revision !== input.revision) return failure('ledger/draft-stale', { revision: draft.revision })
    if (hasUnknownField(book, input.fields)) return failure('ledger/invalid', packProblems([unknownField]))
    const fields = withoutEmpty(input.fields)
    updateDraft(tx, draft, fields, ctx.now)
    const filled = filledByItself(tx, book, draft, fields, ctx.today)
    for (const one of filled) fillField(tx, draft.draftId, one)
    const now = { ...fields, ...Object.fromEntries(filled.map(({ field, value }) => [field, value])) }
    moveChildren(tx, draft, now)
    const problems = problemsOfDraft(tx, book, now, ctx.today)
    return success({ revision: draft.revision + 1, problems, savedAt: ctx.now as Instant, filled })
  })
}

/** Out of sight, and with it what belongs to it; it can be taken back for a while. */
export function discardDraft(
  ctx: Context,
  draftId: DraftId,
): Result<OutputOf<'ledger.discardDraft'>, 'ledger/draft-gone'> {
  return ctx.commit((tx) => {
    if (findDraft(tx, draftId, ctx.session.accountId) === undefined) return failure('ledger/draft-gone')
    const actId = ctx.newId()
    setDraftGone(tx, draftId, { actId, until: undoableUntil(ctx.now) })
    return success({ undo: recordAct(ctx, tx, { actId, kind: 'discard', items: [], entries: 0 }) })
  })
}

/** Gives a draft, with what belongs to it, to somebody who may file it; its typist stays known. */
export function passDraft(
  ctx: Context,
  { draftId, to }: ParsedInputOf<'ledger.passDraft'>,
): Result<Record<string, never>, 'ledger/draft-gone' | 'accounts/unknown'> {
  const passed = ctx.commit((tx) => {
    const draft = findDraft(tx, draftId, ctx.session.accountId)
    if (draft === undefined) return failure('ledger/draft-gone')
    const account = tx.one(q.selectFrom('accounts').select(['role', 'active']).where('account_id', '=', to))
    const mayFile = account?.role === 'officer' || account?.role === 'clerk'
    if (account?.active !== 1 || !mayFile) return failure('accounts/unknown')
    giveDraft(tx, draft, to)
    tx.audit({ action: 'draft-pass', record: draftId, detail: { book: draft.book, to } })
    return success({})
  })
  if (passed.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return passed
}

function problemsOfDraft(db: ReadDb, book: BookSpec, fields: Typed, today: string): FieldProblem[] {
  const values = settle(book, fields, today)
  return judge(book, values, collectFacts(db, book, values, today))
}

function shown(db: ReadDb, book: BookSpec, draft: StoredDraft, today: string): Draft {
  return {
    draftId: draft.draftId as DraftId,
    book: draft.book as BookId,
    revision: draft.revision,
    fields: { ...draft.fields },
    marks: shownMarks(draft.marks),
    problems: problemsOfDraft(db, book, draft.fields, today),
    updatedAt: draft.updatedAt as Instant,
    parent: draft.parentId as DraftId | null,
    paper: paperOfDraft(db, draft),
    children: childrenOf(db, draft.draftId).flatMap((child) => {
      const spec = booksById.get(child.book)
      if (spec === undefined) return []
      const summary = summarise(spec, settle(spec, child.fields, today))
      return [{ draftId: child.draftId as DraftId, book: spec.definition.id, summary }]
    }),
  }
}

/** What follows from what was typed: the beat from the address, the officer from the beat and the day. */
function filledByItself(
  db: ReadDb,
  book: BookSpec,
  before: Pick<StoredDraft, 'fields' | 'marks'>,
  fields: Typed,
  today: string,
): FilledField[] {
  const beat = suggestedBeat(db, book, before, fields, today)
  const now = beat === null ? fields : { ...fields, [beat.field]: beat.value }
  const officer = suggestedOfficer(db, book, before, now, today)
  return [beat, officer].filter((one) => one !== null)
}

function fillField(tx: WriteDb, draftId: string, { field, value, source, at }: FilledField): void {
  followFields(tx, draftId, { [field]: value }, { source, at, nativeId: null })
}

function withFilled(draft: StoredDraft, { field, value, source, at }: FilledField): StoredDraft {
  const marks = [...draft.marks.filter((mark) => mark.field !== field), { field, source, at, nativeId: null }]
  return { ...draft, fields: { ...draft.fields, [field]: value }, marks }
}

const nothingPrefilled: Prefilled = { fields: {}, marks: [] }

/** The mark of the beat that somebody has alone. */
const ownBeatSource = 'own-beat'

/** Today, and for an officer the own name and, where there is only one, the own beat. */
function ownDuty(ctx: Context): Record<string, string> {
  const { role, accountId, beats } = ctx.session
  const [beat, ...others] = beats
  return {
    occurredOn: ctx.today,
    ...(role === 'officer' ? { officer: accountId } : {}),
    ...(beat !== undefined && others.length === 0 ? { beat } : {}),
  }
}

function withoutEmpty(fields: Typed): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}
