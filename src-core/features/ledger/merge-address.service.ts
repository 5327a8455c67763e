import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type ErrorCode, type Result } from '../../../src-contract/errors.ts'
import type { EntryId, LocalDate, Version } from '../../../src-contract/ids.ts'
import { parseAddress } from '../../../src-domain/addresses/parse-address.ts'
import { printAddress } from '../../../src-domain/addresses/print-address.ts'
import type { Values } from '../../../src-domain/books/book.ts'
import { errorsOf, judge, openWarnings } from '../../../src-domain/books/judge.ts'
import { settle } from '../../../src-domain/books/settle.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import { withAudit } from '../../rpc/make-context.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { ActItem } from './acts.repo.ts'
import { answerRequest, insertRequest, newestRequestOf } from './address-requests.repo.ts'
import { valuesOfEntry } from './carried.ts'
import { addressesOf } from './catalogs.ts'
import { collectFacts } from './collect-facts.ts'
import { correctable, newVersion } from './correct.service.ts'
import { peopleOf } from './entries.repo.ts'
import { findReachable, type FoundEntry } from './find-entry.ts'
import { acceptedAt, type Accepted } from './history.repo.ts'
import { acceptedOf } from './judged.ts'
import { entriesAtTemporary } from './temporary-addresses.queries.ts'
import { recordAct } from './undoable.ts'

