/**
 * A chart as data: shapes in points (1/72 inch on paper, CSS pixels on screen), origin at the top left, y downwards. Drawn by the screen as
 * SVG elements and by the reports as SVG text, so that both show the same.
 */
export type Drawing = {
  readonly width: number
  readonly height: number
  readonly shapes: readonly Shape[]
}

/** What a colour is for; the palette belongs to who draws. Never the only carrier of a meaning. */
export const tones = ['ink', 'quiet', 'rule', 'faint', 'accent', 'band', 'alert'] as const
export type Tone = (typeof tones)[number]

export type Point = readonly [x: number, y: number]

export type Shape =
  | { readonly kind: 'line'; readonly from: Point; readonly to: Point; readonly tone: Tone; readonly width: number }
  | {
      readonly kind: 'path'
      readonly points: readonly Point[]
      readonly tone: Tone
      readonly width: number
      readonly dashed: boolean
    }
  | {
      readonly kind: 'rect'
      readonly at: Point
      readonly width: number
      readonly height: number
      readonly tone: Tone
    }
  | { readonly kind: 'dot'; readonly at: Point; readonly radius: number; readonly tone: Tone; readonly hollow: boolean }
  | {
      readonly kind: 'text'
      /** On the base line. */
      readonly at: Point
      readonly text: string
      readonly size: number
      readonly tone: Tone
      readonly anchor: 'start' | 'middle' | 'end'
    }

/** To a hundredth of a point: the same drawing has the same bytes on every machine. */
export function hundredth(value: number): number {
  const result = Math.round(value * 100) / 100
  return result === 0 ? 0 : result
}

export function line(from: Point, to: Point, tone: Tone, width = 0.6): Shape {
  return { kind: 'line', from: point(from), to: point(to), tone, width }
}

export function path(points: readonly Point[], tone: Tone, width = 1, dashed = false): Shape {
  return { kind: 'path', points: points.map(point), tone, width, dashed }
}

/** @throws RangeError for a negative width or height: the scale is the wrong way round */
export function rect(at: Point, width: number, height: number, tone: Tone): Shape {
  if (width < 0 || height < 0) throw new RangeError('a rectangle has no negative side')
  return { kind: 'rect', at: point(at), width: hundredth(width), height: hundredth(height), tone }
}

export function dot(at: Point, radius: number, tone: Tone, hollow = false): Shape {
  return { kind: 'dot', at: point(at), radius, tone, hollow }
}

export function text(
  at: Point,
  content: string,
  size: number,
  tone: Tone,
  anchor: 'start' | 'middle' | 'end' = 'start',
): Shape {
  return { kind: 'text', at: point(at), text: content, size, tone, anchor }
}

function point([x, y]: Point): Point {
  return [hundredth(x), hundredth(y)]
}
