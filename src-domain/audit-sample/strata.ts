import { compare, divide, fraction, multiply, subtract, type Fraction } from '../scoring/fraction.ts'

/** A book of the frame, or the pool LX of the books that are too small to be drawn from alone. */
export type Stratum = { readonly code: string; readonly books: readonly string[]; readonly size: number }

export const POOL = 'LX'

/**
 * Books as strata, in the order of their codes; those whose share of the sample is below `poolBelow` (n * N_h / N < 1.5) are one
 * stratum. `n` is the size asked for, also when the frame is smaller.
 */
export function strataOf(books: ReadonlyMap<string, number>, n: number, poolBelow: Fraction): Stratum[] {
  const sized = [...books].filter(([, size]) => size > 0).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const all = sized.reduce((sum, [, size]) => sum + size, 0)
  const alone: Stratum[] = []
  const pooled: [string, number][] = []
  for (const [code, size] of sized) {
    if (compare(share(n, size, all), poolBelow) < 0) pooled.push([code, size])
    else alone.push({ code, books: [code], size })
  }
  if (pooled.length === 0) return alone
  const size = pooled.reduce((sum, [, each]) => sum + each, 0)
  return [...alone, { code: POOL, books: pooled.map(([code]) => code), size }]
}

/**
 * How many entries each stratum gives. Again and again, every stratum whose share of what is left of n is below `fewest` gives
 * `fewest` of its entries, or all it has, and leaves; the rest share what is left by largest remainder (ties: the lower code). When
 * those minima alone exceed n, n rises.
 */
export function allocate(strata: readonly Stratum[], n: number, fewest: number): ReadonlyMap<string, number> {
  const given = new Map<string, number>()
  let rest = [...strata]
  let left = Math.min(n, sizeOf(rest))
  for (;;) {
    const all = sizeOf(rest)
    const small = rest.filter(({ size }) => compare(share(Math.max(left, 0), size, all), fraction(BigInt(fewest))) < 0)
    if (small.length === 0) break
    for (const { code, size } of small) {
      given.set(code, Math.min(fewest, size))
      left -= Math.min(fewest, size)
    }
    rest = rest.filter((each) => !small.includes(each))
  }
  for (const [code, count] of byLargestRemainder(rest, left)) given.set(code, count)
  return new Map(strata.map(({ code }) => [code, given.get(code) ?? 0]))
}

function byLargestRemainder(strata: readonly Stratum[], n: number): [string, number][] {
  const all = sizeOf(strata)
  const shares = strata.map(({ code, size }) => {
    const exact = share(n, size, all)
    const floor = exact.num / exact.den
    return { code, floor: Number(floor), remainder: subtract(exact, fraction(floor)) }
  })
  const open = n - shares.reduce((sum, { floor }) => sum + floor, 0)
  const raised = new Set(
    shares
      .toSorted((a, b) => compare(b.remainder, a.remainder) || (a.code < b.code ? -1 : 1))
      .slice(0, open)
      .map(({ code }) => code),
  )
  return shares.map(({ code, floor }) => [code, floor + (raised.has(code) ? 1 : 0)])
}

function share(n: number, size: number, all: number): Fraction {
  return divide(multiply(fraction(BigInt(n)), fraction(BigInt(size))), fraction(BigInt(all)))
}

function sizeOf(strata: readonly Stratum[]): number {
  return strata.reduce((sum, { size }) => sum + size, 0)
}
