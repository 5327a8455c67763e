import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { ImportRepair } from '../../../src-contract/features/exchange.shapes.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { inTurn } from '../sources/in-turn.ts'
import { CheckPass, inFileReason } from './check-pass.ts'
import { mappingProblems } from './headings.rules.ts'
import { auditSeq, changeImport, type StoredImport } from './imports.repo.ts'
import { ownImport, shownImport } from './stored-import.ts'

const pageRows = 250

/** Takes another mapping or other repairs and checks all rows again. */
export function adjustImport(
  ctx: Context,
  input: ParsedInputOf<'exchange.adjustImport'>,
): Promise<Answer<'exchange.adjustImport'>> {
  return inTurn(ctx.db, async () => {
    const found = ownImport(ctx, input.importId)
    if (found === undefined) return failure('exchange/import-gone')
    const { stored, book } = found
    if (stored.state !== 'read' && stored.state !== 'checked') return failure('exchange/import-begun')
    const mapping = input.mapping ?? stored.mapping
    const repairs = distinct(input.repairs ?? stored.repairs)
    const keys = stored.columns.map((column) => column.key)
    const wrong = [...mappingProblems(book, keys, mapping), ...wrongRepairs(book, repairs)]
    if (wrong.length > 0) return failure('exchange/mapping-invalid', { fields: wrong })
    const mappedBy = input.mapping === undefined ? stored.mappedBy : ('hand' as const)
    const changed: StoredImport = { ...stored, mapping, repairs, mappedBy }
    const checked = await checkAll(ctx, book, changed)
    return success(shownImport({ stored: { ...changed, ...checked }, book }))
  })
}

/** The later of two decisions about the same thing counts. */
function distinct(repairs: readonly ImportRepair[]): ImportRepair[] {
  const byKey = new Map<string, ImportRepair>()
  for (const repair of repairs) {
    const { kind } = repair
    const about =
      kind === 'value'
        ? `${repair.field} ${repair.from}`
        : kind === 'duplicates'
          ? repair.of
          : kind === 'accept' || kind === 'replace'
            ? `${repair.field} ${repair.code}`
            : repair.field
    byKey.set(`${kind} ${about}`, repair)
  }
  return [...byKey.values()]
}

/** Fields that repairs name and the book does not have. */
function wrongRepairs(book: BookSpec, repairs: readonly ImportRepair[]): string[] {
  const known = new Set(book.definition.fields.map((field) => field.key))
  return repairs.flatMap((repair) => ('field' in repair && !known.has(repair.field) ? [repair.field] : []))
}

/** Checks every row that is kept, keeps what was found, and answers with it. */
export async function checkAll(
  ctx: Context,
  book: BookSpec,
  stored: StoredImport,
): Promise<Pick<StoredImport, 'counts' | 'problems' | 'state' | 'checked'>> {
  const { importId, mapping, repairs } = stored
  const known = Object.keys(mapping).length > 0
  const seq = auditSeq(ctx.db)
  const pass = new CheckPass(ctx, { importId, book, inFile: inFileReason(book, repairs) })
  try {
    await checkKept(ctx, stored, pass, false)
  } finally {
    await pass.end()
  }
  const result = {
    counts: pass.tally.counts(),
    problems: pass.tally.problems(),
    state: known ? ('checked' as const) : ('read' as const),
    checked: { on: ctx.today, seq },
  }
  ctx.bulk((tx) => changeImport(tx, importId, { ...result, mapping, mappedBy: stored.mappedBy, repairs: [...repairs] }))
  return result
}

/** Runs rows that are kept through the checks, page by page, in their order. */
export async function checkKept(ctx: Context, stored: StoredImport, pass: CheckPass, onlyNew: boolean): Promise<void> {
  const input = {
    importId: stored.importId,
    book: stored.book,
    today: ctx.today,
    columns: stored.columns.map((column) => column.key),
    mapping: stored.mapping,
    repairs: stored.repairs,
    limit: pageRows,
    onlyNew,
  }
  const total = stored.counts.rows
  let done = 0
  let page = ctx.read('exchange.checkStaged', { ...input, after: -1 })
  for (;;) {
    const rows = await page
    const last = rows.at(-1)
    if (last === undefined) return
    // The next page is checked while this one is kept; each row is read before it is written.
    page = ctx.read('exchange.checkStaged', { ...input, after: last.row })
    page.catch(() => undefined)
    await pass.keep(rows, null)
    done += rows.length
    ctx.progress({ phase: 'check', done, total })
  }
}
