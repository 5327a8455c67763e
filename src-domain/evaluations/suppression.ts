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
  const bySize = cells
    .filter(({ answers }) => answers > 0)
    .toSorted((a, b) => a.answers - b.answers || (a.id < b.id ? -1 : 1))
  const hidden: Cell[] = []
  let all = 0
  for (const cell of bySize) {
    const isEnough = hidden.length === 0 || (hidden.length >= 2 && all >= k)
    if (cell.answers >= k && isEnough) break
    hidden.push(cell)
    all += cell.answers
  }
  const everybody = bySize.reduce((sum, { answers }) => sum + answers, 0)
  const derivable = hidden.length > 0 && (hidden.length < 2 || all < k)
  return {
    // No answers, no figure: nothing to derive, but nothing to show either.
    hidden: new Set([...hidden, ...cells.filter(({ answers }) => answers <= 0)].map(({ id }) => id)),
    total: everybody >= k && !derivable,
  }
}
