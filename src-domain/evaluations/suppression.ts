export type Cell = { readonly id: string; readonly answers: number }

export type Publication = {
  /** Ids whose figures must not be shown. */
  readonly hidden: ReadonlySet<string>
  /** Whether the figure of all together may stand beside the shown ones. */
  readonly total: boolean
}

/**
 * Which figures of a group can be shown beside each other. One from fewer than `k` answers is hidden; and because the total minus
 * what is shown gives what is hidden, the next smallest is hidden with it, until the hidden ones together are at least two and have
 * at least `k` answers. Where nothing is left to hide with, the total is hidden. Ties: the lower id is hidden first.
 */
export function suppress(cells: readonly Cell[], k: number): Publication {
  const bySize = cells.toSorted((a, b) => a.answers - b.answers || (a.id < b.id ? -1 : 1))
  const hidden = new Set<string>()
  let together = 0
  for (const { id, answers } of bySize) {
    // As many as k are never fewer than two officers here: the first of them was hidden because it had too few.
    if (answers >= k && (together === 0 || together >= k)) break
    hidden.add(id)
    together += answers
  }
  // Fewer than k hidden ones together means that nobody is left to be shown.
  return { hidden, total: cells.reduce((sum, { answers }) => sum + answers, 0) >= k }
}
