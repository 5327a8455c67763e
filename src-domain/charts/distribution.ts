import { dot, line, text, type Drawing, type Shape } from './drawing.ts'
import { linear, ticks } from './scale.ts'

export type Distribution = {
  readonly from: number
  readonly to: number
  /** One of each officer, nameless; any order gives the same drawing. */
  readonly values: readonly number[]
  readonly target: number | null
  readonly words: (value: number) => string
  readonly bins: number
}

const SIDE = 16
const AXIS = 14
const TOP = 4

/** How many values fall into each of `bins` equal parts; one on an edge belongs to the upper part, the last part has both edges. */
export function binned(values: readonly number[], from: number, to: number, bins: number): number[] {
  const counts = Array.from({ length: bins }, () => 0)
  for (const value of values) {
    const part = Math.floor(((Math.min(to, Math.max(from, value)) - from) / (to - from)) * bins + 1e-9)
    const at = Math.min(bins - 1, part)
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

/** One dot an officer, stacked where they fall together: a spread, not an order. */
export function distribution(chart: Distribution, width: number, height: number): Drawing {
  const x = linear([chart.from, chart.to], [SIDE, width - SIDE])
  const bottom = height - AXIS
  const counts = binned(chart.values, chart.from, chart.to, chart.bins)
  const highest = Math.max(1, ...counts)
  const column = (width - 2 * SIDE) / chart.bins
  const radius = Math.min(2.6, column / 2 - 0.4, (bottom - TOP) / highest / 2)
  const shapes: Shape[] = [line([SIDE, bottom], [width - SIDE, bottom], 'rule', 0.7)]
  for (const mark of ticks(chart.from, chart.to, 5)) {
    shapes.push(line([x.at(mark), bottom], [x.at(mark), bottom + 2.5], 'rule'))
    shapes.push(text([x.at(mark), bottom + 10.5], chart.words(mark), 7, 'quiet', 'middle'))
  }
  counts.forEach((count, bin) => {
    for (let i = 0; i < count; i++)
      shapes.push(dot([SIDE + (bin + 0.5) * column, bottom - radius - i * 2 * radius], radius * 0.9, 'accent'))
  })
  if (chart.target !== null) shapes.push(line([x.at(chart.target), TOP], [x.at(chart.target), bottom], 'ink', 1.2))
  return { width, height, shapes }
}
