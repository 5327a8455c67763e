import { z } from 'zod'
import type { BookId } from '../../../src-contract/books.ts'
import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import { SavedView } from '../../../src-contract/features/ledger.shapes.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { q } from '../../query.ts'
import type { Context } from '../../rpc/context.ts'

/** Views are each account's own and say how a list is looked at, never whom it shows: a text filter is not kept. */
const Body = SavedView.pick({ filters: true, stage: true, sort: true, columns: true })

export function listViews(ctx: Context, book: BookId): OutputOf<'ledger.views'> {
  const rows = ctx.db.all(
    q
      .selectFrom('saved_views')
      .selectAll()
      .where('account_id', '=', ctx.session.accountId)
      .where('book', '=', book)
      .orderBy('name'),
  )
  return {
    views: rows.flatMap((row) => {
      const body = Body.safeParse(parsed(row.body))
      // A view of a newer program that this one cannot read is left alone and not shown.
      return body.success ? [{ viewId: row.view_id, book, name: row.name, ...body.data }] : []
    }),
  }
}

export function saveView(
  ctx: Context,
  input: ParsedInputOf<'ledger.saveView'>,
): Result<OutputOf<'ledger.saveView'>, 'ledger/unknown-book' | 'ledger/view-name-taken'> {
  const { viewId, book, name, filters, stage, sort, columns } = input
  if (!booksById.has(book)) return failure('ledger/unknown-book')
  const accountId = ctx.session.accountId
  return ctx.commit((tx) => {
    const own = q.selectFrom('saved_views').select('view_id').where('account_id', '=', accountId)
    const named = tx.one(own.where('book', '=', book).where('name', '=', name))
    if (named !== undefined && named.view_id !== viewId) return failure('ledger/view-name-taken')
    const known = viewId === null ? undefined : tx.one(own.where('view_id', '=', viewId))
    const body = JSON.stringify({ filters, stage, sort, columns })
    const id = known?.view_id ?? ctx.newId()
    tx.run(
      q
        .insertInto('saved_views')
        .values({ view_id: id, account_id: accountId, book, name, body })
        .onConflict((conflict) => conflict.column('view_id').doUpdateSet({ book, name, body })),
    )
    return success({ viewId: id })
  })
}

/** Deleting what is gone is done already. */
export function deleteView(ctx: Context, viewId: string): Result<Record<string, never>, never> {
  return ctx.commit((tx) => {
    tx.run(q.deleteFrom('saved_views').where('view_id', '=', viewId).where('account_id', '=', ctx.session.accountId))
    return success({})
  })
}

function parsed(text: string): unknown {
  try {
    return z.json().parse(JSON.parse(text))
  } catch {
    return null
  }
}
