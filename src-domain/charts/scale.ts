/** Values to points along one axis. */
export type Scale = {
  readonly from: number
  readonly to: number
  /** Position of a value; one outside is put at the nearer end. */
  readonly at: (value: number) => number
}

/**
 * @param values both ends, from < to
 * @param points where they lie; the second may be smaller (y grows downwards)
 * @throws RangeError for an empty range
 */
export function linear(values: readonly [number, number], points: readonly [number, number]): Scale {
  const [from, to] = values
  if (!(from < to)) throw new RangeError('a scale needs a range')
  const perValue = (points[1] - points[0]) / (to - from)
  return { from, to, at: (value) => points[0] + (Math.min(to, Math.max(from, value)) - from) * perValue }
}

/**
 * Round marks of an axis, the ends included where they are round: steps of 1, 2 or 5 times a power of ten, at most `most` of them.
 */
export function ticks(from: number, to: number, most: number): number[] {
  const rough = (to - from) / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= rough * (1 - 1e-9)) ?? 10 * power
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}
