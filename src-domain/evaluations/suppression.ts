export type Cell = { readonly id: string; readonly answers: number }

export type Publication = {
  /** Ids whose figures must not be shown. */
  readonly hidden: ReadonlySet<string>
  /** Whether the figure of all together may stand beside the shown ones. */
  readonly total: boolean
}

/**
 * Which figures of a group can be shown beside each other. One from fewer than `k` answers is hidden; and because the total minus what
 * is shown gives what is hidden, the total is hidden with it, unless the hidden ones together are at least two and have at least `k`
 * answers. It is the total that gives way and no other officer's figure: from `k` answers on everybody is scored.
 */
export function suppress(cells: readonly Cell[], k: number): Publication {
  const few = cells.filter(({ answers }) => answers < k)
  const answered = few.filter(({ answers }) => answers > 0)
  const hiddenAnswers = answered.reduce((sum, { answers }) => sum + answers, 0)
  const all = cells.reduce((sum, { answers }) => sum + answers, 0)
  const protectedTogether = hiddenAnswers === 0 || (answered.length >= 2 && hiddenAnswers >= k)
  return { hidden: new Set(few.map(({ id }) => id)), total: all >= k && protectedTogether }
}
