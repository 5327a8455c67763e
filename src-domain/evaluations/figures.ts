import {
  add,
  divide,
  fraction,
  half,
  isZero,
  multiply,
  one,
  subtract,
  sum,
  zero,
  type Fraction,
} from '../scoring/fraction.ts'
import { effectiveN } from '../scoring/interval.ts'
import { isCounted, type Answer } from './judge-file.ts'

/** What of an answer a figure is made from. */
export type Weighed = Pick<Answer, 'satisfaction' | 'weight'>
type OfOfficer = Weighed & Pick<Answer, 'officer'>

/** What the answers about one officer, or all of them, add up to. Answers that weigh nothing are not in it. */
export type SatisfactionFigures = {
  /** Sums of weights. An answer between two steps is split between them: 4 of 5 is half satisfied and half fairly. */
  readonly satisfied: Fraction
  readonly fairly: Fraction
  readonly dissatisfied: Fraction
  readonly answers: number
  readonly squaredWeights: Fraction
}

/** (satisfied + half of fairly) / all, 0..1; null without answers. */
export function rateOf({ satisfied, fairly, dissatisfied }: SatisfactionFigures): Fraction | null {
  const all = sum([satisfied, fairly, dissatisfied])
  return isZero(all) ? null : divide(add(satisfied, multiply(half, fairly)), all)
}

/** Kish's effective number of answers. */
export function effectiveAnswers(figures: SatisfactionFigures): Fraction {
  return effectiveN(sum([figures.satisfied, figures.fairly, figures.dissatisfied]), figures.squaredWeights)
}

/** In any order: the sums are exact. */
export function figuresOf(answers: readonly Weighed[]): SatisfactionFigures {
  const counted = answers.filter(isCounted)
  const parts = counted.map(({ satisfaction, weight }) => {
    const distance = multiply(fraction(2n), satisfaction)
    // 0..1 of the way from dissatisfied to fairly, then from fairly to satisfied.
    const above = subtract(distance, one)
    const isAbove = above.num > 0n
    return {
      satisfied: multiply(weight, isAbove ? above : zero),
      fairly: multiply(weight, isAbove ? subtract(one, above) : distance),
      dissatisfied: multiply(weight, isAbove ? zero : subtract(one, distance)),
      squared: multiply(weight, weight),
    }
  })
  return {
    satisfied: sum(parts.map((part) => part.satisfied)),
    fairly: sum(parts.map((part) => part.fairly)),
    dissatisfied: sum(parts.map((part) => part.dissatisfied)),
    answers: counted.length,
    squaredWeights: sum(parts.map((part) => part.squared)),
  }
}

export function figuresByOfficer(answers: readonly OfOfficer[]): ReadonlyMap<string, SatisfactionFigures> {
  const byOfficer = new Map<string, Weighed[]>()
  for (const answer of answers) {
    if (answer.officer === null) continue
    const own = byOfficer.get(answer.officer)
    if (own) own.push(answer)
    else byOfficer.set(answer.officer, [answer])
  }
  return new Map([...byOfficer].map(([officer, own]) => [officer, figuresOf(own)]))
}

/** Inputs of O1 without the station's mean. */
export type SatisfactionInput = {
  readonly satisfied: number
  readonly fairly: number
  readonly dissatisfied: number
  readonly answers: number
  readonly squaredWeights: number
}

/** TP07: with fewer answers than `fewest` there is no figure, and O1 is a missing source. */
export function satisfactionInput(figures: SatisfactionFigures, fewest: number): SatisfactionInput | 'SOURCE_MISSING' {
  if (figures.answers < fewest) return 'SOURCE_MISSING'
  return {
    satisfied: decimalNumber(figures.satisfied),
    fairly: decimalNumber(figures.fairly),
    dissatisfied: decimalNumber(figures.dissatisfied),
    answers: figures.answers,
    squaredWeights: decimalNumber(figures.squaredWeights),
  }
}

const PLACES = 10n ** 8n

/** Weights have at most 4 decimals, so sums of halves have 5 and squares 8: nothing is lost on the way through the number's text. */
function decimalNumber(value: Fraction): number {
  const scaled = multiply(value, fraction(PLACES))
  if (scaled.den !== 1n) throw new RangeError('more decimals than a weight has')
  const digits = scaled.num.toString().padStart(9, '0')
  return Number(`${digits.slice(0, -8)}.${digits.slice(-8)}`)
}

export type ResponseBounds = {
  /** Answers per invitation. */
  readonly responseRate: Fraction
  /** The rate if everybody who did not answer were dissatisfied, and if everybody were satisfied. */
  readonly low: Fraction
  readonly high: Fraction
}

/**
 * How far the silence could move a rate: printed beside it. At 35.6% response 88.9% may be anything from 31.6 to 96.1%.
 * Manski, "Nonparametric bounds on treatment effects" (1990). null when nobody was invited or more answered than were invited.
 */
export function responseBounds(rate: Fraction, answers: number, invited: number): ResponseBounds | null {
  if (!Number.isSafeInteger(answers) || !Number.isSafeInteger(invited)) return null
  if (invited <= 0 || answers < 0 || answers > invited) return null
  const responseRate = fraction(BigInt(answers), BigInt(invited))
  const low = multiply(responseRate, rate)
  return { responseRate, low, high: add(low, subtract(one, responseRate)) }
}
