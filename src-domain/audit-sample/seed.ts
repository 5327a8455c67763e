/** What stands before the dice: all of it is known when the frame is locked. */
export type SeedBase = {
  readonly station: string
  /** Id of a period (2025-Q3, 2025-09); its hyphen is left out of the seed. */
  readonly period: string
  readonly scheme: string
}
export type SeedProblem = 'station' | 'period' | 'scheme' | 'dice-count' | 'dice-digits' | 'shape'

/** Digits of ten-sided dice that make a seed: 66 bits, more than anybody can try out. */
export const DICE = 20

const patterns: readonly (readonly [keyof SeedBase, RegExp])[] = [
  ['station', /^[A-Z0-9]{2,20}$/],
  ['period', /^\d{4}(?:-?(?:Q[1-4]|H[12]|0[1-9]|1[0-2]))?$/],
  ['scheme', /^\d{1,4}\.\d{1,4}\.\d{1,4}$/],
]

/** What is wrong with the digits as typed, or null. Only 0-9 count: a full-width ８ or a blank would be another seed. */
export function diceProblem(dice: string): Extract<SeedProblem, 'dice-count' | 'dice-digits'> | null {
  if (!/^[0-9]*$/.test(dice)) return 'dice-digits'
  return dice.length === DICE ? null : 'dice-count'
}

/**
 * True for digits that nobody rolled but somebody typed: three or fewer different ones, or a run up or down the keyboard. Of rolled
 * dice fewer than one in a hundred million looks like that. For a question to the person at entry; a draw does not depend on it.
 */
export function looksTyped(dice: string): boolean {
  if (new Set(dice).size <= 3) return true
  const digits = [...dice].map(Number)
  const steps = new Set(digits.slice(1).map((digit, i) => (digit - (digits[i] ?? 0) + 10) % 10))
  return steps.size === 1
}

/** `<station>-<period>-<scheme>-<20 digits>`. */
export function makeSeed(
  base: SeedBase,
  dice: string,
): { ok: true; seed: string } | { ok: false; problem: SeedProblem } {
  for (const [part, pattern] of patterns) if (!pattern.test(base[part])) return { ok: false, problem: part }
  const problem = diceProblem(dice)
  if (problem !== null) return { ok: false, problem }
  return { ok: true, seed: `${base.station}-${base.period.replace('-', '')}-${base.scheme}-${dice}` }
}

/** What is wrong with a whole seed, or null. */
export function seedProblem(seed: string): SeedProblem | null {
  const parts = seed.split('-')
  if (parts.length !== 4) return 'shape'
  const [station = '', period = '', scheme = '', dice = ''] = parts
  const made = makeSeed({ station, period, scheme }, dice)
  return made.ok ? null : made.problem
}
