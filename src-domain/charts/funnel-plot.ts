import { dot, line, path, text, type Drawing, type Point, type Shape } from './drawing.ts'
import { limitsAt, positionIn, type Funnel, type FunnelCase } from './funnel.ts'
import { linear, ticks } from './scale.ts'

export type FunnelPlot = {
  readonly funnel: Funnel
  /** `label` is drawn beside a point outside 2 sigma only. */
  readonly cases: readonly (FunnelCase & { readonly label: string })[]
  /** Under the axis: what is counted. */
  readonly countWords: string
  readonly percent: (share: number) => string
}

const LEFT = 32
const RIGHT = 34
const TOP = 8
const BOTTOM = 26
/** Points of each limit's curve. */
const SAMPLES = 48

/** Rate against number of cases with the limits of 2 (dashed) and 3 sigma. Points with few cases may lie far from the middle by chance. */
export function funnelPlot(plot: FunnelPlot, width: number, height: number): Drawing {
  const cases = plot.cases.filter(({ n }) => n > 0)
  const most = Math.max(1, ...cases.map(({ n }) => n)) * 1.08
  const lowest = Math.min(plot.funnel.rate, ...cases.map(({ good, n }) => good / n))
  const y = linear([Math.max(0, Math.floor(lowest * 5 - 0.5) / 5), 1], [height - BOTTOM, TOP])
  const x = linear([0, most], [LEFT, width - RIGHT])
  const shapes: Shape[] = axes(plot, x, y, width, height)
  for (const sigmas of [2, 3] as const) {
    for (const side of ['low', 'high'] as const) {
      const curve = Array.from({ length: SAMPLES }, (_, i): Point => {
        // Closer together where the curve bends, at few cases.
        const n = Math.max(0.5, most * ((i + 0.5) / SAMPLES) ** 2)
        return [x.at(n), y.at(limitsAt(plot.funnel, n, sigmas)[side])]
      })
      const end = limitsAt(plot.funnel, most, sigmas)[side]
      shapes.push(path([...curve, [x.at(most), y.at(end)]], 'quiet', 0.9, sigmas === 2))
    }
  }
  const middle = y.at(plot.funnel.rate)
  shapes.push(line([LEFT, middle], [width - RIGHT, middle], 'ink', 0.9))
  shapes.push(text([width - RIGHT + 3, middle + 2.5], plot.percent(plot.funnel.rate), 7, 'ink'))
  for (const each of cases) {
    const at: Point = [x.at(each.n), y.at(each.good / each.n)]
    const position = positionIn(plot.funnel, each)
    shapes.push(dot(at, 2.4, position === 'beyond3' ? 'alert' : 'accent', position === 'beyond2'))
    if (position !== 'inside') shapes.push(text([at[0] + 4, at[1] + 2.5], each.label, 7, 'ink'))
  }
  return { width, height, shapes }
}

function axes(
  plot: FunnelPlot,
  x: ReturnType<typeof linear>,
  y: ReturnType<typeof linear>,
  width: number,
  height: number,
): Shape[] {
  const bottom = height - BOTTOM
  const shapes: Shape[] = [line([LEFT, bottom], [width - RIGHT, bottom], 'rule', 0.7)]
  for (const mark of ticks(y.from, y.to, 5)) {
    shapes.push(line([LEFT, y.at(mark)], [width - RIGHT, y.at(mark)], 'faint', 0.5))
    shapes.push(text([LEFT - 4, y.at(mark) + 2.5], plot.percent(mark), 7, 'quiet', 'end'))
  }
  for (const mark of ticks(0, x.to, 6)) {
    shapes.push(line([x.at(mark), bottom], [x.at(mark), bottom + 2.5], 'rule'))
    shapes.push(text([x.at(mark), bottom + 10.5], String(mark), 7, 'quiet', 'middle'))
  }
  shapes.push(text([(LEFT + width - RIGHT) / 2, height - 4], plot.countWords, 7, 'quiet', 'middle'))
  return shapes
}
