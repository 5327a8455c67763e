import type { BookTransition, FieldProblem } from '../../../src-contract/books.ts'
import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import type { Values } from '../../../src-domain/books/book.ts'
import { judgeStep } from '../../../src-domain/books/judge-step.ts'
import { packProblems } from '../../../src-domain/books/problem-params.ts'
import { settle, type Typed } from '../../../src-domain/books/settle.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import { withAudit } from '../../rpc/make-context.ts'
import type { ActItem } from './acts.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { collectFacts } from './collect-facts.ts'
import { changesBetween } from './changes.rules.ts'
import { rewriteEntry } from './entry-writer.ts'
import { findReachable, waitingReview, type FoundEntry } from './find-entry.ts'
import { insertEvent, type Accepted } from './history.repo.ts'
import { acceptedOf, refusal, unknownField } from './judged.ts'
import { levelOfStep } from './review.rules.ts'
import { answerReturned } from './review-answers.ts'
import { insertReview } from './reviews.repo.ts'
import { recordAct } from './undoable.ts'

export type StepAsk = {
  readonly transition: string
  /** State that the caller saw. */
  readonly state: string
  readonly fields: Typed
  readonly note: string
  /** `because`: whatever is warned of is accepted with this as its reason (a visit's number). */
  readonly accepted: readonly Accepted[] | { readonly because: string }
}

export type StepError =
  | 'ledger/state-stale'
  | 'ledger/no-such-step'
  | 'ledger/by-another'
  | 'ledger/review-waits'
  | 'ledger/reason-missing'
  | 'ledger/invalid'
  | 'ledger/warnings'

type Taken = { readonly state: string; readonly review: string | null; readonly item: ActItem }

