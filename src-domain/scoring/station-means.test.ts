import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, compare, divide, fraction, fromDecimal, rounded, zero } from './fraction.ts'
import { effectiveN, wilsonInterval } from './interval.ts'
import { meanAsInput, stationMeans } from './station-means.ts'

const of = (officer: string, sum: number, n: number) => ({
  officer,
  sum: fraction(BigInt(sum)),
  n: fraction(BigInt(n)),
})

describe('the mean of the others', () => {
  it('leaves the officer out', () => {
    const means = stationMeans([of('a', 1, 10), of('b', 9, 10), of('c', 8, 10), of('d', 7, 10)], 3)
    expect(means.get('a')).toEqual(fraction(24n, 30n))
    expect(means.get('b')).toEqual(fraction(16n, 30n))
  })

  it('pools cases, so that a colleague with two cases does not weigh like one with a hundred', () => {
    const means = stationMeans([of('a', 0, 0), of('b', 0, 2), of('c', 90, 100), of('d', 10, 10)], 3)
    expect(means.get('a')).toEqual(fraction(100n, 112n))
  })

  it('is not formed from fewer than three others with cases of their own', () => {
    const means = stationMeans([of('a', 5, 10), of('b', 9, 10), of('c', 8, 10), of('idle', 0, 0)], 3)
    expect([means.get('a'), means.get('b'), means.get('c')]).toEqual([null, null, null])
    expect(means.get('idle')).toEqual(fraction(22n, 30n))
  })

  it('does not exist for nobody and for one', () => {
    expect(stationMeans([], 3).size).toBe(0)
    expect(stationMeans([of('a', 5, 10)], 3).get('a')).toBeNull()
    expect(stationMeans([of('a', 0, 0)], 3).get('a')).toBeNull()
  })

  it('does not depend on the order of the officers', () => {
    const officers = fc.uniqueArray(fc.tuple(fc.nat(99), fc.nat(50), fc.nat(50)), { selector: ([id]) => id })
    fc.assert(
      fc.property(officers, (list) => {
        const rows = list.map(([id, good, rest]) => of(String(id), good, good + rest))
        const backwards = stationMeans(rows.toReversed(), 3)
        for (const [officer, mean] of stationMeans(rows, 3)) {
          expect(backwards.get(officer)).toEqual(mean)
          const others = rows.filter((each) => each.officer !== officer && each.n.num > 0n)
          const pooled = others.reduce((all, each) => ({ sum: add(all.sum, each.sum), n: add(all.n, each.n) }), {
            sum: zero,
            n: zero,
          })
          expect(mean).toEqual(others.length < 3 ? null : divide(pooled.sum, pooled.n))
        }
      }),
    )
  })

  it('goes into a file exactly, or not at all', () => {
    expect(meanAsInput(fraction(2n, 6n))).toEqual({ sum: 1, n: 3 })
    expect(meanAsInput(null)).toBeNull()
    expect(() => meanAsInput(fraction(1n, 2n ** 60n))).toThrow(RangeError)
    expect(() => meanAsInput(fraction(2n ** 60n, 3n))).toThrow(RangeError)
  })
})

describe('the interval around a rate', () => {
  const z = fromDecimal('1.959964')!
  const interval = (num: bigint, n: bigint) => {
    const { low, high } = wilsonInterval(fraction(num, n), fraction(n), z)
    return [rounded(low), rounded(high)]
  }

  // Wilson's interval for these is tabulated; Newcombe, Statistics in Medicine 17 (1998), table I.
  it.each([
    [81n, 263n, 2553, 3662],
    [15n, 148n, 624, 1605],
    [0n, 20n, 0, 1611],
    [1n, 29n, 61, 1718],
    [29n, 29n, 8830, 10_000],
  ])('of %d in %d is %d to %d', (num, n, low, high) => {
    expect(interval(num, n)).toEqual([low, high])
  })

  it('is wider for weighted answers, whose effective number is smaller', () => {
    expect(effectiveN(fraction(30n), fraction(50n))).toEqual(fraction(18n))
    expect(effectiveN(fraction(20n), fraction(20n))).toEqual(fraction(20n))
    expect(effectiveN(zero, zero)).toEqual(zero)
    const few = wilsonInterval(fraction(7n, 9n), effectiveN(fraction(30n), fraction(50n)), z)
    const many = wilsonInterval(fraction(7n, 9n), fraction(20n), z)
    expect(compare(few.low, many.low)).toBe(-1)
    expect(compare(few.high, many.high)).toBe(1)
  })
})
