import type { SearchHit } from '../../../src-contract/features/lookup.contract.ts'

type Match = SearchHit['match']

/** Exact before beginning before sound before anywhere inside. */
export const matchRank: Readonly<Record<Match, number>> = { exact: 0, prefix: 1, pinyin: 2, contains: 3 }

export type Ranked = { subjectId: number; match: Match; matched: SearchHit['matched'] }

/** Keeps each subject once, under its best match, in the order in which candidates of one rank were found. */
export function bestMatches(candidates: readonly Ranked[]): Ranked[] {
  const best = new Map<number, Ranked>()
  for (const candidate of candidates) {
    const known = best.get(candidate.subjectId)
    if (!known || matchRank[candidate.match] < matchRank[known.match]) best.set(candidate.subjectId, candidate)
  }
  return [...best.values()].sort((a, b) => matchRank[a.match] - matchRank[b.match])
}
