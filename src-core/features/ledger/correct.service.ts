import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Version } from '../../../src-contract/ids.ts'
import type { Values } from '../../../src-domain/books/book.ts'
import { errorsOf, judge } from '../../../src-domain/books/judge.ts'
import { packProblems } from '../../../src-domain/books/problem-params.ts'
import { settle } from '../../../src-domain/books/settle.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import { valuesOfEntry } from './carried.ts'
import { changesBetween, changesFromTo, withChanges } from './changes.rules.ts'
import { collectFacts } from './collect-facts.ts'
import { rewriteEntry } from './entry-writer.ts'
import { findReachable, waitingReview, type FoundEntry } from './find-entry.ts'
import { acceptedAt, changesOf, insertEvent, insertVersion, type Accepted } from './history.repo.ts'
import { replan } from './inspections.ts'
import { acceptedOf, hasUnknownField, refusal, unknownField } from './judged.ts'
import { answerReturned, withdrawOpen } from './review-answers.ts'
import { levelOf } from './review.rules.ts'
import { insertReview } from './reviews.repo.ts'

type StaleError = 'ledger/entry-gone' | 'ledger/version-stale' | 'ledger/review-waits'
type RestoreError = StaleError | 'ledger/invalid' | 'ledger/nothing-changed'
type CorrectError = StaleError | 'ledger/invalid' | 'ledger/warnings' | 'ledger/nothing-changed'

/**
 * A filed entry changes only by a new version: all its fields as they shall be, the reason, and what changed field by field. The
 * version that the corrector saw must still be the newest. Warnings are asked again. What has not come into force yet is asked for
 * again with the difference.
 */
export function correct(
  ctx: Context,
  input: ParsedInputOf<'ledger.correct'>,
): Result<OutputOf<'ledger.correct'>, CorrectError> {
  const corrected = ctx.commit((tx): Result<OutputOf<'ledger.correct'>, CorrectError> => {
    const found = correctable(ctx, input)
    if (!found.ok) return found
    const { entry, book } = found.value
    if (hasUnknownField(book, input.fields)) return failure('ledger/invalid', packProblems([unknownField]))
    const before = valuesOfEntry(tx, book, entry)
    const after = settle(book, input.fields, ctx.today)
    if (changesBetween(before, after).length === 0) return failure('ledger/nothing-changed')
    const problems = judge(book, after, collectFacts(tx, book, after, ctx.today, entry.entry_id))
    const refused = refusal(problems, input.accepted)
    if (refused !== undefined) return refused
    const accepted = acceptedOf(problems, input.accepted)
    const version = newVersion(ctx, tx, found.value, { before, after, reason: input.reason, accepted })
    return success({ version: version as Version })
  })
  if (corrected.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return corrected
}

/**
 * A new version with the values that an old one had, in everything that versions have changed since; what steps have added stays. The
 * warnings of the old version were answered then and are not asked again, its errors are.
 */
export function restore(
  ctx: Context,
  input: ParsedInputOf<'ledger.restore'>,
): Result<OutputOf<'ledger.restore'>, RestoreError> {
  const restored = ctx.commit((tx): Result<OutputOf<'ledger.restore'>, RestoreError> => {
    const found = correctable(ctx, input)
    if (!found.ok) return found
    const { entry, book } = found.value
    if (input.to >= entry.version) return failure('ledger/nothing-changed')
    const before = valuesOfEntry(tx, book, entry)
    const after = withChanges(before, changesFromTo(changesOf(tx, entry.entry_id), entry.version, input.to))
    if (changesBetween(before, after).length === 0) return failure('ledger/nothing-changed')
    const problems = judge(book, after, collectFacts(tx, book, after, ctx.today, entry.entry_id))
    const errors = errorsOf(problems)
    if (errors.length > 0) return failure('ledger/invalid', packProblems(errors))
    // What was answered then stands beside the entry again: an address without a room is a temporary one again.
    const accepted = acceptedOf(problems, acceptedAt(tx, entry.entry_id, input.to))
    const version = newVersion(ctx, tx, found.value, { before, after, reason: input.reason, accepted }, input.to)
    return success({ version: version as Version })
  })
  if (restored.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return restored
}

/** The entry that the caller may put right now, in the version that the caller saw. */
export function correctable(ctx: Context, input: { entryId: string; version: number }): Result<FoundEntry, StaleError> {
  const found = findReachable(ctx, input.entryId)
  if (found === undefined || found.entry.stage === 'voided') return failure('ledger/entry-gone')
  if (found.entry.version !== input.version) return failure('ledger/version-stale', { version: found.entry.version })
  const waiting = waitingReview(ctx, input.entryId)
  // Before a filing is decided its author may still put it right; what waits then is the new version.
  if (waiting !== undefined && waiting.kind !== 'filing') return failure('ledger/review-waits')
  return success(found)
}

type NextVersion = {
  readonly before: Values
  readonly after: Values
  /** Null: a version that only takes another one back. */
  readonly reason: string | null
  readonly accepted: readonly Accepted[]
}

/** Writes a judged version, with what follows from it. @returns its number */
export function newVersion(
  ctx: Context,
  tx: Transaction,
  { entry, book }: FoundEntry,
  { before, after, reason, accepted }: NextVersion,
  restored?: number,
): number {
  const entryId = entry.entry_id
  const changes = changesBetween(before, after)
  const version = entry.version + 1
  // Where it still stands as it was filed, the state follows what is corrected; a step that was taken stays taken.
  const state = entry.state === book.stateOf(before) ? book.stateOf(after) : entry.state
  rewriteEntry(tx, { entry, book, before, after, state, version })
  const who = { at: ctx.now, account_id: ctx.session.accountId }
  insertVersion(tx, { entry_id: entryId, version, ...who, reason }, changes, accepted)
  replan(
    tx,
    book,
    { entryId, number: entry.number },
    { before, after },
    { at: ctx.now, accountId: ctx.session.accountId },
  )
  if (state !== entry.state) {
    const event = { event_id: ctx.newId(), entry_id: entryId, ...who, from_state: entry.state, to_state: state }
    insertEvent(tx, { ...event, note: null, transition: null })
  }
  answerReturned(tx, entryId, 'correction')
  if (entry.stage === 'in-review') {
    withdrawOpen(tx, entryId, ['filing'])
    const asked = { asked_by: ctx.session.accountId, asked_at: ctx.now, note: reason, transition: null }
    const review = { review_id: ctx.newId(), kind: 'filing', entry_id: entryId, book: entry.book, ...asked }
    insertReview(tx, { ...review, level: levelOf('filing') }, changes)
  }
  tx.audit({
    action: 'correct',
    record: entryId,
    detail: {
      book: entry.book,
      version,
      fields: changes.map((change) => change.field).join(','),
      ...(restored === undefined ? {} : { restored }),
    },
  })
  return version
}
