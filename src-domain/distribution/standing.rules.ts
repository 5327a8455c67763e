import type { DistributionAct, DistributionStanding } from '../../src-contract/distribution.ts'
import type { Values } from '../books/book.ts'
import type { Content } from './content.rules.ts'

/** Something that happened to a record at a system; never changed, only followed by others. */
export type HandingOver = {
  readonly id: string
  readonly act: DistributionAct
  /** What it was about. */
  readonly hash: string
  readonly at: string
  readonly batch: string | null
  readonly receipt: string | null
  readonly reason: string | null
  readonly typed: Values | null
}

export type Standing = {
  readonly standing: DistributionStanding
  readonly withdrawn: boolean
  /** What became of the record as it was before, where it is waiting as it is now. */
  readonly former: 'exported' | 'shared' | null
  /** What decided it. */
  readonly last: HandingOver | null
}

const standings = { exported: 'exported', confirmed: 'shared', rejected: 'rejected' } as const

/** In the order in which they count: by time, which each says later than what it follows. */
export function inOrder(history: readonly HandingOver[]): readonly HandingOver[] {
  return [...history].sort((a, b) => (a.at < b.at || (a.at === b.at && a.id < b.id) ? -1 : 1))
}

/** What was typed last for a system. */
export function typedIn(history: readonly HandingOver[]): Values {
  return inOrder(history).findLast(({ act }) => act === 'typed')?.typed ?? {}
}

/**
 * Where an entry stands with a system: by the last answer, as long as it is about the record as it is now.
 *
 * @returns null: there is nothing to tell the system, because the entry went out of force before it was told of it
 */
export function standingOf(content: Content, history: readonly HandingOver[]): Standing | null {
  const told = inOrder(history).filter(({ act }) => act !== 'typed')
  const last = told.at(-1) ?? null
  const { withdrawn, lacking } = content
  if (last !== null && last.hash === content.hash && last.act !== 'again' && last.act !== 'typed')
    return { standing: standings[last.act], withdrawn, former: null, last }
  // Also what is exported and unconfirmed may be in the system by now.
  const had = told.findLast(({ act }) => act === 'confirmed' || act === 'exported')
  const former = had === undefined ? null : had.act === 'confirmed' ? 'shared' : 'exported'
  if (withdrawn && former === null) return null
  return { standing: lacking.length > 0 ? 'lacking' : 'waiting', withdrawn, former, last: null }
}

/** When the next thing happened, on a PC whose clock may be behind the one that wrote the last. */
export function after(history: readonly HandingOver[], now: string): string {
  const newest = inOrder(history).at(-1)?.at
  return newest === undefined || newest < now ? now : new Date(Date.parse(newest) + 1).toISOString()
}
