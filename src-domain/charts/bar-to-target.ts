import { line, rect, type Drawing, type Shape } from './drawing.ts'
import { linear } from './scale.ts'

export type BarToTarget = {
  /** Ends of the axis. */
  readonly from: number
  readonly to: number
  /** null: no figure, the bare axis. */
  readonly value: number | null
  /** Where full credit is given, and where none is (null: at 0 of a plain ratio). */
  readonly target: number
  readonly none: number | null
  readonly interval: { readonly low: number; readonly high: number } | null
}

const HEIGHT = 16
const TOP = 4
const BAR = 8

/**
 * One figure as a bar up to its fixed target: a band from no to full credit, the bar, the target as an upright line, the interval as a
 * whisker. Where less is better (`none` > `target`) the band lies on the other side of the target.
 */
export function barToTarget(bar: BarToTarget, width: number): Drawing {
  const x = linear([bar.from, bar.to], [0, width])
  const shapes: Shape[] = [rect([0, TOP], width, BAR, 'faint')]
  if (bar.none !== null) {
    const ends = [x.at(bar.none), x.at(bar.target)].sort((a, b) => a - b) as [number, number]
    shapes.push(rect([ends[0], TOP], ends[1] - ends[0], BAR, 'band'))
  }
  const middle = TOP + BAR / 2
  if (bar.value !== null) shapes.push(rect([0, TOP + 1.5], x.at(bar.value), BAR - 3, 'accent'))
  if (bar.interval !== null) shapes.push(...whisker(x.at(bar.interval.low), x.at(bar.interval.high), middle))
  const target = x.at(bar.target)
  shapes.push(line([target, 1], [target, HEIGHT - 1], 'ink', 1.4))
  return { width, height: HEIGHT, shapes }
}

/** A line with an upright end on both sides. */
export function whisker(low: number, high: number, y: number): Shape[] {
  return [
    line([low, y], [high, y], 'ink', 0.7),
    line([low, y - 2.5], [low, y + 2.5], 'ink', 0.7),
    line([high, y - 2.5], [high, y + 2.5], 'ink', 0.7),
  ]
}
