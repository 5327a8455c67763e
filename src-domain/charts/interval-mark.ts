import { whisker } from './bar-to-target.ts'
import { dot, line, path, text, type Drawing, type Shape } from './drawing.ts'
import { linear } from './scale.ts'

export type IntervalRow = {
  readonly label: string
  /** Right of the mark: the figures in words. */
  readonly note: string
  readonly value: number
  readonly low: number
  readonly high: number
  readonly target: number
}

const ROW = 18
const LABEL = 92
const NOTE = 120

/** Forest marks, one under another on one axis 0-100%: the rate as a dot, its interval, its target as a small upright line. */
export function intervalMarks(rows: readonly IntervalRow[], width: number): Drawing {
  const x = linear([0, 1], [LABEL, width - NOTE])
  const bottom = rows.length * ROW
  const shapes: Shape[] = []
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    shapes.push(
      path(
        [
          [x.at(share), 0],
          [x.at(share), bottom],
        ],
        'rule',
        0.4,
        true,
      ),
    )
    shapes.push(text([x.at(share), bottom + 10], `${share * 100}%`, 7, 'quiet', 'middle'))
  }
  rows.forEach((row, i) => {
    const y = i * ROW + ROW / 2
    shapes.push(text([0, y + 3], row.label, 8, 'ink'), text([width, y + 3], row.note, 7.5, 'quiet', 'end'))
    shapes.push(...whisker(x.at(row.low), x.at(row.high), y), dot([x.at(row.value), y], 2.6, 'accent'))
    shapes.push(line([x.at(row.target), y - 5], [x.at(row.target), y + 5], 'ink', 1.4))
  })
  return { width, height: bottom + 14, shapes }
}
