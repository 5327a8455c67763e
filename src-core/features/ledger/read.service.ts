import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import { Stage } from '../../../src-contract/features/ledger.shapes.ts'
import type { AccountId, EntryId, Instant, LocalDate, Version } from '../../../src-contract/ids.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { maskValue } from '../../../src-domain/books/mask-values.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { valuesOfEntry } from './carried.ts'
import { changesOf, findEntry, helpersOf, peopleOf, versionsOf, type EntryRecord } from './entries.repo.ts'
import { reaches, reachOf } from './reach.rules.ts'

export type FoundEntry = { readonly entry: EntryRecord; readonly book: BookSpec; readonly helpers: readonly string[] }

/** An entry that this account may see; undefined also when there is one that it may not. */
export function findReachable(ctx: Context, entryId: string): FoundEntry | undefined {
  const entry = findEntry(ctx.db, entryId)
  const book = entry === undefined ? undefined : booksById.get(entry.book)
  if (entry === undefined || book === undefined) return undefined
  const helpers = helpersOf(ctx.db, entryId)
  const people = { officerId: entry.officer_id, typistId: entry.typist_id, helpers }
  return reaches(reachOf(ctx.session), { beat: entry.beat, ...people }) ? { entry, book, helpers } : undefined
}

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
    steps: book.definition.transitions.filter((one) => one.from === entry.state).map((one) => one.id),
    dues: [],
    links: [],
    review: null,
  })
}

/** Who changed what, when and why, newest first. Personal values are masked: a history is looked through like a list. */
export function historyOf(ctx: Context, entryId: EntryId): Result<OutputOf<'ledger.history'>, 'ledger/entry-gone'> {
  const found = findReachable(ctx, entryId)
  if (found === undefined) return failure('ledger/entry-gone')
  const { entry, book } = found
  ctx.audit({ action: 'view', record: entry.entry_id, detail: { book: entry.book, history: true } })
  const changes = changesOf(ctx.db, entryId)
  const names = peopleOf(ctx.db, accountsIn(changes))
  const place = new Map(book.definition.fields.map((field, i) => [field.key, i]))
  return success({
    versions: versionsOf(ctx.db, entryId).map((version) => ({
      version: version.version as Version,
      at: version.at as Instant,
      by: version.by,
      reason: version.reason,
      changes: changes
        .filter((change) => change.version === version.version)
        .sort((a, b) => (place.get(a.field) ?? 0) - (place.get(b.field) ?? 0))
        .map(({ field, before, after }) => ({
          field,
          before: shown(book, field, before, names),
          after: shown(book, field, after, names),
        })),
    })),
    events: [],
  })
}

function accountsIn(changes: readonly { field: string; before: string | null; after: string | null }[]): string[] {
  return changes
    .filter(({ field }) => field === 'officer' || field === 'helpers')
    .flatMap(({ before, after }) => [before, after])
    .flatMap((value) => value?.split(',') ?? [])
}

function shown(book: BookSpec, key: string, value: string | null, names: ReadonlyMap<string, string>): string | null {
  const field = book.definition.fields.find((one) => one.key === key)
  if (value === null || field === undefined) return value
  if (field.kind !== 'account' && field.kind !== 'accounts') return maskValue(field, value)
  return value
    .split(',')
    .map((id) => names.get(id) ?? '')
    .join('、')
}

/** Every value of an entry, and the names of the accounts in it: what a print needs. */
export function plainValues(
  db: ReadDb,
  { entry, book, helpers }: FoundEntry,
): { values: Values; names: Map<string, string> } {
  return {
    values: valuesOfEntry(db, book, entry),
    names: peopleOf(db, [entry.officer_id, entry.typist_id, ...helpers]),
  }
}
