import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Version } from '../../../src-contract/ids.ts'
import type { Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { judge } from '../../../src-domain/books/judge.ts'
import { packProblems } from '../../../src-domain/books/problem-params.ts'
import { settle } from '../../../src-domain/books/settle.ts'
import type { Context } from '../../rpc/context.ts'
import { updateBookRow } from './book-rows.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { collectFacts, householdKey } from './collect-facts.ts'
import { hasUnknownField, unknownField } from './drafts.service.ts'
import {
  findEntry,
  helpersOf,
  insertEvent,
  insertVersion,
  setHelpers,
  updateEntry,
  type Change,
} from './entries.repo.ts'
import { acceptedOf, refusal, required } from './file.service.ts'
import { reaches, reachOf } from './reach.rules.ts'

type CorrectError =
  'ledger/entry-gone' | 'ledger/version-stale' | 'ledger/invalid' | 'ledger/warnings' | 'ledger/nothing-changed'

/**
 * A filed entry changes only by a new version: all its fields as they shall be, the reason, and what changed field by field. The
 * version that the corrector saw must still be the newest. Warnings are asked again.
 */
export function correct(
  ctx: Context,
  input: ParsedInputOf<'ledger.correct'>,
): Result<OutputOf<'ledger.correct'>, CorrectError> {
  const corrected = ctx.commit((tx) => {
    const entry = findEntry(tx, input.entryId)
    const book = entry === undefined ? undefined : booksById.get(entry.book)
    if (entry === undefined || book === undefined || entry.voided_at !== null) return failure('ledger/entry-gone')
    const people = { officerId: entry.officer_id, typistId: entry.typist_id, helpers: helpersOf(tx, entry.entry_id) }
    if (!reaches(reachOf(ctx.session), { beat: entry.beat, ...people })) return failure('ledger/entry-gone')
    if (entry.version !== input.version) return failure('ledger/version-stale', { version: entry.version })
    if (hasUnknownField(book, input.fields)) return failure('ledger/invalid', packProblems([unknownField]))

    const before = valuesOfEntry(tx, book, entry)
    const after = settle(book, input.fields, ctx.today)
    const changes = changesBetween(before, after)
    if (changes.length === 0) return failure('ledger/nothing-changed')
    const problems = judge(book, after, collectFacts(tx, book, after, ctx.today, entry.entry_id))
    const refused = refusal(problems, input.accepted)
    if (refused !== undefined) return refused

    const version = entry.version + 1
    const state = book.stateOf(before) === book.stateOf(after) ? entry.state : book.stateOf(after)
    updateEntry(tx, entry.entry_id, {
      version,
      state,
      occurred_on: required(after, 'occurredOn'),
      beat: required(after, 'beat'),
      officer_id: required(after, 'officer'),
      address_key: householdKey(after),
    })
    updateBookRow(tx, book, entry.entry_id, entry.number, after)
    setHelpers(tx, entry.entry_id, after['helpers']?.split(',') ?? [])
    insertVersion(
      tx,
      { entry_id: entry.entry_id, version, at: ctx.now, account_id: ctx.session.accountId, reason: input.reason },
      changes,
      acceptedOf(problems, input.accepted),
    )
    if (state !== entry.state) {
      const step = { from_state: entry.state, to_state: state, note: null, transition: null }
      const who = { at: ctx.now, account_id: ctx.session.accountId }
      insertEvent(tx, { event_id: ctx.newId(), entry_id: entry.entry_id, ...who, ...step })
    }
    tx.audit({
      action: 'correct',
      record: entry.entry_id,
      detail: { book: entry.book, version, fields: changes.map((change) => change.field).join(',') },
    })
    return success({ version: version as Version })
  })
  if (corrected.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return corrected
}

/** What differs, by field key; a field that is empty on one side is null there. */
export function changesBetween(before: Values, after: Values): Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys
    .filter((key) => before[key] !== after[key])
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
}
