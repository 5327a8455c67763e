import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import { whenLocked } from '../../session/session-store.ts'

/** What was filed last in each book, for Ctrl+D; in memory only, and gone when the screen is locked. */
const last = new Map<string, TypedFields>()
whenLocked(() => last.clear())

export function rememberLast(book: string, fields: TypedFields): void {
  last.set(book, fields)
}

export function lastValue(book: string, field: string): string | undefined {
  return last.get(book)?.[field]
}
