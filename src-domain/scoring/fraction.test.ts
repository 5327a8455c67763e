import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  clampToUnit,
  compare,
  divide,
  fraction,
  fromDecimal,
  half,
  isZero,
  multiply,
  one,
  rounded,
  squareRoot,
  subtract,
  sum,
  zero,
} from './fraction.ts'

const big = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
const anyFraction = fc
  .tuple(
    big,
    big.filter((n) => n !== 0n),
  )
  .map(([num, den]) => fraction(num, den))

describe('exact arithmetic', () => {
  it('reads a decimal as it is written, not as the nearest binary number', () => {
    const sumOfTenths = add(fromDecimal('0.1')!, fromDecimal('0.2')!)
    expect(compare(sumOfTenths, fromDecimal('0.3')!)).toBe(0)
    expect(fromDecimal('13.2')).toEqual({ num: 66n, den: 5n })
    expect(fromDecimal('-0.50')).toEqual({ num: -1n, den: 2n })
    expect(fromDecimal('1.5e3')).toEqual({ num: 1500n, den: 1n })
    expect(fromDecimal('15E-1')).toEqual({ num: 3n, den: 2n })
    expect(fromDecimal('-0')).toEqual(zero)
  })

  it.each(['', '.5', '5.', '01', '+1', '1e', '0x10', 'NaN', 'Infinity', ' 1', '1 ', '1,5', '１'])(
    'refuses %j',
    (text) => {
      expect(fromDecimal(text)).toBeNull()
    },
  )

  it('refuses numbers that only exist to be expensive', () => {
    expect(fromDecimal('9'.repeat(40))).not.toBeNull()
    expect(fromDecimal('9'.repeat(41))).toBeNull()
    expect(fromDecimal(`0.${'1'.repeat(40)}`)).toBeNull()
    expect(fromDecimal('1e30')).not.toBeNull()
    expect(fromDecimal('1e-30')).not.toBeNull()
    expect(fromDecimal('1e31')).toBeNull()
    expect(fromDecimal('1e-31')).toBeNull()
    expect(fromDecimal('1e999999999999')).toBeNull()
  })

  it('keeps lowest terms and a denominator above 0', () => {
    expect(fraction(6n, -4n)).toEqual({ num: -3n, den: 2n })
    expect(fraction(-6n, -4n)).toEqual({ num: 3n, den: 2n })
    expect(fraction(0n, -5n)).toEqual(zero)
    expect(() => fraction(1n, 0n)).toThrow(RangeError)
    expect(() => divide(one, zero)).toThrow(RangeError)
  })

  it('obeys the laws of arithmetic', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, anyFraction, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a))
        expect(add(add(a, b), c)).toEqual(sum([c, b, a]))
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)))
        expect(subtract(add(a, b), b)).toEqual(a)
        if (!isZero(b)) expect(multiply(divide(a, b), b)).toEqual(a)
        expect(compare(a, b)).toBe(-compare(b, a) || 0)
      }),
    )
  })

  it('orders and clamps', () => {
    expect(compare(fraction(1n, 3n), fraction(1n, 2n))).toBe(-1)
    expect(compare(fraction(1n, 2n), fraction(1n, 3n))).toBe(1)
    expect(clampToUnit(fraction(-1n, 9n))).toEqual(zero)
    expect(clampToUnit(fraction(10n, 9n))).toEqual(one)
    expect(clampToUnit(half)).toEqual(half)
  })

  it('rounds once, half away from zero, at the fourth decimal', () => {
    expect(rounded(fromDecimal('0.00005')!)).toBe(1)
    expect(rounded(fromDecimal('-0.00005')!)).toBe(-1)
    expect(rounded(fromDecimal('0.000049999')!)).toBe(0)
    expect(rounded(fromDecimal('0.00015')!)).toBe(2)
    expect(rounded(fraction(2n, 3n))).toBe(6667)
    expect(rounded(fraction(-2n, 3n))).toBe(-6667)
    expect(rounded(fromDecimal('71.71405')!)).toBe(717_141)
    // As a binary number 1.00005 lies below the half and would be rounded down.
    expect(rounded(fromDecimal('1.00005')!)).toBe(10_001)
  })

  it('takes roots to 15 decimals', () => {
    expect(squareRoot(zero)).toEqual(zero)
    expect(squareRoot(one)).toEqual(one)
    expect(squareRoot(fraction(9n, 16n))).toEqual(fraction(3n, 4n))
    expect(squareRoot(fraction(2n))).toEqual(fraction(1414213562373095n, 10n ** 15n))
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), fc.bigInt({ min: 1n, max: 10n ** 15n }), (a, b) => {
        const value = fraction(a, b)
        const root = squareRoot(value)
        const next = add(root, fraction(1n, 10n ** 15n))
        expect(compare(multiply(root, root), value)).toBeLessThanOrEqual(0)
        expect(compare(multiply(next, next), value)).toBe(1)
      }),
    )
  })
})
