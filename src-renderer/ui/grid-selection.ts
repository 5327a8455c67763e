import { useCallback, useMemo, useState } from 'react'

/** The most rows that are chosen at once: what one act on many entries takes. */
export const mostSelected = 500

export type Selection<R> = {
  /** Chosen rows by their key, in the order in which they were chosen. */
  rows: ReadonlyMap<string, R>
  set: (rows: ReadonlyMap<string, R>) => void
  clear: () => void
  /** More were asked for than may be chosen. */
  full: boolean
}

/** Rows that were chosen in a grid; whoever acts on them keeps the selection. */
export function useSelection<R>(): Selection<R> {
  const [state, setState] = useState<{ rows: ReadonlyMap<string, R>; full: boolean }>({ rows: new Map(), full: false })
  const set = useCallback((rows: ReadonlyMap<string, R>) => setState(limited(rows)), [])
  const clear = useCallback(() => setState({ rows: new Map(), full: false }), [])
  return useMemo(() => ({ rows: state.rows, full: state.full, set, clear }), [state, set, clear])
}

function limited<R>(rows: ReadonlyMap<string, R>): { rows: ReadonlyMap<string, R>; full: boolean } {
  if (rows.size <= mostSelected) return { rows, full: false }
  return { rows: new Map([...rows].slice(0, mostSelected)), full: true }
}

/** `base` with the rows of a range put behind it. */
export function withRange<R>(
  base: ReadonlyMap<string, R>,
  range: readonly R[],
  keyOf: (row: R) => string,
): ReadonlyMap<string, R> {
  const all = new Map(base)
  for (const row of range) all.set(keyOf(row), row)
  return all
}

export function toggledRow<R>(base: ReadonlyMap<string, R>, row: R, key: string): ReadonlyMap<string, R> {
  const all = new Map(base)
  if (!all.delete(key)) all.set(key, row)
  return all
}
