/** An exact number: `num / den` in lowest terms, `den` > 0. Scores are computed on these and rounded once. */
export type Fraction = { readonly num: bigint; readonly den: bigint }

/** @throws RangeError for a denominator of 0 */
export function fraction(num: bigint, den = 1n): Fraction {
  if (den === 0n) throw new RangeError('a fraction over zero')
  const sign = den < 0n ? -1n : 1n
  const divisor = greatestCommonDivisor(num < 0n ? -num : num, den * sign)
  return { num: (num * sign) / divisor, den: (den * sign) / divisor }
}

export const zero: Fraction = fraction(0n)
export const one: Fraction = fraction(1n)
export const half: Fraction = fraction(1n, 2n)

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.num * b.den + b.num * a.den, a.den * b.den)
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return fraction(a.num * b.den - b.num * a.den, a.den * b.den)
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.num * b.num, a.den * b.den)
}

/** @throws RangeError for a divisor of 0 */
export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.num * b.den, a.den * b.num)
}

export function sum(values: Iterable<Fraction>): Fraction {
  let total = zero
  for (const value of values) total = add(total, value)
  return total
}

/** Negative, 0 or positive, as `a` is less than, equal to or greater than `b`. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.num * b.den - b.num * a.den
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function isZero(value: Fraction): boolean {
  return value.num === 0n
}

/** Into 0..1: credit never exceeds 1 and never takes points away. */
export function clampToUnit(value: Fraction): Fraction {
  return compare(value, zero) < 0 ? zero : compare(value, one) > 0 ? one : value
}

/** A decimal's digits and exponent may not be longer than any figure of the trade: arithmetic stays cheap whatever a file holds. */
const MOST_DIGITS = 40
const MOST_EXPONENT = 30

/** The exact value of a JSON number as written (0.1 is a tenth); null when it is none, or longer than 40 digits or e±30. */
export function fromDecimal(text: string): Fraction | null {
  const parts = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (parts === null) return null
  const [, sign, whole = '', decimals = '', exponent = '0'] = parts
  const shift = Number(exponent)
  if (whole.length + decimals.length > MOST_DIGITS || Math.abs(shift) > MOST_EXPONENT) return null
  const digits = BigInt(`${sign}${whole}${decimals}`)
  const places = decimals.length - shift
  return places > 0 ? fraction(digits, 10n ** BigInt(places)) : fraction(digits * 10n ** BigInt(-places))
}

/** Scores, rates and credits as whole numbers of 1e-4: how they are stored, compared and printed. */
export type TenThousandths = number

/** Rounded half away from zero at 1e-4. The one rounding of a score. */
export function rounded(value: Fraction): TenThousandths {
  const negative = value.num < 0n
  const scaled = (negative ? -value.num : value.num) * 10_000n
  const result = (2n * scaled + value.den) / (2n * value.den)
  return Number(negative ? -result : result)
}

const ROOT_SCALE = 10n ** 15n

/** The square root of a value that is not negative, cut off after 15 decimals: the same digits on every machine. */
export function squareRoot(value: Fraction): Fraction {
  const square = (value.num * ROOT_SCALE * ROOT_SCALE) / value.den
  return fraction(wholeRoot(square), ROOT_SCALE)
}

/** Newton's method on whole numbers: the greatest r with r * r <= n. */
function wholeRoot(n: bigint): bigint {
  if (n < 2n) return n
  let guess = 1n << BigInt((n.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (guess + n / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}
