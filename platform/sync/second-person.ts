import type { Mutation, Undecided } from '../../src-contract/sync/push.ts'
import { valuesOf } from '../../src-domain/sync/merge.rules.ts'
import { asksForDecision, isDecided, type EntryHistory } from '../../src-domain/sync/second-person.rules.ts'
import { sameValue } from '../../src-domain/sync/canonical-row.ts'
import type { StationDraft } from './station-draft.ts'
import type { StationPeople } from './station-people.ts'

/** Reviews and versions of an entry, as they are stored. */
export type FindHistory = (entry: string) => Promise<Pick<EntryHistory, 'reviews' | 'versions'>>

type Judged = {
  readonly writer: StationDraft
  readonly people: StationPeople
  /** The transaction. */
  readonly sent: readonly Mutation[]
  readonly findHistory: FindHistory
  /** What was held back and is now decided on: it was looked at when it came. */
  readonly held?: Mutation | undefined
}

/**
 * What of a changed entry stands on a decision that nobody has made: it is in force, out of force or at an end, and the second person whom its
 * catalog asks for has not said so, here or before.
 */
export async function undecidedIn(mutation: Mutation, judged: Judged): Promise<Undecided | undefined> {
  if (mutation.table !== 'entries' || mutation.op === 'delete') return undefined
  const { writer, people, sent, findHistory, held } = judged
  const row = writer.row(mutation)
  const before = row?.deleted === true ? undefined : row?.fields
  const said = valuesOf(mutation)
  const asks = asksForDecision(before, { ...before, ...said }).filter(({ field }) => {
    const change = held?.fields[field]
    return change === undefined || !sameValue(change.value, said[field] ?? null)
  })
  if (asks.length === 0) return undefined
  const here = [...historyHere(judged, mutation.id)]
  const events = sent.filter(({ table }) => table === 'entry_events').map(valuesOf)
  const told: EntryHistory = {
    reviews: here.filter(([table]) => table === 'reviews').map(([, fields]) => fields),
    versions: here.filter(([table]) => table === 'entry_versions').map(([, fields]) => fields),
    events: events.filter(({ entry }) => entry === mutation.id),
  }
  const isSame = (one: string, other: string): boolean => people.isSame(one, other)
  // Whoever takes back what they filed has to be who filed it, which only all of its versions say.
  const isSure = (history: EntryHistory) => asks.filter((ask) => !isDecided(ask, history, isSame))
  const mayBeOwn = told.events.some(({ transition }) => transition === 'undo')
  if (!mayBeOwn && isSure(told).length === 0) return undefined
  const stored = await findHistory(mutation.id)
  const open = isSure({
    ...told,
    reviews: [...stored.reviews, ...told.reviews],
    versions: [...stored.versions, ...told.versions],
  })
  return open[0] === undefined ? undefined : `${open[0].field}.review`
}

/** Rows of the entry's history that come with the change, or came before it and are not stored yet. */
function* historyHere({ writer, sent }: Judged, entry: string) {
  for (const table of ['reviews', 'entry_versions'] as const) {
    for (const fields of writer.rowsOf(table)) if (fields['entry'] === entry) yield [table, fields] as const
    for (const one of sent) {
      if (one.table !== table) continue
      const fields = { ...writer.row(one)?.fields, ...valuesOf(one) }
      if (fields['entry'] === entry) yield [table, fields] as const
    }
  }
}