/** Notes that a standard address was asked for: once per temporary address as long as it is open. */
export function askStandardAddress(
  ctx: Context,
  { address, note }: ParsedInputOf<'ledger.askStandardAddress'>,
): Result<OutputOf<'ledger.askStandardAddress'>, 'ledger/address-not-temporary' | 'ledger/address-asked'> {
  const asked = ctx.commit((tx) => {
    const at = reachableAt(ctx, address).found
    if (at.length === 0) return failure('ledger/address-not-temporary')
    if (newestRequestOf(tx, address)?.state === 'open') return failure('ledger/address-asked')
    const requestId = ctx.newId()
    insertRequest(tx, { id: requestId, address, note, by: ctx.session.accountId, at: ctx.now })
    tx.audit({ action: 'address-ask', detail: { request: requestId, entries: at.length } })
    return success({ requestId })
  })
  if (asked.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return asked
}

/** What would become of each entry of a temporary address. */
export function planMerge(
  ctx: Context,
  { from, to }: ParsedInputOf<'ledger.planMerge'>,
): Result<OutputOf<'ledger.planMerge'>, 'ledger/address-not-temporary' | 'ledger/address-not-standard'> {
  const standard = standardOf(ctx.db, to)
  if (standard === null) return failure('ledger/address-not-standard')
  const { found, others } = reachableAt(ctx, from)
  if (found.length === 0) return failure('ledger/address-not-temporary')
  ctx.audit({ action: 'search', purpose: 'P01', detail: { temporaryAddress: true, hits: found.length } })
  const names = peopleOf(
    ctx.db,
    found.map(({ entry }) => entry.officer_id),
  )
  return success({
    to: standard,
    outOfReach: others,
    entries: found.map((one) => {
      const { entry, book } = one
      const merging = mergingOf(ctx, ctx.db, { entryId: entry.entry_id, version: entry.version }, from, standard)
      return {
        entryId: entry.entry_id as EntryId,
        book: book.definition.id,
        number: entry.number,
        version: entry.version as Version,
        occurredOn: entry.occurred_on as LocalDate,
        officerName: names.get(entry.officer_id) ?? '',
        toReview: entry.stage === 'in-review',
        refused: merging.ok ? null : merging.error.code,
      }
    }),
  })
}

/** A slice of the bulk act: shorter than a frame or two. */
const sliceMs = 20

/**
 * Brings the entries to the standard address, in slices, as one act that can be taken back: each by a new version as any correction. The
 * request for it is answered with the first of them.
 */
export async function mergeAddress(
  ctx: Context,
  { from, to, entries, reason }: ParsedInputOf<'ledger.mergeAddress'>,
): Promise<Result<OutputOf<'ledger.mergeAddress'>, 'ledger/address-not-standard'>> {
  const standard = standardOf(ctx.db, to)
  if (standard === null) return failure('ledger/address-not-standard')
  const items: ActItem[] = []
  const refused: OutputOf<'ledger.mergeAddress'>['refused'] = []
  const asked = [...new Map(entries.map((one) => [one.entryId, one])).values()]
  for (let at = 0; at < asked.length && !ctx.signal.aborted;) {
    at = ctx.bulk((tx) => {
      const started = performance.now()
      let next = at
      while (next < asked.length && performance.now() - started < sliceMs) {
        const one = asked[next] as (typeof asked)[number]
        next += 1
        const merged = mergeOne(ctx, withAudit(tx, ctx.audit), one, { from, standard, reason })
        if (typeof merged === 'object') items.push(merged)
        else
          refused.push({
            entryId: one.entryId,
            number: findReachable(ctx, one.entryId)?.entry.number ?? '',
            code: merged,
          })
      }
      return next
    })
    ctx.progress({ phase: 'steps', done: at, total: asked.length })
    await new Promise((resolve) => setImmediate(resolve))
  }
  const merged = ctx.commit((tx): Result<OutputOf<'ledger.mergeAddress'>, never> => {
    const done = items.map((item) => item.entryId as EntryId)
    if (done.length === 0) return success({ done, refused, undo: null })
    const actId = ctx.newId()
    const undo = recordAct(ctx, tx, { actId, kind: 'merge', items, entries: items.length })
    answerRequest(tx, from, { text: standard, by: ctx.session.accountId, at: ctx.now, act: actId })
    tx.audit({ action: 'address-merge', detail: { act: actId, entries: items.length, refused: refused.length } })
    return success({ done, refused, undo })
  })
  ctx.emit({ name: 'data-changed', what: 'ledger' })
  return merged
}

type Merge = { readonly from: string; readonly standard: string; readonly reason: string }

function mergeOne(
  ctx: Context,
  tx: Transaction,
  asked: { entryId: string; version: number },
  { from, standard, reason }: Merge,
): ActItem | ErrorCode {
  const merging = mergingOf(ctx, tx, asked, from, standard)
  if (!merging.ok) return merging.error.code
  const { found, ...values } = merging.value
  const version = newVersion(ctx, tx, found, { ...values, reason })
  return { what: 'version', ref: asked.entryId, entryId: asked.entryId, version }
}

type Merging = {
  readonly found: FoundEntry
  readonly before: Values
  readonly after: Values
  readonly accepted: readonly Accepted[]
}

/** The new version, judged like any correction; what was accepted of the old one stays accepted, but nothing about the address. */
function mergingOf(
  ctx: Context,
  db: ReadDb,
  asked: { readonly entryId: string; readonly version: number },
  from: string,
  standard: string,
): Result<Merging, ErrorCode> {
  const known = correctable(ctx, asked)
  if (!known.ok) return known
  const { entry, book } = known.value
  const before = valuesOfEntry(db, book, entry)
  if (before['address'] !== from) return failure('ledger/address-not-temporary')
  const after = settle(book, { ...before, address: standard }, ctx.today)
  const problems = judge(book, after, collectFacts(db, book, after, ctx.today, entry.entry_id))
  if (errorsOf(problems).length > 0) return failure('ledger/invalid')
  const answers = acceptedAt(db, entry.entry_id, entry.version).filter(({ field }) => field !== 'address')
  const open = openWarnings(problems, answers)
  if (open.some(({ field }) => field === 'address')) return failure('ledger/address-not-standard')
  if (open.length > 0) return failure('ledger/warnings')
  return success({ found: known.value, before, after, accepted: acceptedOf(problems, answers) })
}

/** Entries of the address that the caller may see, and how many others there are. */
function reachableAt(ctx: Context, address: string): { found: FoundEntry[]; others: number } {
  const ids = entriesAtTemporary(ctx.db, address)
  const found = ids.map((id) => findReachable(ctx, id)).filter((one) => one !== undefined)
  return { found, others: ids.length - found.length }
}

/** Normal form; null where the text names no door or building. What a book asks beyond that is judged entry by entry. */
function standardOf(db: ReadDb, text: string): string | null {
  const context = addressesOf(db)
  const place = readPlace(text, context)
  return place.key === null ? null : printAddress(parseAddress(text, context))
}
