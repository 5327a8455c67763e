/** One officer's cases and how many of them are good. */
export type FunnelCase = { readonly good: number; readonly n: number }

export type Funnel = {
  /** Pooled rate, the middle line. */
  readonly rate: number
  /** Over-dispersion that widens the limits; 1 where the rates differ no more than by chance. */
  readonly phi: number
}

/** Fewer rates than these say nothing about how widely rates differ. */
const fewestForSpread = 5
/** Share of the most extreme z on each side that is pulled in before the spread is estimated. */
const winsorised = 0.1

/**
 * Middle and width of a funnel plot of rates. Spiegelhalter, Funnel plots for comparing institutional performance, Statist. Med. 24 (2005):
 * phi = mean z² of winsorised z; it counts where it exceeds 1 by more than chance would (2 standard errors of a chi-square mean).
 *
 * @returns null where nothing is to be compared: no cases, or all good or all bad
 */
export function funnelOf(cases: readonly FunnelCase[]): Funnel | null {
  const counted = cases.filter(({ n }) => n > 0)
  const n = counted.reduce((sum, each) => sum + each.n, 0)
  const rate = n === 0 ? 0 : counted.reduce((sum, each) => sum + each.good, 0) / n
  if (rate <= 0 || rate >= 1) return null
  const scores = winsorise(counted.map((each) => zOf(each, rate)))
  const mean = scores.reduce((sum, z) => sum + z * z, 0) / scores.length
  const counts = scores.length >= fewestForSpread && mean > 1 + 2 * Math.sqrt(2 / scores.length)
  return { rate, phi: counts ? mean : 1 }
}

/** Standard score of a rate under the pooled rate, without over-dispersion. */
export function zOf({ good, n }: FunnelCase, rate: number): number {
  return (good / n - rate) / Math.sqrt((rate * (1 - rate)) / n)
}

/** The limits `sigmas` away from the middle at `n` cases, inside 0..1. */
export function limitsAt({ rate, phi }: Funnel, n: number, sigmas: number): { low: number; high: number } {
  const half = sigmas * Math.sqrt((phi * rate * (1 - rate)) / n)
  return { low: Math.max(0, rate - half), high: Math.min(1, rate + half) }
}

/** Where a rate lies: inside 2 sigma, between 2 and 3 (worth a look), or outside 3 (worth a talk). Never a score. */
export function positionIn(funnel: Funnel, each: FunnelCase): 'inside' | 'beyond2' | 'beyond3' {
  const z = Math.abs(zOf(each, funnel.rate)) / Math.sqrt(funnel.phi)
  return z > 3 ? 'beyond3' : z > 2 ? 'beyond2' : 'inside'
}

function winsorise(scores: readonly number[]): number[] {
  const sorted = [...scores].sort((a, b) => a - b)
  const cut = Math.floor(sorted.length * winsorised)
  const low = sorted[cut] ?? 0
  const high = sorted[sorted.length - 1 - cut] ?? 0
  return scores.map((z) => Math.min(high, Math.max(low, z)))
}
