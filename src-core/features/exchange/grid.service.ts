import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { fileBulk } from '../ledger/file-bulk.service.ts'
import { recordAct } from '../ledger/undoable.ts'
import type { GridRow } from './grid.queries.ts'
import { auditSeq, changedSince } from './imports.repo.ts'

/** What is wrong with rows of the entry grid. */
export async function checkGridRows(
  ctx: Context,
  { book, rows }: ParsedInputOf<'exchange.checkRows'>,
): Promise<Answer<'exchange.checkRows'>> {
  if (!booksById.has(book)) return failure('ledger/unknown-book')
  const checked = await ctx.read('exchange.checkGrid', { book, today: ctx.today, rows, accepted: [] })
  return success({ rows: checked.map(({ problems, sameAs }) => ({ problems, sameAs })) })
}

/** Files the rows with which nothing is wrong, in one act with one undo; the others come back with what is wrong. */
export async function fileGridRows(
  ctx: Context,
  { book: id, rows, accepted }: ParsedInputOf<'exchange.fileRows'>,
): Promise<Answer<'exchange.fileRows'>> {
  const book = booksById.get(id)
  if (book === undefined) return failure('ledger/unknown-book')
  const plain = accepted.map(({ field, code, reason, row }) =>
    row === undefined ? { field, code, reason } : { field, code, reason, row },
  )
  let checked: GridRow[]
  let seq: number
  // Checked in a reader thread; when somebody files in between, what was found may not be true any more.
  do {
    seq = auditSeq(ctx.db)
    checked = await ctx.read('exchange.checkGrid', { book: id, today: ctx.today, rows, accepted: plain })
  } while (changedSince(ctx.db, seq, ''))
  const done: Answer<'exchange.fileRows'> = ctx.commit((tx) => {
    const entries = checked.flatMap(({ entry }) => (entry === null ? [] : [entry]))
    const act = { book, at: ctx.now, today: ctx.today, accountId: ctx.session.accountId, prefilled: 0 }
    const filed = fileBulk(tx, { ...act, newId: () => ctx.newId() }, entries)
    for (const { entryId, number } of filed) {
      tx.audit({ action: 'file', record: entryId, detail: { book: id, number, grid: true } })
    }
    const items = filed.flatMap((one) => one.items)
    const undo =
      filed.length === 0
        ? null
        : recordAct(ctx, tx, { actId: ctx.newId(), kind: 'import', items, entries: filed.length })
    const next = filed.values()
    return success({
      rows: checked.map(({ entry, problems }) => {
        const one = entry === null ? undefined : next.next().value
        if (one === undefined) return { filed: null, problems }
        return { filed: { entryId: one.entryId as EntryId, number: one.number, stage: one.stage }, problems }
      }),
      undo,
    })
  })
  if (done.ok && done.value.undo !== null) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return done
}
