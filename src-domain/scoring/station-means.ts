import { add, divide, isZero, subtract, zero, type Fraction } from './fraction.ts'

/** One officer's figures for an indicator in the period. */
export type Contribution = { readonly officer: string; readonly sum: Fraction; readonly n: Fraction }

/**
 * For every officer the pooled rate of the station's other officers, or null where fewer than `fewest` of them contributed: then the
 * scheme's prior is taken, so that nobody can work another's rate out of the mean. Computed once per period and frozen.
 */
export function stationMeans(
  contributions: readonly Contribution[],
  fewest: number,
): ReadonlyMap<string, Fraction | null> {
  const contributors = contributions.filter(({ n }) => !isZero(n))
  const all = contributors.reduce((total, { sum, n }) => ({ sum: add(total.sum, sum), n: add(total.n, n) }), {
    sum: zero,
    n: zero,
  })
  return new Map(
    contributions.map(({ officer, sum, n }) => {
      const others = contributors.length - (isZero(n) ? 0 : 1)
      if (others < fewest) return [officer, null]
      return [officer, divide(subtract(all.sum, sum), subtract(all.n, n))]
    }),
  )
}

/**
 * A mean as the inputs carry it: exact, also where it has no short decimal.
 *
 * @throws RangeError when sum and n need more digits than a JSON number keeps
 */
export function meanAsInput(mean: Fraction | null): { readonly sum: number; readonly n: number } | null {
  if (mean === null) return null
  const [sum, n] = [Number(mean.num), Number(mean.den)]
  if (!Number.isSafeInteger(sum) || !Number.isSafeInteger(n)) throw new RangeError('a mean with too many digits')
  return { sum, n }
}
