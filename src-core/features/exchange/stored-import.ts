import type { BookImport } from '../../../src-contract/features/exchange.shapes.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { ImportId, Instant } from '../../../src-contract/ids.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import { missingFields } from './headings.rules.ts'
import { findImport, type StoredImport } from './imports.repo.ts'

export type OwnImport = { readonly stored: StoredImport; readonly book: BookSpec }

/** An import of the caller's own; undefined also where it is somebody else's. */
export function ownImport(ctx: Pick<Context, 'db' | 'session'>, importId: string): OwnImport | undefined {
  const stored = findImport(ctx.db, importId)
  const book = stored === undefined ? undefined : booksById.get(stored.book)
  if (stored === undefined || book === undefined || stored.accountId !== ctx.session.accountId) return undefined
  return { stored, book }
}

export function shownImport({ stored, book }: OwnImport): BookImport {
  const defaults = new Set(stored.repairs.flatMap((one) => (one.kind === 'default' ? [one.field] : [])))
  return {
    importId: stored.importId as ImportId,
    book: stored.book as BookId,
    state: stored.state,
    fileName: stored.fileName,
    format: stored.format,
    encoding: stored.encoding,
    sheet: stored.sheet,
    sheets: [...stored.sheets],
    columns: [...stored.columns],
    mapping: stored.mapping,
    mappedBy: stored.mappedBy,
    missing: missingFields(book, stored.mapping, defaults),
    repairs: [...stored.repairs],
    counts: stored.counts,
    problems: [...stored.problems],
    notices: [...stored.notices],
    at: stored.at as Instant,
  }
}
