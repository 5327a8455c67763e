import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { commonKeys } from '../../../src-domain/books/common-fields.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { childrenOf, findDraft, followFields, type StoredDraft, type StoredMark } from './drafts.repo.ts'

/** The mark of a field that follows the draft which is filed together with this one. */
export const parentSource = 'parent'

export type Inherited = {
  readonly parentId: string | null
  readonly fields: Record<string, string>
  readonly marks: readonly StoredMark[]
}

export const nothingInherited: Inherited = { parentId: null, fields: {}, marks: [] }

/**
 * Day, place and people of the draft that a new one is filed together with. Only books that the other's definition names, and only
 * one below the other: what is filed in one act stays in sight.
 */
export function inherited(
  ctx: Context,
  db: ReadDb,
  book: BookSpec,
  parentId: string,
): Result<Inherited, 'ledger/draft-gone' | 'ledger/not-together'> {
  const parent = findDraft(db, parentId, ctx.session.accountId)
  const above = parent === undefined ? undefined : booksById.get(parent.book)
  if (parent === undefined || above === undefined) return failure('ledger/draft-gone')
  if (parent.parentId !== null || !above.definition.spreads.includes(book.definition.id)) {
    return failure('ledger/not-together', { book: book.definition.id })
  }
  const shared = sharedKeys(above, book)
  const fields = Object.fromEntries(
    shared.flatMap((key) => {
      const value = parent.fields[key]
      return value === undefined ? [] : [[key, value] as const]
    }),
  )
  const marks = Object.keys(fields).map((field) => ({ field, source: parentSource, at: null, nativeId: null }))
  return success({ parentId, fields, marks })
}

/**
 * What the parent's new values mean for its children: a field that follows it moves along, and so does one that was empty on both
 * sides. A field that was typed by hand stays. The children's revisions do not grow, so that a form which shows one can go on.
 */
export function moveChildren(db: WriteDb, parent: StoredDraft, fields: Readonly<Record<string, string>>): void {
  const above = booksById.get(parent.book)
  if (above === undefined) return
  const changed = commonKeys.filter((key) => parent.fields[key] !== fields[key])
  if (changed.length === 0) return
  for (const child of childrenOf(db, parent.draftId)) {
    const book = booksById.get(child.book)
    if (book === undefined) continue
    const shared = new Set(sharedKeys(above, book))
    const follows = (key: string): boolean =>
      child.marks.some((mark) => mark.field === key && mark.source === parentSource) ||
      (child.fields[key] === undefined && parent.fields[key] === undefined)
    const moved = changed.filter((key) => shared.has(key) && follows(key))
    const values = Object.fromEntries(moved.map((key) => [key, fields[key]]))
    followFields(db, child.draftId, values, { source: parentSource, at: null, nativeId: null })
  }
}

/** Fields that every book has, as far as both of these do. */
function sharedKeys(above: BookSpec, below: BookSpec): string[] {
  const has = (book: BookSpec, key: string): boolean => book.definition.fields.some((field) => field.key === key)
  return commonKeys.filter((key) => has(above, key) && has(below, key))
}
