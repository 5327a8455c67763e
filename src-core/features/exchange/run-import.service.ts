import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { BookImportCounts, ImportRepair } from '../../../src-contract/features/exchange.shapes.ts'
import type { ImportId } from '../../../src-contract/ids.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { fileBulk, type PreparedEntry } from '../ledger/file-bulk.service.ts'
import { inTurn } from '../sources/in-turn.ts'
import { checkAll, checkKept } from './adjust-import.service.ts'
import { CheckPass, inFileReason } from './check-pass.ts'
import { countFiled, markFiled, rowsToFile, verdictCounts } from './import-rows.repo.ts'
import { auditSeq, changedSince, changeImport, rememberMapping, type StoredImport } from './imports.repo.ts'
import { ownImport } from './stored-import.ts'

type RunAnswer = Answer<'exchange.runImport'>

/** Rows that go in together before the clock is looked at; and how long a slice may take with its commit. */
const rowsAtOnce = 20
const sliceMs = 9
const rowsRead = 400

/**
 * Files what can be filed, in the order of the file. Each slice is one transaction of entries, rows that are done and an audit row, so
 * that nothing is filed twice however often it is interrupted. What others did meanwhile is heeded: the rows that are left are
 * checked again before the next is filed.
 */
export function runImport(ctx: Context, input: ParsedInputOf<'exchange.runImport'>): Promise<RunAnswer> {
  return inTurn(ctx.db, async () => {
    const found = ownImport(ctx, input.importId)
    if (found === undefined) return failure('exchange/import-gone')
    const { stored, book } = found
    const { importId } = stored
    if (stored.state === 'filed') return answer(ctx, stored, stored.counts)
    if (stored.state !== 'checked' && stored.state !== 'filing') return failure('exchange/nothing-to-file')
    let ready = stored
    if (stored.state === 'checked') {
      if (isStale(ctx, stored)) {
        ready = { ...stored, ...(await checkAll(ctx, book, stored)) }
        if (canonicalJson(ready.counts) !== canonicalJson(stored.counts)) return failure('exchange/import-changed')
      }
      if (rowsToFile(ctx.db, importId, -1, 1).length === 0) return failure('exchange/nothing-to-file')
      ctx.bulk((tx) => changeImport(tx, importId, { state: 'filing' }))
    }
    await fileRows(ctx, book, ready)
    const counts = countsNow(ctx, stored)
    return finish(ctx, stored, counts)
  })
}

function isStale(ctx: Context, { checked, importId }: StoredImport): boolean {
  return checked === null || checked.on !== ctx.today || changedSince(ctx.db, checked.seq, importId)
}

async function fileRows(ctx: Context, book: BookSpec, stored: StoredImport): Promise<void> {
  const { importId } = stored
  const total = stored.counts.new
  const act = {
    book,
    at: ctx.now,
    today: ctx.today,
    accountId: ctx.session.accountId,
    prefilled: null,
    newId: () => ctx.newId(),
  }
  let done = stored.state === 'filing' ? countFiled(ctx.db, importId) : 0
  let after = -1
  // What was filed before an interruption was checked at another time.
  let seq = stored.state === 'filing' ? -1 : (stored.checked?.seq ?? -1)
  let rows: { row: number; content: string }[] = []
  let next = 0
  for (;;) {
    if (seq < 0 || changedSince(ctx.db, seq, importId)) {
      seq = auditSeq(ctx.db)
      await checkAgain(ctx, book, stored)
      rows = []
      next = 0
      continue
    }
    if (next >= rows.length) {
      rows = rowsToFile(ctx.db, importId, after, rowsRead)
      next = 0
      if (rows.length === 0) return
    }
    const from = next
    next = ctx.bulk((tx) => {
      const started = performance.now()
      const mark = markFiled(tx, importId)
      let at = from
      let first: string | undefined
      let last: string | undefined
      do {
        const batch = rows.slice(at, at + rowsAtOnce)
        const entries = batch.map(({ content }) => JSON.parse(content) as PreparedEntry)
        fileBulk(tx, act, entries).forEach(({ entryId, number }, i) => {
          mark((batch[i] as { row: number }).row, entryId)
          first ??= number
          last = number
        })
        at += batch.length
      } while (at < rows.length && performance.now() - started < sliceMs)
      // In this transaction: entries without an audit row must not be.
      ctx.audit({
        action: 'import',
        record: importId,
        detail: { book: stored.book, filed: at - from, from: first ?? '', to: last ?? '' },
      })
      return at
    })
    after = rows[next - 1]?.row ?? after
    done += next - from
    ctx.progress({ phase: 'file', done, total: Math.max(total, done) })
    await new Promise<void>((resolve) => setImmediate(resolve))
    ctx.signal.throwIfAborted()
  }
}

/** Rows that are still to be filed, judged by what the ledger says now. */
async function checkAgain(ctx: Context, book: BookSpec, stored: StoredImport): Promise<void> {
  const { importId, repairs } = stored
  const pass = new CheckPass(ctx, { importId, book, inFile: inFileReason(book, repairs) })
  await checkKept(ctx, stored, pass, true)
}

function countsNow(ctx: Context, { importId, counts }: StoredImport): BookImportCounts {
  const left = verdictCounts(ctx.db, importId)
  const filed = countFiled(ctx.db, importId)
  return {
    rows: counts.rows,
    new: filed + (left.get('new') ?? 0),
    existing: left.get('existing') ?? 0,
    inFile: left.get('in-file') ?? 0,
    errors: left.get('error') ?? 0,
    warnings: left.get('warning') ?? 0,
    filed,
  }
}

/** Decisions about values hold for the next file of this shape; reasons for warnings are given anew each time. */
const remembered: ReadonlySet<ImportRepair['kind']> = new Set(['value', 'default', 'date-order'])

function finish(ctx: Context, stored: StoredImport, counts: BookImportCounts): RunAnswer {
  const { importId, book, shape, mapping, repairs } = stored
  const finished: RunAnswer = ctx.commit((tx) => {
    changeImport(tx, importId, { state: 'filed', counts })
    const kept = repairs.filter(({ kind }) => remembered.has(kind))
    rememberMapping(tx, { book, shape, at: ctx.now, mapping, repairs: kept })
    const { filed, rows } = counts
    tx.audit({ action: 'import', record: importId, detail: { book, finished: true, filed, left: rows - filed } })
    return success({ importId: importId as ImportId, state: 'filed' as const, counts })
  })
  ctx.emit({ name: 'data-changed', what: 'ledger' })
  return finished
}

function answer(ctx: Context, { importId }: StoredImport, counts: BookImportCounts): RunAnswer {
  return ctx.commit(() => success({ importId: importId as ImportId, state: 'filed' as const, counts }))
}
