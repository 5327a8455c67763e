import type { OutputOf } from '../../../src-contract/contract.ts'
import type { QueryKind, Refine, UnindexedWay } from '../../../src-contract/features/lookup.contract.ts'
import type { Progress } from '../../../src-contract/rpc.ts'
import { whenLocked } from '../../session/session-store.ts'
import { go, type Route } from '../../ui/router.ts'
import { store } from '../../ui/store.ts'

export type Found = OutputOf<'lookup.search'>

/** How far the records are looked through that the search index does not lead to yet, for the answer that is shown. */
export type Further =
  | { state: 'looking'; progress: Progress | null }
  | { state: 'looked'; way: UnindexedWay; taken: number; all: boolean }
  | { state: 'failed' }

/** The question and its answer, kept while a file is open, so that going back finds them as they were. */
export type Question = {
  text: string
  kind: QueryKind | null
  /** What a question that found too many was narrowed to; another text begins without. */
  refine: Refine
  found: Found | null
  /** The text that `found` answers; while it is another, Enter asks and does not open. */
  foundFor: string
  /** Null: nothing was looked through, or not yet. */
  further: Further | null
  chosen: number
}

/** What the list shows, in its order: the places that are meant, then the files. */
export function resultsOf({ places, hits }: Found): { key: string; route: Route }[] {
  return [
    ...places.map(({ recordId, scope }) => ({
      key: `place ${recordId}`,
      route: { screen: 'place', recordId, scope } as const,
    })),
    ...hits.map(({ subjectId }) => ({ key: `file ${subjectId}`, route: { screen: 'file', subjectId } as const })),
  ]
}

/** What the systems said is the same object while they say the same: it is not drawn again for each key. */
export function unlessSame(before: Found | null, now: Found): Found {
  if (before === null || JSON.stringify(before.systems) !== JSON.stringify(now.systems)) return now
  return { ...now, systems: before.systems }
}

const noQuestion: Question = { text: '', kind: null, refine: {}, found: null, foundFor: '', further: null, chosen: 0 }
export const question = store<Question>(noQuestion)

/** Grows when the box shall take the focus. */
export const focusWanted = store(0)

whenLocked(() => question.set(noQuestion))

export function focusLookup(): void {
  go({ screen: 'lookup' })
  focusWanted.set(focusWanted.get() + 1)
}

/** Opens the lookup with a text that was typed or pasted elsewhere. */
export function lookUp(text: string): void {
  question.set({ ...noQuestion, text })
  focusLookup()
}
