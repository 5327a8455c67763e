import type { InputOf, OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { FieldProblem } from '../../../src-contract/books.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { DraftId, Instant } from '../../../src-contract/ids.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { judge } from '../../../src-domain/books/judge.ts'
import { summarise } from '../../../src-domain/books/mask-values.ts'
import { packProblems } from '../../../src-domain/books/problem-params.ts'
import { draftError } from '../../../src-domain/books/problem.ts'
import { settle, type Typed } from '../../../src-domain/books/settle.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { carriedFields } from './carried.ts'
import { collectFacts } from './collect-facts.ts'
import {
  childrenOf,
  deleteDraft,
  draftsOf,
  fieldsOf,
  findDraft,
  insertDraft,
  shownMarks,
  updateDraft,
  type StoredDraft,
} from './drafts.repo.ts'
import { prefill, type Prefilled } from './prefill.service.ts'

type Draft = OutputOf<'ledger.openDraft'>

/** Opens a draft with the day, the own duty, what is carried from the last entry, and what a looked-up file holds. */
export function openDraft(
  ctx: Context,
  input: ParsedInputOf<'ledger.openDraft'>,
): Result<
  Draft,
  'ledger/unknown-book' | 'lookup/subject-gone' | 'access/purpose-not-open' | 'access/reference-required'
> {
  const book = booksById.get(input.book)
  if (book === undefined) return failure('ledger/unknown-book')
  return ctx.commit((tx) => {
    const from = input.from === undefined ? success<Prefilled>(nothingPrefilled) : prefill(ctx, book, input.from)
    if (!from.ok) return from
    const carried = carriedFields(tx, book, ctx.session.accountId)
    const own = ownDuty(ctx)
    const marks = [...carried.marks.filter((mark) => !(mark.field in own)), ...from.value.marks]
    const draft: StoredDraft = {
      draftId: ctx.newId(),
      book: book.definition.id,
      accountId: ctx.session.accountId,
      revision: 1,
      createdAt: ctx.now,
      updatedAt: ctx.now,
      parentId: null,
      fields: { ...carried.fields, ...own, ...from.value.fields },
      // A looked-up value takes the place of a carried one, and so does its mark.
      marks: [...new Map(marks.map((mark) => [mark.field, mark])).values()],
    }
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
    updateDraft(tx, draft, withoutEmpty(input.fields), ctx.now)
    const problems = problemsOfDraft(tx, book, input.fields, ctx.today)
    return success({ revision: draft.revision + 1, problems, savedAt: ctx.now as Instant })
  })
}

export function discardDraft(
  ctx: Context,
  draftId: DraftId,
): Result<OutputOf<'ledger.discardDraft'>, 'ledger/draft-gone'> {
  return ctx.commit((tx) => {
    if (findDraft(tx, draftId, ctx.session.accountId) === undefined) return failure('ledger/draft-gone')
    deleteDraft(tx, draftId)
    return success({ undo: null })
  })
}

/** Refused, never dropped: a newer screen may send what this core does not know. */
export function hasUnknownField(book: BookSpec, fields: Typed): boolean {
  const known = new Set(book.definition.fields.map((field) => field.key))
  return Object.keys(fields).some((key) => !known.has(key))
}

export const unknownField: FieldProblem = draftError('', 'unknown-field')

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
    children: childrenOf(db, draft.draftId).flatMap((child) => {
      const spec = booksById.get(child.book)
      if (spec === undefined) return []
      const summary = summarise(spec, settle(spec, child.fields, today))
      return [{ draftId: child.draftId as DraftId, book: spec.definition.id, summary }]
    }),
  }
}

const nothingPrefilled: Prefilled = { fields: {}, marks: [] }

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
