import type { SearchHit } from '../../../src-contract/features/lookup.contract.ts'

export type Match = SearchHit['match']

/** Exact before beginning before sound before anywhere inside. */
export const matchRank: Readonly<Record<Match, number>> = { exact: 0, prefix: 1, pinyin: 2, contains: 3 }

/** Best matches first; what matches equally well keeps its order. */
export function ranked<T extends { match: Match }>(found: readonly T[]): T[] {
  return [...found].sort((a, b) => matchRank[a.match] - matchRank[b.match])
}
