import type { BookDefinition } from '../../../src-contract/books.ts'
import type { Session } from '../../../src-contract/features/accounts.contract.ts'

/** Which entries an account comes to see. */
export type Reach =
  | { readonly all: true }
  /** Entries of these beats, and those for which the account answers or in which it helped. */
  | { readonly all: false; readonly accountId: string; readonly beats: readonly string[] }

/** Clerks and the chief work on the whole station, an officer on the own beats and own cases. */
export function reachOf(session: Pick<Session, 'role' | 'accountId' | 'beats'>): Reach {
  if (session.role === 'clerk' || session.role === 'chief') return { all: true }
  return { all: false, accountId: session.accountId, beats: session.beats }
}

export function reaches(
  reach: Reach,
  entry: {
    readonly beat: string
    readonly officerId: string
    readonly typistId: string
    readonly helpers: readonly string[]
  },
): boolean {
  if (reach.all || reach.beats.includes(entry.beat)) return true
  return [entry.officerId, entry.typistId, ...entry.helpers].includes(reach.accountId)
}

/**
 * States in which an entry waits for somebody who does not answer for it, whatever comes next (re-inspection): it is offered to every
 * officer.
 */
export function statesForAnother(definition: BookDefinition): string[] {
  return definition.states
    .map((state) => state.id)
    .filter((state) => {
      const next = definition.transitions.filter((step) => step.from === state)
      return next.length > 0 && next.every((step) => step.byAnother)
    })
}
