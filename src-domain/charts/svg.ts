import type { Drawing, Shape, Tone } from './drawing.ts'

export type Palette = Readonly<Record<Tone, string>>

/** A drawing as SVG text, for the reports. */
export function svgOf(drawing: Drawing, palette: Palette, font: string): string {
  const shapes = drawing.shapes.map((shape) => shapeOf(shape, palette, font)).join('')
  const size = `width="${drawing.width}" height="${drawing.height}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${drawing.width} ${drawing.height}">${shapes}</svg>`
}

/** Dashes of a dashed path, in points. */
export const dashes = '3 2'

function shapeOf(shape: Shape, palette: Palette, font: string): string {
  const colour = palette[shape.tone]
  switch (shape.kind) {
    case 'line': {
      const ends = `x1="${shape.from[0]}" y1="${shape.from[1]}" x2="${shape.to[0]}" y2="${shape.to[1]}"`
      return `<line ${ends} stroke="${colour}" stroke-width="${shape.width}"/>`
    }
    case 'path': {
      const dashed = shape.dashed ? ` stroke-dasharray="${dashes}"` : ''
      const points = shape.points.map((point) => point.join(',')).join(' ')
      return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="${shape.width}"${dashed}/>`
    }
    case 'rect': {
      const box = `x="${shape.at[0]}" y="${shape.at[1]}" width="${shape.width}" height="${shape.height}"`
      return `<rect ${box} fill="${colour}"/>`
    }
    case 'dot': {
      const paint = shape.hollow ? `fill="#ffffff" stroke="${colour}" stroke-width="1.2"` : `fill="${colour}"`
      return `<circle cx="${shape.at[0]}" cy="${shape.at[1]}" r="${shape.radius}" ${paint}/>`
    }
    case 'text': {
      const place = `x="${shape.at[0]}" y="${shape.at[1]}" text-anchor="${shape.anchor}"`
      return `<text ${place} font-family="${font}" font-size="${shape.size}" fill="${colour}">${escaped(shape.text)}</text>`
    }
  }
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (character) => entities[character] ?? '')
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
