import { describe, expect, it } from 'vitest'
import { resultsOf, scoreOfficer } from './score.ts'
import { example, inputsOf, rawInputs, scheme100, variant } from '../../tests/support/score-inputs.ts'

const within = 5e-5
const total = (raw: Record<string, unknown>, scheme = scheme100()): number | null | undefined =>
  resultsOf(scoreOfficer(inputsOf(raw), scheme))['total']

describe('the worked example of scheme 1.0.0', () => {
  it('gives every figure that the design prints, and no other', () => {
    const results = resultsOf(scoreOfficer(inputsOf(rawInputs()), scheme100()))
    expect(Object.keys(results)).toEqual(Object.keys(example.results))
    for (const [key, expected] of Object.entries(example.results))
      expect(Math.abs((results[key] ?? NaN) - expected), key).toBeLessThan(within)
  })

  // Each wrong engine is made from the right one by a change of scheme or inputs, gives the number that the design warns of, and the
  // right engine does not.
  it('takes the audit discount off the process points', () => {
    const { none, full } = { none: 0, full: 0.9 }
    const withoutDiscount = variant((scheme) => Object.assign(scheme.audit, { none, full }))
    expect(total(rawInputs(), withoutDiscount)).toBeCloseTo(example.mustDifferFrom.noAuditDiscount, 4)
    expect(total(rawInputs())).not.toBeCloseTo(example.mustDifferFrom.noAuditDiscount, 1)
  })

  it('spreads the weight of what is not applicable instead of scoring it 0', () => {
    expect(total(rawInputs({ O6: 'NOT_SUBMITTED' }))).toBeCloseTo(example.mustDifferFrom.O6scoredZero, 4)
    expect(total(rawInputs())).not.toBeCloseTo(example.mustDifferFrom.O6scoredZero, 1)
  })

  it('pulls 18 answers towards the station instead of taking them at their word', () => {
    const raw = example.inputs.O1
    const ownRateAsMean = {
      sum: 2 * raw.satisfied + raw.fairly,
      n: 2 * (raw.satisfied + raw.fairly + raw.dissatisfied),
    }
    expect(total(rawInputs({ O1: { ...raw, stationMean: ownRateAsMean } }))).toBeCloseTo(
      example.mustDifferFrom.O1unshrunk,
      4,
    )
    expect(total(rawInputs())).not.toBeCloseTo(example.mustDifferFrom.O1unshrunk, 1)
  })

  it('prints the 95% Wilson interval and the reliability of every shrunk rate', () => {
    const figures = scoreOfficer(inputsOf(rawInputs()), scheme100()).indicators
    const of = (id: string) => figures.find((each) => each.id === id)?.smallSample
    expect(of('O1')).toEqual({
      shrunk: 8354,
      n: 180_000,
      reliability: 3750,
      indicative: true,
      low: 5479,
      high: 9100,
      meanFrom: 'station',
    })
    // 50 / 70 is above .7, 31 / 51 is not.
    expect(of('O5')).toMatchObject({ reliability: 7143, indicative: false })
    expect(of('O2')).toMatchObject({ reliability: 6078, indicative: true })
    expect(of('P2')).toBeNull()
  })

  it('explains the total: points of all indicators, weights of all that counts', () => {
    const score = scoreOfficer(inputsOf(rawInputs()), scheme100())
    const points = score.indicators.reduce((all, each) => all + each.points, 0)
    expect(Math.abs(points - (score.total ?? 0))).toBeLessThanOrEqual(5)
    const weights = score.indicators.reduce((all, each) => all + each.weight, 0)
    expect(Math.abs(weights - 1_000_000)).toBeLessThanOrEqual(5)
    expect(score.indicators.find((each) => each.id === 'P1')).toEqual({
      id: 'P1',
      state: 'counted',
      good: 810_000,
      due: 880_000,
      raw: 9205,
      credit: 9205,
      weight: 80_000,
      points: 50_979,
      smallSample: null,
    })
  })
})
