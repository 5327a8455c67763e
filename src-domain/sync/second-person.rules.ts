import type { BookTransition } from '../../src-contract/books.ts'
import type { Fields, FieldValue } from '../../src-contract/sync/protocol.ts'
import { books } from '../books/books.ts'

/** What is known of an entry that tells who decided, and who took what back. */
export type EntryHistory = {
  readonly reviews: readonly Fields[]
  readonly versions: readonly Fields[]
  /** Of what is sent with the change. */
  readonly events: readonly Fields[]
}

/** The decision that a change of an entry rests on. */
export type Asks =
  | { readonly field: 'stage'; readonly kind: 'filing' | 'void' | 'back' }
  | { readonly field: 'state'; readonly transitions: readonly string[] }

type Book = (typeof books)[number]['definition']
const booksById = new Map<string, Book>(books.map(({ definition }) => [definition.id, definition]))

/**
 * What somebody else has to have decided before an entry may stand as it does after a change, by its catalog. One that comes for the first time
 * is not asked how it came to its state, nor why it is out of force: nobody else ever saw it otherwise. Nothing brings an entry back into force
 * but somebody who settles a conflict.
 *
 * @param before undefined: the platform has no such entry
 */
export function asksForDecision(before: Fields | undefined, after: Fields): Asks[] {
  const book = booksById.get(String(after['book']))
  if (book === undefined) return []
  const asks: Asks[] = []
  const [stage, was] = [after['stage'], before?.['stage']]
  if (stage === 'filed' && was !== 'filed' && book.review === 'required') asks.push({ field: 'stage', kind: 'filing' })
  if (before === undefined) return asks
  if (stage !== 'voided' && was === 'voided') asks.push({ field: 'stage', kind: 'back' })
  if (stage === 'voided' && was !== 'voided') asks.push({ field: 'stage', kind: 'void' })
  const steps = stepsTo(book, before['state'], after['state'])
  if (steps.length > 0 && steps.every(({ review }) => review)) {
    const transitions = steps.map(({ id }) => id)
    asks.push({ field: 'state', transitions })
  }
  return asks
}

/** Steps by which an entry can have come to its state, the direct ones where there are any. */
function stepsTo(book: Book, from: FieldValue | undefined, to: FieldValue | undefined): readonly BookTransition[] {
  if (from === to) return []
  const into = book.transitions.filter((step) => step.to === to)
  const direct = into.filter((step) => step.from === from)
  return direct.length > 0 ? direct : into
}

/** Whether that was decided, or whoever did it took back what was their own. */
export function isDecided(asks: Asks, { reviews, versions, events }: EntryHistory, isSame: IsSame): boolean {
  const approved = reviews.filter(({ status }) => status === 'approved')
  if (asks.field === 'stage') {
    if (asks.kind === 'back') return false
    if (approved.some(({ kind, level }) => kind === asks.kind && level === 'chief')) return true
    return asks.kind === 'void' && takenBack(events).some((by) => isSame(by, filer(versions)))
  }
  if (takenBack(events).length > 0) return true
  return approved.some(({ kind, transition }) => kind === 'step' && asks.transitions.includes(String(transition)))
}

type IsSame = (one: string, other: string) => boolean

const takenBack = (events: readonly Fields[]): string[] =>
  events.filter(({ transition }) => transition === 'undo').map(({ actor }) => String(actor))

/** Whoever made the first version filed the entry. */
function filer(versions: readonly Fields[]): string {
  const first = [...versions].sort((one, other) => (String(one['at']) < String(other['at']) ? -1 : 1))[0]
  return String(first?.['actor'] ?? '')
}
