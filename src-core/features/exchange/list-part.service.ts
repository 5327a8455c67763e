import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { BookField } from '../../../src-contract/books.ts'
import { rowsWithoutApproval } from '../../../src-contract/features/exchange.contract.ts'
import { purposesWithReference } from '../../../src-contract/purposes.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { PlainRow } from '../ledger/list-plain.queries.ts'
import { reachNow } from '../ledger/reach-now.ts'
import { mostRows, needsApproval, opensPlain } from './export-rule.rules.ts'
import { readable, readableMasked } from './readable.rules.ts'
import { findRequest } from './requests.repo.ts'
import { sheetText } from './returned-text.ts'

export type ListPart = ParsedInputOf<'exchange.exportList'>
export type ExportKind = 'xlsx' | 'print'

/** Entries that are to leave the program, after the rule was asked. */
export type Taken = {
  readonly book: BookSpec
  readonly ids: readonly string[]
  readonly plain: boolean
  readonly columns: readonly BookField[]
  readonly names: ReadonlyMap<string, string>
  /** The approved request that is used up by it. */
  readonly approval: string | null
}

export type TakeError =
  | 'ledger/unknown-book'
  | 'access/reference-required'
  | 'exchange/nothing-to-export'
  | 'exchange/too-many-rows'
  | 'exchange/needs-approval'
  | 'exchange/approval-gone'

/** What was asked for, in one spelling: an approval holds for exactly this. */
export function selectionOf(kind: ExportKind, part: ListPart): string {
  const { approval: _, ...asked } = part
  return canonicalJson(JSON.parse(JSON.stringify({ kind, ...asked })) as never)
}

/** Which entries a call may take out, and whether in plain; the rule of the design in one place. */
export async function take(ctx: Context, kind: ExportKind, part: ListPart): Promise<Result<Taken, TakeError>> {
  const counted = await count(ctx, kind, part)
  if (!counted.ok) return counted
  const { book, ids } = counted.value
  let approval: string | null = null
  if (needsApproval(ctx.session.role, ids.length, rowsWithoutApproval)) {
    if (part.approval === undefined) {
      return failure('exchange/needs-approval', { rows: ids.length, max: rowsWithoutApproval })
    }
    const request = findRequest(ctx.db, part.approval)
    const holds =
      request !== undefined &&
      request.asked_by === ctx.session.accountId &&
      request.state === 'approved' &&
      request.selection === selectionOf(kind, part)
    if (!holds) return failure('exchange/approval-gone')
    approval = part.approval
  }
  return success({
    book,
    ids,
    plain: part.plain && opensPlain(part.purpose, book.definition.id),
    columns: columnsFor(book, part.columns),
    names: namesOf(ctx),
    approval,
  })
}

/** How many rows a selection has, without any approval. */
export async function count(
  ctx: Context,
  kind: ExportKind,
  part: ListPart,
): Promise<
  Result<
    { book: BookSpec; ids: string[] },
    'ledger/unknown-book' | 'access/reference-required' | 'exchange/nothing-to-export' | 'exchange/too-many-rows'
  >
> {
  const book = booksById.get(part.book)
  if (book === undefined) return failure('ledger/unknown-book')
  if (purposesWithReference.has(part.purpose) && (part.reference ?? '') === '') {
    return failure('access/reference-required', { purpose: part.purpose })
  }
  const most = mostRows[kind]
  const { purpose: _p, reference: _r, plain: _l, columns: _c, approval: _a, ...list } = part
  const ids = await ctx.read('exchange.listIds', {
    ...list,
    offset: 0,
    limit: most + 1,
    reach: reachNow(ctx),
    today: ctx.today,
  })
  if (ids.length === 0) return failure('exchange/nothing-to-export')
  if (ids.length > most) return failure('exchange/too-many-rows', { max: most })
  return success({ book, ids })
}

function columnsFor(book: BookSpec, asked: readonly string[] | undefined): BookField[] {
  const wanted = asked ?? book.definition.list.columns
  return wanted.flatMap((key) => book.definition.fields.find((field) => field.key === key) ?? [])
}

function namesOf({ db }: Pick<Context, 'db'>): Map<string, string> {
  const rows = db.prepare<[], { id: string; name: string }>('SELECT account_id AS id, name FROM accounts').all()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

const idsAtOnce = 500

/** The rows in their order, some hundred at a time: number, state, and the columns as they may be read. */
export async function* rowsOf(ctx: Context, { book, ids, plain, columns, names }: Taken): AsyncGenerator<string[]> {
  const states = new Map(book.definition.states.map((state) => [state.id, state.label.zh]))
  const read = plain ? readable : readableMasked
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const rows: PlainRow[] = await ctx.read('exchange.plainRows', {
      book: book.definition.id,
      ids: ids.slice(from, from + idsAtOnce),
    })
    for (const { number, state, values } of rows) {
      yield [
        number,
        states.get(state) ?? state,
        ...columns.map((field) => {
          const value = values[field.key]
          return value === undefined ? '' : read(field, value, names)
        }),
      ]
    }
    ctx.progress({ phase: 'export', done: Math.min(from + idsAtOnce, ids.length), total: ids.length })
    ctx.signal.throwIfAborted()
  }
}

/** Who takes it out, when, why, how much and in which form: stands above the rows and on every page. */
export function provenance(ctx: Context, part: ListPart, taken: Taken): string {
  const { lines, purposes } = sheetText
  const { session } = ctx
  return [
    `${lines.by}：${session.name} ${session.staffNumber}`,
    `${lines.at}：${localTime(ctx.now)}`,
    `${lines.purpose}：${part.purpose} ${purposes[part.purpose]}${part.reference === undefined ? '' : ` ${part.reference}`}`,
    `${lines.rows}：${taken.ids.length}`,
    taken.plain ? lines.plain : lines.masked,
  ].join('　')
}

const shanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

export function localTime(instant: string): string {
  return shanghai.format(new Date(instant))
}
