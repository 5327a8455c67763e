import { dot, line, path, text, type Drawing, type Point, type Shape } from './drawing.ts'
import { linear, ticks } from './scale.ts'

export type Trend = {
  readonly from: number
  readonly to: number
  /** In time order. null: no figure for that period, the line has a gap. */
  readonly points: readonly { readonly label: string; readonly value: number | null }[]
  /** The figure at a point and at a mark of the axis, as words. */
  readonly words: (value: number) => string
  readonly target: number | null
}

const LEFT = 30
const RIGHT = 14
const TOP = 12
const BOTTOM = 16

/** One's own figures over the periods; no other officer is in it. */
export function trendLine(trend: Trend, width: number, height: number): Drawing {
  const { points } = trend
  const y = linear([trend.from, trend.to], [height - BOTTOM, TOP])
  const step = points.length > 1 ? (width - LEFT - RIGHT) / (points.length - 1) : 0
  const x = (i: number): number => (points.length > 1 ? LEFT + i * step : LEFT + (width - LEFT - RIGHT) / 2)
  const shapes: Shape[] = []
  for (const mark of ticks(trend.from, trend.to, 4)) {
    shapes.push(line([LEFT, y.at(mark)], [width - RIGHT, y.at(mark)], 'rule', 0.4))
    shapes.push(text([LEFT - 4, y.at(mark) + 2.5], trend.words(mark), 7, 'quiet', 'end'))
  }
  if (trend.target !== null)
    shapes.push(
      path(
        [
          [LEFT, y.at(trend.target)],
          [width - RIGHT, y.at(trend.target)],
        ],
        'ink',
        0.9,
        true,
      ),
    )
  for (const run of runs(points.map(({ value }, i) => (value === null ? null : ([x(i), y.at(value)] as const)))))
    if (run.length > 1) shapes.push(path(run, 'accent', 1.4))
  points.forEach(({ label, value }, i) => {
    shapes.push(text([x(i), height - 4], label, 7, 'quiet', 'middle'))
    if (value === null) return
    shapes.push(dot([x(i), y.at(value)], 2.2, 'accent'))
    shapes.push(text([x(i), y.at(value) - 5], trend.words(value), 7, 'ink', 'middle'))
  })
  return { width, height, shapes }
}

/** Neighbours without a gap between them. */
function runs(points: readonly (Point | null)[]): Point[][] {
  const result: Point[][] = [[]]
  for (const point of points) {
    if (point === null) result.push([])
    else result.at(-1)?.push(point)
  }
  return result.filter((run) => run.length > 0)
}
