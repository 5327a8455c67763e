import {
  add,
  clampToUnit,
  divide,
  isZero,
  multiply,
  one,
  squareRoot,
  subtract,
  zero,
  fraction,
  type Fraction,
} from './fraction.ts'

/** Kish's effective sample size of weighted answers: (sum w)² / sum w². 0 for no answers. Kish, Survey Sampling (1965). */
export function effectiveN(weights: Fraction, squaredWeights: Fraction): Fraction {
  return isZero(squaredWeights) ? zero : divide(multiply(weights, weights), squaredWeights)
}

export type Interval = { readonly low: Fraction; readonly high: Fraction }

/**
 * Wilson's score interval of a rate among `n` answers (n may be an effective size, not whole). Printed beside the rate, never scored.
 * Wilson, JASA 22 (1927). The root is cut off after 15 decimals, far below the rounding at 1e-4.
 *
 * @param z standard normal quantile, 1.959964 for 95%
 * @throws RangeError for n = 0
 */
export function wilsonInterval(rate: Fraction, n: Fraction, z: Fraction): Interval {
  const z2 = multiply(z, z)
  const two = fraction(2n)
  const stretch = add(one, divide(z2, n))
  const centre = divide(add(rate, divide(z2, multiply(two, n))), stretch)
  const variance = divide(multiply(rate, subtract(one, rate)), n)
  const correction = divide(z2, multiply(fraction(4n), multiply(n, n)))
  const halfWidth = divide(multiply(z, squareRoot(add(variance, correction))), stretch)
  return { low: clampToUnit(subtract(centre, halfWidth)), high: clampToUnit(add(centre, halfWidth)) }
}