/** Takes a step of the life cycle; where it needs a second person, asks for it and changes nothing. */
export function step(
  ctx: Context,
  input: ParsedInputOf<'ledger.step'>,
): Result<OutputOf<'ledger.step'>, StepError | 'ledger/entry-gone'> {
  const stepped = ctx.commit((tx): Result<OutputOf<'ledger.step'>, StepError | 'ledger/entry-gone'> => {
    const found = findReachable(ctx, input.entryId)
    if (found === undefined) return failure('ledger/entry-gone')
    const taken = takeStep(ctx, tx, found, input)
    if (!taken.ok) return taken
    const { state, review, item } = taken.value
    const undo = recordAct(ctx, tx, { actId: ctx.newId(), kind: 'step', items: [item], entries: 1 })
    return success({ state, review, undo })
  })
  if (stepped.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return stepped
}

/** A slice of a bulk act: shorter than a frame or two, so that drafts go on being saved meanwhile. */
const sliceMs = 20

/**
 * The same step for many, in slices: what cannot be done is said one by one, and keeps nothing else from being done. Cancelled, it keeps
 * what was done so far, and that can be taken back.
 */
export async function stepMany(
  ctx: Context,
  input: ParsedInputOf<'ledger.stepMany'>,
): Promise<Result<OutputOf<'ledger.stepMany'>, never>> {
  const items: ActItem[] = []
  const refused: { entryId: EntryId; number: string; code: string }[] = []
  const asked = [...new Map(input.entries.map((one) => [one.entryId, one.state]))]
  for (let at = 0; at < asked.length && !ctx.signal.aborted;) {
    at = ctx.bulk((tx) => {
      const started = performance.now()
      let next = at
      while (next < asked.length && performance.now() - started < sliceMs) {
        const [entryId, state] = asked[next] as (typeof asked)[number]
        next += 1
        const found = findReachable(ctx, entryId)
        if (found === undefined) {
          refused.push({ entryId, number: '', code: 'ledger/entry-gone' })
          continue
        }
        const transition = transitionFrom(found, input.transition)
        const ask = { ...input, transition, state, accepted: [] }
        const taken = takeStep(ctx, withAudit(tx, ctx.audit), found, ask)
        if (taken.ok) items.push(taken.value.item)
        else refused.push({ entryId, number: found.entry.number, code: taken.error.code })
      }
      return next
    })
    ctx.progress({ phase: 'steps', done: at, total: asked.length })
    await new Promise((resolve) => setImmediate(resolve))
  }
  const stepped = ctx.commit((tx): Result<OutputOf<'ledger.stepMany'>, never> => {
    const done = items.map((item) => item.entryId as EntryId)
    const act = { actId: ctx.newId(), kind: 'steps' as const, items, entries: items.length }
    return success({ done, refused, undo: items.length === 0 ? null : recordAct(ctx, tx, act) })
  })
  ctx.emit({ name: 'data-changed', what: 'ledger' })
  return stepped
}

/** Steps with one label lead from several states (cancel, cancel-left): many are asked for with the id of any of them. */
function transitionFrom({ entry, book }: FoundEntry, id: string): string {
  const { transitions } = book.definition
  const named = transitions.find((one) => one.id === id)
  if (named === undefined || named.from === entry.state) return id
  const same = transitions.find(
    (one) => one.from === entry.state && one.to === named.to && one.label.zh === named.label.zh,
  )
  return same?.id ?? id
}

/** One step inside a transaction: guarded, judged, written with its event, or asked for. Writes nothing when it fails. */
export function takeStep(ctx: Context, tx: Transaction, found: FoundEntry, ask: StepAsk): Result<Taken, StepError> {
  const { entry, book } = found
  const guarded = guard(ctx, found, ask)
  if (!guarded.ok) return guarded
  const transition = guarded.value
  const before = valuesOfEntry(tx, book, entry)
  const asks = new Set(transition.asks)
  if (Object.keys(ask.fields).some((key) => !asks.has(key))) {
    return failure('ledger/invalid', packProblems([unknownField]))
  }
  const given = settle(book, ask.fields, ctx.today)
  const after = withStep(before, given, ask.fields)
  const facts = collectFacts(tx, book, after, ctx.today, entry.entry_id)
  const problems = judgeStep(book, transition, given, before, facts)
  const answers = acceptedIn(ask.accepted, problems)
  const refused = refusal(problems, answers)
  if (refused !== undefined) return refused
  const accepted = acceptedOf(problems, answers)
  const changes = changesBetween(before, after)
  const note = ask.note === '' ? null : ask.note
  const level = levelOfStep(book, transition, given, before)
  const who = { entry_id: entry.entry_id, account_id: ctx.session.accountId }
  const detail = { book: entry.book, transition: transition.id, from: entry.state, to: transition.to }
  if (level !== null) {
    const review = {
      review_id: ctx.newId(),
      kind: 'step',
      entry_id: entry.entry_id,
      book: entry.book,
      level,
      transition: transition.id,
      note,
      asked_by: ctx.session.accountId,
      asked_at: ctx.now,
    }
    insertReview(tx, review, changes, accepted)
    tx.audit({ action: 'step', record: entry.entry_id, result: 'waits', detail })
    const item = { what: 'review' as const, ref: review.review_id, entryId: entry.entry_id, version: entry.version }
    return success({ state: entry.state, review: review.review_id, item })
  }
  const event = { event_id: ctx.newId(), ...who, at: ctx.now, from_state: entry.state, to_state: transition.to }
  writeStep(tx, found, { before, after, state: transition.to })
  insertEvent(tx, { ...event, note, transition: transition.id }, changes, accepted)
  answerReturned(tx, entry.entry_id, 'step')
  tx.audit({
    action: 'step',
    record: entry.entry_id,
    detail: { ...detail, fields: changes.map((change) => change.field).join(',') },
  })
  const item = { what: 'event' as const, ref: event.event_id, entryId: entry.entry_id, version: entry.version }
  return success({ state: transition.to, review: null, item })
}

/** What a step does to the entry; approving one that waited does the same. */
export function writeStep(
  tx: Transaction,
  { entry, book }: FoundEntry,
  { before, after, state }: { before: Values; after: Values; state: string },
): void {
  rewriteEntry(tx, { entry, book, before, after, state, version: entry.version })
}

function guard(
  ctx: Context,
  { entry, book, helpers }: FoundEntry,
  ask: StepAsk,
): Result<BookTransition, Exclude<StepError, 'ledger/invalid' | 'ledger/warnings'>> {
  if (entry.stage === 'voided') return failure('ledger/no-such-step')
  if (entry.stage === 'in-review' || waitingReview(ctx, entry.entry_id) !== undefined) {
    return failure('ledger/review-waits')
  }
  if (entry.state !== ask.state) return failure('ledger/state-stale', { state: entry.state })
  const transition = book.definition.transitions.find((one) => one.id === ask.transition && one.from === entry.state)
  if (transition === undefined) return failure('ledger/no-such-step', { state: entry.state })
  if (transition.byAnother && [entry.officer_id, ...helpers].includes(ctx.session.accountId)) {
    return failure('ledger/by-another')
  }
  if (transition.note === 'required' && ask.note.trim() === '') return failure('ledger/reason-missing')
  return success(transition)
}

function acceptedIn(accepted: StepAsk['accepted'], problems: readonly FieldProblem[]): readonly Accepted[] {
  if (!('because' in accepted)) return accepted
  return problems.map(({ field, code }) => ({ field, code, reason: accepted.because }))
}

/** What is asked and left as it was stays; what was emptied by hand goes. */
function withStep(before: Values, given: Values, typed: Typed): Values {
  const after: Record<string, string> = { ...before, ...given }
  for (const [key, text] of Object.entries(typed)) if (text.trim() === '' && given[key] === undefined) delete after[key]
  return after
}
