import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { DraftId, EntryId, LocalDate } from '../../../src-contract/ids.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { books, booksById } from '../../../src-domain/books/books.ts'
import { summarise } from '../../../src-domain/books/mask-values.ts'
import { packProblems } from '../../../src-domain/books/problem-params.ts'
import { draftError } from '../../../src-domain/books/problem.ts'
import { settle } from '../../../src-domain/books/settle.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { ActItem } from './acts.repo.ts'
import { insertLink } from './around-entry.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { addressesOf } from './catalogs.ts'
import { householdKey } from './collect-facts.ts'
import { confirmsOf, findDraft, setConfirm, type Outcome, type StoredDraft } from './drafts.repo.ts'
import { findReachable, type FoundEntry } from './find-entry.ts'
import { takeStep } from './step.service.ts'

/** A room holds few people; a house without rooms may hold many, and then the register itself is the better place. */
const rowsAtMost = 50

/** What the register says of the address of a visit's draft, and what the visit says of it so far. */
export function household(ctx: Context, draftId: DraftId): Result<OutputOf<'ledger.household'>, 'ledger/draft-gone'> {
  const draft = findDraft(ctx.db, draftId, ctx.session.accountId)
  const book = draft === undefined ? undefined : booksById.get(draft.book)
  if (draft === undefined || book === undefined) return failure('ledger/draft-gone')
  const key = householdKey(settle(book, draft.fields, ctx.today), addressesOf(ctx.db))
  if (key === null || book.definition.spreads.length === 0) return success({ rows: [] })
  const said = new Map(confirmsOf(ctx.db, draftId).map((one) => [one.entryId, one.outcome]))
  const rows = registerAt(ctx.db, key).flatMap((entryId) => {
    const found = findReachable(ctx, entryId)
    if (found === undefined) return []
    const { entry } = found
    return [
      {
        entryId: entryId as EntryId,
        book: found.book.definition.id,
        number: entry.number,
        summary: summarise(found.book, valuesOfEntry(ctx.db, found.book, entry)),
        state: entry.state,
        occurredOn: entry.occurred_on as LocalDate,
        outcome: said.get(entryId) ?? null,
      },
    ]
  })
  return success({ rows })
}

/** Entries of the registers in force at an address, in the states in which a visit can speak of them. */
function registerAt(db: ReadDb, addressKey: string): string[] {
  return books.flatMap((book) => {
    if (book.atVisit === null) return []
    const states = book.atVisit.states
    return db
      .prepare<(string | number)[], { entry_id: string }>(
        // Named: without statistics SQLite takes the index over states, and reads the whole register.
        `SELECT entry_id FROM entries INDEXED BY entries_by_address WHERE address_key = ? AND book = ? AND stage = 'filed'
         AND state IN (${states.map(() => '?').join(', ')}) ORDER BY occurred_on DESC LIMIT ?`,
      )
      .all(addressKey, book.definition.id, ...states, rowsAtMost)
      .map((row) => row.entry_id)
  })
}

/** Keeps what the visit says of a register entry; nothing changes there until the visit is filed. */
export function confirm(
  ctx: Context,
  input: ParsedInputOf<'ledger.confirm'>,
): Result<OutputOf<'ledger.confirm'>, 'ledger/draft-gone' | 'ledger/entry-gone'> {
  return ctx.commit((tx) => {
    if (findDraft(tx, input.draftId, ctx.session.accountId) === undefined) return failure('ledger/draft-gone')
    const found = findReachable(ctx, input.entryId)
    if (found === undefined || found.book.atVisit === null || found.entry.stage !== 'filed') {
      return failure('ledger/entry-gone')
    }
    setConfirm(tx, input.draftId, input.entryId, input.outcome)
    return success({})
  })
}

type Visit = { readonly entryId: string; readonly book: BookSpec; readonly number: string }

/**
 * What a visit found becomes a step of each register entry, linked with the visit. An entry that has changed meanwhile, so that the
 * step is no longer possible, keeps the visit from being filed: its author has to look again.
 */
export function takeConfirms(
  ctx: Context,
  tx: Transaction,
  draft: StoredDraft,
  visit: Visit,
): Result<ActItem[], 'ledger/invalid'> {
  const items: ActItem[] = []
  const day = settle(visit.book, draft.fields, ctx.today)['occurredOn'] ?? ctx.today
  for (const { entryId, outcome } of confirmsOf(tx, draft.draftId)) {
    const found = findReachable(ctx, entryId)
    const planned = found === undefined ? null : stepFor(found, outcome, day)
    const taken =
      found === undefined || planned === null
        ? undefined
        : takeStep(ctx, tx, found, {
            ...planned,
            state: found.entry.state,
            note: '',
            accepted: { because: visit.number },
          })
    if (taken?.ok !== true) {
      const params = { number: found?.entry.number ?? '' }
      return failure('ledger/invalid', {
        ...packProblems([draftError('', 'register-changed', params)]),
        draftId: draft.draftId,
      })
    }
    items.push(taken.value.item)
    insertLink(tx, { from: visit.entryId, to: entryId, relation: outcome, at: ctx.now })
  }
  return success(items)
}

/** Links a filed visit with a register entry that it saw and that has no step of its own for being seen (a rental). */
export function linkSeen(
  ctx: Context,
  seen: { visit: string; entryId: string; outcome: Outcome },
): Result<null, never> {
  return ctx.commit((tx) => {
    insertLink(tx, { from: seen.visit, to: seen.entryId, relation: seen.outcome, at: ctx.now })
    return success(null)
  })
}

function stepFor({ entry, book }: FoundEntry, outcome: Outcome, day: string) {
  if (book.atVisit === null) return null
  return outcome === 'confirmed' ? book.atVisit.confirm(entry.state, day) : book.atVisit.leave(entry.state, day)
}
