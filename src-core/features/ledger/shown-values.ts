import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { maskValue } from '../../../src-domain/books/mask-values.ts'
import type { ReadDb } from '../../store/sql.ts'
import { peopleOf } from './entries.repo.ts'
import type { Change } from './history.repo.ts'

type ShownChange = { field: string; before: string | null; after: string | null }

/** Differences as histories and reviews show them: personal values masked, accounts by name, in the order of the form. */
export function shownChanges(db: ReadDb, book: BookSpec, changes: readonly Change[]): ShownChange[] {
  const names = peopleOf(db, accountsIn(book, changes))
  const places = new Map(book.definition.fields.map((field, place) => [field.key, place]))
  return changes
    .map(({ field, before, after }) => ({
      field,
      before: shownValue(book, field, before, names),
      after: shownValue(book, field, after, names),
    }))
    .sort((a, b) => (places.get(a.field) ?? 0) - (places.get(b.field) ?? 0))
}

/** The values as changes from nothing. */
export function asChanges(values: Values): Change[] {
  return Object.entries(values).map(([field, after]) => ({ field, before: null, after }))
}

/** @param names of the accounts in the value */
export function shownValue(
  book: BookSpec,
  key: string,
  value: string | null,
  names: ReadonlyMap<string, string>,
): string | null {
  const field = book.definition.fields.find((one) => one.key === key)
  if (value === null || field === undefined) return value
  if (field.kind !== 'account' && field.kind !== 'accounts') return maskValue(field, value)
  return value
    .split(',')
    .map((id) => names.get(id) ?? '')
    .join('、')
}

/** Ids in the account fields of the values. */
export function accountsIn(book: BookSpec, changes: readonly Change[]): string[] {
  const keys = new Set(
    book.definition.fields.filter(({ kind }) => kind === 'account' || kind === 'accounts').map(({ key }) => key),
  )
  return changes
    .filter(({ field }) => keys.has(field))
    .flatMap(({ before, after }) => [before, after])
    .flatMap((value) => value?.split(',') ?? [])
}
