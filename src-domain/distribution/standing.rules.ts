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
  /** Of the import file in which it went out. */
  readonly batch: string | null
}

/** In the order in which they count: by time, which each says later than what it follows. */
export function inOrder(history: readonly HandingOver[]): readonly HandingOver[] {
  return [...history].sort((a, b) => (a.at < b.at || (a.at === b.at && a.id < b.id) ? -1 : 1))
}

/** What was typed last for a system. */
export function typedIn(history: readonly HandingOver[]): Values {
  return inOrder(history).findLast(({ act }) => act === 'typed')?.typed ?? {}
}

/**
 * Where an entry stands with a system.
 *
 * @returns null: there is nothing to tell the system, because the entry went out of force before it was told of it
 */
export function standingOf(content: Content, history: readonly HandingOver[]): Standing | null {
  const { withdrawn, lacking, hash } = content
  const now = atSystemBy(history)
  const { has, pending, refused } = now
  const newest = pending.at(-1)
  const isOvertaken = pending.some((one) => one.at > (has?.at ?? -1) && one.hash !== hash)
  if (has?.hash === hash && !isOvertaken)
    return { standing: 'shared', withdrawn, former: null, last: has.by, batch: has.batch }
  if (newest?.hash === hash)
    return { standing: 'exported', withdrawn, former: null, last: newest.by, batch: newest.batch }
  if (refused?.hash === hash)
    return { standing: 'rejected', withdrawn, former: null, last: refused.by, batch: refused.batch }
  const former = formerIn(now, content)
  if (withdrawn && former === null) return null
  return { standing: lacking.length > 0 ? 'lacking' : 'waiting', withdrawn, former, last: null, batch: null }
}

/** Whether the system has the record as it was before, or may have it: what was handed over and not answered may be there by now. */
export function hadBefore(
  content: Pick<Content, 'withdrawalHash'>,
  history: readonly HandingOver[],
): Standing['former'] {
  return formerIn(atSystemBy(history), content)
}

function formerIn(
  { has, pending }: AtSystemNow,
  { withdrawalHash }: Pick<Content, 'withdrawalHash'>,
): Standing['former'] {
  if (has !== null && has.hash !== withdrawalHash) return 'shared'
  return pending.some(({ hash }) => hash !== withdrawalHash) ? 'exported' : null
}

/** Something that the system was told, and the place in the history at which it was told. */
type Told = { readonly hash: string; readonly batch: string | null; readonly at: number; readonly by: HandingOver }
type AtSystemNow = { readonly has: Told | null; readonly pending: readonly Told[]; readonly refused: Told | null }

/** What the system has, what it has not answered, and what it refused last. An answer counts for when it was told, not for when it came. */
function atSystemBy(history: readonly HandingOver[]): AtSystemNow {
  let has: Told | null = null
  let refused: Told | null = null
  let pending: Told[] = []
  const exports: Told[] = []
  for (const [at, by] of inOrder(history).entries()) {
    const { act, hash } = by
    if (act === 'typed') continue
    if (act === 'again') refused = null
    else if (act === 'exported') {
      const told = { hash, batch: by.batch, at, by }
      exports.push(told)
      pending.push(told)
      if (refused?.hash === hash) refused = null
    } else {
      // Without a batch it is about what nobody has answered yet.
      const told = (by.batch === null ? pending : exports).findLast(
        (one) => one.hash === hash && (by.batch === null || one.batch === by.batch),
      )
      const answer: Told = { hash, batch: by.batch ?? told?.batch ?? null, at: told?.at ?? at, by }
      if (act === 'confirmed') {
        if (has === null || answer.at >= has.at) has = answer
        const newest = has.at
        // What was told before is replaced by it; the same once more would change nothing.
        pending = pending.filter((one) => one.hash !== hash && one.at > newest)
        if (refused !== null && refused.at <= newest) refused = null
      } else {
        pending = pending.filter((one) => one !== told)
        const isTakenBack = has?.hash === hash && (by.batch === null || has.batch === by.batch)
        if (isTakenBack) has = null
        if (has === null || has.hash !== hash) refused = answer
      }
    }
  }
  return { has, pending, refused }
}

/** When the next thing happened, on a PC whose clock may be behind the one that wrote the last. */
export function after(history: readonly HandingOver[], now: string): string {
  const newest = inOrder(history).at(-1)?.at
  return newest === undefined || newest < now ? now : new Date(Date.parse(newest) + 1).toISOString()
}
