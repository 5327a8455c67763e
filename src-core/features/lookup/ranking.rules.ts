import type { SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import type { RecordAbout } from '../../../src-contract/systems.ts'

export type Match = SearchHit['match']

/** Exact before beginning before sound before anywhere inside before what only nearly sounds so. */
export const matchRank: Readonly<Record<Match, number>> = { exact: 0, prefix: 1, pinyin: 2, contains: 3, similar: 4 }

const ranks = 2 * Object.keys(matchRank).length

/** Best matches first, of equal ones those of the own beat; what matches equally well keeps its order. */
export function ranked<T extends { match: Match; ownBeat?: boolean }>(found: readonly T[]): T[] {
  const byRank: T[][] = Array.from({ length: ranks }, () => [])
  for (const one of found) byRank[2 * matchRank[one.match] + (one.ownBeat === true ? 0 : 1)]?.push(one)
  return byRank.flat()
}

/** Of each kind of file at least so many are on the first page, however many better matches another kind has. */
const leastOfKind = 5

export type Group<T> = { about: RecordAbout; count: number; page: T[] }

/** Ranked answers as a list shows them: by kind of file, the kind with the best answer first; the pages together have `limit` at most. */
export function grouped<T extends { about: RecordAbout }>(answers: readonly T[], limit: number): Group<T>[] {
  const groups = new Map<RecordAbout, Group<T> & { reserved: number }>()
  for (const { about } of answers) {
    const group = groups.get(about)
    if (group) group.count += 1
    else groups.set(about, { about, count: 1, page: [], reserved: 0 })
  }
  let free = limit
  for (const group of groups.values()) {
    group.reserved = Math.min(leastOfKind, group.count, free)
    free -= group.reserved
  }
  for (const answer of answers) {
    const group = groups.get(answer.about)
    if (group === undefined) continue
    if (group.reserved > 0) group.reserved -= 1
    else if (free > 0) free -= 1
    else continue
    group.page.push(answer)
  }
  return [...groups.values()].map(({ about, count, page }) => ({ about, count, page }))
}
