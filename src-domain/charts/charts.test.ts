import { expect, test } from 'vitest'
import { barToTarget } from './bar-to-target.ts'
import { binned, distribution } from './distribution.ts'
import type { Drawing, Shape } from './drawing.ts'
import { funnelPlot } from './funnel-plot.ts'
import { funnelOf, limitsAt, positionIn, zOf } from './funnel.ts'
import { intervalMarks } from './interval-mark.ts'
import { linear, ticks } from './scale.ts'
import { svgOf } from './svg.ts'
import { trendLine } from './trend-line.ts'

const palette = {
  ink: '#111111',
  quiet: '#222222',
  rule: '#333333',
  faint: '#444444',
  accent: '#555555',
  band: '#666666',
  alert: '#777777',
}
const percent = (share: number): string => `${Math.round(share * 100)}%`
const of = <K extends Shape['kind']>(drawing: Drawing, kind: K) =>
  drawing.shapes.filter((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind)

test('a bar ends at its figure, the target and the interval stand where they belong', () => {
  const bar = { from: 0, to: 1, value: 0.7778, target: 0.9, none: 0.6, interval: { low: 0.5479, high: 0.91 } }
  const drawing = barToTarget(bar, 200)
  const [axis, band, filled] = of(drawing, 'rect')
  expect(axis?.width).toBe(200)
  expect([band?.at[0], band?.width]).toEqual([120, 60])
  expect(filled?.width).toBe(155.56)
  const [across, , , target] = of(drawing, 'line')
  expect([across?.from[0], across?.to[0]]).toEqual([109.58, 182])
  expect([target?.from[0], target?.to[0]]).toEqual([180, 180])
})

test('a bar where less is better has its band on the other side, and no figure leaves the axis bare', () => {
  const drawing = barToTarget({ from: 0, to: 2, value: null, target: 0.85, none: 1.3, interval: null }, 200)
  const [, band, none] = of(drawing, 'rect')
  expect([band?.at[0], band?.width, none]).toEqual([85, 45, undefined])
})

test('a figure outside the axis ends at its edge', () => {
  const drawing = barToTarget({ from: 0, to: 1, value: 1.7, target: 1, none: null, interval: null }, 100)
  expect(of(drawing, 'rect').at(-1)?.width).toBe(100)
})

test('interval marks lie on one axis, each with its own target', () => {
  const row = { label: '满意度', note: 'n 18', value: 0.5, low: 0.25, high: 1, target: 0.9 }
  const drawing = intervalMarks([row, { ...row, value: 0 }], 412)
  expect(of(drawing, 'dot').map(({ at }) => at)).toEqual([
    [192, 9],
    [92, 27],
  ])
  expect(drawing.height).toBe(50)
})

test('a trend has a gap where a period has no figure', () => {
  const points = [80, 82, null, 79].map((value, i) => ({ label: `2025Q${i + 1}`, value }))
  const drawing = trendLine({ from: 0, to: 100, points, words: String, target: null }, 344, 100)
  expect(of(drawing, 'path').map(({ points: run }) => run.length)).toEqual([2])
  expect(of(drawing, 'dot').map(({ at }) => at[0])).toEqual([30, 130, 330])
  expect(of(drawing, 'dot').map(({ at }) => at[1])).toEqual([26.4, 24.96, 27.12])
})

test('a trend of a single period is one point in the middle', () => {
  const drawing = trendLine(
    { from: 0, to: 1, points: [{ label: 'Q1', value: 0.5 }], words: percent, target: 0.9 },
    144,
    60,
  )
  expect(of(drawing, 'dot').map(({ at }) => at)).toEqual([[80, 28]])
})

test('a distribution counts each value once, edges upwards, and its order does not matter', () => {
  expect(binned([0, 0.1, 0.2, 0.5, 1, 7, -1], 0, 1, 10)).toEqual([2, 1, 1, 0, 0, 1, 0, 0, 0, 2])
  const chart = { from: 0, to: 1, values: [0.2, 0.9, 0.2], target: 0.9, words: percent, bins: 20 }
  const drawing = distribution(chart, 240, 60)
  expect(of(drawing, 'dot')).toHaveLength(3)
  expect(distribution({ ...chart, values: [0.9, 0.2, 0.2] }, 240, 60)).toEqual(drawing)
})

test('funnel limits are 2 and 3 standard errors from the pooled rate', () => {
  const funnel = { rate: 0.8, phi: 1 }
  expect(limitsAt(funnel, 100, 2).low).toBeCloseTo(0.72, 12)
  expect(limitsAt(funnel, 100, 3)).toEqual({
    low: 0.8 - 3 * Math.sqrt(0.16 / 100),
    high: 0.8 + 3 * Math.sqrt(0.16 / 100),
  })
  expect(limitsAt(funnel, 4, 3)).toEqual({ low: expect.closeTo(0.2, 12), high: 1 })
  expect(limitsAt({ rate: 0.8, phi: 4 }, 100, 1).low).toBeCloseTo(0.72, 12)
  expect([88, 89, 93].map((good) => positionIn(funnel, { good, n: 100 }))).toEqual(['inside', 'beyond2', 'beyond3'])
})

test('rates that differ by chance are not widened, rates that differ more are', () => {
  const even = [38, 40, 42, 41, 39, 40].map((good) => ({ good, n: 50 }))
  expect(funnelOf(even)).toEqual({ rate: 0.8, phi: 1 })
  const wide = [20, 48, 30, 49, 25, 47, 45, 21].map((good) => ({ good, n: 50 }))
  const funnel = funnelOf(wide)
  const scores = wide.map((each) => zOf(each, funnel?.rate ?? 0))
  expect(funnel?.phi).toBeCloseTo(scores.reduce((sum, z) => sum + z * z, 0) / 8, 12)
  expect(funnel?.phi).toBeGreaterThan(2)
})

test('one extreme rate does not widen the funnel of the others', () => {
  const others = [38, 40, 42, 41, 39, 40, 41, 39, 40, 40].map((good) => ({ good, n: 50 }))
  expect(funnelOf([...others.slice(1), { good: 2, n: 50 }])?.phi).toBe(1)
})

test('nothing to compare gives no funnel', () => {
  expect([funnelOf([]), funnelOf([{ good: 0, n: 0 }]), funnelOf([{ good: 5, n: 5 }])]).toEqual([null, null, null])
})

test('a funnel plot names only points outside 2 sigma and leaves out who has no case', () => {
  const cases = [
    { good: 40, n: 50, label: '甲' },
    { good: 80, n: 100, label: '乙' },
    { good: 5, n: 50, label: '丙' },
    { good: 0, n: 0, label: '丁' },
  ]
  const plot = funnelPlot({ funnel: { rate: 0.8, phi: 1 }, cases, countWords: '件数', percent }, 300, 160)
  expect(of(plot, 'dot').map(({ tone }) => tone)).toEqual(['accent', 'accent', 'alert'])
  const words = of(plot, 'text').map(({ text }) => text)
  expect(['甲', '乙', '丙', '丁'].map((label) => words.includes(label))).toEqual([false, false, true, false])
  expect(of(plot, 'path')).toHaveLength(4)
})

test('axis marks are round', () => {
  expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(ticks(0, 1, 4)).toEqual([0, 0.5, 1])
  expect(ticks(0, 237, 6)).toEqual([0, 50, 100, 150, 200])
  expect(ticks(0.6, 1, 4)).toEqual([0.6, 0.7, 0.8, 0.9, 1])
  expect(() => linear([1, 1], [0, 10])).toThrow(RangeError)
})

test('a drawing is the same SVG each time, and text in it cannot become markup', () => {
  const drawing: Drawing = {
    width: 10,
    height: 5,
    shapes: [
      { kind: 'text', at: [1, 2], text: '<b>&"', size: 7, tone: 'ink', anchor: 'end' },
      { kind: 'dot', at: [1, 2], radius: 2, tone: 'alert', hollow: true },
      {
        kind: 'path',
        points: [
          [0, 0],
          [1, 1.5],
        ],
        tone: 'quiet',
        width: 1,
        dashed: true,
      },
    ],
  }
  expect(svgOf(drawing, palette, 'Sans')).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5" viewBox="0 0 10 5">' +
      '<text x="1" y="2" text-anchor="end" font-family="Sans" font-size="7" fill="#111111">&lt;b&gt;&amp;&quot;</text>' +
      '<circle cx="1" cy="2" r="2" fill="#ffffff" stroke="#777777" stroke-width="1.2"/>' +
      '<polyline points="0,0 1,1.5" fill="none" stroke="#222222" stroke-width="1" stroke-dasharray="3 2"/></svg>',
  )
})
