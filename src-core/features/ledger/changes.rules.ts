import type { Values } from '../../../src-domain/books/book.ts'
import type { Change } from './history.repo.ts'

/** What differs, by field key; a field that is empty on one side is null there. */
export function changesBetween(before: Values, after: Values): Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys
    .filter((key) => before[key] !== after[key])
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
}

/** The values after changes. */
export function withChanges(values: Values, changes: readonly Change[]): Values {
  const after: Record<string, string> = { ...values }
  for (const { field, after: value } of changes) {
    if (value === null) delete after[field]
    else after[field] = value
  }
  return after
}

/** The other way round. */
export function turned(changes: readonly Change[]): Change[] {
  return changes.map(({ field, before, after }) => ({ field, before: after, after: before }))
}

type VersionedChange = Change & { readonly version: number }

/**
 * What the versions after `left`, up to `right`, changed in all: each field as it was at `left` and at `right`. Steps are no versions
 * and are not in it.
 *
 * @param changes of all versions of one entry, oldest first
 */
export function changesFromTo(changes: readonly VersionedChange[], left: number, right: number): Change[] {
  if (left > right) return turned(changesFromTo(changes, right, left))
  const found = new Map<string, Change>()
  for (const { version, field, before, after } of changes) {
    if (version <= left || version > right) continue
    found.set(field, { field, before: found.has(field) ? (found.get(field)?.before ?? null) : before, after })
  }
  return [...found.values()].filter((change) => change.before !== change.after)
}
