import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Session } from '../../../src-contract/features/accounts.contract.ts'
import type { Likeness } from '../../../src-contract/features/ledger.shapes.ts'
import type { DraftId, EntryId, LocalDate } from '../../../src-contract/ids.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { likenessKeys, likenessOf, type LikenessReason } from '../../../src-domain/books/likeness.rules.ts'
import { settle } from '../../../src-domain/books/settle.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { entriesWithKey } from './around-entry.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { addressesOf } from './catalogs.ts'
import { findDraft, setDraftGone } from './drafts.repo.ts'
import { findEntry, peopleOf, type EntryRecord } from './entries.repo.ts'
import { insertVerdict, settledFor } from './likeness.repo.ts'
import { accountsIn, asChanges, shownValue } from './shown-values.ts'
import { recordAct, undoableUntil } from './undoable.ts'

/** Entries looked at per key, and shown in all. */
const perKey = 20
const shownAtMost = 5

/**
 * Filed entries that look like the draft, the most alike first, with both sides masked. From indexes only: no text is searched
 * and nothing is read from end to end. What somebody has already answered is not asked again.
 */
export function likeDraft(ctx: Context, draftId: DraftId): Result<OutputOf<'ledger.likeDraft'>, 'ledger/draft-gone'> {
  const draft = findDraft(ctx.db, draftId, ctx.session.accountId)
  const book = draft === undefined ? undefined : booksById.get(draft.book)
  if (draft === undefined || book === undefined) return failure('ledger/draft-gone')
  const values = settle(book, draft.fields, ctx.today)
  const found = findLike(ctx.db, book, values, settledFor(ctx.db, draftId)).slice(0, shownAtMost)
  // Both sides are masked, but it says that somebody is in the book: audited like a search, once for each that is shown.
  const news = notYetTold(ctx.session, draftId, found)
  if (news > 0) ctx.audit({ action: 'likeness', record: draftId, detail: { book: draft.book, hits: news } })
  return success({ found: found.map((one) => shown(ctx.db, book, values, one)) })
}

/** Asked with every few keys: what a session was already told of a draft is not audited again. Ends with the session. */
const told = new WeakMap<Session, Set<string>>()

function notYetTold(session: Session, draftId: string, found: readonly Alike[]): number {
  const known = told.get(session) ?? new Set<string>()
  told.set(session, known)
  const before = known.size
  for (const { entry } of found) known.add(`${draftId} ${entry.entry_id}`)
  return known.size - before
}

type Alike = {
  readonly entry: EntryRecord
  readonly values: Values
  readonly reasons: readonly LikenessReason[]
}

/** @param answered entries that are not asked about again */
export function findLike(db: ReadDb, book: BookSpec, values: Values, answered: ReadonlySet<string>): Alike[] {
  const candidates = new Map<string, number>()
  const context = addressesOf(db)
  for (const key of likenessKeys(book, values, context)) {
    for (const entryId of entriesWithKey(db, book, key, perKey)) {
      if (!answered.has(entryId)) candidates.set(entryId, (candidates.get(entryId) ?? 0) + 1)
    }
  }
  const mostShared = [...candidates].sort(([, a], [, b]) => b - a).slice(0, 2 * perKey)
  return mostShared
    .flatMap(([entryId]) => {
      const entry = findEntry(db, entryId)
      if (entry === undefined || entry.stage === 'voided') return []
      const theirs = valuesOfEntry(db, book, entry)
      const { reasons, worth } = likenessOf(book, values, theirs, context)
      return worth ? [{ entry, values: theirs, reasons }] : []
    })
    .sort((a, b) => b.reasons.length - a.reasons.length || (a.entry.filed_at < b.entry.filed_at ? 1 : -1))
}

function shown(db: ReadDb, book: BookSpec, draft: Values, { entry, values, reasons }: Alike): Likeness {
  const names = peopleOf(db, [...accountsIn(book, asChanges(draft)), ...accountsIn(book, asChanges(values))])
  return {
    entryId: entry.entry_id as EntryId,
    book: book.definition.id,
    number: entry.number,
    state: entry.state,
    occurredOn: entry.occurred_on as LocalDate,
    reasons: [...reasons],
    fields: book.definition.fields
      .filter(({ key }) => draft[key] !== undefined || values[key] !== undefined)
      .map(({ key }) => ({
        field: key,
        draft: shownValue(book, key, draft[key] ?? null, names),
        entry: shownValue(book, key, values[key] ?? null, names),
        differs: draft[key] !== values[key],
      })),
  }
}

type SettleError = 'ledger/draft-gone' | 'ledger/entry-gone' | 'ledger/reason-missing'

/**
 * `different`: not asked again, and the reason is kept with what the draft becomes. `same`: the draft is given up for the entry, which
 * counts as a duplicate avoided, and can be taken back.
 */
export function settleLikeness(
  ctx: Context,
  input: ParsedInputOf<'ledger.settleLikeness'>,
): Result<OutputOf<'ledger.settleLikeness'>, SettleError> {
  const { draftId, entryId, verdict, reason } = input
  return ctx.commit((tx): Result<OutputOf<'ledger.settleLikeness'>, SettleError> => {
    const draft = findDraft(tx, draftId, ctx.session.accountId)
    if (draft === undefined) return failure('ledger/draft-gone')
    const entry = findEntry(tx, entryId)
    if (entry === undefined || entry.book !== draft.book || entry.stage === 'voided')
      return failure('ledger/entry-gone')
    if (verdict === 'different' && reason.length < 2) return failure('ledger/reason-missing')
    insertVerdict(tx, { draftId, entryId, verdict, reason, accountId: ctx.session.accountId, at: ctx.now })
    tx.audit({ action: 'likeness', record: entryId, detail: { book: draft.book, draft: draftId, verdict } })
    if (verdict === 'different') return success({ undo: null })
    const actId = ctx.newId()
    setDraftGone(tx, draftId, { actId, until: undoableUntil(ctx.now) })
    const item = { what: 'verdict' as const, ref: draftId, entryId, version: entry.version }
    return success({ undo: recordAct(ctx, tx, { actId, kind: 'likeness', items: [item], entries: 0 }) })
  })
}
