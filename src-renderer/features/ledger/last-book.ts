import { whenUserChanges } from '../../session/session-store.ts'

/** The book that was open last: 台账登记 comes back to it. */
let last: string | null = null
whenUserChanges(() => {
  last = null
})

export function rememberBook(book: string): void {
  last = book
}

export function lastBook(): string | null {
  return last
}
