import type { BookDefinition, BookTransition } from '../../../src-contract/books.ts'
import type { EntryRow } from './use-entry-pages.ts'

/** Steps that every chosen entry can take in its state; an entry that waits for review or is void takes none. */
export function commonSteps(
  book: BookDefinition,
  rows: readonly Pick<EntryRow, 'state' | 'stage'>[],
): readonly BookTransition[] {
  if (rows.length === 0 || rows.some((row) => row.stage !== 'filed')) return []
  const states = new Set(rows.map((row) => row.state))
  // One act takes one step: of several states only those that share the step's id, which is unique, so one state alone has any.
  return states.size > 1 ? [] : book.transitions.filter((step) => states.has(step.from))
}
