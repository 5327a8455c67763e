import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { FieldProblem } from '../../../src-contract/books.ts'
import type { EntryId, Version } from '../../../src-contract/ids.ts'
import { SystemId } from '../../../src-contract/systems.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { errorsOf, judge, openWarnings } from '../../../src-domain/books/judge.ts'
import { packProblems } from '../../../src-domain/books/problem-params.ts'
import { settle } from '../../../src-domain/books/settle.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import { attachToEntry } from '../attachments/attachments.acts.ts'
import { insertBookRow } from './book-rows.repo.ts'
import { collectFacts, householdKey } from './collect-facts.ts'
import { deleteDraft, findDraft, type StoredMark } from './drafts.repo.ts'
import { insertEntry, insertEvent, insertSources, insertVersion, nextInCounter, setHelpers } from './entries.repo.ts'

export type Accepted = { readonly field: string; readonly code: string; readonly reason: string }

/**
 * Files a draft: the entry with its number, its row in the book, version 1, the event, the warnings that were accepted, the
 * source records that it came from and the audit row, all in one transaction; the draft is gone after it.
 */
export function file(
  ctx: Context,
  input: ParsedInputOf<'ledger.file'>,
): Result<OutputOf<'ledger.file'>, 'ledger/draft-gone' | 'ledger/invalid' | 'ledger/warnings'> {
  const filed = ctx.commit((tx) => {
    const draft = findDraft(tx, input.draftId, ctx.session.accountId)
    const book = draft === undefined ? undefined : booksById.get(draft.book)
    if (draft === undefined || book === undefined) return failure('ledger/draft-gone')
    const values = settle(book, draft.fields, ctx.today)
    const problems = judge(book, values, collectFacts(tx, book, values, ctx.today))
    const refused = refusal(problems, input.accepted)
    if (refused !== undefined) return refused

    const entryId = ctx.newId()
    const number = numberOf(book, ctx.today, nextInCounter(tx, `entry/${book.definition.id}/${ctx.today.slice(0, 4)}`))
    appendEntry(ctx, tx, { book, entryId, number, values })
    insertVersion(
      tx,
      { entry_id: entryId, version: 1, at: ctx.now, account_id: ctx.session.accountId, reason: null },
      Object.entries(values).map(([field, after]) => ({ field, before: null, after })),
      acceptedOf(problems, input.accepted),
    )
    insertSources(tx, entryId, sourcesOf(draft.marks))
    attachToEntry(tx, draft.draftId, entryId)
    deleteDraft(tx, draft.draftId)
    tx.audit({
      action: 'file',
      record: entryId,
      detail: { book: book.definition.id, number, prefilled: draft.marks.length, fields: Object.keys(values).length },
    })
    return success({
      entryId: entryId as EntryId,
      version: 1 as Version,
      number,
      stage: 'filed' as const,
      also: [],
      undo: null,
    })
  })
  if (filed.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return filed
}

/** Errors first: a warning is not worth accepting while the entry cannot be filed. */
export function refusal(problems: readonly FieldProblem[], accepted: readonly Accepted[]) {
  const errors = errorsOf(problems)
  if (errors.length > 0) return failure('ledger/invalid', packProblems(errors))
  const open = openWarnings(problems, accepted)
  if (open.length > 0) return failure('ledger/warnings', packProblems(open))
  return undefined
}

/** Only what was really warned about is kept, each warning once. */
export function acceptedOf(problems: readonly FieldProblem[], accepted: readonly Accepted[]): Accepted[] {
  return problems.flatMap(({ field, code, severity }) => {
    const found = accepted.find((one) => one.field === field && one.code === code)
    return severity === 'warning' && found !== undefined ? [{ field, code, reason: found.reason }] : []
  })
}

/** L06-2026-000123: book, year of filing, running number. */
function numberOf(book: BookSpec, today: string, running: number): string {
  return `${book.definition.id}-${today.slice(0, 4)}-${String(running).padStart(6, '0')}`
}

type NewEntry = { book: BookSpec; entryId: string; number: string; values: Values }

function appendEntry(ctx: Context, tx: Transaction, { book, entryId, number, values }: NewEntry): void {
  const state = book.stateOf(values)
  insertEntry(tx, {
    entry_id: entryId,
    book: book.definition.id,
    number,
    version: 1,
    state,
    occurred_on: required(values, 'occurredOn'),
    entered_at: ctx.now,
    filed_at: ctx.now,
    handed_over_at: null,
    beat: required(values, 'beat'),
    officer_id: required(values, 'officer'),
    typist_id: ctx.session.accountId,
    address_key: householdKey(values),
    voided_at: null,
    stage: 'filed',
    due_on: null,
    due_kind: null,
  })
  insertBookRow(tx, book, entryId, number, values)
  setHelpers(tx, entryId, values['helpers']?.split(',') ?? [])
  insertEvent(tx, {
    event_id: ctx.newId(),
    entry_id: entryId,
    at: ctx.now,
    account_id: ctx.session.accountId,
    from_state: null,
    to_state: state,
    note: null,
    transition: null,
  })
}

/** A common field, which the checks have already asked for. */
export function required(values: Values, key: string): string {
  const value = values[key]
  if (value === undefined) throw new Error(`a checked entry lacks ${key}`)
  return value
}

function sourcesOf(marks: readonly StoredMark[]): { system: string; nativeId: string }[] {
  return marks.flatMap(({ source, nativeId }) =>
    nativeId !== null && SystemId.safeParse(source).success ? [{ system: source, nativeId }] : [],
  )
}
