import type { SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import type { RecordAbout } from '../../../src-contract/systems.ts'

export type Match = SearchHit['match']

/** Exact before beginning before sound before anywhere inside before what only nearly sounds so. */
export const matchRank: Readonly<Record<Match, number>> = { exact: 0, prefix: 1, pinyin: 2, contains: 3, similar: 4 }

/** Best matches first, of equal ones those of the own beat; what matches equally well keeps its order. */
export function ranked<T extends { match: Match; ownBeat?: boolean }>(found: readonly T[]): T[] {
  return [...found].sort(
    (a, b) => matchRank[a.match] - matchRank[b.match] || Number(b.ownBeat ?? false) - Number(a.ownBeat ?? false),
  )
}

/** Of each kind of file at least so many are on the first page, however many better matches another kind has. */
const leastOfKind = 5

export type Group<T> = { about: RecordAbout; count: number; page: T[] }

/** Ranked answers as a list shows them: by kind of file, the kind with the best answer first; the pages together have `limit` at most. */
export function grouped<T extends { about: RecordAbout }>(answers: readonly T[], limit: number): Group<T>[] {
  const groups = new Map<RecordAbout, T[]>()
  for (const answer of answers) {
    const own = groups.get(answer.about)
    if (own) own.push(answer)
    else groups.set(answer.about, [answer])
  }
  const kept = new Set<T>([...groups.values()].flatMap((own) => own.slice(0, leastOfKind)).slice(0, limit))
  for (const answer of answers) if (kept.size < limit) kept.add(answer)
  return [...groups].map(([about, own]) => ({ about, count: own.length, page: own.filter((one) => kept.has(one)) }))
}
