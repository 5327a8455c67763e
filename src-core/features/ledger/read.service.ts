import type { BookId } from '../../../src-contract/books.ts'
import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import { Stage, type LinkedEntry } from '../../../src-contract/features/ledger.shapes.ts'
import type { AccountId, EntryId, Instant, LocalDate, Version } from '../../../src-contract/ids.ts'
import { officeRole } from '../../../src-contract/roles.ts'
import type { Values } from '../../../src-domain/books/book.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { deputiesOn } from '../duty/duty.facts.ts'
import { duesOf, linksOf } from './around-entry.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { changesFromTo } from './changes.rules.ts'
import { peopleOf } from './entries.repo.ts'
import { findReachable, type FoundEntry } from './find-entry.ts'
import { acceptedAt, changesOf, eventChangesOf, eventsOf, versionsOf } from './history.repo.ts'
import { officeDecisionOf } from './office-reviews.ts'
import { paperOfEntry } from './paper-batch.ts'
import { reachNow } from './reach-now.ts'
import { blocks } from './review.rules.ts'
import { openReview, type Asker } from './reviews.queries.ts'
import { reviewsOf, type ReviewRecord } from './reviews.repo.ts'
import { shownChanges } from './shown-values.ts'
import { decisionsOn } from '../sync/decisions.facts.ts'

/** The whole entry in plain, for editing or review. The audit row is written before anything is answered. */
export function readEntry(
  ctx: Context,
  input: ParsedInputOf<'ledger.read'>,
): Result<OutputOf<'ledger.read'>, 'ledger/entry-gone'> {
  const found = findReachable(ctx, input.entryId)
  if (found === undefined) return failure('ledger/entry-gone')
  const { entry, book, helpers } = found
  ctx.audit({
    action: 'view',
    record: entry.entry_id,
    purpose: input.purpose,
    detail: { book: entry.book, version: entry.version },
  })
  const names = peopleOf(ctx.db, [entry.officer_id, entry.typist_id, ...helpers])
  const person = (id: string) => ({ accountId: id as AccountId, name: names.get(id) ?? '' })
  const open = reviewsOf(ctx.db, entry.entry_id).filter((one) => one.status === 'open')
  const review = open.find((one) => blocks(one.kind)) ?? open[0]
  return success({
    entryId: entry.entry_id as EntryId,
    book: book.definition.id,
    number: entry.number,
    version: entry.version as Version,
    state: entry.state,
    occurredOn: entry.occurred_on as LocalDate,
    filedAt: entry.filed_at as Instant,
    beat: entry.beat,
    people: { officer: person(entry.officer_id), helpers: helpers.map(person), typist: person(entry.typist_id) },
    fields: { ...valuesOfEntry(ctx.db, book, entry) },
    stage: Stage.parse(entry.stage),
    steps: stepsNow(ctx, found, open),
    dues: duesOf(ctx.db, entry.entry_id).map((due) => ({ ...due, on: due.on as LocalDate })),
    links: linkedEntries(ctx, entry.entry_id),
    paper: paperOfEntry(ctx.db, entry.entry_id),
    review: review === undefined ? null : (openReview(ctx.db, askerOf(ctx), review.review_id) ?? null),
    officeDecision: decidedByOffice(ctx.db, entry.entry_id),
    accepted: acceptedAt(ctx.db, entry.entry_id, entry.version),
  })
}

/** Who asks for reviews, with the accounts that act for the chief today. */
export function askerOf(ctx: Pick<Context, 'db' | 'session' | 'today'>): Asker {
  const { accountId, role } = ctx.session
  return { accountId, role, reach: reachNow(ctx), deputies: deputiesOn(ctx.db, ctx.today) }
}

/** Steps that the caller may take now; none while a second person is waited for. */
function stepsNow(ctx: Context, { entry, book, helpers }: FoundEntry, open: readonly ReviewRecord[]): string[] {
  const { role, accountId } = ctx.session
  if (entry.stage !== 'filed' || (role !== 'clerk' && role !== 'officer') || open.some((one) => blocks(one.kind))) {
    return []
  }
  const answers = [entry.officer_id, ...helpers].includes(accountId)
  return book.definition.transitions
    .filter((one) => one.from === entry.state && !(one.byAnother && answers))
    .map((one) => one.id)
}

function decidedByOffice(db: ReadDb, entryId: string): OutputOf<'ledger.read'>['officeDecision'] {
  const found = officeDecisionOf(db, entryId)
  if (found === undefined) return null
  // Returned and put right since, it was returned all the same.
  const { by, at, status, reason } = found
  return { by, at: at as Instant, approved: status === 'approved', reason: reason === '' ? null : reason }
}

/** Only entries that the caller may open. */
function linkedEntries(ctx: Context, entryId: string): LinkedEntry[] {
  return linksOf(ctx.db, entryId).flatMap(({ entryId: other, relation, direction }) => {
    const entry = findReachable(ctx, other)?.entry
    if (entry === undefined) return []
    const { entry_id, book, number, state, occurred_on } = entry
    const shown = { book: book as BookId, number, state, occurredOn: occurred_on as LocalDate }
    return [{ entryId: entry_id as EntryId, ...shown, relation, direction }]
  })
}

/** Who changed what, when and why, newest first. Personal values are masked: a history is looked through like a list. */
export function historyOf(ctx: Context, entryId: EntryId): Result<OutputOf<'ledger.history'>, 'ledger/entry-gone'> {
  const found = findReachable(ctx, entryId)
  if (found === undefined) return failure('ledger/entry-gone')
  const { entry, book } = found
  ctx.audit({ action: 'view', record: entry.entry_id, detail: { book: entry.book, history: true } })
  const changes = changesOf(ctx.db, entryId)
  return success({
    versions: versionsOf(ctx.db, entryId).map((version) => ({
      version: version.version as Version,
      at: version.at as Instant,
      by: version.by,
      reason: version.reason,
      changes: shownChanges(
        ctx.db,
        book,
        changes.filter((change) => change.version === version.version),
      ),
    })),
    events: eventsOf(ctx.db, entryId).map((event) => ({
      at: event.at as Instant,
      by: event.by,
      byOffice: event.role === officeRole,
      from: event.from_state,
      to: event.to_state,
      transition: event.transition,
      note: event.note,
      changes: shownChanges(ctx.db, book, eventChangesOf(ctx.db, event.event_id)),
    })),
    decisions: decisionsOn(ctx.db, entryId),
  })
}

/** Two versions side by side, masked. */
export function compareVersions(
  ctx: Context,
  { entryId, left, right }: ParsedInputOf<'ledger.compare'>,
): Result<OutputOf<'ledger.compare'>, 'ledger/entry-gone'> {
  const found = findReachable(ctx, entryId)
  if (found === undefined || Math.max(left, right) > found.entry.version) return failure('ledger/entry-gone')
  ctx.audit({ action: 'view', record: entryId, detail: { book: found.entry.book, left, right } })
  return success({
    fields: shownChanges(ctx.db, found.book, changesFromTo(changesOf(ctx.db, entryId), left, right)),
  })
}

/** Every value of an entry, and the names of the accounts in it: what a print needs. */
export function plainValues(
  db: ReadDb,
  { entry, book, helpers }: FoundEntry,
): { values: Values; names: Map<string, string> } {
  const values = valuesOfEntry(db, book, entry)
  const named = book.definition.fields
    .filter(({ kind }) => kind === 'account' || kind === 'accounts')
    .flatMap(({ key }) => values[key]?.split(',') ?? [])
  return { values, names: peopleOf(db, [entry.officer_id, entry.typist_id, ...helpers, ...named]) }
}
