import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { BookImportCounts, ImportRepair } from '../../../src-contract/features/exchange.shapes.ts'
import type { ImportId } from '../../../src-contract/ids.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { WriteDb } from '../../store/sql.ts'
import { fileBulk, type BulkAct, type PreparedEntry } from '../ledger/file-bulk.service.ts'
import { markDaysOnce } from '../ledger/touches.ts'
import { inTurn } from '../sources/in-turn.ts'
import { checkAll, checkKept } from './adjust-import.service.ts'
import { CheckPass, inFileReason } from './check-pass.ts'
import { countFiled, markFiled, rowsToFile, verdictCounts } from './import-rows.repo.ts'
import { auditSeq, changedSince, changeImport, rememberMapping, type StoredImport } from './imports.repo.ts'
import { ownImport } from './stored-import.ts'

type RunAnswer = Answer<'exchange.runImport'>

/** Rows that go in together before the clock is looked at. */
const rowsAtOnce = 128
/** How long a slice may take: nobody waits for longer than that and the commit of some. */
const sliceMs = 12
/**
 * Rows to a commit: with more of them a page that many touch is written, and encrypted, once instead of again and again; but nobody is
 * answered while it is written. As many as fit into `commitMs`.
 */
const rowsPerCommit = { first: 5_000, least: 5_000, most: 20_000 }
const commitMs = 300
const rowsRead = 500

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
  const filing = new Filing(ctx, book, stored)
  const bulk = ctx.bulkWork(markDaysOnce)
  let committed = filing.done
  let perCommit = rowsPerCommit.first
  // Whoever asks for something commits what is there, and entries without an audit row must not be.
  bulk.beforeCommit((tx) => filing.note(tx))
  try {
    for (;;) {
      const outcome = bulk.slice((tx) => filing.slice(tx))
      const last = outcome !== 'more' || ctx.signal.aborted
      ctx.progress({ phase: 'file', done: filing.done, total: Math.max(stored.counts.new, filing.done) })
      if (last || filing.done - committed >= perCommit) {
        const started = performance.now()
        bulk.commit()
        const fitting = ((filing.done - committed) * commitMs) / Math.max(1, performance.now() - started)
        perCommit = Math.max(rowsPerCommit.least, Math.min(rowsPerCommit.most, Math.round(fitting)))
        committed = filing.done
      }
      if (outcome === 'done') return
      if (outcome === 'changed') {
        // What is done while they are checked is seen by the next look.
        const seq = auditSeq(ctx.db)
        await checkAgain(ctx, book, stored)
        filing.again(seq)
      }
      await bulk.rest()
      ctx.signal.throwIfAborted()
    }
  } finally {
    await bulk.end()
  }
}

/** The rows of one import on their way into the book. */
class Filing {
  done: number
  readonly #ctx: Context
  readonly #stored: StoredImport
  readonly #act: BulkAct
  /** Newest audit row at the last check; -1: what is left has to be checked first. */
  #seq: number
  #after = -1
  #rows: readonly { readonly row: number; readonly content: string }[] = []
  #next = 0
  #unsaid = { filed: 0, from: '', to: '' }

  constructor(ctx: Context, book: BookSpec, stored: StoredImport) {
    this.#ctx = ctx
    this.#stored = stored
    this.#act = {
      book,
      at: ctx.now,
      today: ctx.today,
      accountId: ctx.session.accountId,
      prefilled: null,
      newId: () => ctx.newId(),
    }
    // What was left by an interruption was checked at another time.
    const resumed = stored.state === 'filing'
    this.done = resumed ? countFiled(ctx.db, stored.importId) : 0
    this.#seq = resumed ? -1 : (stored.checked?.seq ?? -1)
  }

  /** Rows were checked again, by what was so at an audit row: those that are left are read anew. */
  again(seq: number): void {
    this.#seq = seq
    this.#rows = []
    this.#next = 0
  }

  slice(tx: WriteDb): 'more' | 'done' | 'changed' {
    const { importId } = this.#stored
    if (this.#seq < 0 || changedSince(tx, this.#seq, importId)) return 'changed'
    if (this.#next >= this.#rows.length) {
      this.#rows = rowsToFile(tx, importId, this.#after, rowsRead)
      this.#next = 0
      if (this.#rows.length === 0) return 'done'
    }
    const started = performance.now()
    const mark = markFiled(tx, importId)
    do {
      const batch = this.#rows.slice(this.#next, this.#next + rowsAtOnce)
      const entries = batch.map(({ content }) => JSON.parse(content) as PreparedEntry)
      const filed = fileBulk(tx, this.#act, entries)
      mark(filed.map(({ entryId }, at) => ({ row: batch[at]?.row ?? -1, entryId })))
      if (this.#unsaid.filed === 0) this.#unsaid.from = filed[0]?.number ?? ''
      this.#unsaid.to = filed.at(-1)?.number ?? this.#unsaid.to
      this.#unsaid.filed += filed.length
      this.#next += batch.length
      this.done += batch.length
    } while (this.#next < this.#rows.length && performance.now() - started < sliceMs)
    this.#after = this.#rows[this.#next - 1]?.row ?? this.#after
    return 'more'
  }

  /** Puts what was filed since the last time into the audit trail. */
  note(tx: WriteDb): void {
    const { importId, book } = this.#stored
    if (this.#unsaid.filed === 0) return
    this.#ctx.audit({ action: 'import', record: importId, detail: { book, ...this.#unsaid } })
    this.#unsaid = { filed: 0, from: '', to: '' }
    if (this.#seq >= 0) this.#seq = auditSeq(tx)
  }
}

/** Rows that are still to be filed, judged by what the ledger says now. */
async function checkAgain(ctx: Context, book: BookSpec, stored: StoredImport): Promise<void> {
  const { importId, repairs } = stored
  const pass = new CheckPass(ctx, { importId, book, inFile: inFileReason(book, repairs) })
  try {
    await checkKept(ctx, stored, pass, true)
  } finally {
    await pass.end()
  }
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
